import Testing

@testable import ReconcileCore

@Suite struct ReleaseTests {
  private let manifest = """
    version: 1
    nics: {enp4s0: {addresses: [10.4.0.1/24]}, enp5s0: }
    bridges: {br0: {members: [enp5s0]}}
    macvlans: {first: {parent: enp4s0}, second: {parent: enp4s0}}
    guests: {mail: {manager: nspawn, interfaces: {lan: {parent: first}}}}
    """

  private func applied() throws -> Observation {
    let desired = Desired(try #require(load(["hv01.yaml": manifest]).manifest))
    let all = ImportRoundTripTests.units(desired, version: NetworkdVersion(252))
    var links: [String: AppliedRecord.Link] = [:]
    for link in desired.links {
      links[link.name.text] = .init(kind: link.kind.rawValue, values: link.values, before: nil)
    }
    let files = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0.text) })
    let units = all.filter { $0.folder == UnitOnDisk.ourFolder }
    var observed = Observation(
      units: units,
      record: AppliedRecord(generation: 3, host: "hv01", applied: 1, files: files, links: links))
    observed.otherFiles = all.filter { $0.folder != UnitOnDisk.ourFolder }
    return observed
  }

  @Test func `the files of a link become plain ones and its parent keeps the line`() throws {
    let release = try Release(of: "second", from: applied())
    #expect(
      release.files.map(\.new) == [
        "/etc/systemd/network/10-second.netdev", "/etc/systemd/network/10-second.network",
      ])
    #expect(release.files.allSatisfy { !$0.text.contains("#") && $0.text.hasPrefix("[") })
    #expect(
      release.dropIns == [
        .init(
          path: "/etc/systemd/network/05-reconcile-enp4s0.network.d/second.conf",
          text: "[Network]\nMACVLAN=second\n")
      ])
    #expect(release.record.links.keys.sorted() == ["br0", "enp4s0", "enp5s0", "first"])
    #expect(release.record.files["05-reconcile-second.netdev"] == nil)
    #expect(release.record.generation == 4)
  }

  @Test func `members stay members of a bridge that is let go`() throws {
    let release = try Release(of: "br0", from: applied())
    #expect(
      release.dropIns.map(\.path) == [
        "/etc/systemd/network/05-reconcile-enp5s0.network.d/br0.conf"
      ])
    #expect(release.dropIns.map(\.text) == ["[Network]\nBridge=br0\n"])
  }

  @Test func `nothing is left of ours when all is let go`() throws {
    var observed = try applied()
    observed.record?.attachments = ["web1 lan": [.model: ["virtio"]]]
    observed.record?.networks = ["vmnet": [.managed: ["yes"]]]
    let release = try Release(of: nil, from: observed)
    #expect(release.record.attachments.isEmpty && release.forgetsGuests)
    #expect(release.record.networks.isEmpty && release.networks == ["vmnet"])
    #expect(release.files.count == observed.units.count + observed.otherFiles.count)
    #expect(release.files.contains { $0.new == "/etc/udev/rules.d/70-taps.rules" })
    #expect(
      release.files.contains { $0.new == "/etc/systemd/network/11-macvtap-unmanaged.network" })
    let settings = try #require(release.files.first { $0.new.hasSuffix("/mail.nspawn") })
    #expect(settings.old == settings.new && settings.text == "[Network]\nMACVLAN=first\n")
    #expect(release.dropIns == [])
    #expect(release.record.links.isEmpty)
    #expect(release.record.files.isEmpty)
    // The same host, by other files.
    let units = release.files.filter { $0.new.hasPrefix(UnitOnDisk.ourFolder) }.map { file in
      UnitOnDisk(
        folder: UnitOnDisk.ourFolder, name: String(file.new.split(separator: "/").last ?? ""),
        text: file.text, identity: FileIdentity(device: 1, inode: 1, modified: 1, size: 1))
    }
    let before = Importer(units: observed.units).result()
    #expect(Importer(units: units).result().text == before.text)
  }

  @Test func `a name that is taken and a link that is not ours are refused`() throws {
    var observed = try applied()
    observed.units.append(
      UnitOnDisk(
        folder: UnitOnDisk.ourFolder, name: "10-first.network", text: "[Match]\nName=x\n",
        identity: FileIdentity(device: 1, inode: 1, modified: 1, size: 1)))
    #expect(throws: Release.Obstacle.self) { try Release(of: "first", from: observed) }
    #expect(throws: Release.Obstacle.self) { try Release(of: "third", from: observed) }
    #expect(throws: Release.Obstacle.self) { try Release(of: nil, from: Observation()) }
  }

  @Test func `what stands where something would be written is not overwritten`() throws {
    var observed = try applied()
    let rules = UnitOnDisk(
      folder: "/etc/udev/rules.d", name: "70-taps.rules", text: "# mine\n",
      identity: FileIdentity(device: 1, inode: 1, modified: 1, size: 1))
    observed.otherFiles.append(rules)
    #expect(throws: Release.Obstacle.taken(rules.path)) { try Release(of: nil, from: observed) }
    _ = try Release(of: "second", from: observed)
    var dropIn = file("05-reconcile-enp4s0.network.d/second.conf", "[Network]\nDHCP=yes\n")
    dropIn.text += "# mine\n"
    observed.units.append(dropIn)
    #expect(throws: Release.Obstacle.taken(dropIn.path)) {
      try Release(of: "second", from: observed)
    }
  }

  @Test func `a drop-in of a weaker folder is not hidden`() throws {
    let dropIn = file(
      "05-reconcile-enp4s0.network.d/second.conf", "[Network]\nDHCP=yes\n",
      in: "/run/systemd/network")
    #expect(try obstacle("second", with: dropIn) == .taken(dropIn.path))
  }

  @Test func `settings of containers alone are let go of, too`() throws {
    var observed = try applied()
    observed.record?.links = [:]
    #expect(try !Release(of: nil, from: observed).files.isEmpty)
    observed.record?.files = [:]
    #expect(throws: Release.Obstacle.unknown([])) { try Release(of: nil, from: observed) }
  }

  @Test func `a macvtap that is let go of alone loses its owner`() throws {
    var observed = try applied()
    observed.record?.links["tap0"] = .init(
      kind: "macvtap", values: [.owner: ["libvirt-qemu"]], before: nil)
    let rule =
      #"SUBSYSTEM=="macvtap", SUBSYSTEMS=="net", KERNELS=="tap0", OWNER="libvirt-qemu", "#
      + #"GROUP="root", MODE="0660""#
    #expect(
      try Release(of: "tap0", from: observed).ownerless == [.init(link: "tap0", rule: rule)])
    #expect(try Release(of: "first", from: observed).ownerless == [])
  }

  @Test(arguments: [
    ("07-nic.link", "OriginalName=*", true), ("07-nic.link", "Type=ether", true),
    ("07-nic.link", "PermanentMACAddress=02:00:00:00:00:09", false),
    ("07-nic.link", "PermanentMACAddress=02:00:00:00:00:05", true),
    ("11-nic.link", "OriginalName=*", false), ("04-nic.link", "OriginalName=*", false),
  ])
  func `a .link of others that would name the NIC is refused`(
    name: String, match: String, isRefused: Bool
  ) throws {
    var observed = try applied()
    observed.record?.links["lan0"] = .init(kind: "nic", values: [.mtu: ["1500"]], before: nil)
    observed.units += [
      file("05-reconcile-lan0.link", "[Match]\nPermanentMACAddress=02:00:00:00:00:05\n"),
      file(name, "[Match]\n\(match)\n[Link]\nName=other0\n"),
    ]
    let obstacle: Release.Obstacle?
    do throws(Release.Obstacle) {
      _ = try Release(of: "lan0", from: observed)
      obstacle = nil
    } catch { obstacle = error }
    #expect(
      obstacle == (isRefused ? .captured(link: "lan0", by: "/etc/systemd/network/\(name)") : nil))
  }

  /// What keeps the NIC `lan0` from being let go of beside a .link of others.
  private func obstacle(
    _ own: String = "PermanentMACAddress=02:00:00:00:00:05", beside others: [UnitOnDisk],
    isPresent: Bool = true
  ) throws -> Release.Obstacle? {
    var observed = try applied()
    observed.record?.links["lan0"] = .init(kind: "nic", values: [.mtu: ["1500"]], before: nil)
    observed.units += [
      file("05-reconcile-lan0.link", "[Match]\n\(own)\n[Link]\nName=lan0\n"),
      file("05-reconcile-lan0.network", "[Match]\nName=lan0\n"),
    ]
    observed.units += others
    if isPresent {
      var nic = KernelLink(index: 2, name: "lan0")
      nic.mac = MACAddress("02:00:00:00:00:06")
      nic.permanentMAC = MACAddress("02:00:00:00:00:05")
      observed.kernel = KernelState(links: [nic])
      observed.nics[2] = NICFacts()
      observed.nics[2]?.driver = "ixgbe"
      observed.nics[2]?.path = "pci-0000:03:00.0"
    }
    do throws(Release.Obstacle) {
      _ = try Release(of: "lan0", from: observed)
      return nil
    } catch { return error }
  }

  @Test(arguments: [
    ("MACAddress=02:00:00:00:00:09", false), ("MACAddress=02:00:00:00:00:05", true),
    ("Driver=e1000e", false), ("Driver=!e1000e", true), ("Driver=ixgbe*", true),
    ("Path=pci-0000:04:*", false), ("Path=pci-0000:03:*", true),
    ("Kind=macvtap", false), ("Kind=!macvtap", true),
    ("Driver=ixgbe\nPath=pci-0000:04:*", false),
    ("OriginalName=eth1", true), ("X-Note=none", false), ("Name=lan0", false), ("", false),
  ])
  func `a .link for other NICs is in nobody's way`(match: String, isRefused: Bool) throws {
    let other = file("10-eth1.link", "[Match]\n\(match)\n[Link]\nName=other0\n")
    let obstacle = try obstacle(beside: [other])
    #expect(obstacle == (isRefused ? .captured(link: "lan0", by: other.path) : nil))
  }

  @Test func `what the .link itself says tells NICs apart that are not there`() throws {
    let other = file("05-reconcile-wan0.link", "[Match]\nPath=pci-0000:04:00.0\n")
    #expect(try obstacle("Path=pci-0000:03:00.0", beside: [other], isPresent: false) == nil)
    // A pattern tells nothing.
    #expect(
      try obstacle("Path=pci-*", beside: [other], isPresent: false)
        == .captured(link: "lan0", by: other.path))
  }

  @Test func `a .link that is masked, or laid over, counts as udev reads it`() throws {
    let all = file("07-all.link", "[Match]\nOriginalName=*\n", in: "/usr/lib/systemd/network")
    #expect(try obstacle(beside: [all]) == .captured(link: "lan0", by: all.path))
    #expect(try obstacle(beside: [file("07-all.link", ""), all]) == nil)
    let dropIn = file("07-all.link.d/x.conf", "[Match]\nDriver=e1000e\n")
    #expect(try obstacle(beside: [all, dropIn]) == nil)
    // udev reads as root what networkd cannot.
    var hidden = all
    hidden.access = .unreadable
    #expect(try obstacle(beside: [hidden]) == .captured(link: "lan0", by: all.path))
  }

  // MARK: What networkd would do

  private func file(
    _ name: String, _ text: String, in folder: String = UnitOnDisk.ourFolder
  ) -> UnitOnDisk {
    UnitOnDisk(
      folder: folder, name: name, text: text,
      identity: FileIdentity(device: 1, inode: 1, modified: 1, size: 1))
  }

  /// What keeps `link` from being let go of on a host with one more file.
  private func obstacle(_ link: String?, with unit: UnitOnDisk) throws -> Release.Obstacle? {
    var observed = try applied()
    observed.units.append(unit)
    var nic = KernelLink(index: 2, name: "enp4s0")
    nic.mac = MACAddress("02:00:00:00:00:01")
    observed.kernel = KernelState(links: [nic])
    do throws(Release.Obstacle) {
      _ = try Release(of: link, from: observed)
      return nil
    } catch { return error }
  }

  @Test func `a file of others that would come first is refused`() throws {
    let all = file("07-all.network", "[Match]\nName=*\n[Network]\nDHCP=yes\n")
    #expect(try obstacle("enp4s0", with: all) == .captured(link: "enp4s0", by: all.path))
    // Links that are not there yet count too.
    #expect(try obstacle("second", with: all) == .captured(link: "second", by: all.path))
    let behind = file("12-all.network", "[Match]\nName=*\n")
    #expect(try obstacle("enp4s0", with: behind) == nil)
    // What is before ours already has the link anyway.
    let before = file("01-all.network", "[Match]\nName=*\n")
    #expect(try obstacle("enp4s0", with: before) == nil)
  }

  @Test func `guests' taps keep their guard`() throws {
    let taps = file("10-taps.network", "[Match]\nKind=macvtap\n[Network]\nDHCP=yes\n")
    #expect(try obstacle("enp4s0", with: taps) == nil)
    #expect(try obstacle(nil, with: taps) == .captured(link: "macvtap0", by: taps.path))
  }

  @Test func `a netdev of others that would come first is refused`() throws {
    let rival = file("07-x.netdev", "[NetDev]\nName=second\nKind=dummy\n")
    #expect(try obstacle("second", with: rival) == .captured(link: "second", by: rival.path))
    #expect(try obstacle("first", with: rival) == nil)
  }

  @Test func `a name that others have in another folder, or lay over, is taken`() throws {
    let runtime = "/run/systemd/network"
    for unit in [
      file("10-first.network", "[Match]\nName=x\n", in: runtime),
      file("10-first.network.d/x.conf", "[Network]\nDHCP=yes\n"),
    ] {
      #expect(try obstacle("first", with: unit) == .taken(unit.path))
    }
    // A file that no file of ours would become is nobody's matter.
    #expect(try obstacle("first", with: file("10-first.link", "[Match]\n")) == nil)
    let dropIn = file("05-reconcile-first.network.d/x.conf", "[Network]\n", in: runtime)
    #expect(try obstacle("first", with: dropIn) == .beside(dropIn.path))
  }

  @Test func `a second run goes on from where the first has ended`() throws {
    var observed = try applied()
    let first = try Release(of: "first", from: observed)
    let done = try #require(first.files.first)
    observed.units.append(file(String(done.new.split(separator: "/").last ?? ""), done.text))
    #expect(try Release(of: "first", from: observed).files == first.files)
    observed.units.removeAll { $0.path == done.old }
    #expect(try Release(of: "first", from: observed).files == Array(first.files.dropFirst()))
  }

  @Test(arguments: [(252, true), (257, false)])
  func `what networkd drops of others is told`(version: Int, drops: Bool) throws {
    var observed = try applied()
    var rule = KernelRule(RuleSpecification(family: .ipv4))
    rule.rule.priority = 100
    rule.rule.table = 7
    var kept = rule
    kept.origin = KernelRoute.Origin.kernel
    var route = KernelRoute(destination: try #require(CIDR("10.9.0.0/16")))
    (route.link, route.origin) = (2, KernelRoute.Origin.boot)
    var own = route
    own.origin = KernelRoute.Origin.static
    var elsewhere = route
    elsewhere.link = 3
    observed.kernel = KernelState(
      links: [KernelLink(index: 2, name: "enp4s0"), KernelLink(index: 3, name: "enp5s0")],
      routes: [route, own, elsewhere], rules: [rule, kept])
    var states: [Int32: NetworkdLink] = [:]
    for (index, name) in [(Int32(2), "enp4s0"), (3, "enp5s0")] {
      states[index] = NetworkdLink()
      states[index]?.networkFile = "/etc/systemd/network/05-reconcile-\(name).network"
    }
    observed.networkd = NetworkdState(
      pid: 1, started: 0, version: NetworkdVersion(version), links: states)
    // Its parent's file loses a line and gets a drop-in, so the parent is configured anew.
    let losses = try Release(of: "second", from: observed).losses
    #expect(losses.count == (drops ? 2 : 0), "\(losses)")
    #expect(losses.last.map { $0.contains("10.9.0.0/16") && $0.hasSuffix("dev enp4s0") } ?? !drops)
    observed.networkd?.managesForeignRules = false
    observed.networkd?.managesForeignRoutes = false
    #expect(try Release(of: "second", from: observed).losses == [])
  }

  @Test func `a file that somebody has saved with carriage returns keeps its text`() {
    let text = "\(Ownership.header)\n[Match]\nName=a\n".replacing("\n", with: "\r\n")
    #expect(Ownership.withoutHeader(text) == "[Match]\r\nName=a\r\n")
    #expect(Ownership.withoutHeader("[Match]\r\n") == "[Match]\r\n")
  }
}
