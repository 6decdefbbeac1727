import Testing

@Suite("Taking over what was made by hand", .enabled(if: ThrowawayHost.isPossible))
struct TakeOverTests {
  static let manifest = """
    version: 1
    nics: {enp4s0: }
    macvlans: {vmbridge: {parent: enp4s0, addresses: [192.168.250.33/24]}}
    """

  @Test func `a macvlan made by hand is taken over without a gap`() async throws {
    let host = try await ThrowawayHost()
    try await host.sh(
      """
      ip link add vmbridge link enp4s0 type macvlan mode vepa
      ip addr add 192.168.250.33/24 brd + dev vmbridge
      ip link set vmbridge up
      """)
    let index = try await host.link("vmbridge").index
    let events = try await host.monitor { try await host.apply(Self.manifest) }
    #expect(try await host.link("vmbridge").index == index)
    #expect(try await host.link("vmbridge").mode == "bridge")
    #expect(!events.contains { $0.hasPrefix("Deleted") && $0.contains("192.168.250.33/24") })
  }

  @Test func `files made by hand give way to ours without a gap`() async throws {
    let host = try await ThrowawayHost()
    let folder = "/etc/systemd/network"
    try host.write(
      "[NetDev]\nName=vmbridge\nKind=macvlan\n[MACVLAN]\nMode=bridge\n",
      to: "\(folder)/vmbridge.netdev")
    try host.write(
      "[Match]\nName=vmbridge\n[Network]\nAddress=192.168.250.33/24\nGateway=192.168.250.1\n",
      to: "\(folder)/vmbridge.network")
    try host.write(
      "[Match]\nName=enp4s0\n[Network]\nMACVLAN=vmbridge\n", to: "\(folder)/enp4s0.network")
    try await host.run("networkctl", "reload")
    try await waitUntil("networkd has configured vmbridge") {
      try await !host.defaultRoutes().isEmpty
    }
    try await host.settle()
    let index = try await host.link("vmbridge").index
    let events = try await host.monitor {
      try await host.apply(
        Self.manifest.replacing("33/24]", with: "33/24], gateway: 192.168.250.1"))
    }
    #expect(try await host.link("vmbridge").index == index)
    #expect(
      !events.contains { $0.hasPrefix("Deleted") && $0.contains("192.168.250.") }, "\(events)")
    #expect(
      try await host.defaultRoutes() == ["default via 192.168.250.1 dev vmbridge proto static"])
    try await host.restartNetworkd()
    try await host.expectNothingToDo()
  }
}
