import Testing

@testable import ReconcileCore

/// What the end-to-end tests cannot ask of the real daemon, and what a plan asks besides.
@Suite struct UnitMatchTests {
  private func unit(
    _ name: String, _ match: String, in folder: String = "/etc/systemd/network",
    mode: UInt16 = 0o644
  ) -> UnitOnDisk {
    file(name, match.isEmpty ? "" : "[Match]\n\(match)\n", in: folder, mode: mode)
  }

  private func file(
    _ name: String, _ text: String, in folder: String = "/etc/systemd/network",
    mode: UInt16 = 0o644
  ) -> UnitOnDisk {
    UnitOnDisk(
      folder: folder, name: name, text: text,
      identity: FileIdentity(device: 1, inode: 1, modified: 1, size: 1), mode: mode)
  }

  private var nic: KernelLink {
    var link = KernelLink(index: 2, name: "enp4s0")
    link.alternativeNames = ["enx020000000001"]
    link.mac = MACAddress("02:00:00:00:00:01")
    link.permanentMAC = MACAddress("3c:ec:ef:00:00:01")
    return link
  }

  private var tap: KernelLink {
    var link = KernelLink(index: 3, name: "macvtap0")
    link.kind = "macvtap"
    link.mac = MACAddress("52:54:00:00:00:01")
    return link
  }

  @Test(arguments: [
    ("Name=enp4s0", true), ("Name=eno1 enp4s0", true), ("Name=enp*", true), ("Name=enp5*", false),
    ("Name=enx*", true), ("Name=!enp*", true), ("Name=!enp* enx*", false),
    ("Name=en[a-p]4s?", true),
    ("Type=ether", true), ("Type=bridge", false), ("Kind=macvtap", false), ("Kind=!*", true),
    ("MACAddress=02:00:00:00:00:02 02:00:00:00:00:01", true),
    ("MACAddress=02:00:00:00:00:02", false),
    ("PermanentMACAddress=3cec.ef00.0001", true), ("PermanentMACAddress=02:00:00:00:00:01", false),
    ("Name=enp4s0\nType=bridge", false), ("Name=", false), ("X-Note=anything", false),
    ("X-Note=anything\nName=enp4s0", true), ("WLANInterfaceType=station", false),
    ("WLANInterfaceType=!station\nSSID=!home", true),
  ])
  func `a match holds as it does for networkd`(match: String, holds: Bool) {
    let found = UnitMatch([unit("10-a.network", match)]).file(for: nic)
    #expect((found != nil) == holds)
  }

  @Test func `the first by name in byte order wins, wherever it stands`() {
    let units = [
      unit("20-b.network", "Name=*"), unit("10-Z.network", "Name=*", in: "/run/systemd/network"),
      unit("10-a.network", "Name=*", in: "/usr/lib/systemd/network"),
    ]
    #expect(UnitMatch(units).file(for: nic)?.name == "10-Z.network")
  }

  @Test func `a mask and an unreadable file hide the same name in weaker folders`() {
    let weak = unit("10-a.network", "Name=*", in: "/usr/lib/systemd/network")
    #expect(UnitMatch([weak, unit("10-a.network", "")]).file(for: nic) == nil)
    #expect(UnitMatch([weak, unit("10-a.network", "Name=*", mode: 0o600)]).file(for: nic) == nil)
  }

  @Test func `a file without a match section is passed over`() {
    let units = [file("10-a.network", "[Network]\nDHCP=yes\n")]
    #expect(UnitMatch(units).file(for: nic) == nil)
  }

  @Test func `the guard takes a tap before a catch-all of others`() {
    let units = [
      unit("99-all.network", "Type=ether"),
      file("06-reconcile-macvtap.network", "[Match]\nKind=macvtap\n[Link]\nUnmanaged=yes\n"),
    ]
    let match = UnitMatch(units)
    #expect(match.file(for: tap)?.name == "06-reconcile-macvtap.network")
    #expect(match.winner(for: tap)?.isUnmanaged == true)
    #expect(match.winner(for: nic)?.unit.name == "99-all.network")
  }

  // MARK: Our own files

  private func own(_ link: String, more: String = "") -> UnitOnDisk {
    let file = UnitFile(
      name: "05-reconcile-\(link).network",
      sections: [
        UnitFile.Section("Match", [("Name", link)]), UnitFile.Section("Network", [("LLDP", "no")]),
      ])
    return self.file(file.name, file.text + more)
  }

  @Test func `our own file stands in its order with others`() {
    let units = [
      own("enp4s0"), unit("04-a.network", "Name=enp5s0"), unit("10-a.network", "Name=*"),
    ]
    #expect(UnitMatch(units).winner(for: nic)?.unit.name == "05-reconcile-enp4s0.network")
    let shadowed = units + [unit("04-b.network", "MACAddress=02:00:00:00:00:01")]
    #expect(UnitMatch(shadowed).winner(for: nic)?.unit.name == "04-b.network")
  }

  @Test(arguments: [
    "[Match]\nName=enp5s0\n", "[Match]\nName=\nName=enp5s0\n", "[Route\n", "[It's]\n",
    "[Network]\nDescription=\u{fffd}[\n",
  ])
  func `our own file, edited, is read like others`(edit: String) {
    let plain = UnitMatch([self.file("10-x.network", own("enp4s0", more: edit).text)])
    let ours = UnitMatch([own("enp4s0", more: edit)])
    var other = nic
    other.name = "enp5s0"
    for link in [nic, other] {
      #expect((ours.file(for: link) == nil) == (plain.file(for: link) == nil))
    }
  }

  // MARK: Drop-ins

  @Test func `the winner says what it and its drop-ins say together`() throws {
    let units = [
      file("10-a.network", "[Match]\nName=enp4s0\n[Network]\nDHCP=yes\n"),
      file("10-a.network.d/20-b.conf", "[Network]\nDNS=10.0.0.1\n", in: "/run/systemd/network"),
      file("10-a.network.d/10-a.conf", "[Network]\nDHCP=no\n"),
      file("10-a.network.d/10-a.conf", "[Network]\nDHCP=ipv4\n", in: "/run/systemd/network"),
    ]
    let winner = try #require(UnitMatch(units).winner(for: nic))
    #expect(
      winner.dropIns.map(\.path) == [
        "/etc/systemd/network/10-a.network.d/10-a.conf",
        "/run/systemd/network/10-a.network.d/20-b.conf",
      ])
    #expect(winner.effective.values("Network", "DHCP") == ["yes", "no"])
    #expect(winner.effective.values("Network", "DNS") == ["10.0.0.1"])
    #expect(winner.origin(of: "DHCP", in: "Network")?.name == "10-a.network.d/10-a.conf")
    #expect(winner.origin(of: "Name", in: "Match")?.name == "10-a.network")
    #expect(winner.origin(of: "NTP", in: "Network") == nil)
  }

  @Test func `a drop-in moves our own file to another link`() {
    let units = [
      own("enp4s0"), unit("05-reconcile-enp4s0.network.d/x.conf", "Name=\nKind=macvtap"),
    ]
    #expect(UnitMatch(units).winner(for: nic) == nil)
    #expect(UnitMatch(units).winner(for: tap)?.dropIns.count == 1)
  }

  // MARK: Devices

  private func facts(_ driver: String?, _ properties: [String: String] = [:]) -> MatchFacts {
    var device = LinkDevice()
    device.driver = driver
    device.properties = properties
    var facts = MatchFacts()
    facts.devices[nic.index] = device
    return facts
  }

  @Test(arguments: [
    ("Driver=ixgbe i40e", true), ("Driver=ix*", true), ("Driver=!ixgbe", false),
    ("Driver=igb", false), ("Path=pci-*", true), ("Path=!pci-0000:01:*", false),
    ("Property=ID_BUS=pci", true), ("Property=ID_BUS=pci ID_X=1", false),
    ("Property=!ID_BUS=usb", true), ("Property=!ID_BUS=pci", false),
    ("Type=wlan", true), ("Type=ether", false),
  ])
  func `what udev and the driver say is heeded`(match: String, holds: Bool) {
    let facts = facts(
      "ixgbe", ["ID_PATH": "pci-0000:01:00.0", "ID_BUS": "pci", "DEVTYPE": "wlan"])
    let found = UnitMatch([unit("10-a.network", match)], facts: facts).file(for: nic)
    #expect((found != nil) == holds)
  }

  @Test func `nothing is asked that no file wants to know of a link`() {
    let version = NetworkdVersion(252)
    let debian = [
      unit("80-container-ve.network", "Name=ve-*\nDriver=veth"),
      unit("80-container-host0.network", "Virtualization=container\nName=host0"),
      unit("80-wifi-adhoc.network", "Type=wlan\nWLANInterfaceType=ad-hoc"), own("enp4s0"),
    ]
    #expect(UnitMatch(debian, version: version).demand(for: [nic, tap]).isEmpty)
    let asking = [
      unit("80-a.network", "Kind=macvtap\nDriver=macvlan"), unit("80-b.network", "Type=ether"),
      unit("80-c.network", "Name=enp*\nHost=a"),
    ]
    let demand = UnitMatch(asking, version: version).demand(for: [nic, tap])
    #expect(demand.drivers == [3] && demand.properties == [2, 3] && demand.wantsHost)
  }

  // MARK: Versions

  @Test(arguments: [
    ("Kind=macvtap", 250, false), ("Kind=macvtap", 251, true),
    // An unknown key says nothing, and a name beside it is all that is left.
    ("Name=macvtap0\nKind=veth", 250, true), ("Name=macvtap0\nKind=veth", 251, false),
    ("Firmware=uefi\nName=macvtap0", 248, true), ("Firmware=uefi\nName=macvtap0", 249, false),
    ("Credential=a\nName=macvtap0", 251, true), ("Credential=a\nName=macvtap0", 252, false),
    ("PermanentMACAddress=00:00:00:00:00:00", 247, true),
  ])
  func `a key counts from the version on that brought it`(
    match: String, version: Int, holds: Bool
  ) {
    let found = UnitMatch([unit("10-a.network", match)], version: NetworkdVersion(version))
      .file(for: tap)
    #expect((found != nil) == holds)
  }

  @Test(arguments: [
    (254, "org.example", true), (255, "org.example", false), (257, "io.systemd.Network", true),
  ])
  func `a link that udev gives to another manager is left to it`(
    version: Int, manager: String, holds: Bool
  ) {
    let match = UnitMatch(
      [unit("10-a.network", "Name=*")], facts: facts(nil, ["ID_NET_MANAGED_BY": manager]),
      version: NetworkdVersion(version))
    #expect((match.winner(for: nic) != nil) == holds)
    #expect(match.otherManager(of: nic) == (holds ? nil : manager))
  }
}

extension UnitFile.Section {
  fileprivate init(_ name: String, _ entries: [(String, String)]) {
    self.init(name)
    for (key, value) in entries { set(key, value) }
  }
}
