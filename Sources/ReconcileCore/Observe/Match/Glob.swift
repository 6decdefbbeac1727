import Glibc

/// Whether a shell pattern matches, by fnmatch(3) as networkd asks it: `*` takes a `/` and a leading
/// dot too, and without a locale a letter outside of ASCII is as many characters as it has bytes.
func glob(_ pattern: String, matches text: String, ignoringCase: Bool = false) -> Bool {
  // FNM_CASEFOLD of fnmatch.h.
  fnmatch(pattern, text, ignoringCase ? 1 << 4 : 0) == 0
}

/// The words of a key that takes several, each a shell pattern or, behind a `!`, the negation of one.
struct PatternList: Sendable, Hashable {
  private(set) var patterns: [Pattern] = []

  struct Pattern: Sendable, Hashable {
    let isNegated: Bool
    let text: String
    /// What stands before the first letter that is more than itself: that alone keeps most links
    /// away, and is all of most patterns.
    private let start: String
    private let isPlain: Bool

    private static let special = Array("*?[\\".utf8)

    init(_ text: String, isNegated: Bool) {
      self.isNegated = isNegated
      self.text = text
      start = String(text.prefix { !$0.utf8.contains(where: Self.special.contains) })
      isPlain = start.utf8.count == text.utf8.count
    }

    func matches(_ value: String) -> Bool {
      guard value.hasPrefix(start) else { return false }
      return isPlain ? value.utf8.elementsEqual(text.utf8) : glob(text, matches: value)
    }
  }

  var isEmpty: Bool { patterns.isEmpty }

  /// Adds words of one assignment; a `!` before the first of them negates them all.
  mutating func append(_ words: [String], areNegated: Bool) {
    for word in words {
      // A `!` of its own negates a word as well, and behind the common one it is meant as such.
      let isNegated = areNegated || word.hasPrefix("!")
      let text = areNegated || !isNegated ? word : String(word.dropFirst())
      patterns.append(Pattern(text, isNegated: isNegated))
    }
  }

  /// Whether the value is let through: no negated pattern matches it and, where there are others, one
  /// of those does. What has no value is let through by negated patterns alone.
  func holds(for value: String?) -> Bool {
    var isMatched = false
    var isAsked = false
    for pattern in patterns {
      if !pattern.isNegated { isAsked = true }
      guard let value, pattern.matches(value) else { continue }
      if pattern.isNegated { return false }
      isMatched = true
    }
    return !isAsked || isMatched
  }
}
