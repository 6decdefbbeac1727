import Testing

@Suite("Parents, additions and removals", .enabled(if: ThrowawayHost.isPossible))
struct ParentTests {
  private func manifest(_ macvlans: String) -> String {
    """
    version: 1
    nics: {enp4s0: , enp5s0: }
    macvlans: {\(macvlans)}
    """
  }

  private func host() async throws -> ThrowawayHost { try await ThrowawayHost(nics: ["enp4s0", "enp5s0"]) }

  private static let other = "other: {parent: enp4s0, addresses: [10.0.0.1/24]}"

  @Test func `moved to another parent a macvlan is replaced and right at once`() async throws {
    let host = try await host()
    func move(to parent: String) async throws {
      try host.write(
        manifest(
          """
          vmbridge: {parent: \(parent), addresses: [192.168.250.33/24], gateway: 192.168.250.1},
          \(Self.other)
          """))
    }
    try await move(to: "enp4s0")
    try await host.apply()
    let before = try await host.links()
    for parent in ["enp5s0", "enp4s0"] {
      try await move(to: parent)
      let plan = try await host.reconcile("plan")
      #expect(plan.output.contains("-/+ macvlan vmbridge on \(parent)"), "\(plan)")
      try await host.apply()
      let link = try await host.link("vmbridge")
      #expect(link.lower == parent)
      #expect(link.mode == "bridge")
      #expect(link.mac == before["vmbridge"]?.mac)
      #expect(link.globalAddresses == ["192.168.250.33/24"])
      #expect(try await host.defaultRoutes() == ["default via 192.168.250.1 dev vmbridge proto static"])
      #expect(try await host.link("other").index == before["other"]?.index)
      try await host.restartNetworkd()
      try await host.expectNothingToDo()
    }
  }

  @Test func `removed, and added again with another mode and parent, it is right at once`() async throws {
    let host = try await host()
    let combinations = [
      ("enp4s0", "bridge"), ("enp5s0", "vepa"), ("enp4s0", "private"), ("enp5s0", "passthru"),
      ("enp4s0", "bridge"),
    ]
    for (parent, mode) in combinations {
      try await host.apply(
        manifest("vmbridge: {parent: \(parent), mode: \(mode), addresses: [192.168.250.33/24]}"))
      let link = try await host.link("vmbridge")
      #expect(link.lower == parent)
      #expect(link.mode == mode)
      #expect(link.globalAddresses == ["192.168.250.33/24"])
      try await host.apply(manifest(""), allow: "isolation")
      #expect(try await host.links().keys.sorted() == ["enp4s0", "enp5s0"])
    }
  }

  @Test func `a removed macvlan is gone with its files, and nothing else is touched`() async throws {
    let host = try await host()
    let going = "going: {parent: enp4s0, addresses: [10.0.1.1/24]}"
    try await host.apply(manifest("\(Self.other), \(going)"))
    try await host.sh(
      """
      echo '[Match]\nName=far' > /etc/systemd/network/70-mine.network
      ip link add mine link enp4s0 type macvlan mode bridge
      """)
    try await host.waitUntilConfigured("enp4s0", "other", "going")
    try await host.settle()
    let before = try await host.links()
    let mine = try host.identity(of: "/etc/systemd/network/70-mine.network")
    let files = try host.unitFiles()

    try host.write(manifest(Self.other))
    let plan = try await host.reconcile("plan")
    #expect(plan.output.contains("- macvlan going"), "\(plan)")
    let events = try await host.monitor { try await host.apply() }

    var after = try await host.links()
    #expect(after.removeValue(forKey: "going") == nil)
    var expected = before
    expected["going"] = nil
    #expect(after == expected)
    #expect(!events.contains { $0.contains("Deleted") && $0.contains("10.0.0.1/24") }, "\(events)")
    #expect(try host.identity(of: "/etc/systemd/network/70-mine.network") == mine)
    let untouched = try host.unitFiles().filter { files[$0.key] == $0.value }.keys.sorted()
    #expect(
      untouched == [
        "05-reconcile-enp5s0.network", "05-reconcile-other.netdev", "05-reconcile-other.network",
        "06-reconcile-macvtap.network",
      ])
    #expect(try host.unitFiles().count == 5)
    try await host.restartNetworkd()
    try await host.expectNothingToDo()
    #expect(try await host.links()["going"] == nil)
  }

  @Test func `a macvlan on a macvlan sits on the NIC`() async throws {
    let host = try await host()
    let manifest = manifest(
      """
      lower: {parent: enp4s0, addresses: [10.0.0.1/24]},
      upper: {parent: lower, mode: private, addresses: [10.0.1.1/24]}
      """)
    try await host.apply(manifest)
    #expect(try await host.link("upper").lower == "enp4s0")
    #expect(try await host.link("upper").mode == "private")
    #expect(try await host.link("upper").globalAddresses == ["10.0.1.1/24"])
    try await host.restartNetworkd()
    try await host.expectNothingToDo()
    try await host.sh("ip link del upper; ip link del lower")
    try await host.apply()
    #expect(try await host.link("upper").lower == "enp4s0")
    #expect(try await host.link("upper").globalAddresses == ["10.0.1.1/24"])
    try await host.apply(manifest.replacing("parent: enp4s0", with: "parent: enp5s0"))
    #expect(try await host.link("lower").lower == "enp5s0")
    #expect(try await host.link("upper").lower == "enp5s0")
    #expect(try await host.link("upper").globalAddresses == ["10.0.1.1/24"])
  }

  @Test func `a NIC that leaves the manifest is let alone`() async throws {
    let host = try await host()
    func manifest(_ nic: String) -> String {
      """
      version: 1
      nics: {enp4s0: \(nic)}
      macvlans: {\(Self.other)}
      """
    }
    try await host.apply(manifest(", enp5s0: {addresses: [10.5.0.1/24]}"))
    try await host.apply(manifest(""))
    #expect(try await host.link("enp5s0").globalAddresses == [])
    #expect(try await host.link("enp5s0").isUp)
    #expect(try host.unitFiles()["05-reconcile-enp5s0.network"] == nil)
    #expect(try await host.link("other").globalAddresses == ["10.0.0.1/24"])
  }

  @Test func `two macvlans that exchange parents and addresses are right at once`() async throws {
    let host = try await host()
    func manifest(_ one: String, _ two: String, _ first: Int, _ second: Int) -> String {
      self.manifest(
        """
        one: {parent: \(one), addresses: [10.0.\(first).1/24]},
        two: {parent: \(two), addresses: [10.0.\(second).1/24]}
        """)
    }
    try await host.apply(manifest("enp4s0", "enp5s0", 1, 2))
    try await host.apply(manifest("enp5s0", "enp4s0", 2, 1))
    #expect(try await host.link("one").lower == "enp5s0")
    #expect(try await host.link("one").globalAddresses == ["10.0.2.1/24"])
    #expect(try await host.link("two").lower == "enp4s0")
    #expect(try await host.link("two").globalAddresses == ["10.0.1.1/24"])
  }
}
