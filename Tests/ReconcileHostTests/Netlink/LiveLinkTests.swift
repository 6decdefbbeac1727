import Support
import ReconcileCore
import SystemPackage
import Testing

@testable import ReconcileHost

@Suite(.serialized, .enabled(if: Namespace.isAvailable))
struct LiveLinkTests {
  /// networkd adopts a link without a word only if it is down, has this MAC and generates no
  /// IPv6 address once it goes up.
  @Test(arguments: [MacvlanMode.bridge, .vepa, .private, .source])
  func `a macvlan is made as wanted`(mode: MacvlanMode) throws {
    try Namespace.withNIC { socket in
      let wanted = LinkSpecification(
        macvlan: "vmbridge", lower: "enp4s0", mode: mode, mac: MACAddress("02:00:00:00:00:09"),
        mtu: 1400, addressGenerationMode: 1)
      try socket.perform(.createLink(wanted))
      let link = try socket.link("vmbridge", doing: "test")
      #expect(link.kind == "macvlan")
      #expect(link.macvlanMode == mode.number)
      #expect(link.mac == wanted.mac)
      #expect(link.mtu == 1400)
      #expect(link.addressGenerationMode == 1)
      #expect(!link.isUp)
      let lower = try socket.link("enp4s0", doing: "test")
      #expect(link.lower == lower.index)

      try socket.perform(.setUp(link: "vmbridge", true))
      #expect(try socket.link("vmbridge", doing: "test").isUp)
      #expect(try socket.addresses(of: link.index).isEmpty)
    }
  }

  /// The kernel turns no live macvlan into one of mode passthru.
  @Test func `a link comes up again where its options are refused`() throws {
    try Namespace.withNIC { socket in
      try socket.perform(
        .createLink(
          LinkSpecification(
            macvlan: "vmbridge", lower: "enp4s0", mode: .bridge, mac: nil, mtu: nil,
            addressGenerationMode: 1)))
      try socket.perform(.setUp(link: "vmbridge", true))
      let refused = KernelChange.setOptionsDown(
        link: "vmbridge", .macvlan, [OptionSetting(.mode, .word("passthru"))])
      #expect(throws: NetlinkError.self) { try socket.perform(refused) }
      let link = try socket.link("vmbridge", doing: "test")
      #expect(link.isUp && link.macvlanMode == MacvlanMode.bridge.number)
    }
  }

  @Test func `a passthru macvlan takes the MAC of its lower`() throws {
    try Namespace.withNIC { socket in
      let wanted = LinkSpecification(
        macvlan: "pass", lower: "enp4s0", mode: .passthru, mac: nil, mtu: nil,
        addressGenerationMode: 0)
      try socket.perform(.createLink(wanted))
      let link = try socket.link("pass", doing: "test")
      #expect(link.mac == MACAddress("02:00:00:00:00:01"))
      #expect(link.mtu == 1500)
      #expect(link.addressGenerationMode == 0)
    }
  }

  @Test func `a macvlan too small for IPv6 is made without it`() throws {
    try Namespace.withNIC { socket in
      let wanted = LinkSpecification(
        macvlan: "small", lower: "enp4s0", mode: .bridge, mac: nil, mtu: 1000,
        addressGenerationMode: 1)
      try socket.perform(.createLink(wanted))
      let link = try socket.link("small", doing: "test")
      #expect(link.mtu == 1000 && link.addressGenerationMode == nil)
    }
  }

  @Test func `a refusal has the change, the errno and the kernel's words`() throws {
    try Namespace.withNIC { socket in
      var wanted = LinkSpecification(
        macvlan: "vmbridge", lower: "enp4s0", mode: .bridge, mac: nil, mtu: nil,
        addressGenerationMode: 0)
      try socket.perform(.createLink(wanted))
      #expect(
        text(of: .createLink(wanted), &socket)
          == "create macvlan vmbridge on enp4s0, mode bridge: File exists (EEXIST)")
      wanted.lower = "gone0"
      #expect(
        text(of: .createLink(wanted), &socket)
          == "create macvlan vmbridge on gone0, mode bridge: "
          + "No such device (ENODEV): no link gone0")
      #expect(
        text(of: .setMTU(link: "vmbridge", 20), &socket)
          == "set MTU of vmbridge to 20: Invalid argument (EINVAL): mtu less than device minimum")
      #expect(
        text(of: .setMacvlanMode(link: "vmbridge", .passthru), &socket)
          == "set mode of vmbridge to passthru: Invalid argument (EINVAL)")
    }
  }

  /// The lower refuses the MTU after the name is taken; what is half made must not stay.
  @Test func `a macvlan that cannot be made whole is not made`() throws {
    try Namespace.withNIC { socket in
      let wanted = LinkSpecification(
        macvlan: "vmbridge", lower: "enp4s0", mode: .bridge, mac: nil, mtu: nil,
        addressGenerationMode: 77)
      let error = #expect(throws: NetlinkError.self) {
        try socket.perform(.createLink(wanted))
      }
      #expect(error?.refusal == .invalidArgument)
      let left = try socket.links().map(\.name).sorted()
      #expect(left == ["enp4s0", "lo", "sw0"])
    }
  }

  @Test func `the mode of a live macvlan changes and nothing else does`() throws {
    try Namespace.withNIC { socket in
      try Namespace.shell(
        """
        ip link add link enp4s0 name vmbridge address 02:00:00:00:00:02 type macvlan mode vepa
        ip link add link enp4s0 name tap7 type macvtap mode vepa
        ip link set vmbridge up; ip addr add 10.0.0.2/24 brd + dev vmbridge
        """)
      let before = try socket.link("vmbridge", doing: "test")
      let addresses = try socket.addresses(of: before.index)
      for mode in [MacvlanMode.bridge, .private, .source, .vepa, .bridge, .bridge] {
        try socket.perform(.setMacvlanMode(link: "vmbridge", mode))
        var expected = before
        let now = try socket.link("vmbridge", doing: "test")
        #expect(now.macvlanMode == mode.number)
        expected.data = now.data
        #expect(now == expected)
      }
      #expect(try socket.addresses(of: before.index).map(\.address) == addresses.map(\.address))
      try socket.perform(.setMacvlanMode(link: "tap7", .bridge, kind: .macvtap))
      #expect(try socket.link("tap7", doing: "test").macvlanMode == MacvlanMode.bridge.number)
    }
  }

  @Test func `MTU, MAC, state and address generation are set`() throws {
    try Namespace.withNIC { socket in
      try socket.perform(.setMTU(link: "enp4s0", 9000))
      try socket.perform(.setMAC(link: "enp4s0", MACAddress(value: 0x0200_0000_0077)))
      try socket.perform(.setAddressGenerationMode(link: "enp4s0", 1))
      try socket.perform(.setUp(link: "enp4s0", false))
      let link = try socket.link("enp4s0", doing: "test")
      #expect(link.mtu == 9000)
      #expect(link.mac == MACAddress("02:00:00:00:00:77"))
      #expect(link.addressGenerationMode == 1)
      #expect(!link.isUp)
    }
  }

  @Test func `forwarding is set for the host and for a link`() throws {
    try Namespace.withNIC { socket in
      #expect(try !socket.link("enp4s0", doing: "test").forwardsIPv4)
      try socket.perform(.setForwarding(link: "enp4s0", .ipv4, true))
      try socket.perform(.setForwarding(link: "enp4s0", .ipv6, true))
      let nic = try socket.link("enp4s0", doing: "test")
      #expect(nic.forwardsIPv4 && nic.forwardsIPv6)
      #expect(try !socket.link("sw0", doing: "test").forwardsIPv4)

      try socket.perform(.setForwarding(link: nil, .ipv4, true))
      try socket.perform(.setForwarding(link: nil, .ipv6, true))
      let other = try socket.link("sw0", doing: "test")
      #expect(other.forwardsIPv4 && other.forwardsIPv6)
      try socket.perform(.setForwarding(link: nil, .ipv4, false))
      #expect(try !socket.link("sw0", doing: "test").forwardsIPv4)
      #expect(
        text(of: .setForwarding(link: "gone0", .ipv4, true), &socket)
          == "turn IPv4 forwarding of gone0 on: /proc/sys/net/ipv4/conf/gone0/forwarding: "
          + "No such file or directory (ENOENT)")
    }
  }

  private func text(of change: KernelChange, _ socket: inout RouteSocket) -> String {
    do throws(NetlinkError) {
      try socket.perform(change)
      return "no error"
    } catch {
      return error.description
    }
  }
}
