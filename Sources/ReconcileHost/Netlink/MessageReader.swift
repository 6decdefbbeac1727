import CLinux
import Glibc
import ReconcileCore

/// Bytes that break the framing of netlink(7): nothing in them can be trusted.
package enum MalformedMessage: Error, Hashable {
  case messageLength(UInt32, available: Int)
  case attributeLength(UInt16, available: Int)
  case tooShort(needed: Int, available: Int)
  /// An address of neither 4 nor 16 bytes, or a prefix length over the family's.
  case address
}

extension MalformedMessage: CustomStringConvertible {
  package var description: String {
    switch self {
    case .messageLength(let length, let available):
      "message length \(length) with \(available) bytes left"
    case .attributeLength(let length, let available):
      "attribute length \(length) with \(available) bytes left"
    case .tooShort(let needed, let available):
      "\(available) bytes where \(needed) are needed"
    case .address:
      "an address of the wrong size"
    }
  }
}

/// The header of a message, and where in its datagram the payload is.
struct MessageHeader: Hashable {
  var type: UInt16
  var flags: UInt16
  var sequence: UInt32
  var payload: Range<Int>
}

// The macros of linux/netlink.h, which the importer cannot read.
let messageHeaderSize = 16
let attributeHeaderSize = 4
/// NLA_TYPE_MASK: the type without NLA_F_NESTED and NLA_F_NET_BYTEORDER.
let attributeTypeMask: UInt16 = 0x3fff

/// NLMSG_ALIGN and NLA_ALIGN: up to the next multiple of four.
func aligned(_ count: Int) -> Int { (count + 3) & ~3 }

extension RawSpan {
  /// Reads a number or C structure, however it is aligned.
  func load<Value: BitwiseCopyable>(
    _ type: Value.Type, at offset: Int = 0
  ) throws(MalformedMessage) -> Value {
    let size = MemoryLayout<Value>.size
    guard offset >= 0, byteCount - offset >= size else {
      throw .tooShort(needed: offset + size, available: byteCount)
    }
    return unsafeLoadUnaligned(fromByteOffset: offset, as: type)
  }

  /// The messages of one datagram.
  func messages() throws(MalformedMessage) -> [MessageHeader] {
    var headers: [MessageHeader] = []
    var offset = 0
    while offset < byteCount {
      let available = byteCount - offset
      let header = try load(nlmsghdr.self, at: offset)
      let length = Int(header.nlmsg_len)
      guard length >= messageHeaderSize, length <= available else {
        throw .messageLength(header.nlmsg_len, available: available)
      }
      headers.append(
        MessageHeader(
          type: header.nlmsg_type, flags: header.nlmsg_flags, sequence: header.nlmsg_seq,
          payload: offset + messageHeaderSize..<offset + length))
      offset += aligned(length)
    }
    return headers
  }

  /// Visits the attributes that stand from `offset` on, each with its type and its value.
  func forEachAttribute(
    from start: Int = 0,
    _ body: (_ type: Int, _ value: RawSpan) throws(MalformedMessage) -> Void
  ) throws(MalformedMessage) {
    guard start <= byteCount else { throw .tooShort(needed: start, available: byteCount) }
    var offset = start
    while offset < byteCount {
      let available = byteCount - offset
      let length = try load(UInt16.self, at: offset)
      let type = try load(UInt16.self, at: offset + 2)
      guard Int(length) >= attributeHeaderSize, Int(length) <= available else {
        throw .attributeLength(length, available: available)
      }
      try body(
        Int(type & attributeTypeMask),
        extracting(offset + attributeHeaderSize..<offset + Int(length)))
      offset += aligned(Int(length))
    }
  }

  /// A copy.
  func bytes() -> [UInt8] {
    withUnsafeBytes { Array($0) }
  }

  /// The text up to the first NUL.
  func text() -> String {
    withUnsafeBytes { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
  }

  func ipAddress() throws(MalformedMessage) -> IPAddress {
    switch byteCount {
    case 4: IPAddress(family: .ipv4, value: UInt128(UInt32(bigEndian: try load(UInt32.self))))
    case 16: IPAddress(family: .ipv6, value: UInt128(bigEndian: try load(UInt128.self)))
    default: throw .address
    }
  }

  /// `nil` for what is no Ethernet address, as of a tunnel.
  func macAddress() -> MACAddress? {
    withUnsafeBytes { MACAddress(bytes: $0) }
  }
}

extension AddressFamily {
  /// AF_INET or AF_INET6; `nil` for any other family of sockets.
  init?(socketFamily: UInt8) {
    switch Int32(socketFamily) {
    case AF_INET: self = .ipv4
    case AF_INET6: self = .ipv6
    default: return nil
    }
  }

  var socketFamily: UInt8 { UInt8(self == .ipv4 ? AF_INET : AF_INET6) }
}
