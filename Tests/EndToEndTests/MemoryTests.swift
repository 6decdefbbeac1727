import Testing

/// What systemd-networkd 252 keeps in its memory of a .netdev, until it is restarted.
@Suite("networkd's memory", .enabled(if: ThrowawayHost.isPossible))
struct MemoryTests {
  private func manifest(_ link: String) -> String {
    """
    version: 1
    nics: {enp4s0: }
    \(link)
    """
  }

  private func macvlan(_ mode: String) -> String {
    manifest(
      "macvlans: {vmbridge: {parent: enp4s0, mode: \(mode), addresses: [192.168.250.33/24]}}")
  }

  private func allowRestart(_ host: ThrowawayHost) throws {
    try host.write("restart-networkd: when-needed\n", to: "/etc/reconcile/config.yaml")
  }

  @Test func `it is told until the daemon is restarted`() async throws {
    let host = try await ThrowawayHost()
    try await host.apply(macvlan("bridge"))
    try await host.apply(macvlan("vepa"))
    let told = try await host.reconcile("plan")
    #expect(told.status == 0, "\(told)")
    #expect(told.output.contains("remembers vmbridge as it was (Mode=bridge)"), "\(told)")

    try await host.restartNetworkd()
    let restarted = try await host.reconcile("plan")
    #expect(restarted.status == 0 && !restarted.output.contains("remembers"), "\(restarted)")
  }

  @Test func `a manifest that goes back leaves nothing to tell`() async throws {
    let host = try await ThrowawayHost()
    for mode in ["bridge", "vepa", "bridge"] { try await host.apply(macvlan(mode)) }
    let plan = try await host.reconcile("plan")
    #expect(plan.status == 0 && !plan.output.contains("remembers"), "\(plan)")
  }

  @Test func `where it is allowed the daemon is restarted, and nobody notices`() async throws {
    let host = try await ThrowawayHost()
    try allowRestart(host)
    try await host.apply(macvlan("bridge"))
    try await host.settle()
    let before = try await host.link("vmbridge")
    let daemon = try await host.sh("cat /run/networkd.pid")

    let events = try await host.monitor { try await host.apply(macvlan("private")) }
    #expect(try await host.sh("cat /run/networkd.pid") != daemon)
    #expect(!events.contains { $0.contains("Deleted") }, "\(events)")
    let after = try await host.link("vmbridge")
    #expect(after.mode == "private" && after.index == before.index)
    #expect(after.allAddresses == before.allAddresses)
    try await host.expectNothingToDo()
  }

  /// A daemon that starts brings what its links lack, and lets be what others have brought.
  @Test func `a restart mends and takes nothing from others`() async throws {
    let host = try await ThrowawayHost()
    try allowRestart(host)
    func manifest(_ mode: String) -> String {
      """
      version: 1
      nics: {enp4s0: {addresses: [10.0.0.5/24]}}
      macvlans: {vmbridge: {parent: enp4s0, mode: \(mode), addresses: [10.1.0.1/24]}}
      """
    }
    try await host.apply(manifest("bridge"))
    try await host.sh("ip route add 10.90.0.0/16 via 10.0.0.1 dev enp4s0 proto bird")
    try await host.sh("ip addr add 10.0.0.6/24 dev vmbridge; ip addr del 10.1.0.1/24 dev vmbridge")
    try host.write(manifest("vepa"))
    let plan = try await host.reconcile("plan", "-v")
    #expect(!plan.output.contains("10.90.0.0"), "\(plan)")
    #expect(plan.output.contains("networkd   add address 10.1.0.1/24 to vmbridge"), "\(plan)")
    try await host.apply()
    #expect(try await host.sh("ip route show 10.90.0.0/16").contains("proto bird"))
  }

  @Test func `another kind under an old name needs the restart`() async throws {
    let host = try await ThrowawayHost()
    try await host.apply(macvlan("bridge"))
    let tap = manifest("macvtaps: {vmbridge: {parent: enp4s0, addresses: [192.168.250.33/24]}}")
    try host.write(tap)
    let refused = try await host.reconcile("apply", "--allow", "isolation")
    #expect(refused.status == 4, "\(refused)")
    #expect(refused.errors.contains("restart-networkd: when-needed"), "\(refused)")
    #expect(try await host.link("vmbridge").kind == "macvlan")

    try allowRestart(host)
    try await host.apply(tap, allow: "isolation")
    let link = try await host.link("vmbridge")
    #expect(link.kind == "macvtap" && link.globalAddresses == ["192.168.250.33/24"])
    try await host.waitUntilConfigured("vmbridge")
    try await host.expectNothingToDo()

    try await host.apply(macvlan("bridge"), allow: "isolation")
    #expect(try await host.link("vmbridge").kind == "macvlan")
    try await host.waitUntilConfigured("vmbridge")
    try await host.expectNothingToDo()
  }
}
