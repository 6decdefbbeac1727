import Testing

@testable import ReconcileCore

@Suite struct YAMLLimitTests {
  /// libyaml alone takes more than a minute for some of these.
  @Test(arguments: ["[", "{", "- ", "? ", "a: {", "[{", "&a [", "{a: [", "!x [", "- - [ "])
  func `a text that only opens is refused at once`(opening: String) throws {
    let count = YAMLLimits.bytes / opening.utf8.count
    let bytes = Array(String(repeating: opening, count: count).utf8)
    let clock = ContinuousClock()
    var document: YAMLDocument?
    let time = clock.measure { document = YAMLDocument(bytes, name: "hv01.yaml") }
    print("256 KB of '\(opening)': \(time)")
    let problem = try #require(document?.problems.last)
    #expect(document?.root == nil)
    #expect(problem.message.contains("nested more than 64") || problem.message.contains("YAML"))
    #expect(time < .seconds(2))
  }

  /// Much of one thing within the limits must be cheap as well.
  @Test(arguments: [
    "a", "a\n", "- a\n", "'", "\"", "\"a\" ", "# ", ":", "a:", "*", "&", "&a ", "|\n ", "%", "!",
    "\t", " ", "\n", "é", "- &a *a\n", "...\n", "--- a\n", "? a\n", "a: b\n", "\"\\", "::1 ", ",",
    "[]", "[a,", "{a,", "- [", "a: b: ", "- - - - - - - - - - \n",
  ])
  func `a text of one thing costs little`(part: String) {
    let count = YAMLLimits.bytes / part.utf8.count
    for start in ["", "version: 1\nnics:\n  enp4s0:\n    dns: ["] {
      let text = start + String(repeating: part, count: count - start.utf8.count)
      let time = ContinuousClock().measure {
        _ = ProblemText.render(load(["hv01.yaml": text]).problems)
      }
      #expect(time < .seconds(10))
    }
  }

  @Test func `a file of the largest size is read and a larger one refused`() {
    let comment = "#" + String(repeating: "x", count: YAMLLimits.bytes - 7) + "\na: b\n"
    let largest = Array(comment.utf8)
    #expect(largest.count == YAMLLimits.bytes)
    #expect(YAMLDocument(largest, name: "a").problems.isEmpty)
    #expect(
      YAMLDocument(largest + [0x0a], name: "a").problems.map(\.message)
        == ["the file is larger than 256 KB"])
  }

  @Test func `64 levels are read, by aliases as well`() {
    func nested(_ levels: Int) -> String {
      String(repeating: "[", count: levels) + String(repeating: "]", count: levels)
    }
    #expect(YAMLDocument(Array(nested(64).utf8), name: "a").problems.isEmpty)
    #expect(YAMLDocument(Array(nested(65).utf8), name: "a").root == nil)
    // The alias stands one level below the top.
    let fits = "- &a \(nested(32))\n- \(nested(30).replacingCentre(with: "[*a]"))"
    #expect(YAMLDocument(Array(fits.utf8), name: "a").problems.map(\.message) == [])
    let deep = "- &a \(nested(32))\n- \(nested(31).replacingCentre(with: "[*a]"))"
    #expect(YAMLDocument(Array(deep.utf8), name: "a").root == nil)
  }

  @Test func `many links in one chain cost little`() {
    let chain = (1...8000).map { "  m\($0): {parent: m\($0 - 1)}\n" }.joined()
    let time = ContinuousClock().measure {
      let result = load(["hv01.yaml": "version: 1\nnics: {m0}\nmacvlans:\n" + chain])
      #expect(result.problems.count == 1)
    }
    print("8000 links in one chain: \(time)")
    #expect(time < .seconds(20))
  }
}

extension String {
  fileprivate func replacingCentre(with text: String) -> String {
    prefix(count / 2) + text + suffix(count / 2)
  }
}
