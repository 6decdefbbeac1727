import Testing

@testable import ReconcileCore

/// What a host has and no file says is in the manifest, so that an adoption takes nothing away.
@Suite struct LiveImportTests {
  private static func link(_ index: Int32, _ name: String, _ kind: LinkKind) -> KernelLink {
    var link = KernelLink(index: index, name: name)
    link.kind = kind.kernelName
    link.flags = 0x1
    return link
  }

  private static func address(
    _ text: String, label: String? = "enp4s0", flags: UInt32 = 0x80
  ) throws -> KernelAddress {
    var address = KernelAddress(link: 2, address: try #require(CIDR(text)))
    address.label = address.address.family == .ipv4 ? label : nil
    address.flags = flags
    return address
  }

  private static func unit(_ name: String, _ text: String) -> UnitOnDisk {
    UnitOnDisk(
      folder: UnitOnDisk.ourFolder, name: name, text: text,
      identity: FileIdentity(device: 1, inode: 1, modified: 1, size: 1))
  }

  private static func desired(_ result: Importer.Result, _ link: String) throws -> DesiredLink {
    let loaded = load(["hv01.yaml": result.text])
    let manifest = try #require(
      loaded.manifest, "\(loaded.problems.map { ProblemText.render($0) })\n\(result.text)")
    return try #require(Desired(manifest).links.first { $0.name.text == link }, "\(result.text)")
  }

  // MARK: What a bond has by its mode

  struct Bond: CustomTestStringConvertible {
    var testDescription: String
    /// Attributes of IFLA_INFO_DATA by number.
    var data: [(UInt16, [UInt8])]
    var files: [String: String] = [:]
    /// Lines of the bond's entry, besides its members, its mode and its MAC.
    var lines: [String]
  }

  private static func number(_ number: UInt32) -> [UInt8] {
    withUnsafeBytes(of: number) { Array($0) }
  }

  static let bonds = [
    Bond(
      testDescription: "monitoring in a mode that has none by itself",
      data: [(1, [1]), (3, number(100))], lines: ["mii-interval: 100ms  # live only"]),
    Bond(
      testDescription: "no monitoring there", data: [(1, [1]), (3, number(0))], lines: []),
    Bond(
      testDescription: "what the mode brings", data: [(1, [4]), (3, number(100))], lines: []),
    Bond(
      testDescription: "other monitoring than the mode brings",
      data: [(1, [4]), (3, number(250))], lines: ["mii-interval: 250ms  # live only"]),
    Bond(
      testDescription: "ARP in place of it",
      data: [(1, [1]), (3, number(0)), (7, number(500))],
      lines: ["arp-interval: 500ms  # live only"]),
    Bond(
      testDescription: "other monitoring than the file says",
      data: [(1, [1]), (3, number(200))],
      files: [
        "bond0.netdev":
          "[NetDev]\nName=bond0\nKind=bond\n[Bond]\nMode=active-backup\nMIIMonitorSec=100ms\n"
      ],
      lines: ["mii-interval: 200ms  # live; the file says otherwise"]),
    Bond(
      testDescription: "no monitoring where the file says some",
      data: [(1, [1]), (3, number(0))],
      files: [
        "bond0.netdev":
          "[NetDev]\nName=bond0\nKind=bond\n[Bond]\nMode=active-backup\nMIIMonitorSec=100ms\n"
      ],
      lines: ["mii-interval: 0s  # live; the file says otherwise"]),
    Bond(
      testDescription: "a primary member", data: [(1, [1]), (3, number(0)), (11, number(3))],
      lines: ["primary: enp5s0  # live only"]),
    Bond(
      testDescription: "a system of its own in LACP",
      data: [(1, [4]), (3, number(100)), (26, [2, 0, 0, 0, 0, 9])],
      lines: ["ad-actor-system: 02:00:00:00:00:09  # live only"]),
    Bond(
      testDescription: "no system of its own in LACP",
      data: [(1, [4]), (3, number(100)), (26, [0, 0, 0, 0, 0, 0])], lines: []),
  ]

  @Test(arguments: bonds)
  func `a bond keeps what it has`(bond made: Bond) throws {
    var bond = Self.link(9, "bond0", .bond)
    bond.data = LinkData(made.data.flatMap { LinkData.attribute($0.0, $0.1) })
    let members = [(Int32(2), "enp4s0"), (3, "enp5s0")].map { index, name in
      var member = Self.link(index, name, .nic)
      member.master = 9
      return member
    }
    let result = Importer(
      units: made.files.map { Self.unit($0, $1) }, kernel: KernelState(links: members + [bond])
    ).result()
    #expect(result.notes == [])
    let lines = result.text.split(separator: "\n").drop { $0 != "  bond0:" }.dropFirst()
      .map { $0.drop { $0 == " " } }
      .filter { !$0.hasPrefix("members:") && !$0.hasPrefix("mode:") && !$0.hasPrefix("mac:") }
    #expect(lines.map(String.init) == made.lines, "\(result.text)")
    _ = try Self.desired(result, "bond0")
  }

  @Test func `a member of a bond keeps the address that it has by itself`() throws {
    var bond = Self.link(9, "bond0", .bond)
    bond.mac = MACAddress("02:00:00:00:00:09")
    var member = Self.link(2, "dum0", .dummy)
    member.master = 9
    member.mac = bond.mac
    member.portKind = "bond"
    // IFLA_BOND_SLAVE_PERM_HWADDR.
    member.portData = LinkData(LinkData.attribute(4, [2, 0, 0, 0, 0, 2]))
    let result = Importer(units: [], kernel: KernelState(links: [member, bond])).result()
    #expect(try Self.desired(result, "dum0").mac?.description == "02:00:00:00:00:02")
    #expect(try Self.desired(result, "bond0").mac == bond.mac)
  }

  // MARK: Addresses

  private static let nic = "[Match]\nName=enp4s0\n[Network]\nAddress=10.4.0.1/24\n"

  private static func addresses(
    _ addresses: [KernelAddress], file: String, isExact: Bool = false
  ) -> Importer.Result {
    var importer = Importer(
      units: [unit("enp4s0.network", file)],
      kernel: KernelState(links: [link(2, "enp4s0", .nic)], addresses: addresses))
    importer.isExact = isExact
    return importer.result()
  }

  @Test func `an address with a word more in the file is the live one`() throws {
    let file = Self.nic + "[Address]\nAddress=10.4.0.2/24\nLabel=enp4s0:2\nPreferredLifetime=0\n"
    let result = Self.addresses(
      [
        try Self.address("10.4.0.1/24"),
        try Self.address("10.4.0.2/24", label: "enp4s0:2", flags: 0xa0),
      ],
      file: file)
    #expect(result.notes == [])
    #expect(!result.text.contains("live"))
    let link = try Self.desired(result, "enp4s0")
    #expect(link.addresses.map(\.description) == ["10.4.0.1/24", "10.4.0.2/24"])
    #expect(
      link.addressOptions.map { "\($0.key) \($0.value)" } == [
        "10.4.0.2/24 label enp4s0:2, not preferred"
      ])
  }

  @Test func `an address that no file has keeps its label and what else it has`() throws {
    let result = Self.addresses(
      [
        try Self.address("10.4.0.1/24"), try Self.address("10.4.0.2/24", label: "enp4s0:2"),
        try Self.address("10.4.0.3/24", flags: 0xa0), try Self.address("fd00::4/64", flags: 0x280),
      ], file: Self.nic)
    #expect(result.notes == [])
    let options = try Self.desired(result, "enp4s0").addressOptions
    #expect(
      options.map { "\($0.key) \($0.value)" }.sorted() == [
        "10.4.0.2/24 label enp4s0:2", "10.4.0.3/24 not preferred", "fd00::4/64 no prefix route",
      ])
  }

  @Test func `an address that is live in another way than its file says`() throws {
    let result = Self.addresses([try Self.address("10.4.0.1/24", flags: 0x280)], file: Self.nic)
    #expect(
      result.text.contains(
        "- {address: 10.4.0.1/24, prefix-route: no}  # live; the file says otherwise"),
      "\(result.text)")
  }

  @Test func `an address that somebody has taken away is gone, whatever else it had`() throws {
    let file = Self.nic + "[Address]\nAddress=10.4.0.2/24\nLabel=enp4s0:2\n"
    let result = Self.addresses([try Self.address("10.4.0.1/24")], file: file, isExact: true)
    let link = try Self.desired(result, "enp4s0")
    #expect(link.addresses.map(\.description) == ["10.4.0.1/24"])
    #expect(link.addressOptions.isEmpty)
  }

  @Test func `an address with a peer is left out and told`() throws {
    var address = try Self.address("10.4.0.9/32")
    address.peer = IPAddress("10.4.0.10")
    let result = Self.addresses([address], file: Self.nic)
    #expect(result.notes.map(\.subject) == ["nics.enp4s0"])
    #expect(result.isIncomplete)
  }

  // MARK: Routes

  @Test func `a route that no file has keeps its metrics`() throws {
    var route = KernelRoute(destination: try #require(CIDR("10.9.0.0/16")))
    route.link = 2
    route.gateway = IPAddress("10.4.0.254")
    route.metrics.mtu = 1400
    route.metrics.maximumSegment = 1360
    route.metrics.congestionWindow = 20
    route.metrics.receiveWindow = 30
    var fast = KernelRoute(destination: .everything(.ipv4))
    fast.link = 2
    fast.gateway = IPAddress("10.4.0.1")
    fast.metrics.congestionWindow = 10
    let kernel = KernelState(
      links: [Self.link(2, "enp4s0", .nic)], addresses: [try Self.address("10.4.0.7/24")],
      routes: [route, fast])
    let result = Importer(units: [], kernel: kernel).result()
    #expect(result.notes == [])
    let routes = try Self.desired(result, "enp4s0").routes
    #expect(routes.map(\.metrics) == [route.metrics, fast.metrics])
  }

  @Test func `a gateway that is live in another way than its file says`() throws {
    var route = KernelRoute(destination: .everything(.ipv4))
    route.link = 2
    route.gateway = IPAddress("10.4.0.254")
    route.isOnLink = true
    let file = Self.nic + "Gateway=10.4.0.254\n"
    let kernel = KernelState(
      links: [Self.link(2, "enp4s0", .nic)], addresses: [try Self.address("10.4.0.1/24")],
      routes: [route])
    let result = Importer(units: [Self.unit("enp4s0.network", file)], kernel: kernel).result()
    #expect(result.notes == [])
    let routes = try Self.desired(result, "enp4s0").routes
    #expect(routes.map(\.description) == ["default via 10.4.0.254 onlink"], "\(result.text)")
  }
}
