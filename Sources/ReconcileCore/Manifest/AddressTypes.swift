/// The types of values that are addresses, with the rules that need no look at other values.

extension ValueType where Value == IPAddress {
  /// An address that a packet can be sent to; loopback counts only where a server may be local.
  static func address(_ example: String, allowsLoopback: Bool = false) -> Self {
    ValueType("an IP address such as \(example)", shape: .string(pattern: Pattern.address)) {
      text throws(Complaint) in
      guard let address = IPAddress(text) else {
        if CIDR(text) != nil {
          throw Complaint("has a prefix length", help: "write the address alone")
        }
        return nil
      }
      try address.checkUnicast(allowsLoopback: allowsLoopback)
      return address
    }
  }
}

extension ValueType where Value == IPAddress {
  /// The same of IPv4 alone.
  static func ipv4(_ example: String) -> Self {
    let expected = "an IPv4 address such as \(example)"
    return ValueType(expected, shape: .string(pattern: Pattern.ipv4Address)) {
      text throws(Complaint) in
      guard let address = IPAddress(text), address.family == .ipv4 else { return nil }
      try address.checkUnicast(allowsLoopback: false)
      return address
    }
  }
}

extension ValueType where Value == CIDR {
  /// An interface's address: one host of a subnet.
  static var interfaceAddress: Self {
    ValueType(
      "an address with its prefix length such as 192.168.250.33/24",
      shape: .string(pattern: Pattern.prefix)
    ) {
      text throws(Complaint) in
      if let address = IPAddress(text) {
        let length = address.family == .ipv4 ? 24 : 64
        throw Complaint("has no prefix length", help: "write \(address)/\(length)")
      }
      guard let cidr = try CIDR(writtenAs: text) else { return nil }
      try cidr.address.checkUnicast(allowsLoopback: false)
      if cidr.address == cidr.broadcast {
        throw Complaint("is the broadcast address of \(cidr.network)")
      }
      // Of IPv6 it is the anycast address of the subnet's routers (RFC 4291, 2.6.1).
      if Int(cidr.length) < cidr.family.bits - 1, cidr == cidr.network {
        throw Complaint("is the network itself", help: "write the address of a host in it")
      }
      return cidr
    }
  }
}

extension ValueType where Value == CIDR {
  /// One address, with or without its prefix length, or all of a network.
  static var addressRange: Self {
    ValueType("an address or a network such as 192.168.250.0/28") { text throws(Complaint) in
      let host = IPAddress(text).map(CIDR.host)
      guard let cidr = try CIDR(writtenAs: text) ?? host else { return nil }
      try cidr.address.checkRange()
      return cidr
    }
  }
}

/// Where a route leads; `default` takes its family from the route's `via`.
enum RouteDestination: Sendable {
  case standard
  case prefix(CIDR)
}

extension ValueType where Value == CIDR {
  /// A network, not a host in it.
  static var network: Self {
    ValueType("a network such as 192.168.250.0/24") { text throws(Complaint) in
      try CIDR(networkWrittenAs: text)
    }
  }
}

extension ValueType where Value == RouteDestination {
  static var destination: Self {
    ValueType(
      "'default' or a network such as 10.0.0.0/8",
      shape: .either([.words(["default"]), .string(pattern: Pattern.prefix)])
    ) { text throws(Complaint) in
      if text == "default" { return .standard }
      guard let cidr = try CIDR(networkWrittenAs: text) else { return nil }
      if cidr.address.isMulticast { throw Complaint("is multicast") }
      return .prefix(cidr)
    }
  }
}

extension CIDR {
  /// A network without bits of a host.
  fileprivate init?(networkWrittenAs text: String) throws(Complaint) {
    if let host = IPAddress(text) {
      throw Complaint("has no prefix length", help: "write \(CIDR.host(host))")
    }
    guard let cidr = try CIDR(writtenAs: text) else { return nil }
    guard cidr == cidr.network else {
      throw Complaint(
        "has host bits set; the network is \(cidr.network)", help: "write \(cidr.network)")
    }
    self = cidr
  }

  /// Understands a netmask well enough to say what to write instead.
  fileprivate init?(writtenAs text: String) throws(Complaint) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    if parts.count == 2, let address = IPAddress(parts[0]), let mask = IPAddress(parts[1]),
      mask.family == address.family, let length = mask.prefixLength
    {
      throw Complaint("has a netmask", help: "write \(address)/\(length)")
    }
    self.init(text)
  }
}

extension IPAddress {
  /// The length of the prefix that this address is the mask of.
  fileprivate var prefixLength: Int? {
    let inverted = IPAddress(family: family, value: ~value)
    guard inverted.value & (inverted.value &+ 1) == 0 else { return nil }
    return family.bits - inverted.value.nonzeroBitCount
  }

  /// The range may be all addresses of a family.
  fileprivate func checkRange() throws(Complaint) {
    if !isUnspecified { try checkUnicast(allowsLoopback: false) }
  }

  fileprivate func checkUnicast(allowsLoopback: Bool) throws(Complaint) {
    if isUnspecified { throw Complaint("is the unspecified address") }
    if isMulticast { throw Complaint("is a multicast address") }
    if isLoopback, !allowsLoopback { throw Complaint("is a loopback address") }
    if family == .ipv4, value >> 24 == 0 || value >> 28 == 0xf {
      throw Complaint("is not an address that a host can have")
    }
  }
}
