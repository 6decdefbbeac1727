import CLinux
import Glibc
import ReconcileCore
import Support
import Testing

@testable import ReconcileHost

/// What others hear of our changes: networkd and libvirt act on each message of the kernel.
@Suite(.serialized, .enabled(if: Namespace.isAvailable))
struct LiveEventTests {
  @Test func `a change that is made already is heard by nobody`() throws {
    try Namespace.withNIC { socket in
      var blackhole = RouteSpecification(destination: try #require(CIDR("10.7.0.0/16")))
      blackhole.type = RouteType.blackhole.number
      var route = RouteSpecification(destination: try #require(CIDR("10.9.0.0/16")))
      route.gateway = IPAddress("10.0.0.3")
      var route6 = RouteSpecification(destination: try #require(CIDR("fd77::/64")))
      route6.gateway = IPAddress("fd99::3")
      let changes: [KernelChange] = [
        .setMTU(link: "enp4s0", 9000),
        .setMAC(link: "enp4s0", MACAddress(value: 0x0200_0000_0077)),
        .setUp(link: "enp4s0", true),
        .setAddressGenerationMode(link: "enp4s0", 1),
        .setMacvlanMode(link: "vmbridge", .private),
        .addAddress(link: "enp4s0", try #require(CIDR("10.0.0.2/24"))),
        .addAddress(link: "enp4s0", try #require(CIDR("fd99::2/64"))),
        .putRoute(link: "enp4s0", route), .putRoute(link: "enp4s0", route6),
        .putRoute(link: "enp4s0", blackhole),
        .setForwarding(link: nil, .ipv4, true), .setForwarding(link: nil, .ipv6, true),
        .removeAddress(link: "enp4s0", try #require(CIDR("10.0.0.9/24"))),
        .removeAddress(link: "gone0", try #require(CIDR("10.0.0.9/24"))),
        .removeRoute(link: "vmbridge", route), .removeRoute(link: "gone0", route),
        .deleteLinks(["gone0", "gone1"]),
      ]
      try Namespace.makeMacvlan("vmbridge", &socket)
      for change in changes { try socket.perform(change) }
      // Duplicate address detection has its own events.
      let tentative = UInt32(IFA_F_TENTATIVE)
      while try socket.addresses().contains(where: { $0.flags & tentative != 0 }) {
        usleep(50_000)
      }
      for change in changes {
        let events = try Namespace.events { try socket.perform(change) }
        #expect(events == [], "\(change)")
      }
    }
  }

  @Test(arguments: [("10.9.0.0/16", "10.0.0.3"), ("fd77::/64", "fd99::3")])
  func `a boot route becomes static without a moment of absence`(
    destination: String, gateway: String
  ) throws {
    try Namespace.withNIC { socket in
      try Namespace.shell(
        """
        ip addr add 10.0.0.2/24 dev enp4s0; ip addr add fd99::2/64 dev enp4s0 nodad
        ip route add \(destination) via \(gateway)
        """)
      var route = RouteSpecification(destination: try #require(CIDR(destination)))
      route.gateway = IPAddress(gateway)
      let events = try Namespace.events {
        try socket.perform(.putRoute(link: "enp4s0", route))
      }.filter { $0.contains("via \(gateway) ") }
      // What the kernel has to say of the new addresses may come late.
      #expect(events.count == 1)
      #expect(events.allSatisfy { $0.contains("proto static") && !$0.contains("Deleted") })
    }
  }
}
