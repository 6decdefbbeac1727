import CLinux
import ReconcileCore
import SystemPackage

// What the kernel does with routes of one key (destination, table, metric; for IPv4 the TOS too),
// measured with Linux 6.18 and asserted in LiveRouteTests:
//
// - IPv4 keeps any number, in order, and uses the first. NLM_F_REPLACE replaces the first, whatever
//   its gateway; NLM_F_APPEND adds behind the last. Two that differ in rtm_protocol alone are two.
//   RTM_DELROUTE takes a missing gateway, protocol or metric for "any". Of a multipath route it
//   compares the first leg alone, and then deletes all legs.
// - IPv6 keeps one for each link and gateway, whatever the protocol, and joins those with a gateway
//   to one multipath route. NLM_F_REPLACE replaces the first of those with a gateway, or of those
//   without, and then deletes all its siblings. RTM_DELROUTE with the gateway deletes one leg, and
//   with the gateway `::` the one without a gateway. A dump shows the first leg's protocol for all.

extension RouteSocket {
  /// Sees to it that the route is there, and takes no other one away.
  ///
  /// A route with the same key, link and gateway that differs in something else, such as
  /// `proto boot`, becomes the wanted one without a moment in which there is none. The exception is
  /// an IPv6 route beside others of its key: it goes and comes again, 0.1 ms later.
  mutating func put(
    _ wanted: RouteSpecification, on name: String, doing action: String
  ) throws(NetlinkError) {
    let route = KernelRoute(
      wanted, link: wanted.isBoundToLink ? try link(name, doing: action).index : nil)
    do throws(NetlinkError) {
      try write(route, flags: NLM_F_CREATE | NLM_F_EXCL, doing: action)
      return
    } catch {
      guard error.refusal == .fileExists else { throw error }
    }

    let rivals = try routes(route.family, table: route.table).filter { $0.hasKey(of: route) }
    let twins = rivals.filter { $0.leadsWhere(route) }
    if twins.contains(where: { $0.isInAll(route) }) { return }
    guard let twin = twins.first else {
      try write(route, flags: NLM_F_CREATE | NLM_F_APPEND, doing: action)
      return
    }
    if twin == rivals.first(where: { $0.isReplaced(by: route) }), !twin.isMultipath {
      try write(route, flags: NLM_F_CREATE | NLM_F_REPLACE, doing: action)
    } else if route.family == .ipv4 {
      try write(route, flags: NLM_F_CREATE | NLM_F_APPEND, doing: action)
      try delete(twin, among: rivals, doing: action)
    } else {
      // The kernel knows no other way here; the siblings carry the traffic in the meantime.
      try delete(twin, among: rivals, doing: action)
      do throws(NetlinkError) {
        try write(route, flags: NLM_F_CREATE | NLM_F_APPEND, doing: action)
      } catch {
        var former = twin
        former.isMultipath = false
        try? write(former, flags: NLM_F_CREATE | NLM_F_APPEND, doing: action)
        throw error
      }
    }
  }

  /// Removes the route with this key, link, gateway and protocol, and no other.
  mutating func remove(
    _ unwanted: RouteSpecification, from name: String, doing action: String
  ) throws(NetlinkError) {
    var link: Int32?
    if unwanted.isBoundToLink {
      // With a link the kernel removes its routes.
      guard let present = try linkIfPresent(name, doing: action) else { return }
      link = present.index
    }
    let route = KernelRoute(unwanted, link: link)
    let rivals = try routes(route.family, table: route.table).filter { $0.hasKey(of: route) }
    let found = rivals.filter {
      // The legs of an IPv6 route all show the protocol of the first.
      let isUnclear = $0.isMultipath && $0.family == .ipv6
      return $0.leadsWhere(route) && (isUnclear || $0.origin == route.origin)
    }
    guard let target = found.first(where: { $0.isInAll(route) }) ?? found.first else { return }
    try delete(target, among: rivals, doing: action)
  }

  /// Deletes a route, or a leg, that a dump has shown.
  private mutating func delete(
    _ route: KernelRoute, among rivals: [KernelRoute], doing action: String
  ) throws(NetlinkError) {
    if route.isMultipath, route.family == .ipv4 {
      try deleteLeg(route, among: rivals, doing: action)
      return
    }
    if let first = rivals.heads.first(where: { $0.isDeleted(with: route) }), first != route {
      throw NetlinkError(action, .ambiguous(first.gateway))
    }
    do throws(NetlinkError) {
      try request(MessageWriter.route(RTM_DELROUTE, [route]), doing: action)
    } catch {
      guard error.refusal == .noSuchProcess else { throw error }
    }
  }

  /// Makes an IPv4 multipath route anew without one leg, since the kernel deletes only whole ones.
  private mutating func deleteLeg(
    _ leg: KernelRoute, among rivals: [KernelRoute], doing action: String
  ) throws(NetlinkError) {
    let legs = rivals.filter { $0.isMultipath && $0.isAlike(leg) }
    let rest = legs.filter { $0 != leg }
    guard let first = legs.first, !rest.isEmpty else { return }
    if first == rivals.first {
      let flags = NLM_F_CREATE | NLM_F_REPLACE
      try request(MessageWriter.route(RTM_NEWROUTE, flags: flags, rest), doing: action)
    } else {
      let flags = NLM_F_CREATE | NLM_F_APPEND
      try request(MessageWriter.route(RTM_NEWROUTE, flags: flags, rest), doing: action)
      try request(MessageWriter.route(RTM_DELROUTE, legs), doing: action)
    }
  }

  private mutating func write(
    _ route: KernelRoute, flags: Int32, doing action: String
  ) throws(NetlinkError) {
    try request(MessageWriter.route(RTM_NEWROUTE, flags: flags, [route]), doing: action)
  }
}

extension MessageWriter {
  /// A message about a route of one leg or of several.
  fileprivate static func route(
    _ type: Int, flags: Int32 = 0, _ legs: [KernelRoute]
  ) -> MessageWriter {
    let route = legs[0]
    var header = rtmsg()
    header.rtm_family = route.family.socketFamily
    header.rtm_dst_len = route.destination.length
    header.rtm_tos = route.trafficClass
    header.rtm_table = UInt8(exactly: route.table) ?? UInt8(RT_TABLE_UNSPEC.rawValue)
    header.rtm_protocol = route.origin
    header.rtm_scope = route.scope
    header.rtm_type = route.type
    if legs.count == 1, route.isOnLink { header.rtm_flags = UInt32(RTNH_F_ONLINK) }
    if route.isMultipath, route.family == .ipv6 { header.rtm_protocol = 0 }

    var message = MessageWriter(type, flags: flags | NLM_F_ACK, header)
    message.put(Int(RTA_DST.rawValue), route.destination.address.bytes)
    message.put(Int(RTA_TABLE.rawValue), route.table)
    if route.metric != 0 { message.put(Int(RTA_PRIORITY.rawValue), route.metric) }
    if let source = route.source { message.put(Int(RTA_PREFSRC.rawValue), source.bytes) }
    if type == RTM_NEWROUTE, route.metrics != RouteMetrics() {
      message.nest(Int(RTA_METRICS.rawValue)) { $0.put(route.metrics) }
    }
    if legs.count > 1 {
      message.nest(Int(RTA_MULTIPATH.rawValue)) { message in
        for leg in legs { message.put(leg) }
      }
    } else if let object = route.nextHopObject {
      message.put(Int(RTA_NH_ID.rawValue), object)
    } else {
      if let link = route.link { message.put(Int(RTA_OIF.rawValue), link) }
      if let gateway = route.gateway {
        message.put(gateway, for: route.family)
      } else if type == RTM_DELROUTE, route.family == .ipv6 {
        // Without this, a route that has a gateway would match too.
        message.put(Int(RTA_GATEWAY.rawValue), [UInt8](repeating: 0, count: 16))
      }
    }
    return message
  }

  private mutating func put(_ metrics: RouteMetrics) {
    if let mtu = metrics.mtu { put(RTAX_MTU, mtu) }
    if let size = metrics.maximumSegment { put(RTAX_ADVMSS, size) }
    if let window = metrics.congestionWindow { put(RTAX_INITCWND, window) }
    if let window = metrics.receiveWindow { put(RTAX_INITRWND, window) }
  }

  private mutating func put(_ leg: KernelRoute) {
    var header = rtnexthop()
    header.rtnh_flags = leg.isOnLink ? UInt8(RTNH_F_ONLINK) : 0
    header.rtnh_hops = UInt8(clamping: Int(leg.weight) - 1)
    header.rtnh_ifindex = leg.link ?? 0
    record(header) { message in
      if let gateway = leg.gateway { message.put(gateway, for: leg.family) }
    }
  }

  /// RTA_GATEWAY, or RTA_VIA where the gateway is of another family than the route.
  private mutating func put(_ gateway: IPAddress, for family: AddressFamily) {
    if gateway.family == family {
      put(Int(RTA_GATEWAY.rawValue), gateway.bytes)
    } else {
      put(Int(RTA_VIA.rawValue), [gateway.family.socketFamily, 0] + gateway.bytes)
    }
  }
}
