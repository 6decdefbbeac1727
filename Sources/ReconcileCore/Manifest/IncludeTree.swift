/// The files of one manifest, each read once and put over what it includes.
struct IncludeTree {
  /// How many files one manifest may consist of.
  static let mostFiles = 64

  /// With its separator; includes are relative to it in every file.
  let folder: String
  private(set) var sources: [Source] = []
  private(set) var problems: [Problem] = []
  /// Whether every file could be read and is YAML: else more would be missing than is.
  private(set) var isComplete = true

  /// What is known of a path; files that are being read show a circle.
  private enum State {
    case reading
    case done(Node?)
  }

  private var states: [String: State] = [:]
  /// What was read already; `nil` for what could not be read.
  private var documents: [String: YAMLDocument?] = [:]
  private var chain: [Inclusion] = []

  private struct Inclusion {
    var path: String
    /// None for the manifest itself.
    var entry: SourceRange?
  }

  init(folder: String) {
    self.folder = folder
  }

  /// The manifest's node with all includes merged, variables not yet put in; `nil` if the file
  /// itself is no YAML.
  mutating func load(_ path: String, read: ManifestLoader.Read) -> Node? {
    load(Inclusion(path: path, entry: nil), read: read)
  }

  /// One file without its includes.
  mutating func loadAlone(_ path: String, read: ManifestLoader.Read) -> Node? {
    document(Inclusion(path: path, entry: nil), read: read)?.root
  }

  private mutating func load(_ file: Inclusion, read: ManifestLoader.Read) -> Node? {
    switch states[file.path] {
    case .done(let node): return node
    case .reading:
      let circle = (chain.map(\.path) + [file.path]).map { $0.dropFirst(folder.count) }
      fail("include in a circle: " + circle.joined(separator: " -> "), of: file)
      return nil
    case nil: break
    }
    guard states.count < Self.mostFiles else {
      fail("more than \(Self.mostFiles) files in one manifest", of: file)
      return nil
    }
    states[file.path] = .reading
    var node: Node?
    if let document = document(file, read: read) {
      chain.append(file)
      node = merged(document, of: file, read: read)
      chain.removeLast()
    }
    states[file.path] = .done(node)
    return node
  }

  private mutating func document(
    _ file: Inclusion, read: ManifestLoader.Read
  ) -> YAMLDocument? {
    if let known = documents[file.path] { return known }
    let document = open(file, read: read)
    documents[file.path] = .some(document)
    return document
  }

  private mutating func open(_ file: Inclusion, read: ManifestLoader.Read) -> YAMLDocument? {
    let bytes: [UInt8]
    switch read(file.path) {
    case .success(let content):
      bytes = content
    case .failure(let failure):
      fail(failure.message(for: quoted(file.path)), of: file)
      return nil
    }
    let document = YAMLDocument(bytes, name: file.path)
    sources.append(document.source)
    problems += document.problems
    if document.root == nil { isComplete = false }
    return document
  }

  /// The content of a file over that of its includes, the later over the earlier.
  private mutating func merged(
    _ document: YAMLDocument, of file: Inclusion, read: ManifestLoader.Read
  ) -> Node? {
    guard let root = document.root, case .mapping(var entries) = root.content else {
      return document.root
    }
    var decoding = Decoding()
    var included: [Located<String>] = []
    if let node = entries.take("include") {
      let place = Place(owner: nil, key: "include")
      included = ManifestTables.includes.read(node, place, &decoding) ?? []
    }
    // An included file may name its version; the manifest names its own.
    if file.entry != nil, let node = entries.take("version") {
      _ = ManifestTables.version.read(node, Place(owner: nil, key: "version"), &decoding)
    }
    if decoding.faults > 0 { isComplete = false }
    var withouts: [Located<String>] = []
    if let node = entries.take("without") {
      withouts = Without.type.read(node, Place(key: "without"), &decoding) ?? []
    }
    problems += decoding.problems
    let own = Node(content: .mapping(entries), range: root.range)
    var base = nodes(of: included, read: read).reduce(nil as Node?) { earlier, later in
      earlier?.overlaid(with: later, problems: &problems) ?? later
    }
    base = Without.apply(
      withouts, to: base, own: own, isComplete: isComplete, problems: &problems)
    return base?.overlaid(with: own, problems: &problems) ?? own
  }

  private mutating func nodes(
    of included: [Located<String>], read: ManifestLoader.Read
  ) -> [Node] {
    var first: [String: SourceRange] = [:]
    return included.compactMap { entry in
      if let other = first.updateValue(entry.range, forKey: entry.value) {
        let message = "include: \(quoted(entry.value)) is given twice"
        problems.append(
          Problem(message, at: entry.range, notes: [.init("it stands here already", at: other)]))
        return nil
      }
      return load(Inclusion(path: folder + entry.value, entry: entry.range), read: read)
    }
  }

  private mutating func fail(_ message: String, of file: Inclusion) {
    isComplete = false
    guard let entry = file.entry else {
      let source = Source(name: file.path, text: "")
      sources.append(source)
      problems.append(Problem(message, at: source.start))
      return
    }
    // The innermost entry is the place itself; those that led to it follow.
    let above = chain.reversed().compactMap(\.entry)
    problems.append(
      Problem(message, at: entry, notes: above.map { .init("included from here", at: $0) }))
  }
}

extension [Node.Entry] {
  /// The value of a key, whose entry goes away.
  fileprivate mutating func take(_ key: String) -> Node? {
    firstIndex { $0.key.value == key }.map { remove(at: $0).value }
  }
}

extension ReadFailure {
  fileprivate func message(for file: String) -> String {
    switch self {
    case .missing: "there is no file \(file)"
    case .outside: "\(file) leads out of the manifests' folder"
    case .other(let reason): "\(file) cannot be read: \(reason)"
    }
  }
}
