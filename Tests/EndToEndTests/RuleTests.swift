import Foundation
import Testing

@Suite("Routing policy", .enabled(if: ThrowawayHost.isPossible))
struct RuleTests {
  private func manifest(_ rules: String) -> String {
    """
    version: 1
    nics: {enp4s0: }
    macvlans:
      vmbridge:
        parent: enp4s0
        addresses: [192.168.250.33/24, "fd00:250::33/64"]
        routes: [{to: default, via: 192.168.250.1, table: 100}]
        routing-policy: [\(rules)]
    """
  }

  private let two = "{from: 192.168.250.0/24, table: 100}, {mark: 7, table: 101, priority: 500}"

  /// The rules of both families that are not the kernel's own, without trailing blanks.
  private func rules(of host: ThrowawayHost) async throws -> [String] {
    var rules: [String] = []
    for family in ["-4", "-6"] {
      rules += try await host.run("ip", "-d", family, "rule").split(separator: "\n")
        .filter { !$0.hasSuffix("proto kernel") }
        .map {
          $0.replacing("\t", with: " ").replacing(" unicast", with: "").trimmingCharacters(
            in: .whitespaces)
        }
    }
    return rules
  }

  @Test func `rules come, change and go with the manifest`() async throws {
    let host = try await ThrowawayHost()
    try await host.apply(manifest(two))
    let first = [
      "500: from all fwmark 0x7 lookup 101 proto static",
      "30000: from 192.168.250.0/24 lookup 100 proto static",
      "500: from all fwmark 0x7 lookup 101 proto static",
    ]
    #expect(try await rules(of: host) == first)

    try await host.apply(
      manifest("{from: 192.168.250.0/24, table: 100}, {mark: 8, table: 101, family: ipv6}"))
    #expect(
      try await rules(of: host) == [
        "30000: from 192.168.250.0/24 lookup 100 proto static",
        "30000: from all fwmark 0x8 lookup 101 proto static",
      ])
    try await host.restartNetworkd()
    try await host.expectNothingToDo()
    // Table 100 has a default route, which nobody reaches without the rule.
    try await host.apply(manifest(""), allow: "isolation")
    #expect(try await rules(of: host) == [])
    try await host.apply(manifest(two))
    try await host.apply("version: 1\nnics: {enp4s0: }", allow: "isolation")
    #expect(try await rules(of: host) == [])
  }

  @Test func `a rule with all its keys is what networkd makes of it`() async throws {
    let host = try await ThrowawayHost()
    try await host.apply(
      manifest(
        """
        {from: 10.1.0.0/16, to: 10.2.0.0/16, priority: 11, mark: 0x10, mask: 0xf0, table: 4000,
         type-of-service: 8, incoming-interface: lo, outgoing-interface: enp4s0, invert: yes},
        {priority: 12, suppress-prefix-length: 0, family: ipv6},
        {to: 10.3.0.0/16, priority: 13, type: blackhole},
        {to: 10.4.0.0/16, priority: 14, type: unreachable},
        {to: "fd00:4::/48", priority: 15, type: prohibit}
        """))
    let made = try await rules(of: host)
    #expect(made.count == 5, "\(made)")
    for priority in 11...15 {
      for family in ["-4", "-6"] {
        try await host.sh("ip \(family) rule del priority \(priority) 2>&1 || true")
      }
    }
    #expect(try await rules(of: host) == [])
    // This time by rtnetlink.
    try await host.apply()
    #expect(try await rules(of: host) == made)
    try await host.sh("touch /etc/systemd/network/05-reconcile-vmbridge.network")
    try await host.run("networkctl", "reload")
    try await host.waitUntilConfigured("vmbridge")
    #expect(try await rules(of: host) == made)
  }

  @Test func `a rule that is deleted comes back, and those of others stay`() async throws {
    let host = try await ThrowawayHost()
    try await host.apply(manifest(two))
    let before = try await rules(of: host)
    try await host.sh(
      "ip rule del priority 500; ip rule add priority 700 from 10.7.0.0/16 lookup 9")
    try await host.sh("ip rule add priority 30000 from 192.168.250.0/24 lookup 100 sport 80")
    let rows = try await host.plan().rows(of: "vmbridge")
    #expect(rows.map(\.cause) == ["drift"])
    #expect(rows.map(\.attribute) == ["rule"])
    let audit = try await host.reconcile("audit")
    #expect(audit.status == 2, "\(audit)")
    try await host.apply()
    let now = try await rules(of: host)
    #expect(now.filter { before.contains($0) } == before)
    #expect(now.count == before.count + 2, "\(now)")
    let apply = try await host.reconcile("apply")
    #expect(apply.output.contains("No change was made"), "\(apply)")
  }

  @Test func `a rule that somebody made by hand becomes ours without a gap`() async throws {
    let host = try await ThrowawayHost()
    try await host.sh("ip rule add priority 500 from 10.5.0.0/16 lookup 101")
    try await host.apply(manifest(""))
    // networkd has dropped it.
    try await host.sh("ip rule add priority 500 from 10.5.0.0/16 lookup 101")
    let events = try await host.monitor {
      try await host.apply(manifest("{from: 10.5.0.0/16, priority: 500, table: 101}"))
    }
    #expect(try await rules(of: host) == ["500: from 10.5.0.0/16 lookup 101 proto static"])
    let ofRule = events.filter { $0.contains("10.5.0.0/16") }
    #expect(ofRule.count == 2, "\(ofRule)")
    #expect(ofRule.first?.contains("Deleted") == false, "\(ofRule)")
  }
}
