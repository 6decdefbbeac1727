import Testing

@Suite("What belongs to others", .enabled(if: ThrowawayHost.isPossible))
struct ForeignTests {
  static let manifest = """
    version: 1
    nics: {enp4s0: }
    macvlans: {vmbridge: {parent: enp4s0, addresses: [192.168.250.33/24]}}
    """

  @Test func `rules of others that a reload drops are named`() async throws {
    let host = try await ThrowawayHost()
    try await host.sh("ip rule add from 10.200.0.0/24 table 200 priority 500")
    try host.write(Self.manifest)
    let plan = try await host.reconcile("plan")
    #expect(plan.output.contains("500: from 10.200.0.0/24"), "\(plan)")
    #expect(plan.output.contains("ManageForeignRoutingPolicyRules=no"), "\(plan)")
  }

  @Test func `rules and routes of others stay where networkd is told to let them`() async throws {
    let host = try await ThrowawayHost()
    try host.write(
      "[Network]\nManageForeignRoutes=no\nManageForeignRoutingPolicyRules=no\n",
      to: "/etc/systemd/networkd.conf")
    try await host.restartNetworkd()
    try await host.apply(Self.manifest)
    try await host.sh(
      """
      ip rule add from 10.200.0.0/24 table 200 priority 500
      ip route add 10.66.0.0/16 via 192.168.250.7 dev vmbridge proto bird
      """)
    try await host.expectNothingToDo()
    let rules = try await host.run("ip", "rule")
    try await host.apply(Self.manifest.replacing("250.33/24", with: "250.34/24"))
    #expect(try await host.run("ip", "rule") == rules)
    #expect(try await host.run("ip", "route").contains("10.66.0.0/16 via 192.168.250.7"))
  }

  @Test func `a link of another kind that is not ours stands in the way`() async throws {
    let host = try await ThrowawayHost()
    try await host.sh("ip link add vmbridge type veth peer name far")
    try host.write(Self.manifest)
    let plan = try await host.reconcile("plan")
    #expect(plan.status == 2)
    #expect(plan.output.contains("! conflict  macvlan vmbridge on enp4s0"), "\(plan)")
    let apply = try await host.reconcile("apply", "--allow", "isolation")
    #expect(apply.status == 4, "\(apply)")
    #expect(try await host.link("vmbridge").kind == "veth")
    #expect(try host.unitFiles().isEmpty)
  }

  @Test func `a file that matches our link first stands in the way`() async throws {
    let host = try await ThrowawayHost()
    try host.write(
      "[Match]\nName=enp*\n[Network]\nLLDP=yes\n", to: "/etc/systemd/network/00-first.network")
    try host.write(Self.manifest)
    let apply = try await host.reconcile("apply")
    #expect(apply.status == 4, "\(apply)")
    #expect(apply.errors.contains("00-first.network"), "\(apply)")
    #expect(try host.unitFiles().isEmpty)
  }

  @Test func `a foreign file with our prefix is not overwritten`() async throws {
    let host = try await ThrowawayHost()
    let path = "/etc/systemd/network/05-reconcile-vmbridge.network"
    try host.write("[Match]\nName=vmbridge\n", to: path)
    let identity = try host.identity(of: path)
    try host.write(Self.manifest)
    let apply = try await host.reconcile("apply")
    #expect(apply.status == 4, "\(apply)")
    #expect(try host.identity(of: path) == identity)
    #expect(try host.unitFiles().count == 1)
  }

  @Test func `a macvlan made by hand is taken over without a gap`() async throws {
    let host = try await ThrowawayHost()
    try await host.sh(
      """
      ip link add vmbridge link enp4s0 type macvlan mode vepa
      ip addr add 192.168.250.33/24 dev vmbridge
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
