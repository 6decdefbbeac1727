import ReconcileCore
import SystemPackage
import Testing

@testable import ReconcileHost

@Suite(.serialized, .enabled(if: Namespace.isAvailable))
struct LiveAddressTests {
  @Test(
    arguments: [
      ("192.168.250.33/24", "192.168.250.255", 0), ("10.1.1.1/31", nil, 0), ("10.1.1.1/32", nil, 0),
      ("169.254.7.7/16", "169.254.255.255", 0), ("fd99::5/64", nil, 0), ("fe80::77/64", nil, 253),
    ] as [(String, String?, UInt8)])
  func `an address is added as networkd would`(
    text: String, broadcast: String?, scope: UInt8
  ) throws {
    try Namespace.withNIC { socket in
      let address = try #require(CIDR(text))
      let nic = try socket.link("enp4s0", doing: "test")
      let foreign = try socket.addresses(of: nic.index).map(\.address)
      try socket.perform(.addAddress(link: "enp4s0", address))
      try socket.perform(.addAddress(link: "enp4s0", address))
      let found = try #require(
        try socket.addresses(of: nic.index).first { $0.address == address })
      #expect(found.broadcast?.description == broadcast)
      #expect(found.scope == scope)
      #expect(found.isPermanent && found.peer == nil)

      try socket.perform(.removeAddress(link: "enp4s0", address))
      try socket.perform(.removeAddress(link: "enp4s0", address))
      #expect(try socket.addresses(of: nic.index).map(\.address) == foreign)
    }
  }

  /// IPv6 says EEXIST of it though it is not what was asked for; IPv4 takes both.
  @Test func `the same address with another length is another one`() throws {
    try Namespace.withNIC { socket in
      try Namespace.shell("ip addr add 10.0.0.2/32 dev enp4s0; ip addr add fd99::5/128 dev enp4s0")
      try socket.perform(.addAddress(link: "enp4s0", try #require(CIDR("10.0.0.2/24"))))
      let error = #expect(throws: NetlinkError.self) {
        try socket.perform(.addAddress(link: "enp4s0", try #require(CIDR("fd99::5/64"))))
      }
      #expect(error?.refusal == .fileExists)
      try socket.perform(.removeAddress(link: "enp4s0", try #require(CIDR("10.0.0.2/32"))))
      let nic = try socket.link("enp4s0", doing: "test")
      let left = try socket.addresses(of: nic.index).map(\.address.description)
      #expect(left.contains("10.0.0.2/24") && !left.contains("10.0.0.2/32"))
    }
  }

  @Test func `the other addresses of a subnet outlive the first`() throws {
    try Namespace.withNIC { socket in
      for text in ["10.0.0.5/24", "10.0.0.6/24", "10.0.0.7/24"] {
        try socket.perform(.addAddress(link: "enp4s0", try #require(CIDR(text))))
      }
      try socket.perform(.removeAddress(link: "enp4s0", try #require(CIDR("10.0.0.5/24"))))
      let left = try socket.addresses().filter { $0.address.family == .ipv4 }
      #expect(left.map(\.address.description) == ["127.0.0.1/8", "10.0.0.6/24", "10.0.0.7/24"])
    }
  }

  @Test(
    arguments: ["10.0.0.5/24", "10.0.0.5/31", "10.0.0.5/32"],
    [
      AddressOptions(label: "enp4s0:x"), AddressOptions(isPreferred: false),
      AddressOptions(makesPrefixRoute: false),
    ])
  func `an address gets options and the host never lacks it`(
    text: String, options: AddressOptions
  ) throws {
    try Namespace.withNIC { socket in
      try Namespace.shell(
        "ip addr add \(text) dev enp4s0; ip route add 10.9.0.0/16 dev enp4s0 src 10.0.0.5")
      let address = try #require(CIDR(text))
      for wanted in [options, AddressOptions()] {
        let events = try Namespace.events {
          try socket.perform(.putAddress(link: "enp4s0", address, wanted))
        }
        let nic = try socket.link("enp4s0", doing: "test")
        let left = try socket.addresses(of: nic.index).filter { $0.address.family == .ipv4 }
        #expect(left.map(\.address) == [address])
        #expect(left.map { AddressOptions($0, on: "enp4s0") } == [wanted])
        #expect(!events.contains { $0.contains("Deleted local 10.0.0.5") }, "\(events)")
        #expect(try Namespace.shell("ip route show 10.9.0.0/16").contains("src 10.0.0.5"))
      }
    }
  }

  @Test func `what others hold of an address stays`() throws {
    try Namespace.withNIC { socket in
      try Namespace.shell("ip addr add 10.0.0.5/24 dev enp4s0; ip addr add 10.0.0.5/32 dev enp4s0")
      let address = try #require(CIDR("10.0.0.5/24"))
      try socket.perform(.renewAddress(link: "enp4s0", address))
      try socket.perform(.putAddress(link: "enp4s0", address, AddressOptions(label: "enp4s0:x")))
      let left = try socket.addresses().filter { $0.address.address == address.address }
      #expect(Set(left.map(\.address.description)) == ["10.0.0.5/24", "10.0.0.5/32"])
    }
  }
}

extension AddressOptions {
  fileprivate init(label: String? = nil, isPreferred: Bool = true, makesPrefixRoute: Bool = true) {
    self.init()
    (self.label, self.isPreferred) = (label, isPreferred)
    self.makesPrefixRoute = makesPrefixRoute
  }
}
