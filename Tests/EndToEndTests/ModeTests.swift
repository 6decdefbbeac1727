import Testing

@Suite("Modes", .enabled(if: ThrowawayHost.isPossible))
struct ModeTests {
  private func manifest(_ mode: String) -> String {
    """
    version: 1
    nics: {enp4s0: }
    macvlans:
      vmbridge:
        parent: enp4s0
        mode: \(mode)
        addresses: [192.168.250.33/24]
        gateway: 192.168.250.1
    """
  }

  @Test func `a mode is changed on the living link`() async throws {
    let host = try await ThrowawayHost()
    try await host.apply(manifest("bridge"))
    try await host.settle()
    let before = try await host.link("vmbridge")
    for mode in ["vepa", "private", "source", "bridge"] {
      let events = try await host.monitor { try await host.apply(manifest(mode)) }
      let now = try await host.link("vmbridge")
      #expect(now.mode == mode)
      #expect(now.index == before.index)
      #expect(now.mac == before.mac)
      #expect(now.allAddresses == before.allAddresses)
      #expect(!events.contains { $0.contains("Deleted") || $0.contains("state DOWN") }, "\(events)")
      #expect(!events.contains { $0.contains("vmbridge") && !$0.contains(",UP") && $0.contains("mtu") })
      try await host.restartNetworkd()
      try await host.expectNothingToDo()
      #expect(try await host.link("vmbridge").mode == mode)
    }
  }

  @Test func `to and from passthru the link is replaced`() async throws {
    let host = try await ThrowawayHost()
    try await host.apply(manifest("bridge"))
    let nic = try await host.link("enp4s0")
    let before = try await host.link("vmbridge")

    try host.write(manifest("passthru"))
    let plan = try await host.reconcile("plan")
    #expect(plan.output.contains("-/+ macvlan vmbridge"), "\(plan)")
    try await host.apply()
    let passthru = try await host.link("vmbridge")
    #expect(passthru.mode == "passthru")
    #expect(passthru.mac == nic.mac)
    #expect(passthru.index != before.index)
    #expect(passthru.globalAddresses == ["192.168.250.33/24"])

    try await host.apply(manifest("bridge"))
    let after = try await host.link("vmbridge")
    #expect(after.mode == "bridge")
    #expect(after.mac == before.mac)
    #expect(after.globalAddresses == ["192.168.250.33/24"])
    #expect(try await host.defaultRoutes() == ["default via 192.168.250.1 dev vmbridge proto static"])
    #expect(try await host.link("enp4s0").index == nic.index)
    #expect(try await host.link("enp4s0").mac == nic.mac)
    try await host.restartNetworkd()
    try await host.expectNothingToDo()
  }
}
