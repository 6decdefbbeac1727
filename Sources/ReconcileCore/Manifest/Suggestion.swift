/// Finds the word that somebody meant.
enum Suggestion {
  /// The one candidate that is close to the word; none when two are equally close.
  static func closest(to word: String, among candidates: some Sequence<String>) -> String? {
    let written = normalized(word)
    // Longer words than any of ours are not worth the comparison.
    guard written.count <= 40 else { return nil }
    let allowed = max(1, written.count / 3)
    var best: (word: String, distance: Int)?
    var isUnique = false
    for candidate in candidates {
      let distance = distance(written, normalized(candidate))
      guard distance <= allowed, distance < candidate.count, distance <= best?.distance ?? allowed
      else { continue }
      isUnique = distance < best?.distance ?? .max
      best = (candidate, distance)
    }
    return isUnique ? best?.word : nil
  }

  /// The candidates that are close to the word, the closest first, three at most.
  static func nearest(to word: String, among candidates: some Sequence<String>) -> [String] {
    let written = normalized(word)
    guard written.count <= 40 else { return [] }
    let allowed = max(1, written.count / 3)
    return candidates.map { (distance(written, normalized($0)), $0) }
      .filter { $0.0 <= allowed && $0.0 < $0.1.count }
      .sorted { $0 < $1 }.prefix(3).map(\.1)
  }

  /// `did you mean 'addresses'?`
  static func help(for word: String, among candidates: some Sequence<String>) -> String? {
    closest(to: word, among: candidates).map { "did you mean '\($0)'?" }
  }

  /// Case and the kind of hyphen never count as a difference.
  private static func normalized(_ word: String) -> [UInt8] {
    word.lowercased().utf8.map { $0 == UInt8(ascii: "_") ? UInt8(ascii: "-") : $0 }
  }

  /// The Damerau-Levenshtein distance without edits of what was transposed.
  private static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
    var older: [Int] = []
    var previous = Array(0...right.count)
    for (row, byte) in left.enumerated() {
      var current = [row + 1]
      for (column, other) in right.enumerated() {
        var cost = min(
          previous[column] + (byte == other ? 0 : 1), previous[column + 1] + 1,
          current[column] + 1)
        if row > 0, column > 0, byte == right[column - 1], left[row - 1] == other {
          cost = min(cost, older[column - 1] + 1)
        }
        current.append(cost)
      }
      (older, previous) = (previous, current)
    }
    return previous.last ?? 0
  }
}
