import CLinux
import Glibc
package import ReconcileCore
import SystemPackage

extension KernelState {
  /// Reads links, addresses, routes and rules, each list in the kernel's own order.
  ///
  /// The kernel guards each dump by itself against changes. Where one of the later dumps names a
  /// link that the first does not have, the network changed in between and all are taken again.
  package static func read(
    over socket: inout RouteSocket
  ) throws(NetlinkError) -> KernelState {
    var strangers: Set<Int32>?
    for attempt in 0..<RouteSocket.tries {
      RouteSocket.backOff(attempt)
      let state = KernelState(
        links: try socket.links(), addresses: try socket.addresses(), routes: try socket.routes(),
        rules: try socket.rules())
      let found = state.linksOnlyReferredTo
      // The same twice is no change in between but how this kernel is.
      if found.isEmpty || found == strangers { return state }
      strangers = found
    }
    throw NetlinkError("read the network", .unstable(tries: RouteSocket.tries))
  }

  /// Indices that addresses and routes name but no link has.
  private var linksOnlyReferredTo: Set<Int32> {
    var indices = Set(addresses.map(\.link))
    for route in routes {
      if let link = route.link { indices.insert(link) }
    }
    indices.subtract(links.map(\.index))
    return indices
  }
}

extension RouteSocket {
  /// All links of the namespace.
  mutating func links() throws(NetlinkError) -> [KernelLink] {
    var message = MessageWriter(RTM_GETLINK, flags: NLM_F_DUMP, ifinfomsg())
    message.put(IFLA_EXT_MASK, UInt32(RTEXT_FILTER_SKIP_STATS | RTEXT_FILTER_VF))
    var links = try dump(message, doing: "read the links") {
      (type, payload, links: inout [KernelLink]) throws(MalformedMessage) in
      guard Int(type) == RTM_NEWLINK else { return }
      links.append(try KernelLink(payload))
    }
    if links.contains(where: { $0.portKind == LinkKind.bridge.rawValue }) {
      let vlans = try portVLANs()
      for place in links.indices { links[place].portVLANs = vlans[links[place].index] }
    }
    return links
  }

  /// The VLANs of the ports of bridges, and of the bridges themselves.
  private mutating func portVLANs() throws(NetlinkError) -> [Int32: [PortVLAN]] {
    var header = ifinfomsg()
    header.ifi_family = UInt8(AF_BRIDGE)
    var message = MessageWriter(RTM_GETLINK, flags: NLM_F_DUMP, header)
    message.put(IFLA_EXT_MASK, UInt32(RTEXT_FILTER_BRVLAN))
    let ports = try dump(message, doing: "read the VLANs of bridge ports") {
      (type, payload, ports: inout [(Int32, [PortVLAN])]) throws(MalformedMessage) in
      guard Int(type) == RTM_NEWLINK else { return }
      ports.append(try PortVLAN.all(payload))
    }
    return Dictionary(ports) { $0 + $1 }
  }

  /// The addresses of both families, of one link or of all.
  mutating func addresses(of link: Int32? = nil) throws(NetlinkError) -> [KernelAddress] {
    var addresses: [KernelAddress] = []
    for family in AddressFamily.allCases {
      var header = ifaddrmsg()
      header.ifa_family = family.socketFamily
      header.ifa_index = UInt32(bitPattern: link ?? 0)
      let message = MessageWriter(RTM_GETADDR, flags: NLM_F_DUMP, header)
      addresses += try dump(message, doing: "read the addresses") {
        (type, payload, addresses: inout [KernelAddress]) throws(MalformedMessage) in
        guard Int(type) == RTM_NEWADDR, let address = try KernelAddress(payload) else { return }
        addresses.append(address)
      }
    }
    return addresses
  }

  /// The routes of all tables and both families.
  mutating func routes() throws(NetlinkError) -> [KernelRoute] {
    var routes: [KernelRoute] = []
    for family in AddressFamily.allCases {
      routes += try self.routes(family)
    }
    return routes
  }

  /// The routes of one family, of one table or of all.
  mutating func routes(
    _ family: AddressFamily, table: UInt32? = nil
  ) throws(NetlinkError) -> [KernelRoute] {
    var header = rtmsg()
    header.rtm_family = family.socketFamily
    var message = MessageWriter(RTM_GETROUTE, flags: NLM_F_DUMP, header)
    if let table { message.put(Int(RTA_TABLE.rawValue), table) }
    do throws(NetlinkError) {
      return try dump(message, doing: "read the routes") {
        (type, payload, routes: inout [KernelRoute]) throws(MalformedMessage) in
        guard Int(type) == RTM_NEWROUTE else { return }
        routes += try KernelRoute.legs(payload)
      }
    } catch {
      // A table that nobody has written to does not exist yet.
      if table != nil, error.refusal == .noSuchFileOrDirectory { return [] }
      throw error
    }
  }

  /// The policy rules of both families.
  mutating func rules() throws(NetlinkError) -> [KernelRule] {
    var rules: [KernelRule] = []
    for family in AddressFamily.allCases {
      var header = fib_rule_hdr()
      header.family = family.socketFamily
      let message = MessageWriter(RTM_GETRULE, flags: NLM_F_DUMP, header)
      rules += try dump(message, doing: "read the policy rules") {
        (type, payload, rules: inout [KernelRule]) throws(MalformedMessage) in
        guard Int(type) == RTM_NEWRULE, let rule = try KernelRule(payload) else { return }
        rules.append(rule)
      }
    }
    return rules
  }

  /// The neighbours of both families.
  mutating func neighbours() throws(NetlinkError) -> [KernelNeighbour] {
    var neighbours: [KernelNeighbour] = []
    for family in AddressFamily.allCases {
      var header = ndmsg()
      header.ndm_family = family.socketFamily
      let message = MessageWriter(RTM_GETNEIGH, flags: NLM_F_DUMP, header)
      neighbours += try dump(message, doing: "read the neighbours") {
        (type, payload, neighbours: inout [KernelNeighbour]) throws(MalformedMessage) in
        guard Int(type) == RTM_NEWNEIGH, let neighbour = try KernelNeighbour(payload) else {
          return
        }
        neighbours.append(neighbour)
      }
    }
    return neighbours
  }
}
