import Foundation
import Support
import Testing

/// The first apply on a host that others have configured refuses, or leaves it reachable.
@Suite("The first apply", .enabled(if: ThrowawayHost.isPossible))
struct FirstApplyTests {
  private static let hasNetplan = Tools.mustBeThere || access("/usr/sbin/netplan", X_OK) == 0

  /// Behind the routers 10.N.0.1 and fd99::1, which are the switch itself.
  private static let far = (ipv4: "198.51.100.1", ipv6: "2001:db8::1")

  private static let routers = """
    ip -n switch addr add \(far.ipv4)/32 dev lo; ip -n switch addr add \(far.ipv6)/128 dev lo nodad
    ip -n switch addr add 10.0.0.1/24 dev enp4s0; ip -n switch addr add fd99::1/64 dev enp4s0 nodad
    ip -n switch addr add 10.5.0.1/24 dev enp5s0 2>/dev/null || true
    unit() { cat >/etc/systemd/network/$1; }

    """

  @Test(arguments: FormerHost.all.filter { hasNetplan || !$0.needsNetplan })
  func `refuses, or leaves the host reachable`(_ former: FormerHost) async throws {
    let host = try await ThrowawayHost(nics: former.nics)
    try await host.sh(Self.routers + former.setUp)
    // A first packet waits for the neighbour's address.
    try await waitUntil("the host is reached by \(former.reached)") {
      try await Self.unreached(former, host).isEmpty
    }
    try await host.settle()
    let addresses = try await Self.addresses(host)
    let routes = try await Self.defaultRoutes(host)
    try host.write("version: 1\n\(former.manifest)\n")
    let before = try await host.state()

    let apply = try await host.reconcile("apply")
    switch former.outcome {
    case .refused(let impact):
      #expect(apply.status == 4, "\(apply)")
      #expect(apply.errors.hasSuffix(" --allow \(impact)\n"), "\(apply)")
      #expect(try await host.state() == before, "\(apply)")
    case .conflict:
      #expect(apply.status == 4, "\(apply)")
      #expect(apply.output.contains("! conflict"), "\(apply)")
      #expect(try await host.state() == before, "\(apply)")
    case .applied:
      #expect(apply.status == 0, "\(apply)")
      // Duplicate address detection, and learning switches, take their time.
      try await waitUntil("the host is reached by \(former.reached) again\n\(apply)") {
        try await Self.unreached(former, host).isEmpty
      }
      #expect(addresses.subtracting(try await Self.addresses(host)) == [], "\(apply)")
      #expect(routes.subtracting(try await Self.defaultRoutes(host)) == [], "\(apply)")
      try await host.restartNetworkd()
      #expect(try await Self.unreached(former, host) == [], "after a restart of networkd\n\(apply)")
    }
  }

  /// The addresses of the host that the far host does not reach.
  private static func unreached(
    _ former: FormerHost, _ host: ThrowawayHost
  ) async throws -> [String] {
    var unreached: [String] = []
    for address in former.reached {
      let from = address.contains(":") ? far.ipv6 : far.ipv4
      let size = former.manifest.contains("mtu: 9000") ? "1200" : "56"
      let ping = try await host.execute(
        ["ip", "netns", "exec", "switch", "ping", "-c1", "-W1", "-s", size, "-I", from, address])
      if ping.status != 0 { unreached.append(address) }
    }
    return unreached
  }

  /// All addresses of the host, wherever they are.
  private static func addresses(_ host: ThrowawayHost) async throws -> Set<String> {
    Set(try await host.links().values.flatMap(\.globalAddresses))
  }

  /// The default routes, without who made them and on which link.
  private static func defaultRoutes(_ host: ThrowawayHost) async throws -> Set<String> {
    let lines = try await host.defaultRoutes() + host.defaultRoutes("-6")
    return Set(
      lines.compactMap { line in
        line.firstMatch(of: /via (\S+)/).map { String($0.1) }
      })
  }
}
