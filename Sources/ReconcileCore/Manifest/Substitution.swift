/// Puts texts in the place of variables, in values alone.
struct Substitution {
  private(set) var problems: [Problem] = []
  /// Whether every key stands as it was written.
  private(set) var hasAllKeys = true

  private let variables: [String: Variable]
  /// In the order of the text.
  private let names: [String]
  /// Whether a variable that is not among them is defined nowhere.
  private let knowsAll: Bool
  /// The manifest, whose variables they are.
  private let manifest: SourceRange
  private var results: [Spot: Result] = [:]
  private var bytes = 0
  /// The keys from the top level to where the work is.
  private var path: [String] = []

  /// The keys of the top level that variables are for nothing in.
  static let keysWithout: Set<String> = ["include", "vars", "without"]

  /// How many variables of one value are explained.
  private static let mostExplained = 4

  /// Where a value begins.
  private struct Spot: Hashable {
    let source: ObjectIdentifier
    let start: Position

    init(_ range: SourceRange) {
      (source, start) = (ObjectIdentifier(range.source), range.start)
    }
  }

  /// What became of a value.
  private struct Result {
    var written: String
    var text: String
    var variables: [Variable]
  }

  /// - Parameter knowsAll: Whether a variable that `vars` lacks is an error; not so in a fragment,
  ///   nor where a file could not be read.
  init(of root: Node, knowsAll: Bool) {
    var decoding = Decoding()
    var manifest = root.range.source.start
    var variables: [Variable] = []
    if case .mapping(let entries) = root.content,
      let entry = entries.first(where: { $0.key.value == "vars" })
    {
      // What is wrong with them is told when the whole is decoded.
      variables = Variable.type.read(entry.value, Place(key: "vars"), &decoding) ?? []
      if entry.key.range.source === manifest.source { manifest = entry.key.range }
    }
    self.variables = [String: Variable](
      variables.map { ($0.name.value, $0) }, uniquingKeysWith: { first, _ in first })
    names = variables.map(\.name.value)
    self.knowsAll = knowsAll && decoding.faults == 0
    self.manifest = manifest
  }

  /// The same manifest with texts for variables.
  mutating func apply(to root: Node) -> Node {
    guard case .mapping(var entries) = root.content else { return root }
    for (place, entry) in entries.enumerated()
    where !Self.keysWithout.contains(entry.key.value) {
      if let new = replacement(of: entry) { entries[place] = new }
    }
    return Node(content: .mapping(entries), range: root.range)
  }

  /// Adds to a problem what the value became that it is about.
  func explained(_ problem: Problem) -> Problem {
    guard let result = results[Spot(problem.range)] else { return problem }
    var problem = problem
    problem.notes += result.variables.map { variable in
      let (name, text) = (variable.name.value, variable.text)
      return .init(
        "\(quoted(result.written)) is \(quoted(result.text)) where $\(name) is \(quoted(text.value))",
        at: text.range)
    }
    return problem
  }

  /// `nil` where nothing changes.
  private mutating func replacement(of entry: Node.Entry) -> Node.Entry? {
    let key = entry.key
    if key.value.utf8.contains(UInt8(ascii: "$")) {
      report(
        "the key \(quoted(key.value)) has a '$'; variables are for values alone", at: key.range)
      hasAllKeys = false
      // As the reader leaves it where it refuses a key.
      return .init(key: Located("", at: key.range), value: entry.value.refused)
    }
    path.append(key.value)
    defer { path.removeLast() }
    return replacement(of: entry.value).map { .init(key: key, value: $0) }
  }

  private mutating func replacement(of node: Node) -> Node? {
    switch node.content {
    case .refused:
      return nil
    case .scalar(let scalar):
      guard scalar.hasDollar else { return nil }
      guard let text = text(for: scalar.text, at: node.range) else { return node.refused }
      let scalar = Node.Scalar(text: text, isPlain: scalar.isPlain)
      return Node(content: .scalar(scalar), range: node.range)
    case .sequence(let items):
      var changed: [Node]?
      for (place, item) in items.enumerated() {
        guard let new = replacement(of: item) else { continue }
        if changed == nil { changed = items }
        changed?[place] = new
      }
      return changed.map { Node(content: .sequence($0), range: node.range) }
    case .mapping(let entries):
      var changed: [Node.Entry]?
      for (place, entry) in entries.enumerated() {
        guard let new = replacement(of: entry) else { continue }
        if changed == nil { changed = entries }
        changed?[place] = new
      }
      return changed.map { Node(content: .mapping($0), range: node.range) }
    }
  }

  /// `nil` where the text is not known.
  private mutating func text(for written: String, at range: SourceRange) -> String? {
    guard count(written.utf8.count, at: range) else { return nil }
    let template: Template
    do throws(Complaint) {
      template = try Template(written)
    } catch {
      report("\(quoted(written)) \(error.message)", at: range, help: error.help)
      return nil
    }
    var text = ""
    var used: [Variable] = []
    var isKnown = true
    for part in template.parts {
      switch part {
      case .text(let literal):
        text += literal
      case .variable(let name):
        guard let variable = variables[name] else {
          if knowsAll { reportUndefined(name, at: range) }
          isKnown = false
          continue
        }
        if used.count < Self.mostExplained, !used.contains(where: { $0.name.value == name }) {
          used.append(variable)
        }
        guard count(variable.text.value.utf8.count, at: range) else { return nil }
        text += variable.text.value
      }
    }
    guard isKnown else { return nil }
    if !used.isEmpty {
      results[Spot(range)] = Result(written: written, text: text, variables: used)
    }
    return text
  }

  /// Whether so many bytes more are within the limit.
  private mutating func count(_ number: Int, at range: SourceRange) -> Bool {
    let limit = YAMLLimits.substituted
    let wasWithin = bytes <= limit
    bytes += number
    if wasWithin, bytes > limit {
      report("variables make more than \(limit / 1024) KB of text", at: range)
    }
    return bytes <= limit
  }

  private mutating func reportUndefined(_ name: String, at range: SourceRange) {
    let few = names.prefix(12) + (names.count > 12 ? ["..."] : [])
    let known =
      few.isEmpty
      ? "this manifest has no variables"
      : "the variables of this manifest: " + few.joined(separator: ", ")
    // Among hundreds of names, a close one says nothing.
    let help = names.count > 200 ? nil : help(for: name)
    report(
      "variable \(quoted(name)) is not defined", at: range, notes: [.init(known, at: manifest)],
      help: help)
  }

  private func help(for name: String) -> String? {
    // `$id_x` may be meant as `$id` and `_x`, but `$idea` as another word.
    let part = names.filter { word in
      name.hasPrefix(word) && !(name.dropFirst(word.count).first?.isLowercase ?? true)
    }.max { $0.count < $1.count }
    if let part, name.utf8.count <= 40 {
      return "write '${\(part)}\(name.dropFirst(part.count))' to end the name there"
    }
    return Suggestion.closest(to: name, among: names).map { "did you mean '$\($0)'?" }
  }

  private mutating func report(
    _ message: String, at range: SourceRange, notes: [Problem.Note] = [], help: String? = nil
  ) {
    let place = path.isEmpty ? "" : path.joined(separator: ".") + ": "
    problems.append(Problem(place + message, at: range, notes: notes, help: help))
  }
}

extension Node {
  fileprivate var refused: Node { Node(content: .refused, range: range) }
}
