import Testing

@testable import ReconcileCore

/// A daemon that starts configures each link, also those whose files stay as they are: it brings
/// what they lack, and lets be what others have brought.
@Suite struct RestartTests {
  private static func manifest(_ mode: String) -> String {
    """
    nics: {enp4s0: {addresses: [10.9.9.5/24]}}
    macvlans: {vmbridge: {parent: enp4s0, mode: \(mode)}}

    """
  }

  @Test(arguments: [false, true])
  func `an address that is lost comes back with a restart`(mayRestart: Bool) async throws {
    let story = HostStory()
    try await story.apply(Self.manifest("bridge"))
    let plan = try story.plan(Self.manifest("vepa"), mayRestart: mayRestart) {
      $0.kernel?.addresses.removeAll { $0.address == CIDR("10.9.9.5/24") }
      $0.addDefaultRoute(on: "enp4s0", origin: 12)
    }
    let addition = try KernelChange.addAddress(
      link: "enp4s0", #require(CIDR("10.9.9.5/24")))
    #expect(plan.steps.contains { $0.action == .restart } == mayRestart)
    #expect(plan.steps.contains { $0.action == .expected(addition) } == mayRestart)
    #expect(plan.rows("enp4s0", .gateway) == [])
  }
}
