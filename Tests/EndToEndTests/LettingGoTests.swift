import Testing

/// NICs that leave our care, or get another name in it.
@Suite("letting go", .enabled(if: ThrowawayHost.isPossible))
struct LettingGoTests {
  private static let addresses = "addresses: [10.0.0.5/24], gateway: 10.0.0.1"

  @Test func `a NIC that is left to others is told, and free of what was ours`() async throws {
    let host = try await ThrowawayHost()
    try await host.apply("version: 1\nnics: {enp4s0: {\(Self.addresses)}}\n")
    try host.write("version: 1\nnics: {enp4s0: {managed: false}}\n")
    let rows = try await host.plan().rows(of: "enp4s0")
    #expect(rows.map(\.attribute) == ["managed", "address", "gateway"])
    #expect(rows.last?.impact == "isolation")
    let refused = try await host.reconcile("apply", "--allow", "flap")
    #expect(refused.status == 4, "\(refused)")

    try await host.apply(allow: "isolation,removals")
    #expect(try await host.link("enp4s0").globalAddresses == [])
    #expect(try await host.sh("ip route show default") == "")
    #expect(!host.exists("/etc/systemd/network/05-reconcile-enp4s0.network"))

    // What others then do there is theirs until it comes back.
    try await host.run("ip", "addr", "add", "10.0.0.9/24", "dev", "enp4s0")
    try await host.expectNothingToDo()
    try host.write("version: 1\nnics: {enp4s0: {\(Self.addresses)}}\n")
    let back = try await host.reconcile("apply", "--allow", "guests")
    #expect(back.status == 4, "\(back)")
    try await host.apply(allow: "isolation")
    #expect(try await host.link("enp4s0").globalAddresses == ["10.0.0.5/24"])
  }

  @Test func `a NIC that goes is found by what it was matched by`() async throws {
    let host = try await ThrowawayHost()
    let match = "match: {driver: veth, name: enp4s0}"
    try await host.apply("version: 1\nnics: {uplink: {\(match), \(Self.addresses)}}\n")
    try await host.apply("version: 1\n", allow: "isolation,removals")
    #expect(try await host.link("enp4s0").globalAddresses == [])
    #expect(try await host.sh("ip route show default") == "")
  }

  @Test func `a NIC is renamed with all else that is new about it`() async throws {
    let host = try await ThrowawayHost()
    let match = "match: {driver: veth, name: enp4s0}"
    try await host.apply("version: 1\nnics: {uplink: {\(match), \(Self.addresses)}}\n")
    try await host.apply(
      """
      version: 1
      nics: {uplink: {\(match), set-name: lan0, mtu: 9000, \(Self.addresses)}}
      macvlans: {vmbridge: {parent: uplink, mtu: 9000, addresses: [10.1.0.1/24]}}
      """, allow: "flap")
    let link = try await host.link("lan0")
    #expect(link.mtu == 9000 && link.globalAddresses == ["10.0.0.5/24"])
    #expect(try await host.link("vmbridge").lower == "lan0")
  }
}
