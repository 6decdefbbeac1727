/// The keys of one entry below `routes:`.
enum RouteTable {
  /// A route while it is read.
  struct Draft: Sendable {
    var to: Located<RouteDestination>?
    /// All but `range` and `to`, which are set at the end.
    var route: ManifestRoute
  }

  static let table = MappingTable<Draft>(
    keys: [
      Key(
        "to", .destination, into: { $0.to = $1 },
        "The network that the route leads to; 'default' is 0.0.0.0/0 or ::/0, as via has it.",
        unset: nil, goes: "[Route] Destination="),
      Key(
        "via", .address("192.168.250.1"), into: { $0.route.via = $1 }, "The next router.",
        unset: "the network is on the link itself", goes: "[Route] Gateway="),
      Key(
        "table", .number(1...UInt32.max, help: ["main": "table main is 254"]),
        into: { $0.route.table = $1 }, "The number of the routing table.",
        unset: "254, the main table",
        goes: "[Route] Table="),
      Key(
        "metric", .number(0...UInt32.max), into: { $0.route.metric = $1 },
        "The route with the lowest metric wins.", unset: "0 for IPv4, 1024 for IPv6",
        goes: "[Route] Metric="),
      Key(
        "source", .address("192.168.250.33"), into: { $0.route.source = $1 },
        "The address that packets of the host itself are sent from.",
        unset: "what the kernel chooses", goes: "[Route] PreferredSource="),
      Key(
        "scope", .word, into: { $0.route.scope = $1 }, "How far away the destination is.",
        unset: "global with via, else link; host for the type local", goes: "[Route] Scope="),
      Key(
        "type", .word, into: { $0.route.type = $1 }, "What happens to packets on this route.",
        unset: "unicast", goes: "[Route] Type="),
      Key(
        "on-link", .boolean, into: { $0.route.onLink = $1 },
        "Whether via is on this link although no subnet of the link has it.", unset: "no",
        goes: "[Route] GatewayOnLink="),
      Key(
        "mtu", .number(68...65535), into: { $0.route.mtu = $1 },
        "The largest packet on this way in bytes.",
        unset: "that of the link, or what routers report", goes: "[Route] MTUBytes="),
      Key(
        "advertised-mss", .number(1...65535), into: { $0.route.maximumSegment = $1 },
        "The largest TCP segment in bytes that the other end is asked for.",
        unset: "what the MTU allows", goes: "[Route] TCPAdvertisedMaximumSegmentSize="),
      Key(
        "congestion-window", .number(1...1023), into: { $0.route.congestionWindow = $1 },
        "How many TCP segments are sent at first.", unset: "10",
        goes: "[Route] InitialCongestionWindow="),
      Key(
        "advertised-receive-window", .number(1...1023), into: { $0.route.receiveWindow = $1 },
        "How many TCP segments the other end may send at first.", unset: "what the kernel chooses",
        goes: "[Route] InitialAdvertisedReceiveWindow="),
    ])

  static let type = table.type(
    "a route", such: "{to: 10.0.0.0/8, via: 192.168.250.1}",
    start: { node in
      let nowhere = Located(CIDR.everything(.ipv4), at: node.range)
      return Draft(route: ManifestRoute(range: node.range, to: nowhere))
    }, finish: finished)

  /// The rules that need more than one key of the route.
  private static func finished(
    _ draft: Draft, at place: Place, _ decoding: inout Decoding
  ) -> ManifestRoute? {
    guard let to = draft.to else { return nil }
    var route = draft.route
    let type = route.type?.value ?? .unicast
    if let via = route.via, type != .unicast {
      let message = "\(place): one of type \(type.rawValue) takes no via"
      decoding.report(message, at: via.range)
      return nil
    }
    if let onLink = route.onLink, route.via == nil {
      decoding.report(
        "\(place): on-link says something about via, which is missing",
        at: onLink.range)
      return nil
    }
    switch to.value {
    case .prefix(let cidr):
      route.to = Located(cidr, at: to.range)
    case .standard:
      guard let family = route.via?.value.family else {
        decoding.report(
          "\(place): 'default' without via has no address family", at: to.range,
          help: "add via, or write 0.0.0.0/0 or ::/0")
        return nil
      }
      route.to = Located(.everything(family), at: to.range)
    }
    for (name, address) in [("via", route.via), ("source", route.source)] {
      guard let address, address.value.family != route.to.value.family else { continue }
      let problem = Problem(
        "\(place): \(name) and to have different address families", at: address.range,
        notes: [.init("to is \(route.to.value)", at: to.range)])
      decoding.report(problem)
      return nil
    }
    return route
  }
}
