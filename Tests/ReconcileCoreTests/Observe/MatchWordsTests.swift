import Testing

@testable import ReconcileCore

@Suite struct MatchWordsTests {
  @Test(arguments: [
    ("", "", true), ("*", "", true), ("a*c", "abc", true), ("a*c", "abd", false),
    ("[]a]", "]", true), ("[!a]", "b", true), ("[", "[", true), ("\\*", "*", true),
    ("\\*", "a", false), ("a?", "a", false), ("[[:digit:]]", "7", true), ("*", "a/b", true),
  ])
  func `globs match as fnmatch does`(pattern: String, text: String, matches: Bool) {
    #expect(glob(pattern, matches: text) == matches)
    var list = PatternList()
    list.append([pattern], areNegated: false)
    #expect(list.holds(for: text) == matches)
  }

  @Test(arguments: [
    (" a  b\tc ", ["a", "b", "c"]), ("\"a b\" c", ["\"a", "b\"", "c"]), ("a\\ b", ["a b"]),
    ("a b\\", ["a"]), ("", []),
  ])
  func `plain words`(text: String, words: [String]) {
    #expect(Words.split(text, .plain) == words)
  }

  @Test(arguments: [
    ("\"a b\"c 'd'", ["a bc", "d"]), ("a \"b", ["a"]), ("a\\ b", ["a\\", "b"]),
    ("\"\" a", ["", "a"]),
    ("\"it's\"", ["it's"]),
  ])
  func `quoted words`(text: String, words: [String]) {
    #expect(Words.split(text, .quoted) == words)
  }

  @Test(arguments: [
    ("a\\x20b\\tc", ["a b\tc"]), ("\\101\\u00e4", ["A\u{e4}"]), ("a \\q", ["a"]),
    ("\"a\\\"b\"", ["a\"b"]), ("\\x4", []), ("\\000", []),
  ])
  func `escaped words`(text: String, words: [String]) {
    #expect(Words.split(text, .escaped) == words)
  }

  @Test(
    arguments: [
      ("02:00:00:00:00:01", [2, 0, 0, 0, 0, 1]), ("2-0-0-0-0-ff", [2, 0, 0, 0, 0, 255]),
      ("0200.0000.00ab", [2, 0, 0, 0, 0, 0xab]), ("10.0.0.1", [10, 0, 0, 1]),
      ("::1", Array(repeating: UInt8(0), count: 15) + [1]),
    ] as [(String, [UInt8])])
  func `hardware addresses`(text: String, bytes: [UInt8]) {
    #expect(HardwareAddress.bytes(text) == bytes)
  }

  @Test(arguments: [
    "", "02", "02:00:00:00:00", "02:00:00:00:00:001", "02:00:00:00:00:0g", "020000000001",
    "02:00:00:00:00:01:", "02:00-00:00:00:01", "+2:00:00:00:00:01",
  ])
  func `no hardware addresses`(text: String) {
    #expect(HardwareAddress.bytes(text) == nil)
  }

  /// The order of the UAPI group's version format specification.
  @Test func `versions are ordered`() {
    let versions = [
      "", "~1", "122.1", "123~rc1-1", "123", "123-a", "123-a.1", "123-1", "123-1.1", "123^post1",
      "123.a-1", "123.1-1", "123a-1", "124-1",
    ]
    let sorted = ["~1"] + [""] + versions.dropFirst(2)
    for (left, a) in sorted.enumerated() {
      for (right, b) in sorted.enumerated() {
        #expect(VersionOrder.compare(a, b).signum() == (left - right).signum(), "\(a) \(b)")
      }
    }
    #expect(VersionOrder.compare("6.01", "6.1") == 0)
    #expect(VersionOrder.compare("6.10", "6.9") > 0)
    #expect(VersionOrder.compare("6_1", "6+1") == 0)
  }
}
