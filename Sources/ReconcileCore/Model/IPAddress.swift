/// The family of an address: IPv4 or IPv6.
package enum AddressFamily: String, Sendable, Hashable, Comparable, CaseIterable, Codable {
  case ipv4
  case ipv6

  /// The number of bits in an address.
  package var bits: Int {
    switch self {
    case .ipv4: 32
    case .ipv6: 128
    }
  }

  package static func < (left: Self, right: Self) -> Bool { left.bits < right.bits }
}

/// An IPv4 or IPv6 address without a prefix length or zone.
///
/// Text is read as `inet_pton(3)` reads it and written in the canonical form of RFC 5952.
package struct IPAddress: Sendable, Hashable {
  package let family: AddressFamily
  /// The address as a number; an IPv4 address stands in the low 32 bits.
  package let value: UInt128

  package init(family: AddressFamily, value: UInt128) {
    self.family = family
    self.value = family == .ipv4 ? value & 0xffff_ffff : value
  }

  /// Takes the bytes of a netlink attribute; `nil` unless there are 4 or 16.
  package init?(bytes: some Collection<UInt8>) {
    switch bytes.count {
    case 4: self.init(family: .ipv4, value: bytes.reduce(0) { $0 << 8 | UInt128($1) })
    case 16: self.init(family: .ipv6, value: bytes.reduce(0) { $0 << 8 | UInt128($1) })
    default: return nil
    }
  }

  package init?(_ text: some StringProtocol) {
    self.init(utf8: Array(text.utf8)[...])
  }

  init?(utf8 text: ArraySlice<UInt8>) {
    if text.contains(UInt8(ascii: ":")) {
      guard let value = Self.parseIPv6(text) else { return nil }
      self.init(family: .ipv6, value: value)
    } else {
      guard let value = Self.parseIPv4(text) else { return nil }
      self.init(family: .ipv4, value: UInt128(value))
    }
  }

  /// The bytes in network order: 4 or 16.
  package var bytes: [UInt8] {
    stride(from: family.bits - 8, through: 0, by: -8).map { UInt8(truncatingIfNeeded: value >> $0) }
  }

  package var isUnspecified: Bool { value == 0 }

  /// 127.0.0.0/8 or ::1.
  package var isLoopback: Bool {
    family == .ipv4 ? value >> 24 == 127 : value == 1
  }

  /// 224.0.0.0/4 or ff00::/8.
  package var isMulticast: Bool {
    family == .ipv4 ? value >> 28 == 0xe : value >> 120 == 0xff
  }

  /// 169.254.0.0/16 or fe80::/10.
  package var isLinkLocal: Bool {
    family == .ipv4 ? value >> 16 == 0xa9fe : value >> 118 == 0x3fa
  }

  private static func parseIPv4(_ text: ArraySlice<UInt8>) -> UInt32? {
    var value: UInt32 = 0
    var dots = 0
    var part: UInt32?
    for byte in text {
      if byte == UInt8(ascii: ".") {
        guard let whole = part, dots < 3 else { return nil }
        value = value << 8 | whole
        dots += 1
        part = nil
      } else {
        // Like inet_pton, no leading zero: 010 is octal to one program and ten to another.
        guard let digit = digit(byte), digit < 10, part != 0 else { return nil }
        let next = (part ?? 0) * 10 + digit
        guard next <= 255 else { return nil }
        part = next
      }
    }
    guard let part, dots == 3 else { return nil }
    return value << 8 | part
  }

  private static func parseIPv6(_ text: ArraySlice<UInt8>) -> UInt128? {
    let parts = text.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
    guard (3...9).contains(parts.count) else { return nil }
    var groups: [UInt16] = []
    var gap: Int?
    for (position, part) in parts.enumerated() {
      let isFirst = position == 0
      let isLast = position == parts.count - 1
      if part.isEmpty {
        // An empty part is one side of `::`; at an edge it has an empty neighbour.
        if isFirst || isLast {
          guard parts[isFirst ? 1 : position - 1].isEmpty else { return nil }
          continue
        }
        guard gap == nil else { return nil }
        gap = groups.count
      } else if isLast, part.contains(UInt8(ascii: ".")) {
        guard let tail = parseIPv4(part) else { return nil }
        groups.append(UInt16(truncatingIfNeeded: tail >> 16))
        groups.append(UInt16(truncatingIfNeeded: tail))
      } else {
        guard part.count <= 4 else { return nil }
        var group: UInt16 = 0
        for byte in part {
          guard let digit = digit(byte) else { return nil }
          group = group << 4 | UInt16(digit)
        }
        groups.append(group)
      }
    }
    if let gap {
      guard groups.count <= 7 else { return nil }
      groups.insert(contentsOf: repeatElement(0, count: 8 - groups.count), at: gap)
    }
    guard groups.count == 8 else { return nil }
    return groups.reduce(0) { $0 << 16 | UInt128($1) }
  }

  /// The worth of a hexadecimal digit.
  private static func digit(_ byte: UInt8) -> UInt32? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte - UInt8(ascii: "0"))
    case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt32(byte - UInt8(ascii: "a") + 10)
    case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt32(byte - UInt8(ascii: "A") + 10)
    default: nil
    }
  }
}

extension IPAddress: Comparable {
  /// IPv4 before IPv6, then by number.
  package static func < (left: Self, right: Self) -> Bool {
    (left.family, left.value) < (right.family, right.value)
  }
}

extension IPAddress: CustomStringConvertible {
  package var description: String {
    switch family {
    case .ipv4: "\(value >> 24).\(value >> 16 & 0xff).\(value >> 8 & 0xff).\(value & 0xff)"
    case .ipv6: ipv6Text
    }
  }

  private var ipv6Text: String {
    if value >> 32 == 0xffff {
      return "::ffff:" + IPAddress(family: .ipv4, value: value).description
    }
    let groups = (0..<8).map { UInt16(truncatingIfNeeded: value >> (112 - 16 * $0)) }
    // RFC 5952, 4.2: the longest run of two or more zero groups, the first of equals.
    var longest = 0..<0
    var start = 0
    for position in 0...8 where position == 8 || groups[position] != 0 {
      if position - start > max(longest.count, 1) { longest = start..<position }
      start = position + 1
    }
    func text(_ part: ArraySlice<UInt16>) -> String {
      part.map { String($0, radix: 16) }.joined(separator: ":")
    }
    guard !longest.isEmpty else { return text(groups[...]) }
    return text(groups[..<longest.lowerBound]) + "::" + text(groups[longest.upperBound...])
  }
}
