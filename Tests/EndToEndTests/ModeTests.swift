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

  @Test func `a mode is changed on the living link`() throws {
    let host = try ThrowawayHost()
    try host.apply(manifest("bridge"))
    try host.settle()
    let before = try host.link("vmbridge")
    for mode in ["vepa", "private", "source", "bridge"] {
      let events = try host.monitor { try host.apply(manifest(mode)) }
      let now = try host.link("vmbridge")
      #expect(now.mode == mode)
      #expect(now.index == before.index)
      #expect(now.mac == before.mac)
      #expect(now.allAddresses == before.allAddresses)
      #expect(!events.contains { $0.contains("Deleted") || $0.contains("state DOWN") }, "\(events)")
      #expect(
        !events.contains { $0.contains("vmbridge") && !$0.contains(",UP") && $0.contains("mtu") })
      try host.restartNetworkd()
      try host.expectNothingToDo()
      #expect(try host.link("vmbridge").mode == mode)
    }
  }

  @Test func `to and from passthru the link is replaced`() throws {
    let host = try ThrowawayHost()
    try host.apply(manifest("bridge"))
    let nic = try host.link("enp4s0")
    let before = try host.link("vmbridge")

    try host.write(manifest("passthru"))
    let plan = try host.reconcile("plan")
    #expect(plan.output.contains("-/+ macvlan vmbridge"), "\(plan)")
    try host.apply()
    let passthru = try host.link("vmbridge")
    #expect(passthru.mode == "passthru")
    #expect(passthru.mac == nic.mac)
    #expect(passthru.index != before.index)
    #expect(passthru.globalAddresses == ["192.168.250.33/24"])

    try host.apply(manifest("bridge"))
    let after = try host.link("vmbridge")
    #expect(after.mode == "bridge")
    #expect(after.mac == before.mac)
    #expect(after.globalAddresses == ["192.168.250.33/24"])
    #expect(try host.defaultRoutes() == ["default via 192.168.250.1 dev vmbridge proto static"])
    #expect(try host.link("enp4s0").index == nic.index)
    #expect(try host.link("enp4s0").mac == nic.mac)
    try host.restartNetworkd()
    try host.expectNothingToDo()
  }
}
