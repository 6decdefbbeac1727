import Support
import Testing

@testable import ReconcileCore

@Suite struct UnifiedDiffTests {
  private static func diff(_ old: String, _ new: String) -> [String] {
    UnifiedDiff(from: old, to: new).lines
  }

  @Test func `equal texts have no diff`() {
    #expect(Self.diff("", "") == [])
    #expect(Self.diff("a\nb\n", "a\nb\n") == [])
  }

  @Test func `a change stands with three lines around it`() {
    #expect(
      Self.diff("1\n2\n3\n4\n5\n6\n7\n8\n9\n", "1\n2\n3\n4\nfive\n6\n7\n8\n9\n") == [
        "@@ -2,7 +2,7 @@", " 2", " 3", " 4", "-5", "+five", " 6", " 7", " 8",
      ])
  }

  @Test func `changes far apart are hunks of their own`() {
    let old = (1...20).map { "\($0)\n" }.joined()
    let new = old.replacing("1\n2\n3\n", with: "1\n3\n").replacing("20\n", with: "20\n21\n")
    #expect(
      Self.diff(old, new) == [
        "@@ -1,5 +1,4 @@", " 1", "-2", " 3", " 4", " 5",
        "@@ -18,3 +17,4 @@", " 18", " 19", " 20", "+21",
      ])
  }

  @Test func `a text comes and goes whole`() {
    #expect(Self.diff("", "a\nb\n") == ["@@ -0,0 +1,2 @@", "+a", "+b"])
    #expect(Self.diff("a\n", "") == ["@@ -1 +0,0 @@", "-a"])
  }

  @Test func `a missing line end is told`() {
    let mark = "\\ No newline at end of file"
    #expect(Self.diff("a\n", "a") == ["@@ -1 +1 @@", "-a", "+a", mark])
    #expect(Self.diff("a", "a\nb") == ["@@ -1 +1,2 @@", "-a", mark, "+a", "+b", mark])
  }

  /// Bytes count: what looks alike may be another key to networkd.
  @Test func `texts that only look alike differ`() {
    #expect(Self.diff("\u{e9}\n", "e\u{301}\n").count == 3)
    #expect(Self.diff("a\r\nb\n", "a\nb\n") == ["@@ -1,2 +1,2 @@", "-a\r", "+a", " b"])
  }

  @Test func `a huge text costs little and is told in part`() {
    let old = (0..<5000).map { "old \($0)\n" }.joined()
    let new = (0..<5000).map { "new \($0)\n" }.joined()
    let lines = Self.diff(old, new)
    #expect(lines.count == 401)
    #expect(lines.first == "@@ -1,5000 +1,5000 @@")
    #expect(lines.last == "... 9601 more lines")
  }

  @Test func `any diff makes one text of the other, with as few lines as can be`() throws {
    var random = SplitMix64(seed: 20_261_122)
    for _ in 0..<500 {
      let old = Self.text(&random)
      let new = Self.text(&random)
      let lines = Self.diff(old.joined(separator: "\n"), new.joined(separator: "\n"))
      #expect(Self.patch(old, lines) == new, "\(old) -> \(new)")
      let changed = lines.count { ($0.hasPrefix("-") || $0.hasPrefix("+")) }
      #expect(changed == old.count + new.count - 2 * Self.common(old[...], new[...]))
    }
  }

  /// Up to ten of three lines, and a last one that all texts have.
  private static func text(_ random: inout SplitMix64) -> [String] {
    (0..<Int.random(in: 0...10, using: &random)).map { _ in
      ["a", "b", ""].randomElement(using: &random) ?? ""
    } + ["", "end", ""]
  }

  /// What patch(1) does.
  private static func patch(_ old: [String], _ diff: [String]) -> [String] {
    var new: [String] = []
    var next = 0
    for line in diff {
      if line.hasPrefix("@@") {
        let start = Int(line.dropFirst(4).prefix { $0.isNumber }) ?? 0
        while next < start - 1 {
          new.append(old[next])
          next += 1
        }
      } else {
        let text = String(line.dropFirst())
        if !line.hasPrefix("+") {
          guard old[next] == text else { return [] }
          next += 1
        }
        if !line.hasPrefix("-") { new.append(text) }
      }
    }
    return new + old[next...]
  }

  /// The length of the longest common subsequence, the slow way.
  private static func common(_ old: ArraySlice<String>, _ new: ArraySlice<String>) -> Int {
    var row = [Int](repeating: 0, count: new.count + 1)
    for line in old {
      var previous = row
      for (place, other) in new.enumerated() {
        previous[place + 1] = line == other ? row[place] + 1 : max(row[place + 1], previous[place])
      }
      row = previous
    }
    return row[new.count]
  }
}
