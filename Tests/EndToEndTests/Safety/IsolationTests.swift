import Foundation
import Testing

/// The first apply on a host that was configured by hand must never isolate it.
@Suite("No apply isolates the host", .enabled(if: ThrowawayHost.isPossible))
struct IsolationTests {
  private static let empty = "version: 1\nnics: {enp4s0: }\n"

  struct ByHand: Sendable, CustomTestStringConvertible {
    var setUp: String
    /// What the manifest has to say to keep it.
    var lines: [String]

    var testDescription: String { lines.joined(separator: ", ") }
  }

  @Test(
    "what was configured by hand is kept by the lines that the refusal prints",
    arguments: [
      ByHand(
        setUp: """
          ip addr add 10.0.0.5/24 brd + dev enp4s0; ip route add default via 10.0.0.1
          ip addr add fd99::5/64 dev enp4s0 nodad; ip -6 route add default via fd99::1
          """,
        lines: [#"addresses: [10.0.0.5/24, "fd99::5/64"]"#, #"gateway: [10.0.0.1, "fd99::1"]"#]),
      ByHand(
        setUp: "ip addr add 10.0.0.5/24 brd + dev enp4s0", lines: ["addresses: [10.0.0.5/24]"]),
      ByHand(setUp: "ip route add default dev enp4s0", lines: ["routes:", "- {to: 0.0.0.0/0}"]),
      ByHand(
        setUp: """
          ip addr add 10.0.0.5/24 brd + dev enp4s0
          ip route add default via 10.0.0.1 metric 100
          ip route add default via 10.0.0.2 table 7 onlink dev enp4s0
          """,
        lines: ["addresses: [10.0.0.5/24]", "- {to: 0.0.0.0/0, via: 10.0.0.1, metric: 100}"]),
      ByHand(
        setUp:
          "ip addr add 10.0.0.5/24 brd + dev enp4s0; ip route add default via 10.0.0.1 proto bird",
        lines: ["addresses: [10.0.0.5/24]", "gateway: 10.0.0.1"]),
    ])
  func keeping(_ byHand: ByHand) async throws {
    let host = try await ThrowawayHost()
    try await host.sh(byHand.setUp)
    try await host.settle()
    let defaults = try await host.defaultRoutes() + host.defaultRoutes("-6")
    let addresses = try await host.link("enp4s0").globalAddresses

    let refusal = try await host.expectRefusal(Self.empty, impact: "isolation")
    let offer = try ThrowawayHost.offer(refusal)
    for line in byHand.lines { #expect(offer.contains("\(line)\n"), "\(refusal)") }
    #expect(!host.exists("/var/lib/reconcile/applied"))
    #expect(try host.unitFiles().isEmpty)

    // Another table is not the default route of the host.
    try await host.sh("ip route flush table 7 || true")
    try host.write("version: 1\n\(offer)")
    var apply: Execution?
    let events = try await host.monitor { apply = try await host.reconcile("apply") }
    #expect(apply?.status == 0, "\(String(describing: apply))")
    #expect(events.filter { $0.hasPrefix("Deleted") } == [])
    try await host.expectNothingToDo()
    #expect(try await host.link("enp4s0").globalAddresses == addresses)
    let kept = try await host.defaultRoutes() + host.defaultRoutes("-6")
    #expect(kept.map(Self.destination) == defaults.map(Self.destination))
    // Without a broadcast address (`brd +`) the daemon would be deaf for 12 s at its start.
    try await host.restartNetworkd()
    try await host.expectNothingToDo()
  }

  /// `default via 10.0.0.1 dev enp4s0 metric 100`, without who made it.
  private static func destination(_ route: String) -> String {
    route.replacing(#/ (proto|scope|pref) \w+/#, with: "")
  }

  @Test func `what is accepted as lost is lost`() async throws {
    let host = try await ThrowawayHost()
    try await host.sh("ip addr add 10.0.0.5/24 dev enp4s0; ip route add default via 10.0.0.1")
    try await host.expectRefusal(Self.empty, impact: "isolation")
    try await host.apply(allow: "isolation")
    #expect(try await host.link("enp4s0").globalAddresses == [])
    #expect(try await host.defaultRoutes() == [])
  }

  /// As dhclient(8) leaves it.
  @Test func `a lease of another client is kept by dhcp`() async throws {
    let host = try await ThrowawayHost()
    try await host.sh(
      """
      ip addr add 10.0.0.5/24 dev enp4s0 valid_lft 3600 preferred_lft 3600
      ip route add default via 10.0.0.1
      """)
    let refusal = try await host.expectRefusal(Self.empty, impact: "isolation")
    #expect(try ThrowawayHost.offer(refusal) == "nics:\n  enp4s0:\n    dhcp: ipv4\n")
    try host.write("version: 1\n" + ThrowawayHost.offer(refusal))
    let plan = try await host.plan()
    #expect(plan.links.flatMap(\.differences).allSatisfy { $0.impact != "isolation" }, "\(plan)")
  }

  @Test func `the default route of a router advertisement is kept by accept-ra`() async throws {
    let host = try await ThrowawayHost()
    try await host.sh(
      """
      ip addr add fd99::5/64 dev enp4s0 nodad
      ip -6 route add default via fe80::1 dev enp4s0 proto ra expires 1800
      """)
    let manifest = "version: 1\nnics: {enp4s0: {addresses: [\"fd99::5/64\"]}}\n"
    let refusal = try await host.expectRefusal(manifest, impact: "isolation")
    #expect(try ThrowawayHost.offer(refusal).contains("    accept-ra: yes\n"))
  }

  // MARK: The SSH session

  private static let bridge = """
    version: 1
    nics: {enp4s0: }
    macvlans: {vmbridge: {parent: enp4s0, addresses: [192.168.250.33/24]}}

    """
  private static let session = #"SSH_CONNECTION="10.9.9.9 5555 10.0.0.5 22""#

  @Test(arguments: [
    #"$reconcile apply $manifest"#,
    // As sudo(8) does: the variable is the parent's alone.
    #"bash -c 'env -u SSH_CONNECTION $reconcile apply $manifest; exit $?'"#,
  ])
  func `the address of the session stays`(command: String) async throws {
    let host = try await ThrowawayHost()
    try await host.apply(Self.bridge)
    try await host.sh("ip addr add 10.0.0.5/24 dev vmbridge")
    try await host.settle()
    let before = try await host.state()
    let refusal = try await host.script("export \(Self.session); \(command)")
    #expect(refusal.status == 4, "\(refusal)")
    #expect(
      try ThrowawayHost.offer(refusal).contains("addresses: [192.168.250.33/24, 10.0.0.5/24]\n"))
    #expect(try await host.state() == before)

    // Without a session by that address it is drift like any other.
    try await host.apply()
    #expect(try await host.link("vmbridge").globalAddresses == ["192.168.250.33/24"])
  }

  @Test func `the link of the session stays`() async throws {
    let host = try await ThrowawayHost()
    try await host.apply(Self.bridge.replacing("192.168.250.33", with: "10.0.0.5"))
    for manifest in [
      Self.empty, Self.bridge.replacing("}}", with: ", mode: passthru}}"),
      Self.bridge,
    ] {
      try host.write(manifest)
      let refusal = try await host.script("\(Self.session) $reconcile apply $manifest")
      #expect(refusal.status == 4, "\(refusal)")
      #expect(try await host.link("vmbridge").globalAddresses == ["10.0.0.5/24"])
    }
  }

  // MARK: Management

  @Test func `a management link and the NIC below it are not touched`() async throws {
    let host = try await ThrowawayHost()
    let manifest = """
      version: 1
      nics: {enp4s0: {addresses: [10.1.0.5/24], allow: [host-on-nic]}}
      macvlans:
        admin: {parent: enp4s0, addresses: [10.0.0.5/24], management: yes}
        other: {parent: enp4s0, addresses: [10.2.0.5/24]}

      """
    try await host.apply(manifest)
    for address in ["10.0.0.5", "10.1.0.5"] {
      try await host.expectRefusal(
        manifest.replacing(address, with: address.replacing(".5", with: ".6")), impact: "isolation")
    }
    try await host.apply(manifest.replacing("10.2.0.5", with: "10.2.0.6"))
  }

  // MARK: The last default route

  private static func macvlans(_ links: [String: String]) -> String {
    "version: 1\nnics: {enp4s0: }\nmacvlans:\n"
      + links.sorted { $0.key < $1.key }.map { "  \($0.key): {parent: enp4s0, \($0.value)}\n" }
      .joined()
  }

  @Test func `the last default route stays, and may move`() async throws {
    let host = try await ThrowawayHost()
    let a = "addresses: [10.0.0.5/24]"
    let b = "addresses: [10.1.0.5/24]"
    try await host.apply(Self.macvlans(["a": "\(a), gateway: 10.0.0.1", "b": b]))
    try await host.expectRefusal(Self.macvlans(["b": b]), impact: "isolation")
    try await host.expectRefusal(Self.macvlans(["a": a, "b": b]), impact: "isolation")
    try await host.apply(Self.macvlans(["b": "\(b), gateway: 10.1.0.1"]))
    #expect(try await host.defaultRoutes() == ["default via 10.1.0.1 dev b proto static"])
    #expect(try await host.links().keys.sorted() == ["b", "enp4s0"])
  }

  /// A route that a lease or a daemon has brought goes with its link too.
  @Test func `the default route of a lease goes with its link`() async throws {
    let host = try await ThrowawayHost()
    try await host.apply(Self.macvlans(["a": "addresses: [10.0.0.5/24]"]))
    try await host.sh("ip route add default via 10.0.0.1 dev a proto dhcp")
    try await host.expectRefusal(Self.empty, impact: "isolation")
  }
}
