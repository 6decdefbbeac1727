import CLinux
import Foundation
import ReconcileCore

@testable import ReconcileHost

/// Looks at a host's network, and hears of every change of it, by rtnetlink(7).
final class Watcher: @unchecked Sendable {
  /// What the kernel tells of.
  enum Event {
    case link(KernelLink)
    case linkGone(KernelLink)
    case addressGone(KernelAddress)
    case routeGone(KernelRoute)
    case ruleGone(KernelRule)
  }

  private let listener: CInt
  private var asker: RouteSocket
  private var buffer = [UInt8](repeating: 0, count: 1 << 17)

  /// - Throws: Where the host's namespace gives no sockets.
  static func of(_ host: ThrowawayHost) async throws -> Watcher {
    try await host.inside { try Watcher() }
  }

  private init() throws {
    asker = try RouteSocket()
    listener = socket(AF_NETLINK, CInt(SOCK_RAW.rawValue | SOCK_CLOEXEC.rawValue), NETLINK_ROUTE)
    guard listener >= 0 else { throw Execution.Failure(description: "socket: error \(errno)") }
    var size: CInt = 64 << 20
    setsockopt(listener, SOL_SOCKET, SO_RCVBUFFORCE, &size, socklen_t(MemoryLayout<CInt>.size))
    // RTNLGRP_LINK, IPV4_IFADDR, IPV4_ROUTE, IPV4_RULE, IPV6_IFADDR, IPV6_ROUTE, IPV6_RULE.
    for group: CInt in [1, 5, 7, 8, 9, 11, 19] {
      var group = group
      setsockopt(
        listener, SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, &group, socklen_t(MemoryLayout<CInt>.size))
    }
  }

  deinit { close(listener) }

  func look() throws -> KernelState { try KernelState.read(over: &asker) }

  /// The events since the last call: the kernel tells of a change before the call ends that makes it.
  ///
  /// - Throws: Where an event was lost.
  func events() throws -> [Event] {
    var events: [Event] = []
    while true {
      let count = recv(listener, &buffer, buffer.count, CInt(MSG_DONTWAIT))
      if count < 0, errno == EAGAIN { return events }
      guard count > 0 else { throw Execution.Failure(description: "recv: error \(errno)") }
      let bytes = Array(buffer[..<count])
      for header in try bytes.span.bytes.messages() {
        let payload = bytes.span.bytes.extracting(header.payload)
        if let event = try Self.event(header.type, payload) { events.append(event) }
      }
    }
  }

  private static func event(_ type: UInt16, _ payload: RawSpan) throws -> Event? {
    switch Int(type) {
    case RTM_NEWLINK, RTM_DELLINK:
      // A bridge tells of its ports by the same messages, in a family of its own.
      guard try payload.load(UInt8.self) == AF_UNSPEC else { return nil }
      let link = try KernelLink(payload)
      return Int(type) == RTM_NEWLINK ? .link(link) : .linkGone(link)
    case RTM_DELADDR: return try KernelAddress(payload).map { .addressGone($0) }
    case RTM_DELROUTE: return try KernelRoute.legs(payload).first.map { .routeGone($0) }
    case RTM_DELRULE: return try KernelRule(payload).map { .ruleGone($0) }
    default: return nil
    }
  }

  /// Until nothing has happened for a while: whatever somebody has set off is over.
  func quieten() async throws {
    // A carrier that is lost shows up to a second later, unless somebody asks for the link.
    for link in try look().links { _ = try? asker.link(link.name, doing: "ask for \(link.name)") }
    var quiet = 0
    for _ in 0..<500 where quiet < 8 {
      quiet = try events().isEmpty ? quiet + 1 : 0
      try await Task.sleep(for: .milliseconds(10))
    }
  }
}
