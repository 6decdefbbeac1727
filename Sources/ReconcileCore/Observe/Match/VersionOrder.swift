/// The operators of a condition on a version.
enum Comparison: Sendable {
  case matches, differsFromPattern, equals, differs, isOlder, isOlderOrSame, isNewer, isNewerOrSame
  case isSame, isNotSame

  /// In the order in which they are tried.
  private static let signs: [(String, Comparison)] = [
    ("$=", .matches), ("!$=", .differsFromPattern), ("<>", .isNotSame), ("<=", .isOlderOrSame),
    (">=", .isNewerOrSame), ("<", .isOlder), (">", .isNewer), ("==", .isSame), ("=", .equals),
    ("!=", .differs),
  ]

  /// The operator at the start, if there is one, and what stands behind it.
  static func split(_ text: String) -> (Comparison?, String) {
    let found = signs.first { text.hasPrefix($0.0) }
    let rest = text.dropFirst(found?.0.count ?? 0).drop { $0.isWhitespace }
    return (found?.1, String(rest))
  }

  func holds(_ actual: String, _ wanted: String) -> Bool {
    switch self {
    case .matches: glob(wanted, matches: actual)
    case .differsFromPattern: !glob(wanted, matches: actual)
    case .equals: actual == wanted
    case .differs: actual != wanted
    case .isOlder: VersionOrder.compare(actual, wanted) < 0
    case .isOlderOrSame: VersionOrder.compare(actual, wanted) <= 0
    case .isNewer: VersionOrder.compare(actual, wanted) > 0
    case .isNewerOrSame: VersionOrder.compare(actual, wanted) >= 0
    case .isSame: VersionOrder.compare(actual, wanted) == 0
    case .isNotSame: VersionOrder.compare(actual, wanted) != 0
    }
  }
}

/// The order of versions of the UAPI group's specification: `6~rc1` < `6` < `6-1` < `6^1` < `6.1`.
enum VersionOrder {
  private static let separators: [UInt8] = Array("-^.".utf8)

  /// Negative, 0 or positive, like strcmp(3).
  static func compare(_ left: String, _ right: String) -> Int {
    var (a, b) = (Array(left.utf8)[...], Array(right.utf8)[...])
    while true {
      a = a.drop { !isPart($0) }
      b = b.drop { !isPart($0) }
      if let order = skip(UInt8(ascii: "~"), &a, &b) { return order }
      if a.isEmpty || b.isEmpty { return sign(a.isEmpty ? 0 : 1, b.isEmpty ? 0 : 1) }
      for separator in separators {
        if let order = skip(separator, &a, &b) { return order }
      }
      let isNumber = a.first.map(isDigit) ?? false || b.first.map(isDigit) ?? false
      let (x, y) = (
        a.prefix(while: isNumber ? isDigit : isLetter),
        b.prefix(while: isNumber ? isDigit : isLetter)
      )
      let order = isNumber ? compareNumbers(x, y) : compareLetters(x, y)
      if order != 0 { return order }
      a = a.dropFirst(x.count)
      b = b.dropFirst(y.count)
    }
  }

  /// Where one alone starts with the separator, that one is older.
  private static func skip(
    _ separator: UInt8, _ a: inout ArraySlice<UInt8>, _ b: inout ArraySlice<UInt8>
  ) -> Int? {
    let (isInA, isInB) = (a.first == separator, b.first == separator)
    guard isInA || isInB else { return nil }
    guard isInA && isInB else { return isInA ? -1 : 1 }
    a = a.dropFirst()
    b = b.dropFirst()
    return nil
  }

  private static func compareNumbers(_ x: ArraySlice<UInt8>, _ y: ArraySlice<UInt8>) -> Int {
    if x.isEmpty != y.isEmpty { return x.isEmpty ? -1 : 1 }
    let (a, b) = (x.drop { $0 == UInt8(ascii: "0") }, y.drop { $0 == UInt8(ascii: "0") })
    if a.count != b.count { return sign(a.count, b.count) }
    return a.elementsEqual(b) ? 0 : a.lexicographicallyPrecedes(b) ? -1 : 1
  }

  private static func compareLetters(_ x: ArraySlice<UInt8>, _ y: ArraySlice<UInt8>) -> Int {
    x.elementsEqual(y) ? 0 : x.lexicographicallyPrecedes(y) ? -1 : 1
  }

  private static func sign(_ a: Int, _ b: Int) -> Int { (a - b).signum() }
  private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
  private static func isLetter(_ byte: UInt8) -> Bool {
    (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte)
  }
  private static func isPart(_ byte: UInt8) -> Bool {
    isDigit(byte) || isLetter(byte) || "~-^.".utf8.contains(byte)
  }
}
