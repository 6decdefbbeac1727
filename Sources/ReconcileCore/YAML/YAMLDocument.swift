/// What came out of one YAML text.
struct YAMLDocument: Sendable {
  var source: Source
  /// None where the text is no YAML; an empty text is an empty value.
  var root: Node?
  var problems: [Problem]

  /// Reads the one document of a text, within `YAMLLimits`.
  init(_ bytes: [UInt8], name: String) {
    let (source, failure) = Source.checked(bytes, name: name)
    self.source = source
    problems = []
    do throws(YAMLFailure) {
      if let failure { throw failure }
      var composer = Composer(try YAMLReader(source))
      defer { problems = composer.problems }
      let empty = Node.Scalar(text: "", isPlain: true)
      root = try composer.document() ?? Node(content: .scalar(empty), range: source.start)
    } catch {
      problems.append(error.problem)
    }
  }
}

/// Builds nodes out of events; aliases become copies of what they stand for.
private struct Composer: ~Copyable {
  private struct Anchored {
    var node: Node
    /// The number of events that the node is made of.
    var events: Int
  }

  private(set) var problems: [Problem] = []
  private var reader: YAMLReader
  private var anchors: [String: Anchored] = [:]
  private var events = 0

  init(_ reader: consuming YAMLReader) {
    self.reader = reader
  }

  mutating func document() throws(YAMLFailure) -> Node? {
    var root: Node?
    while true {
      let event = try reader.next()
      switch event.kind {
      case .streamEnd:
        return root
      case .streamStart, .documentEnd:
        continue
      case .documentStart where root != nil:
        throw YAMLFailure("a second document in one file", at: event.range)
      case .documentStart:
        root = try node(from: reader.next(), depth: 1)
      case .sequenceStart, .sequenceEnd, .mappingStart, .mappingEnd, .scalar, .alias:
        // libyaml sends no content outside of a document.
        throw YAMLFailure("content outside of a document", at: event.range)
      }
    }
  }

  /// - Parameter depth: The nesting that the node would have as a mapping or sequence.
  private mutating func node(from event: YAMLEvent, depth: Int) throws(YAMLFailure) -> Node {
    let before = events
    try count(1, at: event.range)
    var node = Node(content: .refused, range: event.range)
    switch event.kind {
    case .scalar(let scalar):
      node.content = checked(scalar, at: event.range)
    case .alias(let name):
      return try expanded(name, at: event.range, depth: depth)
    case .sequenceStart:
      try checkNesting(depth, at: event.range)
      (node.content, node.range) = try sequence(from: event.range, depth: depth)
    case .mappingStart:
      try checkNesting(depth, at: event.range)
      (node.content, node.range) = try mapping(from: event.range, depth: depth)
    case .sequenceEnd, .mappingEnd, .streamStart, .streamEnd, .documentStart, .documentEnd:
      throw YAMLFailure("a value is missing", at: event.range)
    }
    if event.hasTag {
      let problem = Problem(
        "YAML tags are not allowed", at: event.range,
        help: "each key has a type of its own; write the value alone, quoted if it begins with '!'")
      problems.append(problem)
      node.content = .refused
    }
    if let anchor = event.anchor {
      anchors[anchor] = Anchored(node: node, events: events - before)
    }
    return node
  }

  private mutating func sequence(
    from start: SourceRange, depth: Int
  ) throws(YAMLFailure) -> (Node.Content, SourceRange) {
    var items: [Node] = []
    while true {
      let event = try reader.next()
      if case .sequenceEnd = event.kind {
        return (.sequence(items), start.extended(to: event.range))
      }
      items.append(try node(from: event, depth: depth + 1))
    }
  }

  private mutating func mapping(
    from start: SourceRange, depth: Int
  ) throws(YAMLFailure) -> (Node.Content, SourceRange) {
    var entries: [Node.Entry] = []
    var places: [String: Int] = [:]
    while true {
      let event = try reader.next()
      if case .mappingEnd = event.kind {
        return (.mapping(entries), start.extended(to: event.range))
      }
      let keyNode = try node(from: event, depth: depth + 1)
      let value = try node(from: reader.next(), depth: depth + 1)
      guard let key = key(keyNode, of: event) else {
        // Whoever reads the mapping shall know that a part of it is missing.
        entries.append(.init(key: Located("", at: event.range), value: .refused(at: event.range)))
        continue
      }
      if let place = places[key.value] {
        problems.append(
          Problem(
            "duplicate key \(quoted(key.value))", at: key.range,
            notes: [.init("it stands here already", at: entries[place].key.range)]))
        entries[place].value.content = .refused
      } else {
        places[key.value] = entries.count
        entries.append(.init(key: key, value: value))
      }
    }
  }

  /// The text of a key; `nil` after a problem was reported.
  private mutating func key(_ node: Node, of event: YAMLEvent) -> Located<String>? {
    guard case .scalar(let scalar) = node.content, case .scalar = event.kind else {
      if case .refused = node.content, case .scalar = event.kind { return nil }
      problems.append(Problem("a key must be plain text", at: node.range, help: ipv6Help(event)))
      return nil
    }
    if scalar.isPlain, scalar.text == "<<" {
      problems.append(
        Problem(
          "merge keys are not allowed", at: node.range,
          help: "put what is shared into a file of its own and name it under 'include'"))
      return nil
    }
    if scalar.text.isEmpty {
      problems.append(Problem("an empty key", at: node.range, help: ipv6Help(event)))
      return nil
    }
    return Located(scalar.text, at: node.range)
  }

  private func ipv6Help(_ event: YAMLEvent) -> String? {
    let start = event.range.start
    return event.range.source.unquotedIPv6(line: start.line).map {
      "quote this IPv6 value: \"\($0)\""
    }
  }

  private mutating func expanded(
    _ name: String, at range: SourceRange, depth: Int
  ) throws(YAMLFailure) -> Node {
    guard let target = anchors[name] else {
      let problem = Problem(
        "no anchor \(quoted(name)) is complete before this alias", at: range,
        help: "quote a value that begins with '*'")
      problems.append(problem)
      return .refused(at: range)
    }
    try count(target.events - 1, at: range)
    let height = target.node.height
    if height > 0 { try checkNesting(depth + height - 1, at: range) }
    return Node(content: target.node.content, range: range)
  }

  private mutating func checked(_ scalar: Node.Scalar, at range: SourceRange) -> Node.Content {
    guard let bad = scalar.text.unicodeScalars.first(where: \.isTreacherous) else {
      return .scalar(scalar)
    }
    problems.append(Problem("\(bad.treacherousName) is not allowed in a value", at: range))
    return .refused
  }

  private func checkNesting(_ depth: Int, at range: SourceRange) throws(YAMLFailure) {
    guard depth <= YAMLLimits.nesting else {
      throw YAMLFailure("nested more than \(YAMLLimits.nesting) levels deep", at: range)
    }
  }

  private mutating func count(_ number: Int, at range: SourceRange) throws(YAMLFailure) {
    events += number
    guard events <= YAMLLimits.events else {
      throw YAMLFailure(
        "more than \(YAMLLimits.events) YAML events", at: range,
        help: "an alias counts as all that it stands for")
    }
  }
}

extension Node {
  fileprivate static func refused(at range: SourceRange) -> Node {
    Node(content: .refused, range: range)
  }
}

extension SourceRange {
  fileprivate func extended(to last: SourceRange) -> SourceRange {
    SourceRange(source: source, start: start, end: max(last.end, end))
  }
}
