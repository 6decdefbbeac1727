import CLinux
import Glibc
import SystemPackage

/// The answer to one request, as its datagrams come in.
struct Reply<Value> {
  private(set) var values: [Value] = []
  /// NLM_F_DUMP_INTR or NLMSG_OVERRUN: `values` are of more than one state of the kernel.
  private(set) var isInterrupted = false
  /// Whether the acknowledgement or the end of the dump has come.
  private(set) var isComplete = false
  private(set) var refusal: NetlinkError.Reason?

  /// Turns a message into values; messages of other types give none.
  typealias Parser =
    (_ type: UInt16, _ payload: RawSpan, _ into: inout [Value]) throws(MalformedMessage) -> Void

  /// Reads one datagram. Messages of another sequence answer an earlier request and are skipped.
  mutating func take(
    _ datagram: RawSpan, sequence: UInt32, parse: Parser
  ) throws(MalformedMessage) {
    for message in try datagram.messages() where message.sequence == sequence && !isComplete {
      if Int32(message.flags) & NLM_F_DUMP_INTR != 0 { isInterrupted = true }
      let payload = datagram.extracting(message.payload)
      switch Int32(message.type) {
      case NLMSG_NOOP: break
      case NLMSG_OVERRUN: isInterrupted = true
      case NLMSG_ERROR:
        isComplete = true
        let request = try payload.load(nlmsghdr.self, at: 4)
        // The request is repeated whole unless NLM_F_CAPPED says that its payload was left out.
        let isCapped = Int32(message.flags) & NLM_F_CAPPED != 0
        let repeated = isCapped ? messageHeaderSize : aligned(Int(request.nlmsg_len))
        try readStatus(payload, message: message, detailsAt: 4 + repeated)
      case NLMSG_DONE:
        isComplete = true
        // Its payload is a status too: of a dump that failed half-way.
        if payload.byteCount >= 4 { try readStatus(payload, message: message, detailsAt: 4) }
      default:
        try parse(message.type, payload, &values)
      }
    }
  }

  private mutating func readStatus(
    _ payload: RawSpan, message: MessageHeader, detailsAt offset: Int
  ) throws(MalformedMessage) {
    let status = try payload.load(Int32.self)
    guard status < 0 else { return }
    var text: String?
    if Int32(message.flags) & NLM_F_ACK_TLVS != 0 {
      try payload.forEachAttribute(from: offset) { (type, value) throws(MalformedMessage) in
        if type == NLMSGERR_ATTR_MSG.rawValue { text = value.text() }
      }
    }
    refusal = .refused(Errno(rawValue: 0 &- status), message: text)
  }
}
