import Testing

@Suite("What is in use stays in use", .enabled(if: ThrowawayHost.isPossible))
struct ContinuityTests {
  private func manifest(_ more: String = "") -> String {
    """
    version: 1
    nics:
      enp4s0: {addresses: [10.4.0.1/24, "fd00:4::1/64"], gateway: "fd00:4::2"}
    macvlans:
      first: {parent: enp4s0, addresses: [192.168.250.33/24], gateway: 192.168.250.1}
      \(more)
    """
  }

  @Test func `adding macvlans takes no address away, not even for a moment`() async throws {
    let host = try await ThrowawayHost()
    try await host.apply(manifest())
    try await host.waitUntilConfigured("enp4s0", "first")
    try await host.settle()
    let before = try await host.links()
    let more = [
      "second: {parent: enp4s0, addresses: [10.0.2.1/24]}",
      """
      second: {parent: enp4s0, addresses: [10.0.2.1/24]}
        third: {parent: enp4s0, mode: vepa, addresses: ["fd00:3::1/64"]}
      """,
    ]
    for macvlans in more {
      let events = try await host.monitor { try await host.apply(manifest(macvlans)) }
      #expect(!events.contains { $0.hasPrefix("Deleted") }, "\(events)")
      #expect(
        !events.contains { $0.hasPrefix("2: enp4s0") && $0.contains("state DOWN") }, "\(events)")
      let after = try await host.links()
      #expect(after["enp4s0"] == before["enp4s0"])
      #expect(after["first"] == before["first"])
    }
    try await host.settle()
    #expect(try await host.links().count == 4)
    #expect(try await host.defaultRoutes() == ["default via 192.168.250.1 dev first proto static"])
    #expect(try await host.defaultRoutes("-6").count == 1)

    let events = try await host.monitor { try await host.apply(manifest()) }
    let gone = events.filter { event in
      event.hasPrefix("Deleted")
        && ["10.4.0.1/24", "fd00:4::1/64", "192.168.250."].contains { event.contains($0) }
    }
    #expect(gone == [])
    #expect(try await host.links() == before)
  }

  @Test(arguments: [false, true])
  func `a restart of the daemon changes nothing`(killed: Bool) async throws {
    let host = try await ThrowawayHost()
    try await host.apply(manifest("second: {parent: enp4s0, addresses: [\"fd00:2::1/64\"]}"))
    try await host.sh("ip link set second type macvlan mode private; ip link del first")
    try await host.apply()
    try await host.settle()
    let before = try await host.links()
    let events = try await host.monitor {
      try await host.restartNetworkd(killing: killed)
      try await host.expectNothingToDo()
      try await host.waitUntilConfigured("enp4s0", "first", "second")
    }
    try await host.expectNothingToDo()
    #expect(!events.contains { $0.hasPrefix("Deleted") }, "\(events)")
    #expect(try await host.links() == before)

    let apply = try await host.reconcile("apply")
    #expect(apply.status == 0)
    #expect(apply.output.contains("No change was made"), "\(apply)")
  }

  @Test func `a host configured by hand is taken over without a gap`() async throws {
    let host = try await ThrowawayHost()
    try await host.sh(
      """
      ip addr add 10.4.0.1/24 brd + dev enp4s0
      ip route add default via 10.4.0.254
      """)
    let bare = """
      version: 1
      nics: {enp4s0: }
      macvlans: {vmbridge: {parent: enp4s0}}
      """
    try host.write(bare)
    let refused = try await host.reconcile("apply")
    #expect(refused.status == 4, "\(refused)")
    #expect(refused.errors.contains("10.4.0.1/24"), "\(refused)")
    #expect(refused.errors.contains("10.4.0.254"), "\(refused)")
    #expect(try host.unitFiles().isEmpty)

    let events = try await host.monitor {
      try await host.apply(
        bare.replacing(
          "{enp4s0: }", with: "{enp4s0: {addresses: [10.4.0.1/24], gateway: 10.4.0.254}}"))
    }
    #expect(
      !events.contains { $0.hasPrefix("Deleted") && $0.contains("inet 10.4.0.1") }, "\(events)")
    #expect(try await host.defaultRoutes() == ["default via 10.4.0.254 dev enp4s0 proto static"])
    try await host.restartNetworkd()
    try await host.expectNothingToDo()
  }

  /// `ip addr add` gives none, networkd does, and the kernel cannot add it to an address: networkd
  /// tries 65,534 times and then gives the whole link up.
  @Test func `an address by hand without a broadcast address does not make networkd fail`()
    async throws
  {
    let host = try await ThrowawayHost()
    try await host.sh(
      """
      ip addr add 10.4.0.1/24 dev enp4s0
      ip route add default via 10.4.0.254 proto static src 10.4.0.1
      """)
    let events = try await host.monitor {
      try await host.apply(
        """
        version: 1
        nics:
          enp4s0:
            addresses: [10.4.0.1/24]
            routes: [{to: default, via: 10.4.0.254, source: 10.4.0.1}]
        macvlans: {vmbridge: {parent: enp4s0}}
        """)
    }
    // The address is held meanwhile, so nothing that depends on it goes.
    #expect(!events.contains { $0.hasPrefix("Deleted default") }, "\(events)")
    #expect(try await host.run("ip", "addr", "show", "enp4s0").contains("brd 10.4.0.255"))
    try await host.waitUntilConfigured("enp4s0")
    try await host.restartNetworkd()
    try await host.waitUntilConfigured("enp4s0")
    #expect(try !host.read(ThrowawayHost.log).contains("Failed to configure address"))
  }
}
