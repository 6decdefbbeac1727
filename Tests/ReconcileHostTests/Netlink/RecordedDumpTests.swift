import CLinux
import ReconcileCore
import Testing

@testable import ReconcileHost

@Suite struct RecordedDumpTests {
  @Test func `links`() throws {
    let links = try Recorded.state(Recorded.bytes("links")).links
    #expect(links.map(\.name) == ["lo", "sw0", "enp4s0", "br0", "vmbridge", "tap7", "guest0"])
    #expect(links.map(\.index) == [1, 2, 3, 4, 5, 6, 7])
    #expect(
      links.map(\.kind) == [nil, "veth", "veth", "bridge", "macvlan", "macvtap", "veth"])
    #expect(links.map(\.lower) == [nil, 3, 2, nil, 3, 3, 2])
    // The peer of guest0 has index 2 in another namespace: it is not sw0.
    #expect(links.map(\.lowerNamespace) == [nil, nil, nil, nil, nil, nil, 0])
    #expect(links.map(\.master) == [nil, 4, nil, nil, nil, nil, nil])
    #expect(links.map(\.macvlanMode) == [nil, nil, nil, nil, 4, 2, nil])
    #expect(links.map(\.mtu) == [65536, 1500, 9000, 1500, 9000, 9000, 1500])
    #expect(links.map(\.group) == [0, 0, 0, 0, 0, 7, 0])
    #expect(links.map(\.isUp) == [true, true, true, false, true, false, false])
    #expect(links.map(\.operationalState) == [0, 6, 6, 2, 6, 2, 2])
    #expect(links.map(\.addressGenerationMode) == [0, 0, 0, 0, 1, 0, 0])
    #expect(links.map(\.hardwareType) == [772, 1, 1, 1, 1, 1, 1])
    #expect(links[2].alternativeNames == ["enp0s20f0", "uplink"])
    #expect(links[2].mac == MACAddress("02:00:00:00:00:01"))
    #expect(links.allSatisfy { $0.permanentMAC == nil && !$0.forwardsIPv4 && !$0.forwardsIPv6 })
  }

  @Test func `addresses`() throws {
    let ipv4 = try Recorded.state(Recorded.bytes("addresses4")).addresses
    #expect(
      ipv4.map(\.address.description) == ["127.0.0.1/8", "192.168.250.33/24", "10.0.0.1/32"])
    #expect(ipv4.map(\.link) == [1, 5, 5])
    #expect(ipv4.map(\.scope) == [254, 0, 0])
    #expect(ipv4.map(\.broadcast) == [nil, IPAddress("192.168.250.255"), nil])
    #expect(ipv4.map(\.peer) == [nil, nil, IPAddress("10.0.0.2")])
    #expect(ipv4.allSatisfy { $0.isPermanent })

    let ipv6 = try Recorded.state(Recorded.bytes("addresses6")).addresses
    let lease = try #require(ipv6.first { $0.address == CIDR("fd99::6/64") })
    #expect(!lease.isPermanent)
    let own = try #require(ipv6.first { $0.link == 3 })
    #expect(own.address == CIDR("fe80::ff:fe00:1/64"))
    #expect(own.scope == 253 && own.origin == 3)
  }

  @Test func `routes`() throws {
    let ipv4 = try Recorded.state(Recorded.bytes("routes4")).routes.filter { $0.origin != 2 }
    #expect(
      ipv4.map(\.summary) == [
        "0.0.0.0/0 via 192.168.250.1 table 254 metric 7 proto 4 type 1",
        "10.6.0.0/16 via 192.168.250.9 table 254 metric 0 proto 3 type 1",
        "10.7.0.0/16 via 172.16.0.1 table 254 metric 0 proto 3 type 1",
        "10.8.0.0/16 via fd99::9 table 254 metric 0 proto 3 type 1",
        "10.9.0.0/16 via 192.168.250.2 table 254 metric 0 proto 3 type 1 leg",
        "10.9.0.0/16 via 192.168.250.3 table 254 metric 0 proto 3 type 1 leg",
        "10.66.0.0/16 via - table 254 metric 0 proto 3 type 6",
      ])
    #expect(ipv4.map(\.link) == [5, 5, 5, 5, 5, 5, nil])
    #expect(ipv4.map(\.nextHopObject) == [nil, 5, nil, nil, nil, nil, nil])
    #expect(ipv4.map(\.weight) == [1, 1, 1, 1, 1, 2, 1])
    #expect(ipv4.map(\.isOnLink) == [false, false, true, false, false, false, false])
    #expect(ipv4[2].source == IPAddress("192.168.250.33") && ipv4[2].trafficClass == 0x10)
    #expect(ipv4[0].isDefault)

    let ipv6 = try Recorded.state(Recorded.bytes("routes6")).routes.filter { $0.origin != 2 }
    #expect(
      ipv6.map(\.summary) == [
        "fd77::/64 via fd99::2 table 1000 metric 1024 proto 3 type 1 leg",
        "fd77::/64 via fd99::3 table 1000 metric 1024 proto 3 type 1 leg",
        "::/0 via fd99::1 table 254 metric 1024 proto 3 type 1",
      ])
    #expect(ipv6[2].sender == CIDR("fd99::/64") && !ipv6[2].isDefault)
  }

  @Test func `rules`() throws {
    let rules4 = try Recorded.state(Recorded.bytes("rules4")).rules
    let ipv4 = rules4.map(\.rule)
    #expect(ipv4.map(\.priority) == [0, 98, 99, 32766, 32767])
    #expect(ipv4.map(\.table) == [255, 10, 500, 254, 253])
    #expect(rules4.map(\.origin) == [2, 0, 4, 2, 2])
    #expect(ipv4[1].outgoingInterface == "vmbridge" && ipv4[1].mark == 5)
    #expect(ipv4[2].from == CIDR("10.1.0.0/16") && ipv4[2].to == CIDR("10.2.0.0/24"))
    let ipv6 = try Recorded.state(Recorded.bytes("rules6")).rules.map(\.rule)
    #expect(ipv6.map(\.priority) == [0, 97, 32766])
    #expect(ipv6[1].incomingInterface == "enp4s0" && ipv6[1].family == .ipv6)
  }

  /// What no link or route of the recording has.
  @Test func `a permanent MAC, a cached route and a bare next hop object`() throws {
    var message = MessageWriter(RTM_NEWLINK, ifinfomsg())
    message.put(IFLA_IFNAME, "enp4s0")
    message.put(IFLA_PERM_ADDRESS, MACAddress(value: 0x3cec_ef00_0001).bytes)
    let link = try #require(try Recorded.state(message.finished(sequence: 1)).links.first)
    #expect(link.permanentMAC == MACAddress("3c:ec:ef:00:00:01"))

    var header = rtmsg()
    header.rtm_family = AddressFamily.ipv4.socketFamily
    message = MessageWriter(RTM_NEWROUTE, header)
    message.put(Int(RTA_NH_ID.rawValue), UInt32(9))
    let route = try #require(try Recorded.state(message.finished(sequence: 1)).routes.first)
    #expect(route.nextHopObject == 9 && route.link == nil && route.gateway == nil)

    header.rtm_flags = UInt32(RTM_F_CLONED)
    message = MessageWriter(RTM_NEWROUTE, header)
    #expect(try Recorded.state(message.finished(sequence: 1)).routes.isEmpty)
  }
}
