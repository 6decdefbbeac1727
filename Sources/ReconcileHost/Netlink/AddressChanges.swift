import CLinux
import ReconcileCore
import SystemPackage

extension RouteSocket {
  /// Adds a permanent address, in the shape that networkd takes for its own.
  mutating func add(
    _ address: CIDR, to name: String, doing action: String
  ) throws(NetlinkError) {
    let link = try link(name, doing: action)
    var message = MessageWriter.address(
      RTM_NEWADDR, flags: NLM_F_ACK | NLM_F_CREATE | NLM_F_EXCL, address, on: link)
    if let broadcast = address.broadcast { message.put(IFA_BROADCAST, broadcast.bytes) }
    do throws(NetlinkError) {
      try request(message, doing: action)
    } catch {
      // IPv6 also says so of the same address with another prefix length.
      guard error.refusal == .fileExists,
        try addresses(of: link.index).contains(where: { $0.address == address })
      else { throw error }
    }
  }

  /// Adds an address with options; one that is there is kept or held meanwhile.
  mutating func put(
    _ address: CIDR, _ options: AddressOptions, on name: String, doing action: String
  ) throws(NetlinkError) {
    let link = try link(name, doing: action)
    let present = try addresses(of: link.index).first { $0.address == address }
      .map { AddressOptions($0, on: name) }
    if present == options { return }
    var message = MessageWriter.address(
      RTM_NEWADDR, flags: NLM_F_ACK | NLM_F_CREATE | NLM_F_REPLACE, address, on: link)
    if let broadcast = address.broadcast { message.put(IFA_BROADCAST, broadcast.bytes) }
    message.put(options)
    // Of an IPv4 address that is there the kernel changes its lifetime alone.
    if address.family == .ipv4, let present,
      present.label != options.label || present.makesPrefixRoute != options.makesPrefixRoute
    {
      try exchange(address, for: message, on: link, doing: action)
    } else {
      try request(message, doing: action)
    }
  }

  mutating func remove(
    _ address: CIDR, from name: String, doing action: String
  ) throws(NetlinkError) {
    guard let link = try linkIfPresent(name, doing: action) else { return }
    if address.family == .ipv4 { try keepSecondaries(on: name, doing: action) }
    do throws(NetlinkError) {
      try request(MessageWriter.address(RTM_DELADDR, address, on: link), doing: action)
    } catch {
      guard error.refusal == .addressNotAvailable else { throw error }
    }
  }

  /// Makes an address anew, for the kernel never changes the broadcast address of one that is there.
  mutating func renew(
    _ address: CIDR, of name: String, doing action: String
  ) throws(NetlinkError) {
    let link = try link(name, doing: action)
    var message = MessageWriter.address(
      RTM_NEWADDR, flags: NLM_F_ACK | NLM_F_CREATE | NLM_F_EXCL, address, on: link)
    if let broadcast = address.broadcast { message.put(IFA_BROADCAST, broadcast.bytes) }
    try exchange(address, for: message, on: link, doing: action)
  }

  /// Removes an IPv4 address and makes it anew, by a message that does.
  ///
  /// With another prefix length the same address is held meanwhile: the kernel then takes away
  /// neither the routes that have it as their source nor those through a router of its subnet.
  private mutating func exchange(
    _ address: CIDR, for message: MessageWriter, on link: KernelLink, doing action: String
  ) throws(NetlinkError) {
    let isHeld = try addresses(of: link.index).contains {
      $0.address.address == address.address && $0.address != address
    }
    let length: UInt8 = address.length == 32 ? 31 : 32
    let held = isHeld ? nil : CIDR(address: address.address, length: length)
    if let held {
      var holding = MessageWriter.address(
        RTM_NEWADDR, flags: NLM_F_ACK | NLM_F_CREATE | NLM_F_EXCL, held, on: link)
      holding.put(IFA_FLAGS, UInt32(IFA_F_NOPREFIXROUTE))
      try request(holding, doing: action)
    }
    try remove(address, from: link.name, doing: action)
    try request(message, doing: action)
    if let held { try remove(held, from: link.name, doing: action) }
  }

  /// The kernel tells of a replaced IPv6 address, also where nothing is another.
  mutating func announce(
    _ address: CIDR, of name: String, doing action: String
  ) throws(NetlinkError) {
    let link = try link(name, doing: action)
    try request(
      MessageWriter.address(RTM_NEWADDR, flags: NLM_F_ACK | NLM_F_REPLACE, address, on: link),
      doing: action)
  }

  /// Makes the kernel promote the next address of a subnet when the first goes.
  ///
  /// Else it would delete all of them. networkd sets the same on each link that it manages.
  private func keepSecondaries(on link: String, doing action: String) throws(NetlinkError) {
    try NetworkSetting("ipv4", of: link, "promote_secondaries").set(to: "1", doing: action)
  }
}

extension MessageWriter {
  fileprivate static func address(
    _ type: Int, flags: Int32 = NLM_F_ACK, _ address: CIDR, on link: KernelLink
  ) -> MessageWriter {
    var header = ifaddrmsg()
    header.ifa_family = address.family.socketFamily
    header.ifa_prefixlen = address.length
    header.ifa_index = UInt32(bitPattern: link.index)
    header.ifa_scope = address.address.scope
    var message = MessageWriter(type, flags: flags, header)
    message.put(IFA_LOCAL, address.address.bytes)
    message.put(IFA_ADDRESS, address.address.bytes)
    return message
  }
}

extension MessageWriter {
  fileprivate mutating func put(_ options: AddressOptions) {
    if let label = options.label { put(IFA_LABEL, label) }
    put(
      IFA_FLAGS,
      UInt32(IFA_F_PERMANENT) | (options.makesPrefixRoute ? 0 : UInt32(IFA_F_NOPREFIXROUTE)))
    var lifetimes = ifa_cacheinfo()
    lifetimes.ifa_valid = .max
    lifetimes.ifa_prefered = options.isPreferred ? .max : 0
    put(IFA_CACHEINFO, withUnsafeBytes(of: lifetimes) { Array($0) })
  }
}

extension IPAddress {
  /// The RT_SCOPE_* that networkd gives an address; for IPv6 the kernel decides by itself.
  fileprivate var scope: UInt8 {
    if isLoopback { return RouteScope.host.number }
    let isLink = family == .ipv6 && isLinkLocal
    return isLink ? RouteScope.link.number : RouteScope.global.number
  }
}
