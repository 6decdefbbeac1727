import Support
import CLinux
import ReconcileCore
import Testing

@testable import ReconcileHost

@Suite(.serialized, .enabled(if: Namespace.isAvailable))
struct LiveDumpTests {
  @Test func `a dump shows what ip made`() throws {
    try Namespace.run {
      try Namespace.shell(
        """
        ip link set lo up
        ip link add enp4s0 address 02:00:00:00:00:01 type veth peer name sw0
        ip link set enp4s0 mtu 9000 up; ip link set sw0 up
        ip link property add dev enp4s0 altname enp0s20f0
        ip link add link enp4s0 name vmbridge address 02:00:00:00:00:02 type macvlan mode bridge
        ip link set vmbridge addrgenmode none
        ip link set vmbridge up
        ip link add link enp4s0 name tap7 type macvtap mode vepa
        ip addr add 192.168.250.33/24 brd + dev vmbridge
        ip addr add fd99::5/64 dev vmbridge nodad
        ip route add default via 192.168.250.1 proto static metric 7
        ip route add 10.9.0.0/16 nexthop via 192.168.250.2 nexthop via 192.168.250.3 weight 2
        ip -6 route add fd77::/64 table 1000 nexthop via fd99::2 nexthop via fd99::3
        ip route add blackhole 10.66.0.0/16
        ip rule add from 10.1.0.0/16 to 10.2.0.0/24 table 500 priority 99 protocol static
        ip -6 rule add iif enp4s0 fwmark 5 table 501 priority 98
        echo 1 > /proc/sys/net/ipv4/conf/vmbridge/forwarding
        """)
      var socket = try RouteSocket()
      let state = try KernelState.read(over: &socket)

      let nic = try #require(state.links.first { $0.name == "enp4s0" })
      #expect(nic.kind == "veth")
      #expect(nic.mtu == 9000)
      #expect(nic.alternativeNames == ["enp0s20f0"])
      #expect(nic.isUp && nic.hasCarrier && !nic.isLoopback)
      let bridge = try #require(state.links.first { $0.name == "vmbridge" })
      #expect(bridge.lower == nic.index)
      #expect(bridge.macvlanMode == MacvlanMode.bridge.number)
      #expect(bridge.mac == MACAddress("02:00:00:00:00:02"))
      #expect(bridge.addressGenerationMode == 1)
      #expect(bridge.forwardsIPv4 && !bridge.forwardsIPv6)
      let tap = try #require(state.links.first { $0.name == "tap7" })
      #expect(tap.kind == "macvtap" && tap.macvlanMode == MacvlanMode.vepa.number && !tap.isUp)

      let addresses = state.addresses.filter { $0.link == bridge.index }
      #expect(addresses.map(\.address.description) == ["192.168.250.33/24", "fd99::5/64"])
      #expect(addresses[0].broadcast == IPAddress("192.168.250.255"))
      #expect(addresses.allSatisfy { $0.isPermanent && $0.peer == nil && $0.scope == 0 })

      let routes = state.routes.filter { $0.origin != KernelRoute.Origin.kernel }
      #expect(
        routes.map(\.summary) == [
          "0.0.0.0/0 via 192.168.250.1 table 254 metric 7 proto 4 type 1",
          "10.9.0.0/16 via 192.168.250.2 table 254 metric 0 proto 3 type 1 leg",
          "10.9.0.0/16 via 192.168.250.3 table 254 metric 0 proto 3 type 1 leg",
          "10.66.0.0/16 via - table 254 metric 0 proto 3 type 6",
          "fd77::/64 via fd99::2 table 1000 metric 1024 proto 3 type 1 leg",
          "fd77::/64 via fd99::3 table 1000 metric 1024 proto 3 type 1 leg",
        ])
      let rules = state.rules.filter { $0.origin != KernelRoute.Origin.kernel }.map(\.rule)
      #expect(rules.count == 2)
      #expect(rules[0].from == CIDR("10.1.0.0/16") && rules[0].to == CIDR("10.2.0.0/24"))
      #expect(rules[0].table == 500 && rules[0].priority == 99)
      #expect(rules[1].family == .ipv6 && rules[1].incomingInterface == "enp4s0")
      #expect(rules[1].mark == 5 && rules[1].table == 501)
    }
  }

  /// Links and addresses come and go all the time on a hypervisor.
  @Test func `a dump is whole while links and addresses change`() throws {
    try Namespace.withNIC { socket in
      for number in 0..<100 { try Namespace.makeMacvlan("mv\(number)", &socket) }
      let round =
        "link add link enp4s0 name churn type macvlan\\nlink set churn up\\n"
        + "addr add 10.9.9.9/24 dev churn\\nlink del churn\\n"
      let churn = try Namespace.start(
        """
        text=$(for i in $(seq 100); do printf '\(round)'; done)
        while kill -0 $PPID; do echo "$text"; done | ip -force -batch - 2>&1 >/dev/null
        """)
      defer { Namespace.end(churn) }

      var message = MessageWriter(RTM_GETLINK, flags: NLM_F_DUMP, ifinfomsg())
      message.put(IFLA_EXT_MASK, UInt32(RTEXT_FILTER_SKIP_STATS))
      var isInterrupted = false
      for _ in 0..<20_000 where !isInterrupted {
        isInterrupted = try socket.exchange(message, doing: "test") {
          (_, _, _: inout [Never]) in
        }.isInterrupted
      }
      #expect(isInterrupted, "the test makes no change during a dump")

      for _ in 0..<50 {
        let state = try KernelState.read(over: &socket)
        #expect(Set(state.links.map(\.name).filter { $0 != "churn" }).count == 103)
        let indices = Set(state.links.map(\.index))
        #expect(indices.count == state.links.count)
        #expect(state.addresses.allSatisfy { indices.contains($0.link) })
      }
    }
  }
}

extension KernelRoute {
  /// What tests compare: the route without its link, on one line.
  var summary: String {
    "\(destination) via \(gateway?.description ?? "-") table \(table) metric \(metric)"
      + " proto \(origin) type \(type)" + (isMultipath ? " leg" : "")
  }
}
