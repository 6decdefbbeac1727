import CLinux
import Glibc
import SystemPackage
import Testing

@testable import ReconcileHost

@Suite struct ReplyTests {
  private func read(_ datagrams: [UInt8]...) throws -> Reply<UInt16> {
    var reply = Reply<UInt16>()
    for datagram in datagrams {
      try reply.take(datagram.span.bytes, sequence: 7) { (type, _, types) in types.append(type) }
    }
    return reply
  }

  private func message(_ type: Int, flags: Int32 = 0, sequence: UInt32 = 7) -> [UInt8] {
    MessageWriter(type, flags: flags, ifinfomsg()).finished(sequence: sequence)
  }

  private func end(flags: Int32 = 0, status: Int32 = 0) -> [UInt8] {
    MessageWriter(Int(NLMSG_DONE), flags: flags, status).finished(sequence: 7)
  }

  @Test func `a dump goes on until its end`() throws {
    let part = message(RTM_NEWLINK) + message(RTM_NEWLINK)
    #expect(try !read(part).isComplete)
    let reply = try read(part, message(RTM_NEWLINK) + end())
    #expect(reply.isComplete && !reply.isInterrupted && reply.refusal == nil)
    #expect(reply.values.count == 3)
  }

  /// After a time-out the rest of an earlier answer is still in the socket.
  @Test func `answers to another request are skipped`() throws {
    let reply = try read(message(RTM_NEWLINK, sequence: 6), message(RTM_NEWADDR) + end())
    #expect(reply.values == [UInt16(RTM_NEWADDR)])
  }

  @Test func `a torn dump is noticed wherever the kernel says so`() throws {
    #expect(try read(message(RTM_NEWLINK, flags: NLM_F_DUMP_INTR) + end()).isInterrupted)
    #expect(try read(message(RTM_NEWLINK) + end(flags: NLM_F_DUMP_INTR)).isInterrupted)
    #expect(try read(message(Int(NLMSG_OVERRUN)) + end()).isInterrupted)
  }

  @Test func `a dump that fails half-way is refused`() throws {
    let reply = try read(message(RTM_NEWLINK), end(status: -ENOMEM))
    #expect(reply.refusal == .refused(.noMemory, message: nil))
  }

  /// The kernel repeats the request before its own words, unless NETLINK_CAP_ACK is on.
  @Test(arguments: [true, false])
  func `a refusal has the kernel's words`(isCapped: Bool) throws {
    let text = "mtu less than device minimum"
    let reply = try read(answer(status: -EINVAL, text, isCapped: isCapped))
    #expect(reply.isComplete)
    #expect(reply.refusal == .refused(.invalidArgument, message: text))
    let mute = try read(answer(status: -EEXIST, nil, isCapped: isCapped))
    #expect(mute.refusal == .refused(.fileExists, message: nil))
  }

  @Test func `an acknowledgement is no refusal`() throws {
    let reply = try read(message(RTM_NEWLINK) + answer(status: 0, nil, isCapped: true))
    #expect(reply.isComplete && reply.refusal == nil && reply.values.count == 1)
    // The request's header must follow the status.
    #expect(throws: MalformedMessage.self) {
      try read(MessageWriter(Int(NLMSG_ERROR), Int32(0)).finished(sequence: 7))
    }
  }

  /// NLMSG_ERROR: the status, the request or its header, then the text as an attribute.
  private func answer(status: Int32, _ text: String?, isCapped: Bool) -> [UInt8] {
    let flags = (text == nil ? 0 : NLM_F_ACK_TLVS) | (isCapped ? NLM_F_CAPPED : 0)
    var message = MessageWriter(Int(NLMSG_ERROR), flags: flags, status)
    if let text { message.put(Int(NLMSGERR_ATTR_MSG.rawValue), text) }
    var bytes = message.finished(sequence: 7)
    let request = self.message(RTM_NEWLINK)
    bytes.insert(contentsOf: isCapped ? request.prefix(16) : request[...], at: 20)
    bytes[0] = UInt8(bytes.count)
    return bytes
  }
}
