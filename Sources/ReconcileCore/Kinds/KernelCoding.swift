extension LinkOption {
  /// How the kernel writes a value in an attribute.
  package enum Coding: Sendable, Hashable {
    case u8
    case u16
    case u32
    /// Network byte order.
    case be16
    /// Hundredths of a second: the kernel's clock_t.
    case hundredths
    case milliseconds
    case seconds
    case mac
    /// One bit of `struct ifla_vlan_flags`: the flags, then a mask of those that are meant.
    case vlanFlag(UInt32)
    /// One bit of `struct br_boolopt_multi`: the values, then a mask; on where the bit is off.
    case invertedBridgeBit(UInt32)
    /// A list of attributes with an IPv4 address each.
    case addresses
    /// IFLA_MACVLAN_MACADDR_DATA; it is written together with IFLA_MACVLAN_MACADDR_MODE.
    case macvlanSources
    /// An interface index.
    case link

    /// The steps in which it counts times, in microseconds.
    var step: UInt64 {
      switch self {
      case .hundredths: 10_000
      case .milliseconds: 1000
      case .seconds: 1_000_000
      case .u8, .u16, .u32, .be16, .mac, .vlanFlag, .invertedBridgeBit, .addresses,
        .macvlanSources, .link:
        1
      }
    }
  }

  /// Reads the payload of the attribute; `nil` where it is not of this form.
  ///
  /// - Parameter names: The names of links by index.
  package func value(_ bytes: [UInt8], names: [Int32: String]) -> OptionValue? {
    guard let kernel else { return nil }
    switch kernel.coding {
    case .u8: return Self.integer(bytes, UInt8.self).flatMap { value(number: UInt64($0)) }
    case .u16: return Self.integer(bytes, UInt16.self).flatMap { value(number: UInt64($0)) }
    case .u32: return Self.integer(bytes, UInt32.self).flatMap { value(number: UInt64($0)) }
    case .be16:
      return Self.integer(bytes, UInt16.self)
        .flatMap { value(number: UInt64(UInt16(bigEndian: $0))) }
    case .hundredths: return Self.integer(bytes, UInt32.self).map { .time(UInt64($0) * 10_000) }
    case .milliseconds: return Self.integer(bytes, UInt32.self).map { .time(UInt64($0) * 1000) }
    case .seconds: return Self.integer(bytes, UInt32.self).map { .time(UInt64($0) * 1_000_000) }
    case .mac: return MACAddress(bytes: bytes).map { .mac($0) }
    case .vlanFlag(let bit): return Self.integer(bytes, UInt32.self).map { .flag($0 & bit != 0) }
    case .invertedBridgeBit(let bit):
      return Self.integer(bytes, UInt32.self).map { .flag($0 & bit == 0) }
    case .addresses:
      return .addresses(LinkData(bytes).all.compactMap { IPAddress(bytes: $0.value) })
    case .macvlanSources:
      return .macs(
        LinkData(bytes).all.compactMap { MACAddress(bytes: $0.value) }
          .sorted { $0.bytes.lexicographicallyPrecedes($1.bytes) })
    case .link:
      guard let index = Self.integer(bytes, Int32.self), let name = names[index] else { return nil }
      return (try? LinkName(name)).map { .link($0) }
    }
  }

  /// The payload of the attribute, or `nil` where the value does not fit the form.
  ///
  /// - Parameter index: The index of a link by name.
  package func bytes(_ value: OptionValue, index: (LinkName) -> Int32?) -> [UInt8]? {
    guard let kernel else { return nil }
    let number = number(of: value)
    switch kernel.coding {
    case .u8: return number.map { Self.bytes(UInt8(truncatingIfNeeded: $0)) }
    case .u16: return number.map { Self.bytes(UInt16(truncatingIfNeeded: $0)) }
    case .u32: return number.map { Self.bytes(UInt32(truncatingIfNeeded: $0)) }
    case .be16: return number.map { Self.bytes(UInt16(truncatingIfNeeded: $0).bigEndian) }
    case .hundredths: return number.map { Self.bytes(UInt32(truncatingIfNeeded: $0 / 10_000)) }
    case .milliseconds: return number.map { Self.bytes(UInt32(truncatingIfNeeded: $0 / 1000)) }
    case .seconds: return number.map { Self.bytes(UInt32(truncatingIfNeeded: $0 / 1_000_000)) }
    case .vlanFlag(let bit): return number.map { Self.bytes($0 == 0 ? 0 : bit) + Self.bytes(bit) }
    case .invertedBridgeBit(let bit):
      return number.map { Self.bytes($0 == 0 ? bit : 0) + Self.bytes(bit) }
    case .mac:
      guard case .mac(let mac) = value else { return nil }
      return mac.bytes
    case .addresses:
      guard case .addresses(let addresses) = value else { return nil }
      return addresses.enumerated().flatMap { place, address in
        LinkData.attribute(UInt16(truncatingIfNeeded: place), address.bytes)
      }
    case .macvlanSources:
      guard case .macs(let macs) = value else { return nil }
      // IFLA_MACVLAN_MACADDR in each.
      return macs.flatMap { LinkData.attribute(4, $0.bytes) }
    case .link:
      if value == .noLink { return Self.bytes(Int32(0)) }
      guard case .link(let name) = value, let index = index(name) else { return nil }
      return Self.bytes(index)
    }
  }

  private func value(number: UInt64) -> OptionValue? {
    switch form {
    case .flag: .flag(number != 0)
    case .words(let words): words.first { $0.number == number }.map { .word($0.text) }
    case .number: .number(number)
    case .time, .mac, .macs, .arpTargets, .link: nil
    }
  }

  private func number(of value: OptionValue) -> UInt64? {
    switch value {
    case .number(let number), .time(let number): number
    case .flag(let isOn): isOn ? 1 : 0
    case .word(let text):
      if case .words(let words) = form { words.first { $0.text == text }?.number } else { nil }
    case .mac, .macs, .addresses, .link: nil
    }
  }

  private static func integer<Integer: FixedWidthInteger & BitwiseCopyable>(
    _ bytes: [UInt8], _: Integer.Type
  ) -> Integer? {
    guard bytes.count >= MemoryLayout<Integer>.size else { return nil }
    return bytes.withUnsafeBytes { $0.loadUnaligned(as: Integer.self) }
  }

  private static func bytes(_ value: some FixedWidthInteger) -> [UInt8] {
    withUnsafeBytes(of: value) { Array($0) }
  }
}

/// Attributes as netlink(7) writes them, as they came: most of them nobody asks for.
package struct LinkData: Sendable, Hashable {
  private var bytes: [UInt8]

  package init(_ bytes: [UInt8] = []) {
    self.bytes = bytes
  }

  package var isEmpty: Bool { bytes.isEmpty }

  /// The payload of an attribute; the last one of several.
  package subscript(attribute: UInt16) -> [UInt8]? {
    var found: Range<Int>?
    scan { if $0 == attribute { found = $1 } }
    return found.map { Array(bytes[$0]) }
  }

  /// An attribute of 32 bits in the machine's order.
  package func number(_ attribute: UInt16) -> UInt32? {
    var number: UInt32?
    scan { type, place in
      guard type == attribute, place.count == 4 else { return }
      number = bytes.withUnsafeBytes {
        $0.loadUnaligned(fromByteOffset: place.lowerBound, as: UInt32.self)
      }
    }
    return number
  }

  package var all: [(type: UInt16, value: [UInt8])] {
    var all: [(type: UInt16, value: [UInt8])] = []
    scan { all.append(($0, Array(bytes[$1]))) }
    return all
  }

  /// Calls the body with the type and the place of each attribute, up to the first that is
  /// malformed.
  private func scan(_ body: (UInt16, Range<Int>) -> Void) {
    var start = 0
    while start + 4 <= bytes.count {
      let length = Int(bytes[start]) | Int(bytes[start + 1]) << 8
      let type = UInt16(bytes[start + 2]) | UInt16(bytes[start + 3]) << 8
      guard length >= 4, start + length <= bytes.count else { return }
      // NLA_F_NESTED and NLA_F_NET_BYTEORDER are no part of the type.
      body(type & 0x3fff, (start + 4)..<(start + length))
      start += (length + 3) & ~3
    }
  }

  /// One attribute, padded.
  package static func attribute(_ type: UInt16, _ payload: [UInt8]) -> [UInt8] {
    let length = payload.count + 4
    let padding = (4 - length % 4) % 4
    return [
      UInt8(truncatingIfNeeded: length), UInt8(truncatingIfNeeded: length >> 8),
      UInt8(truncatingIfNeeded: type), UInt8(truncatingIfNeeded: type >> 8),
    ] + payload + [UInt8](repeating: 0, count: padding)
  }
}
