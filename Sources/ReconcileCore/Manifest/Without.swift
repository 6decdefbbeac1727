/// What a file takes away again of what its includes brought.
enum Without {
  static let summary =
    "What the includes of this file brought and shall not be, each by its keys with dots between:"
    + " `macvlans.storage`, `nics.enp4s0.addresses`. What this file says itself is put in"
    + " afterwards. Where a key has dots of its own, the longest that fits counts."

  static let type = ValueType.keyPath.located.list

  /// Among more than this, a close name says nothing.
  private static let mostToSuggest = 200

  /// Takes away from the merged includes what the paths lead to.
  ///
  /// - Parameters:
  ///   - base: The includes; `nil` where nothing is included or an include failed.
  ///   - own: The content of the file itself.
  ///   - isComplete: Whether what `base` lacks was not brought at all.
  static func apply(
    _ paths: [Located<String>], to base: Node?, own: Node, isComplete: Bool,
    problems: inout [Problem]
  ) -> Node? {
    guard !paths.isEmpty else { return base }
    let tree = base.map { KeyTree($0) }
    var found: [ArraySlice<String>] = []
    for path in paths {
      switch tree?.search(path.value[...]) ?? .missing {
      case .found(let entries):
        found.append(entries.map(\.key.value)[...])
      case .refused:
        continue
      case .missing where isComplete:
        var problem = Problem(
          "without: no include brings \(quoted(path.value)), so there is nothing to take away",
          at: path.range)
        if paths.count <= mostToSuggest { explain(&problem, path.value, base: base, own: own) }
        problems.append(problem)
      case .missing:
        continue
      }
    }
    return base?.removing(found)
  }

  private static func explain(
    _ problem: inout Problem, _ path: String, base: Node?, own: Node
  ) {
    if case .found(let entries) = KeyTree(own).search(path[...]), let entry = entries.last {
      problem.notes.append(.init("it is this file's own", at: entry.key.range))
    } else if let base {
      let dots = path.utf8.count { $0 == UInt8(ascii: ".") }
      let candidates = base.paths(dots: dots)
      guard candidates.count <= mostToSuggest else { return }
      problem.help = Suggestion.help(for: path, among: candidates)
    }
  }
}

extension ValueType<String> {
  fileprivate static var keyPath: Self {
    ValueType(
      "a path of keys such as macvlans.storage", shape: .text(pattern: Pattern.keyPath)
    ) { text in
      let parts = text.split(separator: ".", omittingEmptySubsequences: false)
      return parts.contains("") || parts.count > YAMLLimits.nesting ? nil : text
    }
  }
}

/// Where a path leads.
private enum SearchResult {
  /// The entries on the way, of which the last is what the path names.
  case found([Node.Entry])
  /// Into a value that a problem was reported for already.
  case refused
  case missing
}

/// A node's keys at hand: paths of thousands of links would else be looked for one by one.
private struct KeyTree {
  private var entries: [String: (entry: Node.Entry, below: KeyTree)] = [:]
  private var isRefused = false

  init(_ node: Node) {
    switch node.content {
    case .mapping(let entries):
      for entry in entries { self.entries[entry.key.value] = (entry, KeyTree(entry.value)) }
    case .refused: isRefused = true
    case .scalar, .sequence: break
    }
  }

  func search(_ path: Substring) -> SearchResult {
    guard !isRefused else { return .refused }
    // The longest key first.
    var key = path
    while true {
      if let (entry, below) = entries[String(key)] {
        if key.endIndex == path.endIndex { return .found([entry]) }
        switch below.search(path[path.index(after: key.endIndex)...]) {
        case .found(let entries): return .found([entry] + entries)
        case .refused: return .refused
        case .missing: break
        }
      }
      guard let dot = key.lastIndex(of: ".") else { return .missing }
      key = key[..<dot]
    }
  }
}

extension Node {
  /// The same without what the paths lead to.
  fileprivate func removing(_ paths: [ArraySlice<String>]) -> Node {
    guard !paths.isEmpty, case .mapping(let entries) = content else { return self }
    let pathsByKey = Dictionary(grouping: paths) { $0.first ?? "" }
    let kept = entries.compactMap { entry -> Entry? in
      guard let paths = pathsByKey[entry.key.value] else { return entry }
      guard !paths.contains(where: { $0.count == 1 }) else { return nil }
      return Entry(key: entry.key, value: entry.value.removing(paths.map { $0.dropFirst() }))
    }
    return Node(content: .mapping(kept), range: range)
  }

  /// The paths below here that have so many dots.
  fileprivate func paths(dots: Int) -> [String] {
    guard case .mapping(let entries) = content else { return [] }
    return entries.flatMap { entry -> [String] in
      let key = entry.key.value
      let rest = dots - key.utf8.count { $0 == UInt8(ascii: ".") }
      if rest == 0 { return [key] }
      return rest > 0 ? entry.value.paths(dots: rest - 1).map { "\(key).\($0)" } : []
    }
  }
}
