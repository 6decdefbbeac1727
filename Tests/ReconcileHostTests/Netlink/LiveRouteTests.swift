import ReconcileCore
import SystemPackage
import Testing

@testable import ReconcileHost

/// Each test starts from routes that `ip` made and says what `ip` must show afterwards.
@Suite(.serialized, .enabled(if: Namespace.isAvailable))
struct LiveRouteTests {
  private static let proto: UInt8 = KernelRoute.Origin.static

  private func route(
    _ destination: String, via gateway: String? = nil, metric: UInt32 = 0,
    origin: UInt8 = proto, _ change: (inout RouteSpecification) -> Void = { _ in }
  ) throws -> RouteSpecification {
    var route = RouteSpecification(destination: try #require(CIDR(destination)))
    route.gateway = gateway.flatMap { IPAddress($0) }
    route.metric = metric
    route.origin = origin
    change(&route)
    return route
  }

  /// Runs `ip` commands, then the changes, and returns the lines of `ip route show` for the test's
  /// destination with single spaces.
  private func result(
    _ commands: [String], show selector: String = "10.9.0.0/16", family: String = "-4",
    _ changes: (inout RouteSocket) throws -> Void
  ) throws -> [String] {
    var lines: [String] = []
    try Namespace.withNIC { socket in
      try Namespace.shell(
        """
        ip addr add 10.0.0.2/24 dev enp4s0; ip addr add fd99::2/64 dev enp4s0 nodad
        ip addr add 10.0.0.77/24 dev enp4s0
        \(commands.map { "ip \($0)" }.joined(separator: "\n"))
        """)
      try changes(&socket)
      lines = try Namespace.shell("ip \(family) route show \(selector)")
        .split(separator: "\n").map { $0.split { " \t".contains($0) }.joined(separator: " ") }
    }
    return lines
  }

  private func put(_ routes: RouteSpecification..., on link: String = "enp4s0")
    -> (inout RouteSocket) throws -> Void
  {
    { socket in
      for route in routes { try socket.perform(.putRoute(link: link, route)) }
    }
  }

  private func remove(_ routes: RouteSpecification..., from link: String = "enp4s0")
    -> (inout RouteSocket) throws -> Void
  {
    { socket in
      for route in routes { try socket.perform(.removeRoute(link: link, route)) }
    }
  }

  // MARK: - IPv4

  @Test func `a route is put, and again without effect`() throws {
    let wanted = try route("10.9.0.0/16", via: "10.0.0.3", metric: 7) {
      $0.table = 1000
      $0.source = IPAddress("10.0.0.77")
    }
    let lines = try result([], show: "table 1000", put(wanted, wanted))
    #expect(lines == ["10.9.0.0/16 via 10.0.0.3 dev enp4s0 proto static src 10.0.0.77 metric 7"])
  }

  @Test func `a blackhole and a device route are put`() throws {
    let blackhole = try route("10.9.0.0/16") { $0.type = RouteType.blackhole.number }
    #expect(
      try result([], put(blackhole, blackhole)) == ["blackhole 10.9.0.0/16 proto static"])
    let device = try route("10.9.0.0/16") { $0.scope = RouteScope.link.number }
    #expect(
      try result([], put(device, device)) == ["10.9.0.0/16 dev enp4s0 proto static scope link"])
  }

  @Test func `a gateway outside of every subnet needs on-link`() throws {
    let wanted = try route("10.9.0.0/16", via: "172.16.0.1") { $0.isOnLink = true }
    #expect(
      try result([], put(wanted, wanted))
        == ["10.9.0.0/16 via 172.16.0.1 dev enp4s0 proto static onlink"])
    let wrong = try route("10.9.0.0/16", via: "172.16.0.1")
    let error = #expect(throws: NetlinkError.self) { _ = try result([], put(wrong)) }
    #expect(
      error?.description == "put route 10.9.0.0/16 via 172.16.0.1 on enp4s0: "
        + "Network is unreachable (ENETUNREACH): Nexthop has invalid gateway")
  }

  @Test func `a route goes behind another one of the same key`() throws {
    let lines = try result(
      ["route add 10.9.0.0/16 via 10.0.0.3"], put(try route("10.9.0.0/16", via: "10.0.0.4")))
    #expect(
      lines == [
        "10.9.0.0/16 via 10.0.0.3 dev enp4s0", "10.9.0.0/16 via 10.0.0.4 dev enp4s0 proto static",
      ])
  }

  @Test func `a boot route becomes static where it stands`() throws {
    let commands = [
      "route add 10.9.0.0/16 via 10.0.0.3", "route append 10.9.0.0/16 via 10.0.0.4",
    ]
    #expect(
      try result(commands, put(try route("10.9.0.0/16", via: "10.0.0.3"))) == [
        "10.9.0.0/16 via 10.0.0.3 dev enp4s0 proto static",
        "10.9.0.0/16 via 10.0.0.4 dev enp4s0",
      ])
    #expect(
      try result(commands, put(try route("10.9.0.0/16", via: "10.0.0.4"))) == [
        "10.9.0.0/16 via 10.0.0.3 dev enp4s0",
        "10.9.0.0/16 via 10.0.0.4 dev enp4s0 proto static",
      ])
  }

  /// A route with a metric, a TOS or in another table is another route.
  @Test func `a route of another key is left alone`() throws {
    let commands = [
      "route add 10.9.0.0/16 via 10.0.0.3 metric 5", "route add 10.9.0.0/16 via 10.0.0.3 tos 0x10",
    ]
    let lines = try result(
      commands, put(try route("10.9.0.0/16", via: "10.0.0.3")))
    #expect(lines.count == 3)
    let wanted = try route("10.9.0.0/16", via: "10.0.0.3", origin: KernelRoute.Origin.boot)
    // Told no metric, the kernel would take the one with any.
    #expect(try result(commands, remove(wanted)).count == 2)
  }

  @Test func `exactly the route that is named is removed`() throws {
    let commands = [
      "route add 10.9.0.0/16 via 10.0.0.3", "route append 10.9.0.0/16 via 10.0.0.3 proto static",
      "route append 10.9.0.0/16 via 10.0.0.4",
    ]
    let wanted = try route("10.9.0.0/16", via: "10.0.0.3")
    #expect(
      try result(commands, remove(wanted, wanted)) == [
        "10.9.0.0/16 via 10.0.0.3 dev enp4s0", "10.9.0.0/16 via 10.0.0.4 dev enp4s0",
      ])
    let other = try route("10.9.0.0/16", via: "10.0.0.4", origin: KernelRoute.Origin.boot)
    #expect(
      try result(commands, remove(other)) == [
        "10.9.0.0/16 via 10.0.0.3 dev enp4s0", "10.9.0.0/16 via 10.0.0.3 dev enp4s0 proto static",
      ])
  }

  /// The kernel deletes a multipath route whole when it is told the first leg.
  @Test(arguments: [("10.0.0.3", "10.0.0.4", 20), ("10.0.0.4", "10.0.0.3", 10)])
  func `one leg of an IPv4 route is removed`(gone: String, stays: String, weight: Int) throws {
    let legs = "nexthop via 10.0.0.3 weight 10 nexthop via 10.0.0.4 weight 20"
    let lines = try result(
      ["route add 10.9.0.0/16 \(legs) nexthop via 10.0.0.5 weight 30"],
      remove(try route("10.9.0.0/16", via: gone, origin: KernelRoute.Origin.boot)))
    #expect(
      lines == [
        "10.9.0.0/16", "nexthop via \(stays) dev enp4s0 weight \(weight)",
        "nexthop via 10.0.0.5 dev enp4s0 weight 30",
      ])
    let last = try result(
      ["route add 10.9.0.0/16 via 10.0.0.9", "route append 10.9.0.0/16 \(legs)"],
      remove(try route("10.9.0.0/16", via: gone, origin: KernelRoute.Origin.boot)))
    #expect(
      last == ["10.9.0.0/16 via 10.0.0.9 dev enp4s0", "10.9.0.0/16 via \(stays) dev enp4s0"])
  }

  @Test func `a route that would take another with it is not removed`() throws {
    let commands = [
      "route add 10.9.0.0/16 via 10.0.0.3 proto static",
      "route append 10.9.0.0/16 dev enp4s0 scope global proto static",
    ]
    let error = #expect(throws: NetlinkError.self) {
      _ = try result(commands, remove(try route("10.9.0.0/16")))
    }
    #expect(
      error?.description
        == "remove route 10.9.0.0/16 from enp4s0: the kernel would delete the one via 10.0.0.3")
  }

  // MARK: - IPv6

  private let prefix = "fd77::/64"
  private let tail = "metric 1024 pref medium"

  private func result6(
    _ commands: [String], _ changes: (inout RouteSocket) throws -> Void
  ) throws -> [String] {
    try result(commands.map { "-6 route \($0)" }, show: "fd77::/64", family: "-6", changes)
  }

  @Test func `an IPv6 route is put, and again without effect`() throws {
    let wanted = try route(prefix, via: "fd99::3")
    #expect(
      try result6([], put(wanted, wanted)) == [
        "fd77::/64 via fd99::3 dev enp4s0 proto static \(tail)"
      ])
  }

  @Test func `an IPv6 boot route becomes static`() throws {
    #expect(
      try result6(["add fd77::/64 via fd99::3"], put(try route(prefix, via: "fd99::3")))
        == ["fd77::/64 via fd99::3 dev enp4s0 proto static \(tail)"])
    #expect(
      try result6(["add fd77::/64 dev enp4s0"], put(try route(prefix)))
        == ["fd77::/64 dev enp4s0 proto static \(tail)"])
  }

  @Test func `a second gateway joins the first`() throws {
    let wanted = try route(prefix, via: "fd99::4")
    let lines = try result6(["add fd77::/64 via fd99::3"], put(wanted))
    #expect(lines.count == 3)
    #expect(lines.dropFirst().map { $0.split(separator: " ")[2] } == ["fd99::3", "fd99::4"])
  }

  /// NLM_F_REPLACE would delete the other leg, and for device routes the one of the other link.
  @Test func `making one leg or device route static keeps the others`() throws {
    let wanted = try route(prefix, via: "fd99::3")
    let legs = try result6(
      ["add fd77::/64 via fd99::3", "append fd77::/64 via fd99::4"], put(wanted))
    #expect(
      legs.dropFirst().map { $0.split(separator: " ")[2] }.sorted() == ["fd99::3", "fd99::4"])

    let device = try route(prefix)
    let devices = try result6(
      ["add fd77::/64 dev sw0", "append fd77::/64 dev enp4s0"], put(device))
    #expect(
      devices == [
        "fd77::/64 dev sw0 \(tail)", "fd77::/64 dev enp4s0 proto static \(tail)",
      ])
  }

  @Test func `one leg of an IPv6 route is removed by its gateway`() throws {
    let commands = ["add fd77::/64 via fd99::3 proto static", "append fd77::/64 via fd99::4"]
    #expect(
      try result6(commands, remove(try route(prefix, via: "fd99::3")))
        == ["fd77::/64 via fd99::4 dev enp4s0 \(tail)"])
    #expect(
      try result6(commands, remove(try route(prefix, via: "fd99::4")))
        == ["fd77::/64 via fd99::3 dev enp4s0 proto static \(tail)"])
  }

  @Test func `a device route is told from a route with a gateway`() throws {
    let commands = [
      "add fd77::/64 via fd99::3 proto static", "append fd77::/64 dev enp4s0 proto static",
    ]
    #expect(
      try result6(commands, remove(try route(prefix)))
        == ["fd77::/64 via fd99::3 dev enp4s0 proto static \(tail)"])
  }

  @Test func `an IPv6 blackhole is put and removed`() throws {
    let wanted = try route(prefix) { $0.type = RouteType.blackhole.number }
    #expect(
      try result6([], put(wanted, wanted))
        == ["blackhole fd77::/64 dev lo proto static \(tail)"])
    #expect(try result6(["add blackhole fd77::/64 proto static"], remove(wanted)) == [])
  }

  @Test func `a route of a next hop object is removed`() throws {
    let wanted = try route("10.9.0.0/16", via: "10.0.0.3", origin: KernelRoute.Origin.boot)
    #expect(
      try result(
        ["nexthop add id 5 via 10.0.0.3 dev enp4s0", "route add 10.9.0.0/16 nhid 5"],
        remove(wanted)) == [])
  }
}
