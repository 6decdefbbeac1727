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
