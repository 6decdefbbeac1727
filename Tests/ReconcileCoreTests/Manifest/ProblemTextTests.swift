import Testing

@testable import ReconcileCore

@Suite struct ProblemTextTests {
  private func problem(
    _ text: String, name: String = "a.yaml", from: (Int, Int), to: (Int, Int)
  ) -> Problem {
    let range = SourceRange(
      source: Source(name: name, text: text), start: Position(line: from.0, column: from.1),
      end: Position(line: to.0, column: to.1))
    return Problem("wrong", at: range)
  }

  @Test(arguments: [
    ("abc", (1, 2), (1, 3), "abc", " ^"),
    // What spans lines is marked to the end of its first one.
    ("ab: c\nde", (1, 2), (2, 1), "ab: c", " ^^^^"),
    // A place without width or behind the end gets one caret.
    ("abc", (1, 2), (1, 2), "abc", " ^"), ("abc", (1, 9), (1, 9), "abc", "   ^"),
    ("\tabc", (1, 2), (1, 5), "  abc", "  ^^^"),
    ("\u{7db2}\u{7db2} a", (1, 4), (1, 5), "\u{7db2}\u{7db2} a", "     ^"),
    ("\u{1b}[0m a", (1, 6), (1, 7), "\\u{1B}[0m a", "          ^"),
  ])
  func `the carets stand under the span`(
    line: String, from: (Int, Int), to: (Int, Int), shown: String, carets: String
  ) {
    let expected =
      "a.yaml:\(from.0):\(from.1): error: wrong\n    \(shown)\n    \(carets)\n"
    #expect(ProblemText.render(problem(line, from: from, to: to)) == expected)
  }

  @Test func `lines end with a line feed, a carriage return before it or not`() {
    let lines = Source(name: "a.yaml", text: "a\r\n\nb \u{301}\nc").lines
    #expect(lines == ["a", "", "b \u{301}", "c"])
    #expect(Source(name: "a.yaml", text: "").lines == [""])
    #expect(Source(name: "a.yaml", text: "a\n").lines == ["a", ""])
  }

  @Test func `a name of a file cannot act on the terminal`() {
    let text = ProblemText.render(problem("", name: "\u{1b}]0;x\u{7}", from: (1, 1), to: (1, 2)))
    #expect(text == "\\u{1B}]0;x\\u{07}:1:1: error: wrong\n")
  }

  @Test func `problems are counted by severity`() {
    var warning = problem("a", from: (1, 1), to: (1, 2))
    let error = warning
    warning.severity = .warning
    #expect(ProblemText.summary([]) == "")
    #expect(ProblemText.summary([error]) == "1 error")
    #expect(ProblemText.summary([error, warning, error]) == "2 errors, 1 warning")
    #expect(ProblemText.summary([warning, warning]) == "2 warnings")
  }
}
