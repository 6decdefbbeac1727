import Testing

@testable import ReconcileHost

/// What virsh says to several commands, each of which is followed by a mark.
@Suite struct VirshAnswersTests {
  private func reasons(
    _ text: String, _ end: TimedProcess.Transcript.End = .exited("exited(0)")
  ) -> [String?] {
    VirshAnswers(.init(text: text, end: end), mark: "MARK", files: ["/f/0", "/f/1", "/f/2"]).reasons
      .map { $0?.reason }
  }

  @Test func `a command that is carried out says nothing`() {
    #expect(reasons("error: MARK\nerror: MARK\nerror: MARK\n") == [nil, nil, nil])
  }

  @Test func `an error is that of the command in front of its mark`() {
    let text = """
      error: MARK
      error: Failed to attach device from /f/1
      error: Cannot get interface MTU on 'none': No such device

      error: MARK
      error: MARK

      """
    #expect(
      reasons(text) == [
        nil,
        "error: Failed to attach device; error: Cannot get interface MTU on 'none': No such device",
        nil,
      ])
  }

  @Test func `a command without an answer fails, and those after it were not come to`() {
    #expect(
      reasons("error: MARK\n", .silent(.seconds(30))) == [
        nil, "virsh gave no answer within 30 s",
      ])
  }

  @Test func `a virsh that ends early fails all the rest`() {
    let reason = "virsh: exited(1) error: failed to connect to the hypervisor"
    #expect(
      reasons("error: failed to connect to the hypervisor\n", .exited("exited(1)"))
        == [reason, reason, reason])
  }
}
