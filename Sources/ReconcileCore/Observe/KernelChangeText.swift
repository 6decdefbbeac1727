extension KernelChange: CustomStringConvertible {
  /// What the change does, for plans and errors: `add address 192.168.250.33/24 to vmbridge`.
  package var description: String {
    switch self {
    case .createLink(let wanted):
      "create \(wanted.kind) \(wanted.name)" + (wanted.lower.map { " on \($0)" } ?? "")
        + wanted.options.map { ", \($0)" }.joined()
    case .setOptions(let link, _, let options), .setPortOptions(let link, let options):
      options.map { "set \($0.attribute.rawValue) of \(link) to \($0.value)" }
        .joined(separator: ", ")
    case .setOptionsDown(let link, let kind, let options):
      "\(Self.setOptions(link: link, kind, options)), for which it goes down for a moment"
    case .setVirtualFunction(let link, let wanted): "set vf \(wanted) of \(link)"
    case .setPortVLANs(let link, _, let add, let remove):
      "set VLANs of port \(link): "
        + (add.map { "+\($0)" } + remove.map { "-\($0)" })
        .joined(separator: ", ")
    case .setMaster(let link, let master, _):
      master.map { "make \(link) a member of \($0)" } ?? "take \(link) from its master"
    case .rename(let link, let name):
      "rename \(link) to \(name)"
    case .setMTU(let link, let mtu):
      "set MTU of \(link) to \(mtu)"
    case .setMAC(let link, let mac):
      "set MAC of \(link) to \(mac)"
    case .setUp(let link, let isUp):
      "bring \(link) \(isUp ? "up" : "down")"
    case .announceAddress(let link, let address):
      "tell systemd-networkd of address \(address) on \(link)"
    case .announceLink(let link):
      "tell systemd-networkd of \(link)"
    case .setAddressGenerationMode(let link, let mode):
      "set IPv6 address generation of \(link) to "
        + (IPv6AddressGeneration(number: mode)?.rawValue ?? "\(mode)")
    case .addAddress(let link, let address):
      "add address \(address) to \(link)"
    case .putAddress(let link, let address, let options):
      "put address \(address) (\(options)) on \(link)"
    case .removeAddress(let link, let address):
      "remove address \(address) from \(link)"
    case .renewAddress(let link, let address):
      "make address \(address) of \(link) anew with its broadcast address"
    case .putRoute(let link, let route):
      "put route \(route) on \(link)"
    case .removeRoute(let link, let route):
      "remove route \(route) from \(link)"
    case .addRule(let rule):
      "add rule \(rule)"
    case .removeRule(let rule, let origin):
      "remove rule \(rule) proto \(KernelRoute.Origin.text(origin))"
    case .deleteLinks(let names):
      Self.deletion(names)
    case .setIPv6(let link, let setting, let value):
      "set net.ipv6.conf.\(link).\(setting.rawValue) to \(value)"
    case .setAllMulticast(let link, let isOn):
      "let \(link) take \(isOn ? "all multicast packets" : "what is asked for alone of multicast")"
    case .setTapNode(let link, let node):
      "give the tap of \(link) to user \(node.owner) and group \(node.group), mode "
        + String(node.mode, radix: 8)
    case .setForwarding(let link, let family, let isOn):
      "turn \(family == .ipv4 ? "IPv4" : "IPv6") forwarding"
        + (link.map { " of \($0)" } ?? "") + (isOn ? " on" : " off")
    }
  }

  private static func deletion(_ names: [String]) -> String {
    guard names.count != 1 else { return "delete link \(names[0])" }
    let shown = names.prefix(10).joined(separator: ", ")
    let hidden = names.count - 10
    guard !names.isEmpty else { return "delete 0 links" }
    return "delete \(names.count) links: \(shown)" + (hidden > 0 ? " and \(hidden) more" : "")
  }
}

extension RouteSpecification: CustomStringConvertible {
  /// In the words of `ip-route(8)`, without what is usual: `10.0.0.0/8 via 192.168.250.1 metric 5`.
  package var description: String {
    var parts = type == RouteType.unicast.number ? [] : [Self.typeName(type)]
    // Where no gateway tells the family, the destination does.
    let isDefault = destination.length == 0 && gateway != nil
    parts.append(isDefault ? "default" : "\(destination)")
    if let gateway { parts.append("via \(gateway)") }
    if isOnLink { parts.append("onlink") }
    if let source { parts.append("src \(source)") }
    if table != 254 { parts.append("table \(table)") }
    if metric != 0 { parts.append("metric \(metric)") }
    if let mtu = metrics.mtu { parts.append("mtu \(mtu)") }
    if let size = metrics.maximumSegment { parts.append("advmss \(size)") }
    if let window = metrics.congestionWindow { parts.append("initcwnd \(window)") }
    if let window = metrics.receiveWindow { parts.append("initrwnd \(window)") }
    return parts.joined(separator: " ")
  }

  private static func typeName(_ number: UInt8) -> String {
    RouteType.allCases.first { $0.number == number }?.rawValue ?? "type \(number)"
  }
}
