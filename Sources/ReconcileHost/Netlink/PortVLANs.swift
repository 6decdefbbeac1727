import CLinux
import Glibc
import ReconcileCore

/// `struct bridge_vlan_info` of linux/if_bridge.h: flags, then the number, both of 16 bits.
extension PortVLAN {
  /// IFLA_BRIDGE_FLAGS, then IFLA_BRIDGE_VLAN_INFO.
  static let attributes = (flags: 0, vlan: 2)
  /// BRIDGE_FLAGS_MASTER and BRIDGE_FLAGS_SELF.
  static let places = (port: UInt16(1), bridge: UInt16(2))
  /// BRIDGE_VLAN_INFO_PVID and BRIDGE_VLAN_INFO_UNTAGGED.
  private static let bits = (pvid: UInt16(0x2), untagged: UInt16(0x4))

  /// Reads RTM_NEWLINK of AF_BRIDGE.
  static func all(_ payload: RawSpan) throws(MalformedMessage) -> (Int32, [PortVLAN]) {
    var vlans: [PortVLAN] = []
    try payload.forEachAttribute(from: MemoryLayout<ifinfomsg>.size) {
      (type, value) throws(MalformedMessage) in
      guard type == IFLA_AF_SPEC else { return }
      try value.forEachAttribute { (type, value) throws(MalformedMessage) in
        guard type == attributes.vlan else { return }
        let flags = try value.load(UInt16.self)
        vlans.append(
          PortVLAN(
            id: try value.load(UInt16.self, at: 2), isPVID: flags & bits.pvid != 0,
            isUntagged: flags & bits.untagged != 0))
      }
    }
    return (try payload.load(ifinfomsg.self).ifi_index, vlans.sorted())
  }

  /// The payload of IFLA_BRIDGE_VLAN_INFO.
  var information: [UInt8] {
    let flags = (isPVID ? Self.bits.pvid : 0) | (isUntagged ? Self.bits.untagged : 0)
    return withUnsafeBytes(of: flags) { Array($0) } + withUnsafeBytes(of: id) { Array($0) }
  }
}

extension RouteSocket {
  /// Gives a port of a bridge VLANs and takes others away.
  ///
  /// - Parameter isBridge: Whether it is the bridge's own port.
  mutating func setPortVLANs(
    of name: String, isBridge: Bool, add: [PortVLAN], remove: [UInt16], doing action: String
  ) throws(NetlinkError) {
    let index = try link(name, doing: action).index
    for (type, vlans) in [(RTM_DELLINK, remove.map { PortVLAN(id: $0) }), (RTM_SETLINK, add)]
    where !vlans.isEmpty {
      var header = ifinfomsg(index)
      header.ifi_family = UInt8(AF_BRIDGE)
      var message = MessageWriter(type, header)
      message.nest(IFLA_AF_SPEC) { message in
        message.put(
          PortVLAN.attributes.flags, isBridge ? PortVLAN.places.bridge : PortVLAN.places.port)
        for vlan in vlans { message.put(PortVLAN.attributes.vlan, vlan.information) }
      }
      try request(message, doing: action)
    }
  }
}
