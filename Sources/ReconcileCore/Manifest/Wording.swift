/// A text of the user in quotes, cut if it is long.
func quoted(_ text: String) -> String {
  let longest = 60
  guard text.unicodeScalars.count > longest else { return "'\(text)'" }
  return "'\(text.unicodeScalars.prefix(longest))...'"
}

/// `bridge, vepa or private`.
func alternatives(_ words: [String]) -> String {
  guard let last = words.last, words.count > 1 else { return words.joined() }
  return words.dropLast().joined(separator: ", ") + " or " + last
}

/// `1 error`, `2 errors`.
func counted(_ number: Int, _ noun: String) -> String {
  "\(number) \(noun)\(number == 1 ? "" : "s")"
}

/// Rows of plain ASCII in columns, each as wide as its widest cell.
func tableText(_ rows: [[String]]) -> String {
  let columns = rows.map(\.count).max() ?? 0
  let widths = (0..<columns).map { column in
    rows.map { column < $0.count ? $0[column].utf8.count : 0 }.max() ?? 0
  }
  return rows.map { row in
    var line = ""
    for (cell, width) in zip(row, widths) { line += pad(cell, width + 2) }
    while line.hasSuffix(" ") { line.removeLast() }
    return line + "\n"
  }.joined()
}
