import CLinux
import Glibc
import ReconcileCore

extension KernelLink {
  /// IPV4_DEVCONF_FORWARDING - 1 of linux/ip.h: IFLA_INET_CONF counts from 0.
  private static let forwardingIPv4 = 0
  /// DEVCONF_FORWARDING of linux/ipv6.h.
  private static let forwardingIPv6 = 0
  /// DEVCONF_DISABLE_IPV6 of linux/ipv6.h.
  private static let disableIPv6 = 26
  /// DEVCONF_MTU6 of linux/ipv6.h.
  private static let mtuIPv6 = 2
  /// DEVCONF_USE_TEMPADDR of linux/ipv6.h.
  private static let temporaryAddresses = 10

  /// Reads the payload of RTM_NEWLINK.
  init(_ payload: RawSpan) throws(MalformedMessage) {
    let header = try payload.load(ifinfomsg.self)
    self.init(index: header.ifi_index, name: "")
    hardwareType = header.ifi_type
    flags = header.ifi_flags
    try payload.forEachAttribute(from: MemoryLayout<ifinfomsg>.size) {
      (type, value) throws(MalformedMessage) in
      switch type {
      case IFLA_IFNAME: name = value.text()
      case IFLA_ADDRESS: mac = value.macAddress()
      case IFLA_PERM_ADDRESS: permanentMAC = value.macAddress()
      case IFLA_MTU: mtu = try value.load(UInt32.self)
      case IFLA_GROUP: group = try value.load(UInt32.self)
      case IFLA_OPERSTATE: operationalState = try value.load(UInt8.self)
      // A tunnel that is bound to no link says 0.
      case IFLA_LINK: lower = try value.load(Int32.self).nonZero
      case IFLA_LINK_NETNSID: lowerNamespace = try value.load(Int32.self)
      case IFLA_MASTER: master = try value.load(Int32.self).nonZero
      case IFLA_LINKINFO: try readInfo(value)
      case IFLA_VFINFO_LIST: virtualFunctions = try VirtualFunction.all(value)
      case IFLA_PROP_LIST: try readProperties(value)
      case IFLA_AF_SPEC: try readFamilies(value)
      default: break
      }
    }
  }

  private mutating func readInfo(_ info: RawSpan) throws(MalformedMessage) {
    try info.forEachAttribute { (type, value) throws(MalformedMessage) in
      switch type {
      case IFLA_INFO_KIND: kind = value.text()
      // The kernel puts the kind before the data that only the kind explains.
      case IFLA_INFO_DATA where kind.flatMap(LinkKind.init(rawValue:)) != nil:
        data = LinkData(value.bytes())
      case IFLA_INFO_SLAVE_KIND: portKind = value.text()
      case IFLA_INFO_SLAVE_DATA: portData = LinkData(value.bytes())
      default: break
      }
    }
  }

  private mutating func readProperties(_ list: RawSpan) throws(MalformedMessage) {
    try list.forEachAttribute { (type, value) throws(MalformedMessage) in
      if type == IFLA_ALT_IFNAME { alternativeNames.append(value.text()) }
    }
  }

  private mutating func readFamilies(_ families: RawSpan) throws(MalformedMessage) {
    try families.forEachAttribute { (family, attributes) throws(MalformedMessage) in
      // A bridge's ports say other things here; dumps of AF_UNSPEC have these two alone.
      switch Int32(family) {
      case AF_INET:
        try attributes.forEachAttribute { (type, value) throws(MalformedMessage) in
          guard type == IFLA_INET_CONF else { return }
          forwardsIPv4 = try value.load(Int32.self, at: 4 * Self.forwardingIPv4) != 0
        }
      case AF_INET6:
        try attributes.forEachAttribute { (type, value) throws(MalformedMessage) in
          switch type {
          case IFLA_INET6_CONF:
            forwardsIPv6 = try value.load(Int32.self, at: 4 * Self.forwardingIPv6) != 0
            ipv6MTU = UInt32(clamping: try value.load(Int32.self, at: 4 * Self.mtuIPv6))
            usesTemporaryAddresses = try value.load(Int32.self, at: 4 * Self.temporaryAddresses)
            disablesIPv6 = try value.load(Int32.self, at: 4 * Self.disableIPv6) != 0
          case IFLA_INET6_ADDR_GEN_MODE: addressGenerationMode = try value.load(UInt8.self)
          default: break
          }
        }
      default: break
      }
    }
  }
}

extension Int32 {
  /// Itself, or `nil` where the kernel means none by 0.
  var nonZero: Int32? { self == 0 ? nil : self }
}
