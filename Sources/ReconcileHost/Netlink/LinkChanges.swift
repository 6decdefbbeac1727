import CLinux
import Glibc
import ReconcileCore
import SystemPackage

extension RouteSocket {
  /// Makes a link that is down and generates the IPv6 addresses it should before it goes up.
  mutating func create(
    _ wanted: LinkSpecification, doing action: String
  ) throws(NetlinkError) {
    var message = MessageWriter(
      RTM_NEWLINK, flags: NLM_F_ACK | NLM_F_CREATE | NLM_F_EXCL, ifinfomsg())
    message.put(IFLA_IFNAME, wanted.name)
    if let lower = wanted.lower {
      message.put(IFLA_LINK, try link(lower, doing: action).index)
    }
    if let mac = wanted.mac { message.put(IFLA_ADDRESS, mac.bytes) }
    if let mtu = wanted.mtu { message.put(IFLA_MTU, mtu) }
    message.nestInfo(wanted.kind, wanted.options, index: { _ in nil })
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

  /// Changes options of a live link; index, MAC and addresses stay.
  ///
  /// RTM_NEWLINK without NLM_F_CREATE: of IFLA_INFO_DATA in RTM_SETLINK the kernel takes no note.
  mutating func setOptions(
    of name: String, _ kind: LinkKind, to options: [OptionSetting], doing action: String
  ) throws(NetlinkError) {
    let present = try link(name, doing: action)
    let table = LinkOption.table(of: kind)
    // Of an equal value some kinds would tell everybody.
    let options = options.filter { setting in
      let option = table.first { $0.attribute == setting.attribute }
      let now = option?.kernel.flatMap { present.data[$0.attribute] }
      return now.flatMap { option?.value($0, names: [:]) } != setting.value
    }
    guard !options.isEmpty else { return }
    var members: [LinkName: Int32] = [:]
    for case .link(let name) in options.map(\.value) {
      members[name] = try link(name.text, doing: action).index
    }
    var message = MessageWriter(RTM_NEWLINK, ifinfomsg(present.index))
    message.nestInfo(kind, options) { members[$0] }
    try request(message, doing: action)
  }

  /// Changes options that the kernel takes only while the link is down.
  mutating func setOptionsDown(
    of name: String, _ kind: LinkKind, to options: [OptionSetting], doing action: String
  ) throws(NetlinkError) {
    try setUp(name, false, doing: action)
    do throws(NetlinkError) {
      try setOptions(of: name, kind, to: options, doing: action)
    } catch {
      // The refusal says more than whatever keeps it from coming up.
      try? setUp(name, true, doing: action)
      throw error
    }
    try setUp(name, true, doing: action)
  }

  /// Changes what a live link has as a port of a bridge.
  mutating func setPortOptions(
    of name: String, to options: [OptionSetting], doing action: String
  ) throws(NetlinkError) {
    var message = MessageWriter(RTM_NEWLINK, ifinfomsg(try link(name, doing: action).index))
    message.nest(IFLA_LINKINFO) { message in
      message.put(IFLA_INFO_SLAVE_KIND, LinkKind.bridge.rawValue)
      message.nest(IFLA_INFO_SLAVE_DATA) {
        $0.put(options, of: LinkOption.bridgePort, index: { _ in nil })
      }
    }
    try request(message, doing: action)
  }

  /// Makes a link a member of another, or of none.
  mutating func setMaster(
    of name: String, to master: String?, _ kind: LinkKind?, doing action: String
  ) throws(NetlinkError) {
    let present = try link(name, doing: action)
    let index = try master.map { (name) throws(NetlinkError) in try link(name, doing: action).index
    }
    guard present.master != index else { return }
    // bond_enslave takes only a link that is down, and brings it up itself.
    if kind == .bond, present.isUp { try setUp(name, false, doing: action) }
    try setLink(name, doing: action) { $0.put(IFLA_MASTER, index ?? 0) }
  }

  /// Gives a link another name.
  mutating func rename(
    _ name: String, to new: String, doing action: String
  ) throws(NetlinkError) {
    var message = MessageWriter(RTM_SETLINK, ifinfomsg(try link(name, doing: action).index))
    message.put(IFLA_IFNAME, new)
    do throws(NetlinkError) {
      try request(message, doing: action)
    } catch {
      // Before Linux 6.2 a link that is up keeps its name.
      guard error.refusal == .resourceBusy else { throw error }
      try setUp(name, false, doing: action)
      do throws(NetlinkError) {
        try request(message, doing: action)
      } catch {
        // Whoever has the new name is another.
        try? setUp(name, true, doing: action)
        throw error
      }
      try setUp(new, true, doing: action)
    }
  }

  /// The kernel tells of each alias that is set, also of none where there was none.
  ///
  /// For links that are new: another's alias would be lost.
  mutating func announce(_ name: String, doing action: String) throws(NetlinkError) {
    try setLink(name, doing: action) { $0.put(IFLA_IFALIAS, [UInt8]()) }
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

  mutating func setAllMulticast(
    of name: String, _ isOn: Bool, doing action: String
  ) throws(NetlinkError) {
    var header = ifinfomsg()
    header.ifi_change = UInt32(IFF_ALLMULTI)
    header.ifi_flags = isOn ? UInt32(IFF_ALLMULTI) : 0
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
  /// IFLA_LINKINFO with the kind and its options.
  fileprivate mutating func nestInfo(
    _ kind: LinkKind, _ options: [OptionSetting], index: (LinkName) -> Int32?
  ) {
    nest(IFLA_LINKINFO) { message in
      message.put(IFLA_INFO_KIND, kind.rawValue)
      guard !options.isEmpty else { return }
      message.nest(IFLA_INFO_DATA) {
        $0.put(options, of: LinkOption.table(of: kind), index: index)
      }
    }
  }

  fileprivate mutating func put(
    _ options: [OptionSetting], of table: [LinkOption], index: (LinkName) -> Int32?
  ) {
    // Bits of one attribute come from several options.
    var bits: [UInt16: [UInt8]] = [:]
    for setting in options {
      guard let option = table.first(where: { $0.attribute == setting.attribute }),
        let place = option.kernel, let bytes = option.bytes(setting.value, index: index)
      else { continue }
      switch place.coding {
      case .vlanFlag, .invertedBridgeBit:
        bits[place.attribute] = bits[place.attribute].map { zip($0, bytes).map(|) } ?? bytes
      case .macvlanSources:
        put(IFLA_MACVLAN_MACADDR_MODE, UInt32(MACVLAN_MACADDR_SET.rawValue))
        put(Int(place.attribute) | Int(NLA_F_NESTED), bytes)
      case .addresses: put(Int(place.attribute) | Int(NLA_F_NESTED), bytes)
      case .u8, .u16, .u32, .be16, .hundredths, .milliseconds, .seconds, .mac, .link:
        put(Int(place.attribute), bytes)
      }
    }
    for (attribute, bytes) in bits { put(Int(attribute), bytes) }
  }
}
