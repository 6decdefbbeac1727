/// The network of this namespace as one pass over rtnetlink(7) shows it.
package struct KernelState: Sendable {
  package var links: [KernelLink]
  package var addresses: [KernelAddress]
  /// Routes of all tables; a multipath route stands here once for each leg.
  package var routes: [KernelRoute]
  package var rules: [KernelRule]

  package init(
    links: [KernelLink] = [], addresses: [KernelAddress] = [], routes: [KernelRoute] = [],
    rules: [KernelRule] = []
  ) {
    self.links = links
    self.addresses = addresses
    self.routes = routes
    self.rules = rules
  }
}

/// A link: RTM_NEWLINK.
package struct KernelLink: Sendable, Hashable {
  package var index: Int32
  package var name: String
  package var alternativeNames: [String] = []
  /// IFLA_INFO_KIND; none for a physical NIC.
  package var kind: String?
  /// ARPHRD_* of linux/if_arp.h: 1 is Ethernet, 772 loopback.
  package var hardwareType: UInt16 = 1
  /// IFLA_LINK: the link below. The kernel resolves a macvlan on a macvlan to the real lower.
  package var lower: Int32?
  /// IFLA_LINK_NETNSID: the lower is in that other namespace, so `lower` names nothing here.
  package var lowerNamespace: Int32?
  package var master: Int32?
  /// IFLA_INFO_DATA, of the kinds that a manifest can have: what the kind has besides.
  package var data = LinkData()
  /// IFLA_INFO_SLAVE_KIND: the kind of its master.
  package var portKind: String?
  /// IFLA_INFO_SLAVE_DATA: what it has as a port of its master.
  package var portData = LinkData()
  /// The VLANs of a port of a bridge that filters; `nil` where they were not asked for.
  package var portVLANs: [PortVLAN]?
  /// IFLA_VFINFO_LIST: what a NIC is split into (SR-IOV).
  package var virtualFunctions: [VirtualFunction] = []
  /// IFF_* of linux/if.h.
  package var flags: UInt32 = 0
  package var mac: MACAddress?
  package var permanentMAC: MACAddress?
  package var mtu: UInt32 = 1500
  package var group: UInt32 = 0
  /// IF_OPER_* of linux/if.h; 6 is up.
  package var operationalState: UInt8 = 0
  /// IFLA_INET6_ADDR_GEN_MODE: 0 EUI-64, 1 none, 2 stable privacy, 3 random.
  package var addressGenerationMode: UInt8?
  /// DEVCONF_DISABLE_IPV6 of this link: it can have no IPv6 address.
  package var disablesIPv6: Bool = false
  /// DEVCONF_USE_TEMPADDR of this link; `nil` where it has no IPv6.
  package var usesTemporaryAddresses: Int32?
  /// DEVCONF_MTU6 of this link, in bytes; `nil` where it has no IPv6.
  package var ipv6MTU: UInt32?
  /// IPV4_DEVCONF_FORWARDING of this link.
  package var forwardsIPv4: Bool = false
  /// DEVCONF_FORWARDING of this link.
  package var forwardsIPv6: Bool = false

  package init(index: Int32, name: String) {
    self.index = index
    self.name = name
  }

  /// The IFLA_MACVLAN_MODE of a macvlan or macvtap.
  package var macvlanMode: UInt32? {
    guard kind == "macvlan" || kind == "macvtap" else { return nil }
    return data.number(1)
  }

  /// The address that it has without its bond, which gives all its members one:
  /// IFLA_BOND_SLAVE_PERM_HWADDR.
  package var ownMAC: MACAddress? {
    guard portKind == LinkKind.bond.rawValue else { return mac }
    return portData[4].flatMap { MACAddress(bytes: $0) } ?? mac
  }

  /// IFF_UP: an administrator wants it up.
  package var isUp: Bool { flags & 0x1 != 0 }
  /// IFF_LOWER_UP: it has a carrier.
  package var hasCarrier: Bool { flags & 0x1_0000 != 0 }
  /// IFF_ALLMULTI: somebody wants all multicast packets.
  package var isAllMulticast: Bool { flags & 0x200 != 0 }
  /// IFF_LOOPBACK.
  package var isLoopback: Bool { flags & 0x8 != 0 }
}

/// An address on a link: RTM_NEWADDR.
package struct KernelAddress: Sendable, Hashable {
  package var link: Int32
  package var address: CIDR
  /// IFA_ADDRESS where it is another than IFA_LOCAL: the far end of a point-to-point link.
  package var peer: IPAddress?
  package var broadcast: IPAddress?
  /// IFA_LABEL, of IPv4 alone.
  package var label: String?
  /// RT_SCOPE_*: 0 global, 253 link, 254 host.
  package var scope: UInt8 = 0
  /// IFA_F_* of linux/if_addr.h.
  package var flags: UInt32 = 0x80
  /// IFA_PROTO (Linux 5.18): 1 loopback, 2 router advertisement, 3 link-local; 0 unspecified.
  package var origin: UInt8 = 0

  package init(link: Int32, address: CIDR) {
    self.link = link
    self.address = address
  }

  /// IFA_F_PERMANENT: nobody has to renew it.
  package var isPermanent: Bool { flags & 0x80 != 0 }
  /// IFA_F_DADFAILED: another host has it.
  package var isDuplicate: Bool { flags & 0x08 != 0 }
  /// IFA_F_TEMPORARY for IPv6: made for privacy. The same bit is IFA_F_SECONDARY for IPv4.
  package var isTemporary: Bool { flags & 0x01 != 0 && address.family == .ipv6 }
}

/// One leg of a route: RTM_NEWROUTE.
package struct KernelRoute: Sendable, Hashable {
  package var destination: CIDR
  /// RTA_TABLE, else rtm_table: 254 is main, 255 local.
  package var table: UInt32 = 254
  /// RTPROT_* of linux/rtnetlink.h.
  package var origin: UInt8 = 3
  /// RT_SCOPE_*.
  package var scope: UInt8 = 0
  /// RTN_*.
  package var type: UInt8 = 1
  /// RTA_PRIORITY; 0 where the kernel gives none.
  package var metric: UInt32 = 0
  package var gateway: IPAddress?
  package var source: IPAddress?
  package var link: Int32?
  package var metrics = RouteMetrics()
  /// RTNH_F_ONLINK.
  package var isOnLink: Bool = false
  /// Whether the kernel holds it as one leg of several.
  package var isMultipath: Bool = false
  /// The share of a leg, 1 to 256 (rtnh_hops + 1).
  package var weight: UInt16 = 1
  /// rtm_tos, a part of the key of an IPv4 route.
  package var trafficClass: UInt8 = 0
  /// RTA_SRC: an IPv6 route for packets from this prefix alone.
  package var sender: CIDR?
  /// RTA_NH_ID: the next hop is an object of its own, `ip nexthop`. Its gateway and link stand here
  /// too unless net.ipv4.nexthop_compat_mode is 0.
  package var nextHopObject: UInt32?

  package init(destination: CIDR) {
    self.destination = destination
  }

  package var family: AddressFamily { destination.family }
  /// A default route of the main table.
  package var isDefault: Bool {
    destination.length == 0 && table == 254 && type == 1 && sender == nil
  }

  package typealias Origin = RouteOrigin
}
