/// Problems as people read them: place, message, the line, a caret, and what to do.
package enum ProblemText {
  /// Several lines, each with its end.
  package static func render(_ problem: Problem) -> String {
    let lint = problem.lint.map { " [\($0)]" } ?? ""
    var text = part("\(problem.severity.rawValue): \(problem.message)\(lint)", at: problem.range)
    for note in problem.notes {
      text += part("note: \(note.message)", at: note.range)
    }
    if let help = problem.help { text += "  help: \(escaped(help))\n" }
    return text
  }

  /// How many problems are shown: more than that is one mistake made by a program.
  private static let most = 100

  /// All problems and the line that counts them; empty if there is none.
  package static func render(_ problems: [Problem]) -> String {
    guard !problems.isEmpty else { return "" }
    let hidden = problems.count - most
    let more = hidden > 0 ? "... and \(hidden) more\n" : ""
    return problems.prefix(most).map { render($0) }.joined() + more + summary(problems) + "\n"
  }

  /// `3 errors, 1 warning`.
  package static func summary(_ problems: [Problem]) -> String {
    let errors = problems.count { $0.severity == .error }
    let warnings = problems.count - errors
    return [(errors, "error"), (warnings, "warning")]
      .filter { $0.0 > 0 }
      .map { counted($0.0, $0.1) }
      .joined(separator: ", ")
  }

  private static func part(_ message: String, at range: SourceRange) -> String {
    var text = "\(escaped(range.description)): \(escaped(message))\n"
    if let line = range.source.line(range.start.line), !line.isEmpty {
      let excerpt = Excerpt(line, range: range)
      text += "    \(excerpt.text)\n    \(excerpt.carets)\n"
    }
    return text
  }

  private static func escaped(_ text: String) -> String {
    text.unicodeScalars.map { Cell($0).text }.joined()
  }
}

/// A line, or the part of a long one that matters, over carets of the same width.
private struct Excerpt {
  /// What is shown at most, in columns of the terminal.
  private static let widest = 100

  var text = ""
  var carets = ""

  init(_ line: Substring, range: SourceRange) {
    let scalars = Array(line.unicodeScalars)
    let first = min(range.start.column - 1, scalars.count)
    let isOneLine = range.end.line == range.start.line
    let last = min(isOneLine ? range.end.column - 1 : scalars.count, scalars.count)
    let from = scalars.count > Self.widest ? max(0, first - Self.widest / 2) : 0
    let to = min(scalars.count, from + Self.widest)
    let before = from > 0 ? "..." : ""
    let after = to < scalars.count ? "..." : ""
    let cells = scalars[from..<to].map(Cell.init)
    text = before + cells.map(\.text).joined() + after
    let indent = cells.prefix(first - from).reduce(before.count) { $0 + $1.width }
    let span = cells.dropFirst(first - from).prefix(last - first).reduce(0) { $0 + $1.width }
    carets = String(repeating: " ", count: indent) + String(repeating: "^", count: max(1, span))
  }
}

/// One Unicode scalar on a terminal.
private struct Cell {
  var text: String
  var width: Int

  init(_ scalar: Unicode.Scalar) {
    switch scalar {
    case "\t":
      (text, width) = ("  ", 2)
    case _ where scalar.isTreacherous:
      text = scalar.escaped(asASCII: true)
      width = text.utf8.count
    default:
      text = String(scalar)
      width = scalar.columns
    }
  }
}

extension Unicode.Scalar {
  /// The columns of a terminal: none for marks that combine, two for East Asian wide characters
  /// and emoji (Unicode Standard Annex 11, the large blocks).
  fileprivate var columns: Int {
    switch properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format: return 0
    default: break
    }
    return switch value {
    case 0x1100...0x115f, 0x2e80...0x303e, 0x3041...0xa4cf, 0xac00...0xd7a3, 0xf900...0xfaff,
      0xfe30...0xfe6f, 0xff00...0xff60, 0xffe0...0xffe6, 0x1f300...0x1f64f, 0x1f680...0x1f6ff,
      0x1f900...0x1f9ff, 0x20000...0x3fffd:
      2
    default: 1
    }
  }
}
