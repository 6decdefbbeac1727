import CLinux
import Glibc
import ReconcileCore
import SystemPackage

extension RouteSocket {
  /// Makes a macvlan that is down and generates the IPv6 addresses it should before it goes up.
  mutating func createMacvlan(
    _ wanted: MacvlanSpecification, doing action: String
  ) throws(NetlinkError) {
    let lower = try link(wanted.lower, doing: action)
    var message = MessageWriter(
      RTM_NEWLINK, flags: NLM_F_ACK | NLM_F_CREATE | NLM_F_EXCL, ifinfomsg())
    message.put(IFLA_IFNAME, wanted.name)
    message.put(IFLA_LINK, lower.index)
    if let mac = wanted.mac { message.put(IFLA_ADDRESS, mac.bytes) }
    if let mtu = wanted.mtu { message.put(IFLA_MTU, mtu) }
    message.nestMacvlan("macvlan", wanted.mode)
    try request(message, doing: action)

    // The kernel ignores IFLA_AF_SPEC when it makes a link (rtnl_create_link).
    do throws(NetlinkError) {
      try setAddressGenerationMode(
        of: wanted.name, to: wanted.addressGenerationMode, doing: action)
    } catch {
      try? deleteLink(named: wanted.name, doing: action)
      throw error
    }
  }

  /// Changes the mode of a live macvlan or macvtap; index, MAC and addresses stay.
  ///
  /// RTM_NEWLINK without NLM_F_CREATE: of IFLA_INFO_DATA in RTM_SETLINK the kernel takes no note.
  mutating func setMacvlanMode(
    of name: String, to mode: MacvlanMode, doing action: String
  ) throws(NetlinkError) {
    let present = try link(name, doing: action)
    guard present.macvlanMode != mode.number else { return }
    var header = ifinfomsg()
    header.ifi_index = present.index
    var message = MessageWriter(RTM_NEWLINK, header)
    message.nestMacvlan(present.kind == "macvtap" ? "macvtap" : "macvlan", mode)
    try request(message, doing: action)
  }

  mutating func setMTU(
    of name: String, to mtu: UInt32, doing action: String
  ) throws(NetlinkError) {
    try setLink(name, doing: action) { $0.put(IFLA_MTU, mtu) }
  }

  mutating func setMAC(
    of name: String, to mac: MACAddress, doing action: String
  ) throws(NetlinkError) {
    // Of an equal address the kernel would tell everybody.
    guard try link(name, doing: action).mac != mac else { return }
    try setLink(name, doing: action) { $0.put(IFLA_ADDRESS, mac.bytes) }
  }

  mutating func setUp(_ name: String, _ isUp: Bool, doing action: String) throws(NetlinkError) {
    var header = ifinfomsg()
    header.ifi_change = UInt32(IFF_UP)
    header.ifi_flags = isUp ? UInt32(IFF_UP) : 0
    try setLink(name, header, doing: action) { _ in }
  }

  mutating func setAddressGenerationMode(
    of name: String, to mode: UInt8, doing action: String
  ) throws(NetlinkError) {
    // A link without IPv6, as with an MTU below 1280, has no mode and generates nothing; of an
    // equal mode the kernel would tell everybody.
    guard let present = try link(name, doing: action).addressGenerationMode, present != mode
    else { return }
    try setLink(name, doing: action) { message in
      message.nest(IFLA_AF_SPEC) { message in
        message.nest(Int(AF_INET6)) { $0.put(IFLA_INET6_ADDR_GEN_MODE, mode) }
      }
    }
  }

  /// Changes the link that the kernel finds under this name.
  private mutating func setLink(
    _ name: String, _ header: ifinfomsg = ifinfomsg(), doing action: String,
    _ attributes: (inout MessageWriter) -> Void
  ) throws(NetlinkError) {
    var message = MessageWriter(RTM_SETLINK, header)
    message.put(IFLA_IFNAME, name)
    attributes(&message)
    try request(message, doing: action)
  }
}

extension MessageWriter {
  /// IFLA_LINKINFO with the kind and the mode.
  fileprivate mutating func nestMacvlan(_ kind: String, _ mode: MacvlanMode) {
    nest(IFLA_LINKINFO) { message in
      message.put(IFLA_INFO_KIND, kind)
      message.nest(IFLA_INFO_DATA) { $0.put(IFLA_MACVLAN_MODE, mode.number) }
    }
  }
}
