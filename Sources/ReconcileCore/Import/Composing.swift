extension Importer {
  /// The manifest of the links, with what it refuses taken out and told.
  func composed() -> Result {
    var importer = self
    importer.sortLinks()
    importer.repair()
    let repaired = importer
    importer.state { repaired.computedOptions($0, $1) }
    // Where our default is another than what the files say. The one depends on the other: a parent
    // with a link-local address is waited for like any other link.
    importer.state { link, desired in
      guard let stated = link.stated.linkLocal, stated.value != desired.linkLocal else {
        return []
      }
      return [YAMLTree.Entry("link-local", stated.value.rawValue, remark: stated.remark)]
    }
    importer.state { link, desired in
      guard let stated = link.stated.requiredForOnline else { return [] }
      let standard = desired.requiredForOnline ?? desired.standardForOnline
      guard stated.value != standard else { return [] }
      return [YAMLTree.Entry("required-for-online", stated.value.rawValue, remark: stated.remark)]
    }
    importer.repair()
    return Result(tree: importer.tree, notes: importer.notes)
  }

  private mutating func sortLinks() {
    links.sort { $0.sortKey < $1.sortKey }
  }

  private mutating func state(
    _ entries: (ImportedLink, DesiredLink) -> [YAMLTree.Entry]
  ) {
    guard let manifest = load().manifest else { return }
    let desired = Dictionary(
      Desired(manifest).links.map { ($0.name.text, $0) }, uniquingKeysWith: { first, _ in first })
    for place in links.indices {
      guard let wanted = desired[links[place].id], wanted.isManaged else { continue }
      for new in entries(links[place], wanted) { links[place].set(new) }
    }
  }

  var tree: YAMLTree {
    var entries = [YAMLTree.Entry("version", 1)]
    for kind in LinkKind.allCases {
      let all = links.filter { $0.kind == kind }
      if !all.isEmpty {
        entries.append(
          YAMLTree.Entry(kind.key, .map(all.map { YAMLTree.Entry($0.id, $0.tree) })))
      }
    }
    return .map(entries)
  }

  private func load() -> LoadResult { Self.load(tree) }

  static func load(_ tree: YAMLTree) -> LoadResult {
    let text = YAMLWriter(style: .oneByOne).lines(tree, []).map(\.text).joined(separator: "\n")
    return ManifestLoader.load(path: "import.yaml") { _ in .success(Array(text.utf8)) }
  }

  /// Takes out what the manifest refuses, with its own reason, until nothing is refused.
  private mutating func repair() {
    // Each round takes something out, so this ends.
    while let refused = refused() {
      for (path, reason) in refused { tell(path, reason) }
      remove(refused.map(\.path), from: tree)
    }
  }

  /// The first value that is refused, or all raw keys that are: a link with a fault in it lets
  /// others seem to have one.
  private func refused() -> [(path: YAMLTree.Path, reason: String)]? {
    let tree = tree
    let lines = YAMLWriter(style: .oneByOne).lines(tree, [])
    var refused: [(path: YAMLTree.Path, reason: String)] = []
    for problem in Self.load(tree).problems where problem.severity == .error {
      let line = problem.range.start.line - 1
      guard lines.indices.contains(line), lines[line].path.count > 1,
        !refused.contains(where: { $0.path == lines[line].path })
      else { continue }
      refused.append(
        (lines[line].path, problem.message + (problem.help.map { " (\($0))" } ?? "")))
    }
    let raw = refused.filter { tree.search($0.path[...])?.keys.dropFirst(2).first == "networkd" }
    if !raw.isEmpty { return raw }
    return refused.first.map { [$0] }
  }

  private mutating func tell(_ path: YAMLTree.Path, _ reason: String) {
    guard let found = tree.search(path[...]) else { return }
    guard found.keys.count == 3, found.keys[2] == "networkd", case .map(let files) = found.value
    else {
      leaveOut(found.keys.joined(separator: ".") + found.value.inWords, reason)
      return
    }
    let subject = found.keys.dropLast().joined(separator: ".")
    for file in files {
      for line in file.value.unitLines { leaveOut(subject, "\(line): \(reason)") }
    }
  }

  private mutating func remove(_ paths: [YAMLTree.Path], from tree: YAMLTree) {
    guard case .map(let kinds) = tree else { return }
    // From the end, so that what comes before keeps its place.
    for path in paths.sorted(by: { $1.lexicographicallyPrecedes($0) }) {
      guard case .map(let entries) = kinds[path[0]].value, entries.indices.contains(path[1]),
        let place = links.firstIndex(where: {
          $0.kind.key == kinds[path[0]].key && $0.id == entries[path[1]].key
        })
      else { continue }
      if path.count == 2 {
        links.remove(at: place)
      } else {
        links[place].remove(path[2...])
      }
    }
  }
}

extension ImportedLink {
  /// Takes away what stands at a place of its tree.
  fileprivate mutating func remove(_ path: ArraySlice<Int>) {
    var tree = tree
    tree.remove(path)
    guard case .map(let rest) = tree else { return }
    func value(_ key: String) -> YAMLTree? { rest.first { $0.key == key }?.value }
    if value("parent") == nil { parent = nil }
    members = Self.texts(value("members"))
    raw = if case .map(let files) = value("networkd") { files } else { [] }
    entries = rest.filter { !["parent", "members", "networkd"].contains($0.key) }
  }

  private static func texts(_ tree: YAMLTree?) -> [String] {
    guard case .list(let items) = tree else { return [] }
    return items.compactMap { if case .scalar(let text) = $0.value { text } else { nil } }
  }

  /// In the order of the files, then by name.
  fileprivate var sortKey: (String, String) { (network?.name ?? netdev?.name ?? "~", id) }
}

extension DesiredLink {
  /// What networkd does where RequiredForOnline= is not written (`systemd.network(5)`).
  fileprivate var standardForOnline: OnlineRequirement {
    switch activationPolicy {
    case .manual, .down, .alwaysDown: .no
    case .up, .alwaysUp, .bound, nil: .yes
    }
  }
}

extension YAMLTree {
  /// The sections of a unit file, a line each.
  fileprivate var unitLines: [String] {
    guard case .map(let sections) = self else { return [] }
    return sections.flatMap { section -> [String] in
      let bodies =
        if case .list(let items) = section.value { items.map(\.value) } else { [section.value] }
      return bodies.map { body in
        guard case .map(let keys) = body else { return "[\(section.key)]" }
        return "[\(section.key)] " + keys.map { $0.key + $0.value.inWords }.joined(separator: " ")
      }
    }
  }

  /// What it says, in one line behind its keys.
  fileprivate var inWords: String {
    switch self {
    case .scalar(let text): "=\(text)"
    case .list(let items):
      items.isEmpty
        ? ""
        : "=[" + items.map { String($0.value.inWords.dropFirst()) }.joined(separator: ", ") + "]"
    case .map(let entries):
      entries.isEmpty
        ? "" : "={" + entries.map { $0.key + $0.value.inWords }.joined(separator: ", ") + "}"
    }
  }
}
