/// An address with its prefix length, `192.168.250.33/24`.
///
/// As an interface's address the host bits count; as a route's destination they are zero.
package struct CIDR: Sendable, Hashable {
  package let address: IPAddress
  /// The prefix length in bits: 0 to 32 or 128.
  package let length: UInt8

  /// Fails if the length exceeds the family's.
  package init?(address: IPAddress, length: UInt8) {
    guard Int(length) <= address.family.bits else { return nil }
    self.address = address
    self.length = length
  }

  /// Reads `ADDRESS/LENGTH`; the length is never guessed.
  package init?(_ text: some StringProtocol) {
    let bytes = Array(text.utf8)
    guard let slash = bytes.firstIndex(of: UInt8(ascii: "/")),
      let address = IPAddress(utf8: bytes[..<slash]),
      let length = Self.length(bytes[(slash + 1)...])
    else { return nil }
    self.init(address: address, length: length)
  }

  /// Digits alone: no sign.
  private static func length(_ digits: ArraySlice<UInt8>) -> UInt8? {
    guard digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else {
      return nil
    }
    return UInt8(String(decoding: digits, as: UTF8.self))
  }

  private init(unchecked address: IPAddress, length: UInt8) {
    self.address = address
    self.length = length
  }

  /// `0.0.0.0/0` or `::/0`.
  package static func everything(_ family: AddressFamily) -> CIDR {
    CIDR(unchecked: IPAddress(family: family, value: 0), length: 0)
  }

  /// The address alone, with the family's full length.
  package static func host(_ address: IPAddress) -> CIDR {
    CIDR(unchecked: address, length: UInt8(address.family.bits))
  }

  package var family: AddressFamily { address.family }

  /// The subnet: the same prefix with host bits zero.
  package var network: CIDR {
    CIDR(unchecked: IPAddress(family: family, value: address.value & mask), length: length)
  }

  /// The IPv4 broadcast address that networkd and iproute2 give; none for /31, /32 and IPv6.
  package var broadcast: IPAddress? {
    guard family == .ipv4, length < 31 else { return nil }
    return IPAddress(family: .ipv4, value: address.value | ~mask)
  }

  package func contains(_ other: IPAddress) -> Bool {
    other.family == family && other.value & mask == address.value & mask
  }

  private var mask: UInt128 {
    let hostBits = family.bits - Int(length)
    return hostBits == 128 ? 0 : ~UInt128(0) << hostBits
  }
}

extension CIDR: Comparable {
  package static func < (left: Self, right: Self) -> Bool {
    (left.address, left.length) < (right.address, right.length)
  }
}

extension CIDR: CustomStringConvertible {
  package var description: String { "\(address)/\(length)" }
}
