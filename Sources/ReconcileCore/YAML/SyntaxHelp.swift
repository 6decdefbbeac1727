extension Source {
  /// A syntax error in libyaml's words, with a hint for the traps that people fall into.
  func syntaxFailure(
    _ problem: String, at position: Position, notes: [Problem.Note]
  ) -> YAMLFailure {
    YAMLFailure(
      "not valid YAML: \(problem)", at: range(at: position), notes: notes,
      help: syntaxHelp(problem, at: position, notes: notes))
  }

  private func syntaxHelp(
    _ problem: String, at position: Position, notes: [Problem.Note]
  ) -> String? {
    let suspects = [position.line] + notes.map(\.range.start.line)
    if let address = suspects.lazy.compactMap({ self.unquotedIPv6(line: $0) }).first {
      return "quote this IPv6 value: \"\(address)\""
    }
    guard let line = line(position.line) else { return nil }
    let rest = line.unicodeScalars.dropFirst(position.column - 1)
    let before = line.unicodeScalars.prefix(position.column - 1).last
    switch rest.first {
    case "{" where before == "$": return "quote a value with '${...}' within [ ] or { }"
    case "\t": return "indent with spaces: YAML allows no tab here"
    case "%", "@", "`": return "quote a value that begins with this character"
    case ":": return "quote a value that contains ': ', or begin a new line for the key"
    case _ where problem.hasSuffix("expected key"):
      return "the keys of one mapping have the same indentation"
    default: return nil
    }
  }

  /// A line by its number; none behind the end of the text.
  func line(_ number: Int) -> Substring? {
    lines.indices.contains(number - 1) ? lines[number - 1] : nil
  }

  /// The first IPv6 address of a line that stands without quotes: with its colons it can be a key
  /// to YAML, as in `[::1]` or `- fe80::`.
  func unquotedIPv6(line number: Int) -> Substring? {
    // A line of that length was made by a program, and looking at it often takes long.
    guard let line = line(number), line.utf8.count <= 500 else { return nil }
    let words = line.split { !($0.isHexDigit || ":./".contains($0)) }
    for word in words {
      if word.startIndex > line.startIndex,
        "\"'".contains(line[line.index(before: word.startIndex)])
      {
        continue
      }
      // YAML's own colon may follow: `::1: x`.
      let candidates = word.hasSuffix(":") ? [word, word.dropLast()] : [word]
      for candidate in candidates {
        let family = IPAddress(candidate)?.family ?? CIDR(candidate)?.family
        if family == .ipv6, candidate.contains("::") { return candidate }
      }
    }
    return nil
  }

  /// The place of a byte of the text.
  func position(ofByte offset: Int) -> Position {
    var position = Position(line: 1, column: 1)
    let text = text.utf8
    let end = text.index(text.startIndex, offsetBy: offset, limitedBy: text.endIndex)
    for scalar in self.text.unicodeScalars[..<(end ?? text.endIndex)] {
      if scalar == "\n" {
        position = Position(line: position.line + 1, column: 1)
      } else {
        position.column += 1
      }
    }
    return position
  }
}
