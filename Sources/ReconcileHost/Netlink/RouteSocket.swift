import CLinux
import Glibc
import ReconcileCore
import SystemPackage

/// A rtnetlink(7) socket in the network namespace of the thread that opens it.
///
/// All system calls on netlink are here; what the bytes mean is elsewhere.
package struct RouteSocket: ~Copyable {
  private var descriptor: CInt
  private var sequence: UInt32 = 0

  /// Seconds to wait for the kernel; it answers within microseconds unless something is stuck.
  private static let patience = 5
  /// How often a dump is taken before the network counts as never standing still.
  static let tries = 8
  /// The kernel puts at most 32 KiB into a datagram, or one message if that alone is longer.
  private static let datagramSize = 96 * 1024

  package init() throws(NetlinkError) {
    descriptor = try Self.open()
  }

  deinit { close(descriptor) }

  private static func open() throws(NetlinkError) -> CInt {
    let action = "open a rtnetlink socket"
    // Without a bind the kernel chooses a port of its own for each socket of the process.
    let kind = CInt(SOCK_RAW.rawValue | SOCK_CLOEXEC.rawValue)
    let descriptor = socket(AF_NETLINK, kind, NETLINK_ROUTE)
    guard descriptor >= 0 else { throw NetlinkError(action, .call("socket", .current)) }

    var limit = timeval(tv_sec: patience, tv_usec: 0)
    let size = socklen_t(MemoryLayout<timeval>.size)
    guard setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, size) == 0 else {
      let error = NetlinkError(action, .call("setsockopt", .current))
      close(descriptor)
      throw error
    }
    // The rest makes answers better, and a kernel without it still answers.
    setOption(descriptor, SOL_SOCKET, SO_RCVBUFFORCE, 4 << 20)
    setOption(descriptor, SOL_NETLINK, NETLINK_EXT_ACK, 1)
    setOption(descriptor, SOL_NETLINK, NETLINK_CAP_ACK, 1)
    // Dumps obey the filter in their request, and routes come without cached exceptions.
    setOption(descriptor, SOL_NETLINK, NETLINK_GET_STRICT_CHK, 1)
    return descriptor
  }

  private static func setOption(
    _ descriptor: CInt, _ level: CInt, _ option: CInt, _ value: CInt
  ) {
    var value = value
    _ = setsockopt(descriptor, level, option, &value, socklen_t(MemoryLayout<CInt>.size))
  }

  /// Asks for one change and waits until the kernel has made it.
  mutating func request(_ message: MessageWriter, doing action: String) throws(NetlinkError) {
    _ = try exchange(message, doing: action) { (_, _, _: inout [Never]) in }
  }

  /// Sends one request and collects its answer up to the acknowledgement or end of dump.
  mutating func exchange<Value>(
    _ message: MessageWriter, doing action: String, parse: Reply<Value>.Parser
  ) throws(NetlinkError) -> Reply<Value> {
    sequence &+= 1
    try send(message.finished(sequence: sequence), doing: action)
    var reply = Reply<Value>()
    do throws(NetlinkError) {
      while !reply.isComplete {
        let datagram = try receive(doing: action)
        try reply.take(datagram, sequence: sequence, doing: action, parse: parse)
      }
    } catch {
      // Whatever is still to come of this answer must not stand in the way of the next.
      try reopen()
      throw error
    }
    if let refusal = reply.refusal { throw NetlinkError(action, refusal) }
    return reply
  }

  /// Takes a dump that no change has interrupted.
  mutating func dump<Value>(
    _ message: MessageWriter, doing action: String, parse: Reply<Value>.Parser
  ) throws(NetlinkError) -> [Value] {
    for attempt in 0..<Self.tries {
      Self.backOff(attempt)
      do throws(NetlinkError) {
        let reply = try exchange(message, doing: action, parse: parse)
        if !reply.isInterrupted { return reply.values }
      } catch {
        // ENOBUFS: a part was lost. EINTR: the kernel itself gives up an interrupted dump.
        switch error.reason {
        case .call(_, .noBufferSpace), .refused(.interrupted, _): break
        default: throw error
        }
      }
    }
    throw NetlinkError(action, .unstable(tries: Self.tries))
  }

  /// Waits 0, 1, 2, 4 … ms before the given try.
  static func backOff(_ attempt: Int) {
    guard attempt > 0 else { return }
    usleep(useconds_t(1000 << min(attempt - 1, 6)))
  }

  private mutating func reopen() throws(NetlinkError) {
    let fresh = try Self.open()
    close(descriptor)
    descriptor = fresh
  }

  private func send(_ bytes: [UInt8], doing action: String) throws(NetlinkError) {
    var kernel = sockaddr_nl()
    kernel.nl_family = sa_family_t(AF_NETLINK)
    while true {
      let count = withUnsafePointer(to: kernel) { address in
        address.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          sendto(
            descriptor, bytes, bytes.count, 0, $0, socklen_t(MemoryLayout<sockaddr_nl>.size))
        }
      }
      if count >= 0 { return }
      let errno = Errno.current
      if errno != .interrupted { throw NetlinkError(action, .call("send", errno)) }
    }
  }

  /// The next datagram that comes from the kernel itself.
  private func receive(doing action: String) throws(NetlinkError) -> [UInt8] {
    while true {
      var sender = sockaddr_nl()
      var flags: CInt = 0
      var errno: Errno?
      let datagram = [UInt8](unsafeUninitializedCapacity: Self.datagramSize) { buffer, count in
        let received = Self.receive(descriptor, into: buffer, sender: &sender, flags: &flags)
        if received < 0 { errno = .current }
        count = max(received, 0)
      }
      switch errno {
      case .interrupted?: continue
      case .wouldBlock?: throw NetlinkError(action, .noAnswer)
      case let errno?: throw NetlinkError(action, .call("recvmsg", errno))
      case nil: break
      }
      // Any process may send to the socket; only the kernel has port 0.
      guard sender.nl_pid == 0 else { continue }
      guard flags & CInt(MSG_TRUNC) == 0 else { throw NetlinkError(action, .truncated) }
      return datagram
    }
  }

  private static func receive(
    _ descriptor: CInt, into buffer: UnsafeMutableBufferPointer<UInt8>,
    sender: inout sockaddr_nl, flags: inout CInt
  ) -> Int {
    var part = iovec(iov_base: buffer.baseAddress, iov_len: buffer.count)
    var message = msghdr()
    let count = withUnsafeMutablePointer(to: &sender) { address in
      withUnsafeMutablePointer(to: &part) { part in
        message.msg_name = UnsafeMutableRawPointer(address)
        message.msg_namelen = socklen_t(MemoryLayout<sockaddr_nl>.size)
        message.msg_iov = part
        message.msg_iovlen = 1
        return recvmsg(descriptor, &message, 0)
      }
    }
    flags = message.msg_flags
    return count
  }
}

extension Reply {
  fileprivate mutating func take(
    _ datagram: [UInt8], sequence: UInt32, doing action: String, parse: Parser
  ) throws(NetlinkError) {
    do throws(MalformedMessage) {
      try take(datagram.span.bytes, sequence: sequence, parse: parse)
    } catch {
      throw NetlinkError(action, .malformed(error))
    }
  }
}

extension Errno {
  /// The number that the last failed call of this thread left.
  fileprivate static var current: Errno { Errno(rawValue: errno) }
}
