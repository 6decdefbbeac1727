extension Importer.Result {
  /// The same host as a manifest that includes a profile and says only what the profile does not.
  ///
  /// - Parameters:
  ///   - profile: A path relative to the manifests' folder.
  ///   - folder: That folder, with its separator.
  /// - Throws: `Unreadable` with the problems of the profile.
  package func differing(
    from profile: String, in folder: String, read: @escaping ManifestLoader.Read
  ) throws(Unreadable) -> Importer.Result {
    let host = "\(folder)import.yaml"
    func load(_ tree: YAMLTree) -> (files: IncludeTree, node: Node?) {
      let text = YAMLWriter.text(of: tree)
      var files = IncludeTree(folder: folder)
      let node = files.load(host) { path in path == host ? .success(Array(text.utf8)) : read(path) }
      return (files, node)
    }
    let start: [YAMLTree.Entry] = [
      .init("version", 1), .init("include", each: [profile]),
    ]
    let (files, node) = load(.map(start))
    guard files.isComplete, let node else { throw Unreadable(problems: files.problems) }
    guard case .map(let entries) = tree, case .mapping(let base) = node.content else { return self }
    var difference = ProfileDifference()
    let own = difference.entries(
      entries.filter { $0.key != "version" }, over: base.filter { $0.key.value != "version" }, [])
    func manifest(without paths: [String]) -> YAMLTree {
      let without = paths.isEmpty ? [] : [YAMLTree.Entry("without", each: paths)]
      return .map(start + without + own)
    }
    func loaded(_ tree: YAMLTree) -> LoadResult {
      let text = YAMLWriter.text(of: tree)
      return ManifestLoader.load(path: host) { path in
        path == host ? .success(Array(text.utf8)) : read(path)
      }
    }
    // What the profile says and the host has anyway may stay.
    let meaning = Importer.load(tree).meaning
    var without = difference.without
    for path in difference.without {
      let rest = without.filter { $0 != path }
      if meaning != nil, loaded(manifest(without: rest)).meaning == meaning { without = rest }
    }
    var result = self
    result.tree = manifest(without: without)
    for problem in loaded(result.tree).problems where problem.severity == .error {
      result.notes.append(ImportNote(.leftOut, profile, problem.message))
    }
    return result
  }

  /// The profile cannot be taken in.
  package struct Unreadable: Error {
    package var problems: [Problem]
  }
}

extension LoadResult {
  /// What each link shall be, but for what no file of a host tells; `nil` where there is an error.
  fileprivate var meaning: [LinkName: DesiredLink]? {
    guard let manifest else { return nil }
    return Dictionary(
      Desired(manifest).links.map { link in
        var link = link
        link.isManagement = false
        return (link.name, link)
      }, uniquingKeysWith: { first, _ in first })
  }
}

/// What one tree says and another does not.
private struct ProfileDifference {
  /// What only the other one says.
  var without: [String] = []

  /// Keys that no file of a host tells: the profile's word on them stands.
  private static let untold: Set = ["vars", "management", "allow", "foreign-addresses", "fights"]

  mutating func entries(
    _ own: [YAMLTree.Entry], over base: [Node.Entry], _ path: [String]
  ) -> [YAMLTree.Entry] {
    var left: [YAMLTree.Entry] = []
    for entry in own {
      guard let other = base.first(where: { $0.key.value == entry.key })?.value else {
        left.append(entry)
        continue
      }
      // `match` is replaced whole.
      if path.count < 3, entry.key != "match", case .map(let entries) = entry.value,
        let others = other.mapping
      {
        let rest = self.entries(entries, over: others, path + [entry.key])
        if !rest.isEmpty {
          left.append(YAMLTree.Entry(entry.key, .map(rest), remark: entry.remark))
        }
      } else if !entry.value.isSame(as: other) {
        left.append(entry)
      }
    }
    for other in base where !Self.untold.contains(other.key.value) {
      guard !own.contains(where: { $0.key == other.key.value }) else { continue }
      without.append((path + [other.key.value]).joined(separator: "."))
    }
    return left
  }
}

extension Node {
  /// The entries of a mapping; an empty value is an empty mapping.
  fileprivate var mapping: [Entry]? {
    switch content {
    case .mapping(let entries): entries
    case .scalar(let scalar) where scalar.isEmpty: []
    case .scalar, .sequence, .refused: nil
    }
  }
}

extension YAMLTree {
  /// Whether a node of another file says the same; where variables come in, nobody knows.
  fileprivate func isSame(as node: Node) -> Bool {
    switch (self, node.content) {
    case (.scalar(let text), .scalar(let other)):
      !other.hasDollar && Self.canonical(text) == Self.canonical(other.text)
    case (.list(let items), .sequence(let others)):
      items.count == others.count && zip(items, others).allSatisfy { $0.value.isSame(as: $1) }
    case (.scalar, .sequence(let others)): others.count == 1 && isSame(as: others[0])
    case (.map(let entries), .mapping(let others)):
      entries.count == others.count
        && entries.allSatisfy { entry in
          others.first { $0.key.value == entry.key }.map { entry.value.isSame(as: $0.value) }
            ?? false
        }
    default: false
    }
  }

  /// One of several spellings of a value.
  private static func canonical(_ text: String) -> String {
    switch text {
    case "true", "on": "yes"
    case "false", "off": "no"
    default: MACAddress(text)?.description ?? CIDR(text)?.description ?? text
    }
  }
}
