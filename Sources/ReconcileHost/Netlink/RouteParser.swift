import CLinux
import ReconcileCore

extension RouteMetrics {
  /// Reads RTA_METRICS.
  fileprivate init(_ list: RawSpan) throws(MalformedMessage) {
    self.init()
    try list.forEachAttribute { (type, value) throws(MalformedMessage) in
      switch type {
      case RTAX_MTU: mtu = try value.load(UInt32.self)
      case RTAX_ADVMSS: maximumSegment = try value.load(UInt32.self)
      case RTAX_INITCWND: congestionWindow = try value.load(UInt32.self)
      case RTAX_INITRWND: receiveWindow = try value.load(UInt32.self)
      default: break
      }
    }
  }
}

extension KernelRoute {
  /// Reads the payload of RTM_NEWROUTE into one route for each leg.
  ///
  /// Cached copies of routes (RTM_F_CLONED) and families other than IPv4 and IPv6 give none.
  static func legs(_ payload: RawSpan) throws(MalformedMessage) -> [KernelRoute] {
    let header = try payload.load(rtmsg.self)
    guard let family = AddressFamily(socketFamily: header.rtm_family),
      header.rtm_flags & UInt32(RTM_F_CLONED) == 0
    else { return [] }

    var route = KernelRoute(destination: .everything(family))
    var destination = IPAddress(family: family, value: 0)
    var legs: [KernelRoute] = []
    route.table = UInt32(header.rtm_table)
    route.origin = header.rtm_protocol
    route.scope = header.rtm_scope
    route.type = header.rtm_type
    route.trafficClass = header.rtm_tos
    route.isOnLink = header.rtm_flags & UInt32(RTNH_F_ONLINK) != 0
    try payload.forEachAttribute(from: MemoryLayout<rtmsg>.size) {
      (type, value) throws(MalformedMessage) in
      switch type {
      case Int(RTA_DST.rawValue): destination = try value.ipAddress()
      case Int(RTA_SRC.rawValue):
        route.sender = CIDR(address: try value.ipAddress(), length: header.rtm_src_len)
      case Int(RTA_TABLE.rawValue): route.table = try value.load(UInt32.self)
      case Int(RTA_PRIORITY.rawValue): route.metric = try value.load(UInt32.self)
      case Int(RTA_PREFSRC.rawValue): route.source = try value.ipAddress()
      case Int(RTA_NH_ID.rawValue): route.nextHopObject = try value.load(UInt32.self)
      case Int(RTA_OIF.rawValue): route.link = try value.load(Int32.self).nonZero
      case Int(RTA_METRICS.rawValue): route.metrics = try RouteMetrics(value)
      case Int(RTA_MULTIPATH.rawValue): legs = try readLegs(value)
      default: try route.readGateway(type, value)
      }
    }
    guard destination.family == family,
      let prefix = CIDR(address: destination, length: header.rtm_dst_len)
    else { throw .address }
    route.destination = prefix
    guard !legs.isEmpty else { return [route] }
    return legs.map { leg in
      var each = route
      each.gateway = leg.gateway
      each.link = leg.link
      each.isOnLink = leg.isOnLink
      each.weight = leg.weight
      each.isMultipath = true
      return each
    }
  }

  /// RTA_GATEWAY, or RTA_VIA where the gateway is of another family than the route.
  private mutating func readGateway(_ type: Int, _ value: RawSpan) throws(MalformedMessage) {
    switch type {
    case Int(RTA_GATEWAY.rawValue): gateway = try value.ipAddress()
    case Int(RTA_VIA.rawValue):
      _ = try value.load(UInt16.self)
      gateway = try value.extracting(2..<value.byteCount).ipAddress()
    default: break
    }
  }

  /// Reads RTA_MULTIPATH: `rtnexthop` after `rtnexthop`, each with attributes of its own.
  private static func readLegs(_ list: RawSpan) throws(MalformedMessage) -> [KernelRoute] {
    var legs: [KernelRoute] = []
    var offset = 0
    while offset < list.byteCount {
      let header = try list.load(rtnexthop.self, at: offset)
      let length = Int(header.rtnh_len)
      let available = list.byteCount - offset
      guard length >= MemoryLayout<rtnexthop>.size, length <= available else {
        throw .attributeLength(header.rtnh_len, available: available)
      }
      var leg = KernelRoute(destination: .everything(.ipv4))
      leg.link = header.rtnh_ifindex.nonZero
      leg.isOnLink = Int32(header.rtnh_flags) & RTNH_F_ONLINK != 0
      leg.weight = UInt16(header.rtnh_hops) + 1
      try list.extracting(offset..<offset + length)
        .forEachAttribute(from: MemoryLayout<rtnexthop>.size) {
          (type, value) throws(MalformedMessage) in try leg.readGateway(type, value)
        }
      legs.append(leg)
      offset += aligned(length)
    }
    return legs
  }
}
