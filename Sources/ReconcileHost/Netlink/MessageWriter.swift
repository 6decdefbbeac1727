import CLinux

/// A netlink request that is being written: header, family header, attributes.
struct MessageWriter {
  private(set) var bytes: [UInt8] = []

  /// - Parameters:
  ///   - type: RTM_* of linux/rtnetlink.h.
  ///   - flags: NLM_F_* besides NLM_F_REQUEST, which each request has.
  ///   - header: what the type demands first, such as `ifinfomsg`.
  init(_ type: Int, flags: Int32 = NLM_F_ACK, _ header: some BitwiseCopyable) {
    var message = nlmsghdr()
    message.nlmsg_type = UInt16(truncatingIfNeeded: type)
    message.nlmsg_flags = UInt16(truncatingIfNeeded: NLM_F_REQUEST | flags)
    bytes.reserveCapacity(256)
    append(message)
    append(header)
  }

  /// Adds an attribute whose value is a number in host order.
  mutating func put(_ type: Int, _ value: some FixedWidthInteger & BitwiseCopyable) {
    attribute(type) { $0.append(value) }
  }

  /// Adds an attribute whose value is text; the kernel wants the NUL.
  mutating func put(_ type: Int, _ text: String) {
    attribute(type) { $0.bytes += Array(text.utf8) + [0] }
  }

  /// Adds an attribute whose value is bytes in the order of the wire.
  mutating func put(_ type: Int, _ value: [UInt8]) {
    attribute(type) { $0.bytes += value }
  }

  /// Adds an attribute that holds attributes.
  mutating func nest(_ type: Int, _ body: (inout MessageWriter) -> Void) {
    attribute(type | Int(NLA_F_NESTED), body)
  }

  /// The finished request; the kernel repeats `sequence` in what it answers.
  func finished(sequence: UInt32) -> [UInt8] {
    var bytes = bytes
    bytes.replace(UInt32(truncatingIfNeeded: bytes.count), at: 0)
    bytes.replace(sequence, at: 8)
    return bytes
  }

  private mutating func attribute(_ type: Int, _ body: (inout MessageWriter) -> Void) {
    record(nlattr(nla_len: 0, nla_type: UInt16(truncatingIfNeeded: type)), body)
  }

  /// Adds what begins with its own length in 16 bits: an attribute, or a leg (`rtnexthop`).
  mutating func record(_ header: some BitwiseCopyable, _ body: (inout MessageWriter) -> Void) {
    let start = bytes.count
    append(header)
    body(&self)
    // What is too long for the field is too long for the kernel, which then says so.
    bytes.replace(UInt16(clamping: bytes.count - start), at: start)
    bytes += repeatElement(0, count: aligned(bytes.count) - bytes.count)
  }

  private mutating func append(_ value: some BitwiseCopyable) {
    withUnsafeBytes(of: value) { bytes += $0 }
  }
}

extension [UInt8] {
  fileprivate mutating func replace(_ value: some FixedWidthInteger, at offset: Int) {
    Swift.withUnsafeBytes(of: value) { self.replaceSubrange(offset..<offset + $0.count, with: $0) }
  }
}

extension ifinfomsg {
  /// The header of a message about one link.
  init(_ index: Int32) {
    self.init()
    ifi_index = index
  }
}
