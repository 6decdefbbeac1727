import Foundation
import Testing

/// What others have added to a link of the manifest, and whose it stays.
@Suite("Foreign addresses", .enabled(if: ThrowawayHost.isPossible))
struct ForeignAddressTests {
  private static func manifest(_ more: String, dns: String = "10.0.0.1") -> String {
    """
    version: 1
    nics: {enp4s0: }
    macvlans: {vmbridge: {parent: enp4s0, addresses: [10.0.0.5/24], dns: [\(dns)]\(more)}}

    """
  }

  @Test func `a link keeps what is left to others, over a reload and in a new link`() async throws {
    let host = try await ThrowawayHost()
    try await host.apply(Self.manifest(", foreign-addresses: keep"))
    try await host.sh(
      """
      ip addr add 172.31.0.9/24 dev vmbridge; ip addr add fd31::9/64 dev vmbridge nodad
      ip route add 10.9.0.0/16 via 172.31.0.1 dev vmbridge
      """)
    func expectKept() async throws {
      let addresses = try await host.link("vmbridge").globalAddresses
      #expect(addresses == ["10.0.0.5/24", "172.31.0.9/24", "fd31::9/64"])
      let routes = try await host.run("ip", "route")
      #expect(routes.contains("10.9.0.0/16 via 172.31.0.1"), "\(routes)")
    }
    try await host.expectNothingToDo()
    let plan = try await host.reconcile("plan")
    #expect(plan.output.contains("172.31.0.9/24 is somebody else's and kept"), "\(plan)")

    let events = try await host.monitor {
      try await host.apply(Self.manifest(", foreign-addresses: keep", dns: "10.0.0.2"))
    }
    try await expectKept()
    #expect(!events.contains { $0.hasPrefix("Deleted") && $0.contains("172.31.0.9") }, "\(events)")

    try await host.apply(Self.manifest(", foreign-addresses: keep, mode: passthru"))
    try await expectKept()
    // Whose they are is a matter of the manifest alone.
    let removal = try await host.apply(Self.manifest(", mode: passthru"))
    #expect(removal.output.contains("'foreign-addresses: keep'"), "\(removal)")
    #expect(try await host.link("vmbridge").globalAddresses == ["10.0.0.5/24"])
  }

  @Test func `keepalived keeps its address, and nobody else`() async throws {
    let host = try await ThrowawayHost()
    try await host.apply(Self.manifest(", keep-addresses: [10.0.0.64/28, 172.31.0.9]"))
    try await host.sh(
      """
      ip addr add 10.0.0.70/32 dev vmbridge; ip addr add 172.31.0.9/24 dev vmbridge
      ip addr add 10.0.0.80/32 dev vmbridge
      """)
    let plan = try await host.plan()
    #expect(plan.rows(of: "vmbridge").map(\.now) == ["10.0.0.80/32"])
    try await host.apply()
    let addresses = try await host.link("vmbridge").globalAddresses
    #expect(addresses == ["10.0.0.5/24", "10.0.0.70/32", "172.31.0.9/24"])
    try await host.sh("ip addr del 10.0.0.70/32 dev vmbridge")
    try await host.expectNothingToDo()
  }

  /// The most that can be forgotten: all of a host that somebody has configured by hand.
  @Test func `a NIC is taken over with all that is on it`() async throws {
    let host = try await ThrowawayHost()
    try await host.sh(
      """
      ip link set enp4s0 up; ip addr add 10.0.0.5/24 brd + dev enp4s0
      ip route add default via 10.0.0.1 dev enp4s0
      """)
    try await host.settle()
    let events = try await host.monitor {
      try await host.apply("version: 1\nnics: {enp4s0: {foreign-addresses: keep}}\n")
    }
    #expect(try await host.link("enp4s0").globalAddresses == ["10.0.0.5/24"])
    let routes = try await host.defaultRoutes()
    #expect(
      routes.count == 1 && routes[0].hasPrefix("default via 10.0.0.1 dev enp4s0"), "\(routes)")
    #expect(!events.contains { $0.hasPrefix("Deleted") && $0.contains("10.0.0.5") }, "\(events)")
  }
}
