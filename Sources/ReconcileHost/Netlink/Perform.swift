import CLinux
package import ReconcileCore
import SystemPackage

extension RouteSocket {
  /// Makes one change. What the kernel already has is no error and causes no event.
  ///
  /// - Throws: the kernel's refusal, with the change's own text; then nothing has changed, but
  ///   for `deleteLinks`, which deletes what it can, and `setVirtualFunction`, of which the kernel
  ///   sets one thing after the other.
  package mutating func perform(_ change: KernelChange) throws(NetlinkError) {
    let action = change.description
    switch change {
    case .createLink(let wanted):
      try create(wanted, doing: action)
    case .setOptions(let link, let kind, let options):
      try setOptions(of: link, kind, to: options, doing: action)
    case .setOptionsDown(let link, let kind, let options):
      try setOptionsDown(of: link, kind, to: options, doing: action)
    case .setPortOptions(let link, let options):
      try setPortOptions(of: link, to: options, doing: action)
    case .setPortVLANs(let link, let isBridge, let add, let remove):
      try setPortVLANs(of: link, isBridge: isBridge, add: add, remove: remove, doing: action)
    case .setVirtualFunction(let link, let wanted):
      try set(wanted, of: link, doing: action)
    case .setMaster(let link, let master, let kind):
      try setMaster(of: link, to: master, kind, doing: action)
    case .rename(let link, let name):
      try rename(link, to: name, doing: action)
    case .setMTU(let link, let mtu):
      try setMTU(of: link, to: mtu, doing: action)
    case .setMAC(let link, let mac):
      try setMAC(of: link, to: mac, doing: action)
    case .setUp(let link, let isUp):
      try setUp(link, isUp, doing: action)
    case .announceAddress(let link, let address):
      try announce(address, of: link, doing: action)
    case .announceLink(let link):
      try announce(link, doing: action)
    case .setAddressGenerationMode(let link, let mode):
      try setAddressGenerationMode(of: link, to: mode, doing: action)
    case .addAddress(let link, let address):
      try add(address, to: link, doing: action)
    case .putAddress(let link, let address, let options):
      try put(address, options, on: link, doing: action)
    case .removeAddress(let link, let address):
      try remove(address, from: link, doing: action)
    case .renewAddress(let link, let address):
      try renew(address, of: link, doing: action)
    case .putRoute(let link, let route):
      try put(route, on: link, doing: action)
    case .removeRoute(let link, let route):
      try remove(route, from: link, doing: action)
    case .addRule(let rule):
      try add(rule, doing: action)
    case .removeRule(let rule, let origin):
      try remove(rule, origin: origin, doing: action)
    case .deleteLinks(let names):
      try deleteLinks(names, doing: action)
    case .setIPv6(let link, let setting, let value):
      try NetworkSetting("ipv6", of: link, setting.rawValue).set(to: String(value), doing: action)
    case .setAllMulticast(let link, let isOn):
      try setAllMulticast(of: link, isOn, doing: action)
    case .setTapNode(let link, let node):
      try TapFile(of: try self.link(link, doing: action)).set(to: node, doing: action)
    case .setForwarding(let link, let family, let isOn):
      try setForwarding(link, family, isOn, doing: action)
    }
  }

  /// The link that has this name now; an alternative name does not count.
  mutating func link(_ name: String, doing action: String) throws(NetlinkError) -> KernelLink {
    var message = MessageWriter(RTM_GETLINK, ifinfomsg())
    message.put(IFLA_IFNAME, name)
    message.put(IFLA_EXT_MASK, UInt32(RTEXT_FILTER_SKIP_STATS))
    let missing = NetlinkError(action, .refused(.noLink, message: "no link \(name)"))
    let reply: Reply<KernelLink>
    do throws(NetlinkError) {
      reply = try exchange(message, doing: action) {
        (type, payload, links: inout [KernelLink]) throws(MalformedMessage) in
        guard Int(type) == RTM_NEWLINK else { return }
        links.append(try KernelLink(payload))
      }
    } catch {
      throw error.refusal == .noLink ? missing : error
    }
    guard let link = reply.values.first, link.name == name else { throw missing }
    return link
  }

  /// The link that has this name now, where its absence is as good.
  mutating func linkIfPresent(
    _ name: String, doing action: String
  ) throws(NetlinkError) -> KernelLink? {
    do throws(NetlinkError) {
      return try link(name, doing: action)
    } catch {
      guard error.refusal == .noLink else { throw error }
      return nil
    }
  }
}
