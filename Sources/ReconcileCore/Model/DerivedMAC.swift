/// The address that systemd-networkd gives to a link without MACAddress=.
///
/// It is SipHash-2-4 of the machine id and the link's name under a key of networkd's own
/// (`netdev_generate_hw_addr` in systemd's source), so it is the same after every boot. A link made
/// by rtnetlink gets this address too, else it would change when networkd makes it the next time.
package struct DerivedMAC: Sendable {
  /// 52e145bd006f299621c6306d83710448, as two little-endian words.
  private static let key: (UInt64, UInt64) = (0x9629_6f00_bd45_e152, 0x4804_7183_6d30_c621)

  private let machineID: [UInt8]

  /// Takes the text of /etc/machine-id: 32 hexadecimal digits (`machine-id(5)`).
  package init?(machineID text: some StringProtocol) {
    let words = text.split(whereSeparator: \.isWhitespace)
    guard words.count == 1, let digits = words.first, digits.utf8.count == 32,
      digits.allSatisfy(\.isHexDigit),
      let number = UInt128(digits, radix: 16), number != 0
    else { return nil }
    machineID = (0..<16).map { UInt8(truncatingIfNeeded: number >> (120 - 8 * $0)) }
  }

  package func address(of name: LinkName) -> MACAddress {
    let hash = sipHash24(machineID + Array(name.text.utf8), key: Self.key)
    var bytes = (0..<6).map { UInt8(truncatingIfNeeded: hash >> (8 * $0)) }
    bytes[0] = bytes[0] & 0xfe | 0x02
    return MACAddress(value: bytes.reduce(0) { $0 << 8 | UInt64($1) })
  }
}

/// SipHash-2-4 (Aumasson and Bernstein, 2012). The standard library's hasher is SipHash-1-3 with a
/// key of each process, so it cannot serve here.
func sipHash24(_ message: [UInt8], key: (UInt64, UInt64)) -> UInt64 {
  var v0 = key.0 ^ 0x736f_6d65_7073_6575
  var v1 = key.1 ^ 0x646f_7261_6e64_6f6d
  var v2 = key.0 ^ 0x6c79_6765_6e65_7261
  var v3 = key.1 ^ 0x7465_6462_7974_6573

  func rotate(_ word: UInt64, _ bits: UInt64) -> UInt64 { word << bits | word >> (64 - bits) }
  func round() {
    v0 &+= v1
    v1 = rotate(v1, 13) ^ v0
    v0 = rotate(v0, 32)
    v2 &+= v3
    v3 = rotate(v3, 16) ^ v2
    v0 &+= v3
    v3 = rotate(v3, 21) ^ v0
    v2 &+= v1
    v1 = rotate(v1, 17) ^ v2
    v2 = rotate(v2, 32)
  }

  let whole = message.count / 8 * 8
  for start in stride(from: 0, through: whole, by: 8) {
    // The last word holds what is left and the length in its highest byte.
    let chunk = message[start..<min(start + 8, message.count)]
    var word = chunk.reversed().reduce(0) { $0 << 8 | UInt64($1) }
    if start == whole { word |= UInt64(message.count) << 56 }
    v3 ^= word
    round()
    round()
    v0 ^= word
  }
  v2 ^= 0xff
  for _ in 0..<4 { round() }
  return v0 ^ v1 ^ v2 ^ v3
}
