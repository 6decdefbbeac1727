import CLinux
import Glibc
import ReconcileCore
import SystemPackage
import Testing

@testable import ReconcileHost

/// Answers of Linux 6.18 to dump requests with sequence 1, after `Recorded/setup.sh`.
enum Recorded {
  static let names = [
    "links", "addresses4", "addresses6", "routes4", "routes6", "rules4", "rules6",
  ]

  /// The bytes of a file of hexadecimal digits; lines and blanks only divide it for people.
  static func bytes(_ name: String) throws -> [UInt8] {
    var path = FilePath(#filePath)
    path.removeLastComponent()
    path.append("Recorded/\(name).hex")
    let file = try FileDescriptor.open(path, .readOnly)
    let text = try file.closeAfter {
      try [UInt8](unsafeUninitializedCapacity: 1 << 20) { buffer, count in
        count = try file.read(into: UnsafeMutableRawBufferPointer(buffer))
      }
    }
    let digits = text.compactMap { Character(UnicodeScalar($0)).hexDigitValue }
    return stride(from: 0, to: digits.count - 1, by: 2).map {
      UInt8(digits[$0] << 4 | digits[$0 + 1])
    }
  }

  /// Reads one answer, whatever it is about.
  static func state(_ bytes: [UInt8]) throws(MalformedMessage) -> KernelState {
    var state = KernelState()
    var reply = Reply<Never>()
    try reply.take(bytes.span.bytes, sequence: 1) {
      (type, payload, _) throws(MalformedMessage) in
      switch Int(type) {
      case RTM_NEWLINK: state.links.append(try KernelLink(payload))
      case RTM_NEWADDR:
        if let address = try KernelAddress(payload) { state.addresses.append(address) }
      case RTM_NEWROUTE: state.routes += try KernelRoute.legs(payload)
      case RTM_NEWRULE: if let rule = try KernelRule(payload) { state.rules.append(rule) }
      default: break
      }
    }
    return state
  }
}
