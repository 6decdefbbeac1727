extension LoadResult {
  /// The merged manifest as YAML that reads back to the same, the file and line of each value
  /// behind it; `nil` if there is an error.
  package var mergedText: String? {
    guard let merged, case .mapping(let entries) = merged.content else { return nil }
    // The host's own keys come behind those of its includes; the version is looked for in front.
    let version = entries.filter { $0.key.value == "version" }
    let others = entries.filter { !["version", "vars"].contains($0.key.value) }
    return MergedText.text(of: version + others)
  }
}

/// Writes nodes as YAML in block style.
private enum MergedText {
  private struct Line {
    var text: String
    /// Where the value of the line is written; none for a line that has none.
    var range: SourceRange?
  }

  /// Comments stand in one column; only the longest lines push theirs further right.
  private static let widest = 60

  static func text(of entries: [Node.Entry]) -> String {
    let lines = entries.flatMap(lines)
    let widths = lines.map { $0.range == nil ? 0 : $0.text.unicodeScalars.count }
    let column = widths.filter { $0 <= widest }.max() ?? 0
    return lines.map { line in
      guard let range = line.range else { return line.text + "\n" }
      let padding = String(repeating: " ", count: max(0, column - line.text.unicodeScalars.count))
      return "\(line.text)\(padding)  # \(visible(range.source.name)):\(range.start.line)\n"
    }.joined()
  }

  private static func lines(_ entry: Node.Entry) -> [Line] {
    let key = ScalarText.of(entry.key.value, isPlain: true) + ":"
    if let value = inline(entry.value) {
      return [Line(text: value.isEmpty ? key : "\(key) \(value)", range: entry.value.range)]
    }
    return [Line(text: key)] + block(entry.value).map { indented($0) }
  }

  /// What fits behind a key or hyphen; `nil` for what begins a line of its own.
  private static func inline(_ node: Node) -> String? {
    switch node.content {
    case .scalar(let value):
      // It was read with its variables put in: a '$' that is left is meant.
      value.isEmpty
        ? "" : ScalarText.of(value.text.replacing("$", with: "$$"), isPlain: value.isPlain)
    case .sequence(let items): items.isEmpty ? "[]" : nil
    case .mapping(let entries): entries.isEmpty ? "{}" : nil
    // Not in a manifest without errors.
    case .refused: ""
    }
  }

  private static func block(_ node: Node) -> [Line] {
    switch node.content {
    case .mapping(let entries): entries.flatMap(lines)
    case .sequence(let items): items.flatMap(item)
    case .scalar, .refused: []
    }
  }

  private static func item(_ node: Node) -> [Line] {
    if let value = inline(node) { return [Line(text: "- \(value)", range: node.range)] }
    return block(node).enumerated().map { number, line in
      number == 0 ? Line(text: "- \(line.text)", range: line.range) : indented(line)
    }
  }

  private static func indented(_ line: Line) -> Line {
    Line(text: "  \(line.text)", range: line.range)
  }

  /// The name of a file is the user's choice, and a comment ends with its line.
  private static func visible(_ name: String) -> String {
    name.unicodeScalars.map { $0.isTreacherous ? $0.escaped(asASCII: true) : String($0) }.joined()
  }
}
