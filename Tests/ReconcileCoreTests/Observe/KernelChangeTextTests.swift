import Support
import Testing

@testable import ReconcileCore

@Suite struct KernelChangeTextTests {
  @Test func `each change says what it does`() throws {
    let mac = try #require(MACAddress("02:00:00:00:00:01"))
    let address = try #require(CIDR("192.168.250.33/24"))
    var route = RouteSpecification(destination: .everything(.ipv4))
    route.gateway = IPAddress("192.168.250.1")
    var special = RouteSpecification(destination: try #require(CIDR("10.0.0.0/8")))
    special.type = RouteType.blackhole.number
    special.table = 5
    special.metric = 100
    let bridge = LinkSpecification(
      macvlan: "vmbridge", lower: "enp4s0", mode: .bridge, mac: mac, mtu: nil,
      addressGenerationMode: 1)
    let texts: [(KernelChange, String)] = [
      (.createLink(bridge), "create macvlan vmbridge on enp4s0, mode bridge"),
      (.setMacvlanMode(link: "dmz", .vepa), "set mode of dmz to vepa"),
      (.setMTU(link: "enp4s0", 9000), "set MTU of enp4s0 to 9000"),
      (.setMAC(link: "dmz", mac), "set MAC of dmz to 02:00:00:00:00:01"),
      (.setUp(link: "dmz", true), "bring dmz up"),
      (.setUp(link: "dmz", false), "bring dmz down"),
      (
        .setAddressGenerationMode(link: "dmz", 1), "set IPv6 address generation of dmz to none"
      ),
      (.addAddress(link: "dmz", address), "add address 192.168.250.33/24 to dmz"),
      (.removeAddress(link: "dmz", address), "remove address 192.168.250.33/24 from dmz"),
      (.putRoute(link: "dmz", route), "put route default via 192.168.250.1 on dmz"),
      (
        .removeRoute(link: "dmz", special),
        "remove route blackhole 10.0.0.0/8 table 5 metric 100 from dmz"
      ),
      (.deleteLinks(["dmz"]), "delete link dmz"),
      (.deleteLinks(["a", "b", "c"]), "delete 3 links: a, b, c"),
      (
        .deleteLinks((1...500).map { "v\($0)" }),
        "delete 500 links: v1, v2, v3, v4, v5, v6, v7, v8, v9, v10 and 490 more"
      ),
      (.deleteLinks([]), "delete 0 links"),
      (.setForwarding(link: nil, .ipv4, true), "turn IPv4 forwarding on"),
      (.setForwarding(link: "dmz", .ipv6, false), "turn IPv6 forwarding of dmz off"),
    ]
    for (change, text) in texts { #expect(change.description == text) }
  }
}
