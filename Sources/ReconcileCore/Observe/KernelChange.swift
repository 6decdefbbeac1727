/// One change of the kernel's network by rtnetlink.
package enum KernelChange: Sendable, Hashable {
  /// Makes a link, down, in the shape in which networkd adopts it without a change.
  case createLink(LinkSpecification)
  /// Sets options of a live link's kind, all of them at once.
  case setOptions(link: String, LinkKind, [OptionSetting])
  /// The same for options that the kernel takes only while the link is down: it goes down for it and
  /// comes up again, also where the kernel refuses them.
  case setOptionsDown(link: String, LinkKind, [OptionSetting])
  /// Sets options of a port of a bridge.
  case setPortOptions(link: String, [OptionSetting])
  /// Gives a port of a bridge, or the bridge's own, these VLANs and takes those away.
  case setPortVLANs(link: String, isBridge: Bool, add: [PortVLAN], remove: [UInt16])
  /// Sets what is given of a virtual function of a NIC.
  case setVirtualFunction(link: String, VirtualFunction)
  /// IFLA_MASTER; a member of a bond goes down for it, as the kernel demands.
  case setMaster(link: String, String?, LinkKind?)
  /// Gives a link another name; on kernels before 6.2 it goes down for it.
  case rename(link: String, to: String)
  case setMTU(link: String, UInt32)
  case setMAC(link: String, MACAddress)
  case setUp(link: String, Bool)
  /// Lets the kernel tell everybody of an IPv6 address, which stays as it is.
  case announceAddress(link: String, CIDR)
  /// Makes the kernel tell of the link again, as it is.
  case announceLink(String)
  /// IFLA_INET6_ADDR_GEN_MODE: 0 EUI-64, 1 none.
  case setAddressGenerationMode(link: String, UInt8)
  case addAddress(link: String, CIDR)
  /// Adds an address with options, or gives them to one that is there.
  case putAddress(link: String, CIDR, AddressOptions)
  case removeAddress(link: String, CIDR)
  /// Makes an IPv4 address anew with its broadcast address; the host keeps it meanwhile.
  case renewAddress(link: String, CIDR)
  /// Adds or, where one with the same destination, table, metric and gateway exists, replaces.
  case putRoute(link: String, RouteSpecification)
  case removeRoute(link: String, RouteSpecification)
  /// Adds a policy rule of `proto static`.
  case addRule(RuleSpecification)
  /// Removes the policy rule that somebody has made with this RTPROT_*.
  case removeRule(RuleSpecification, origin: UInt8)
  /// Deletes all of them with one grace period of the kernel where that is safe.
  case deleteLinks([String])
  /// Writes net.ipv6.conf.LINK.
  case setIPv6(link: String, IPv6Setting, Int32)
  /// IFF_ALLMULTI: whether the link takes all multicast packets.
  case setAllMulticast(link: String, Bool)
  /// Gives the /dev/tapN of a macvtap to somebody.
  case setTapNode(link: String, TapNode)
  /// Writes net.ipv4.ip_forward or net.ipv6.conf.all.forwarding, or of one link alone.
  case setForwarding(link: String?, AddressFamily, Bool)
}

extension KernelChange {
  /// Whether it succeeds or fails whole: a failure then leaves the host as it was.
  package var isWhole: Bool {
    switch self {
    case .deleteLinks(let names): names.count == 1
    case .renewAddress, .putAddress, .setMaster, .setOptionsDown, .setPortVLANs,
      .setVirtualFunction, .rename, .setTapNode:
      false
    case .createLink, .setOptions, .setPortOptions, .setMTU, .setMAC, .setUp,
      .setAddressGenerationMode, .announceAddress, .announceLink,
      .addAddress, .removeAddress, .putRoute, .removeRoute, .addRule, .removeRule,
      .setIPv6, .setAllMulticast, .setForwarding:
      true
    }
  }
}

/// A setting below net.ipv6.conf.LINK.
package enum IPv6Setting: String, Sendable, Hashable {
  case privacy = "use_tempaddr"
  case mtu
  case isDisabled = "disable_ipv6"
}

/// What a new link is to be.
package struct LinkSpecification: Sendable, Hashable {
  package var name: String
  package var kind: LinkKind
  /// The link it sits on, by name.
  package var lower: String?
  package var options: [OptionSetting]
  /// `nil`: the lower's, as for passthru, or what the kernel gives.
  package var mac: MACAddress?
  /// `nil`: the lower's.
  package var mtu: UInt32?
  /// IFLA_INET6_ADDR_GEN_MODE, set before it goes up: 0 EUI-64, 1 none.
  package var addressGenerationMode: UInt8

  package init(
    name: String, kind: LinkKind, lower: String?, options: [OptionSetting] = [],
    mac: MACAddress?, mtu: UInt32?, addressGenerationMode: UInt8
  ) {
    self.name = name
    self.kind = kind
    self.lower = lower
    self.options = options
    self.mac = mac
    self.mtu = mtu
    self.addressGenerationMode = addressGenerationMode
  }
}

/// One option of a link and its value.
package struct OptionSetting: Sendable, Hashable {
  package var attribute: Attribute
  package var value: OptionValue

  package init(_ attribute: Attribute, _ value: OptionValue) {
    self.attribute = attribute
    self.value = value
  }
}

extension OptionSetting: CustomStringConvertible {
  package var description: String { "\(attribute.rawValue) \(value)" }
}

/// RTA_METRICS of a route, as far as a manifest can have them; `nil` and 0 are what the kernel
/// chooses.
package struct RouteMetrics: Sendable, Hashable {
  /// RTAX_MTU in bytes.
  package var mtu: UInt32?
  /// RTAX_ADVMSS in bytes.
  package var maximumSegment: UInt32?
  /// RTAX_INITCWND in segments.
  package var congestionWindow: UInt32?
  /// RTAX_INITRWND in segments.
  package var receiveWindow: UInt32?

  package init() {}
}

/// A route on a link, without the link.
package struct RouteSpecification: Sendable, Hashable {
  package var destination: CIDR
  package var gateway: IPAddress?
  package var table: UInt32 = 254
  /// 0: the kernel's default, which is 0 for IPv4 and 1024 for IPv6.
  package var metric: UInt32 = 0
  package var source: IPAddress?
  package var scope: UInt8 = 0
  package var type: UInt8 = 1
  package var isOnLink = false
  package var metrics = RouteMetrics()
  /// RTPROT_*; routes that are to be removed are named with theirs.
  package var origin: UInt8 = KernelRoute.Origin.static

  package init(destination: CIDR) {
    self.destination = destination
  }
}
