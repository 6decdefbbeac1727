import ReconcileCore
import Testing

@testable import ReconcileHost

@Suite(.serialized, .enabled(if: Namespace.isAvailable))
struct LiveNeighbourTests {
  @Test func `the neighbours of both families are read`() throws {
    try Namespace.withNIC { socket in
      try Namespace.shell(
        """
        ip addr add 10.9.8.1/24 dev enp4s0; ip addr add fd09::1/64 dev enp4s0 nodad
        ip neigh add 10.9.8.17 lladdr 52:54:00:00:00:11 dev enp4s0 nud permanent
        ip neigh add fd09::11 lladdr 52:54:00:00:00:11 dev enp4s0 nud stale
        ip neigh add 10.9.8.18 dev enp4s0 nud failed
        """)
      let neighbours = try socket.neighbours().filter(\.isKnown).filter {
        !$0.address.isLinkLocal && !$0.address.isMulticast
      }
      #expect(
        neighbours.map { "\($0.address) \($0.mac)" } == [
          "10.9.8.17 52:54:00:00:00:11", "fd09::11 52:54:00:00:00:11",
        ])
    }
  }
}
