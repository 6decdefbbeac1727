import Glibc
import Testing

@testable import ReconcileHost

@Suite struct TimedProcessTests {
  @Test func `a program that fails is told with what it has written`() async {
    let error = await #expect(throws: TimedProcess.Failure.self) {
      try await TimedProcess.run("sh", ["-c", "echo no >&2; exit 3"], within: .seconds(600))
    }
    #expect(error?.description.hasSuffix("no") == true)
  }

  @Test(arguments: [
    "sleep 600 & echo $! > $0; wait",
    "trap '' TERM; sleep 600 & echo $! > $0; wait",
  ])
  func `a program that gives no answer ends with what it has started`(script: String) async throws {
    try await Scratch.with { root in
      let file = "\(root)/pid"
      let error = await #expect(throws: TimedProcess.Failure.self) {
        try await TimedProcess.run(
          "sh", ["-c", script, file], within: .seconds(3))
      }
      #expect(error?.description.contains("gave no answer") == true)
      let text = try #require(try FileSnapshot.read(file)?.text)
      let child = try #require(Int32(text.filter(\.isNumber)))
      #expect(Self.isGone(child), "\(child) lives on")
    }
  }

  @Test func `a program may take its time as long as it says something`() async throws {
    let script = "for word in one two three four; do echo $word >&2; sleep 1; done; echo; exit 3"
    let transcript = try await TimedProcess.transcript(
      of: "sh", ["-c", script], silence: .seconds(3))
    #expect(transcript.text == "one\ntwo\nthree\nfour\n\n")
    #expect(transcript.end == .exited("exited(3)"))
  }

  @Test func `a program that falls silent is ended, and what it has said stays`() async throws {
    let transcript = try await TimedProcess.transcript(
      of: "sh", ["-c", "echo one; sleep 600"], silence: .seconds(3))
    #expect(transcript.text == "one\n")
    #expect(transcript.end == .silent(.seconds(3)))
  }

  /// Whether a process has ended, if nobody has waited for it yet.
  private static func isGone(_ pid: Int32) -> Bool {
    for _ in 0..<50 {
      guard let text = FileSnapshot.text(ofPseudoFile: "/proc/\(pid)/stat"),
        NetworkdProcess.startTicks(text) != nil
      else { return true }
      usleep(20_000)
    }
    return false
  }
}
