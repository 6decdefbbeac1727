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

  /// All problems and the line that counts them; empty if there is none.
  package static func render(_ problems: [Problem]) -> String {
    guard !problems.isEmpty else { return "" }
    return problems.map { render($0) }.joined() + summary(problems) + "\n"
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
    let cells = line.unicodeScalars.map(Cell.init)
    let first = min(range.start.column - 1, cells.count)
    let isOneLine = range.end.line == range.start.line
    let last = min(isOneLine ? range.end.column - 1 : cells.count, cells.count)
    let from = first > Self.widest / 2 && cells.count > Self.widest ? first - Self.widest / 2 : 0
    let to = min(cells.count, from + Self.widest)
    if from > 0 { text = "..." }
    text += cells[from..<to].map(\.text).joined()
    if to < cells.count { text += "..." }
    let indent = cells[from..<first].reduce(from > 0 ? 3 : 0) { $0 + $1.width }
    let span = first < last ? cells[first..<min(last, to)].reduce(0) { $0 + $1.width } : 1
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
