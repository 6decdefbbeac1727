import Support
import CLinux
import ReconcileCore
import Testing

@testable import ReconcileHost

@Suite struct MalformedMessageTests {
  @Test(arguments: [0, 1, 15, 0x7fff_ffff, .max] as [UInt32])
  func `a message length that cannot be is refused`(length: UInt32) throws {
    var bytes = MessageWriter(RTM_NEWLINK, ifinfomsg()).finished(sequence: 1)
    withUnsafeBytes(of: length) { bytes.replaceSubrange(0..<4, with: $0) }
    #expect(throws: MalformedMessage.messageLength(length, available: bytes.count)) {
      try Recorded.state(bytes)
    }
  }

  @Test(arguments: [0, 1, 3, 9, 0xffff] as [UInt16])
  func `an attribute length that cannot be is refused`(length: UInt16) throws {
    var message = MessageWriter(RTM_NEWLINK, ifinfomsg())
    message.put(IFLA_MTU, UInt32(1500))
    var bytes = message.finished(sequence: 1)
    withUnsafeBytes(of: length) { bytes.replaceSubrange(32..<34, with: $0) }
    #expect(throws: MalformedMessage.attributeLength(length, available: 8)) {
      try Recorded.state(bytes)
    }
  }

  @Test func `a value that is too short is refused`() throws {
    var message = MessageWriter(RTM_NEWLINK, ifinfomsg())
    message.put(IFLA_MTU, UInt16(1500))
    #expect(throws: MalformedMessage.tooShort(needed: 4, available: 2)) {
      try Recorded.state(message.finished(sequence: 1))
    }
    #expect(throws: MalformedMessage.tooShort(needed: 16, available: 4)) {
      try Recorded.state(MessageWriter(RTM_NEWLINK, UInt32(0)).finished(sequence: 1))
    }
  }

  @Test func `an answer that was cut off anywhere is refused or is shorter`() throws {
    for name in Recorded.names {
      let bytes = try Recorded.bytes(name)
      for count in 0..<bytes.count { _ = try? Recorded.state(Array(bytes.prefix(count))) }
    }
  }

  /// The seed is the test's argument, so that a crash can be repeated.
  @Test(arguments: 1...20 as ClosedRange<UInt64>)
  func `random damage is refused or read, never a crash`(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    for name in Recorded.names {
      let bytes = try Recorded.bytes(name)
      for _ in 0..<100 { _ = try? Recorded.state(damaged(bytes, &random)) }
    }
  }

  private func damaged(_ bytes: [UInt8], _ random: inout SplitMix64) -> [UInt8] {
    var bytes = bytes
    for _ in 0..<Int.random(in: 1...8, using: &random) {
      let place = Int.random(in: 0..<bytes.count, using: &random)
      switch Int.random(in: 0..<4, using: &random) {
      case 0: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
      case 1: bytes[place & ~3] = .random(in: 0...12, using: &random)
      case 2: bytes[place] = 0xff
      default: bytes.removeSubrange(place..<min(place + 4, bytes.count - 1))
      }
    }
    return bytes
  }
}
