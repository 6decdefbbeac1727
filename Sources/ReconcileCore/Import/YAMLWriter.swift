/// Writes a tree as YAML that reads back to the same.
struct YAMLWriter {
  /// How the text is laid out.
  enum Style {
    /// Short lists in one line, as people write them.
    case compact
    /// Each value in a line of its own, so that a line tells which value is meant.
    case oneByOne
  }

  struct Line {
    var text: String
    var path: YAMLTree.Path
    var remark: String?
  }

  let style: Style

  /// The widest line that a list is written in.
  private static let width = 88

  static func text(of tree: YAMLTree) -> String {
    YAMLWriter(style: .compact).lines(tree, []).map { line in
      line.text + (line.remark.map { "  # \(visible($0))" } ?? "") + "\n"
    }.joined()
  }

  /// The lines of a block; the path is that of what holds the block.
  func lines(_ tree: YAMLTree, _ path: YAMLTree.Path) -> [Line] {
    switch tree {
    case .map(let entries):
      entries.enumerated().flatMap { lines($1, path + [$0]) }
    case .list(let items):
      items.enumerated().flatMap { lines($1, path + [$0]) }
    case .scalar(let text): [Line(text: Self.scalar(text), path: path)]
    }
  }

  private func lines(_ entry: YAMLTree.Entry, _ path: YAMLTree.Path) -> [Line] {
    let key = ScalarText.of(entry.key, isPlain: true) + ":"
    // A link has a line for each of its keys.
    let isLink =
      if case .map(let keys) = entry.value { path.count < 3 && !keys.isEmpty } else { false }
    if !isLink, let value = inline(entry.value, width: Self.width - key.count) {
      let text = value.isEmpty ? key : "\(key) \(value)"
      return [Line(text: text, path: path, remark: entry.remark)]
    }
    if case .scalar(let text) = entry.value {
      return [Line(text: "\(key) \(Self.scalar(text))", path: path, remark: entry.remark)]
    }
    return [Line(text: key, path: path, remark: entry.remark)]
      + lines(entry.value, path).map(indented)
  }

  private func lines(_ item: YAMLTree.Item, _ path: YAMLTree.Path) -> [Line] {
    if let value = inline(item.value, width: Self.width) {
      return [Line(text: "- \(value)", path: path, remark: item.remark)]
    }
    return lines(item.value, path).enumerated().map { number, line in
      var line = number == 0 ? line : indented(line)
      if number == 0 {
        line.text = "- \(line.text)"
        line.remark = line.remark ?? item.remark
      }
      return line
    }
  }

  private func indented(_ line: Line) -> Line {
    Line(text: "  \(line.text)", path: line.path, remark: line.remark)
  }

  /// What fits behind a key or hyphen; `nil` for what begins a line of its own.
  private func inline(_ tree: YAMLTree, width: Int) -> String? {
    switch tree {
    case .scalar(let text): return Self.scalar(text)
    case .map([]): return ""
    case .list([]): return "[]"
    case .list, .map: break
    }
    guard style == .compact, let flow = Self.flow(tree), flow.count <= width else { return nil }
    return flow
  }

  /// In one line with brackets; `nil` for what is too deep, or where remarks would be lost.
  private static func flow(_ tree: YAMLTree) -> String? {
    switch tree {
    case .scalar(let text): return flowScalar(text)
    case .list(let items):
      let texts = items.map { item -> String? in
        guard item.remark == nil, case .scalar(let text) = item.value else { return nil }
        return flowScalar(text)
      }
      return texts.contains(nil) ? nil : "[" + texts.compactMap { $0 }.joined(separator: ", ") + "]"
    case .map(let entries):
      let texts = entries.map { entry -> String? in
        guard entry.remark == nil, case .scalar(let text) = entry.value else { return nil }
        return "\(flowScalar(entry.key)): \(flowScalar(text))"
      }
      return texts.contains(nil) ? nil : "{" + texts.compactMap { $0 }.joined(separator: ", ") + "}"
    }
  }

  private static func scalar(_ text: String) -> String {
    ScalarText.of(text.replacing("$", with: "$$"), isPlain: true)
  }

  /// Between brackets commas and colons mean something.
  private static func flowScalar(_ text: String) -> String {
    let isPlain = !text.utf8.contains { ",:[]{}".utf8.contains($0) }
    return ScalarText.of(text.replacing("$", with: "$$"), isPlain: isPlain)
  }

  /// What stands in a comment ends with its line.
  static func visible(_ text: String) -> String {
    text.unicodeScalars.map { $0.isTreacherous ? $0.escaped(asASCII: true) : String($0) }.joined()
  }
}
