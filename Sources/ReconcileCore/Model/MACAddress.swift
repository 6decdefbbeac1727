/// An Ethernet address of six bytes.
///
/// It reads six pairs of hexadecimal digits between colons or hyphens and is always written in
/// lower case with colons, as the kernel and iproute2 do.
package struct MACAddress: Sendable, Hashable, Comparable {
  /// The address in the low 48 bits, first byte highest.
  package let value: UInt64

  package init(value: UInt64) {
    self.value = value & 0xffff_ffff_ffff
  }

  /// Takes the bytes of a netlink attribute; `nil` unless there are six.
  package init?(bytes: some Collection<UInt8>) {
    guard bytes.count == 6 else { return nil }
    self.init(value: bytes.reduce(0) { $0 << 8 | UInt64($1) })
  }

  /// Reads `3c:ec:ef:00:00:01` or `3C-EC-EF-00-00-01`.
  package init?(_ text: some StringProtocol) {
    let separator: Character = text.contains("-") ? "-" : ":"
    let parts = text.split(separator: separator, omittingEmptySubsequences: false)
    guard parts.count == 6 else { return nil }
    var value: UInt64 = 0
    for part in parts {
      guard part.utf8.count == 2, part.allSatisfy(\.isHexDigit), let byte = UInt8(part, radix: 16)
      else { return nil }
      value = value << 8 | UInt64(byte)
    }
    self.init(value: value)
  }

  /// The six bytes in the order of the wire.
  package var bytes: [UInt8] {
    (0..<6).map { UInt8(truncatingIfNeeded: value >> (40 - 8 * $0)) }
  }

  /// Whether the group bit is set: no link can have such an address.
  package var isMulticast: Bool { value >> 40 & 1 == 1 }

  package var isZero: Bool { value == 0 }

  package static func < (left: Self, right: Self) -> Bool { left.value < right.value }
}

extension MACAddress: CustomStringConvertible {
  package var description: String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(separator: ":")
  }
}
