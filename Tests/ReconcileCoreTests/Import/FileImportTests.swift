import Testing

@testable import ReconcileCore

/// How single keys and files come to a manifest.
@Suite struct FileImportTests {
  private static func result(
    _ files: [String: String], kernel: KernelState? = nil
  ) -> Importer.Result {
    let units = files.map { name, text in
      UnitOnDisk(
        folder: UnitOnDisk.ourFolder, name: name, text: text,
        identity: FileIdentity(device: 1, inode: 1, modified: 1, size: 1))
    }
    return Importer(units: units, kernel: kernel).result()
  }

  /// The files that the result is rendered to, by name.
  private static func rendered(_ result: Importer.Result) throws -> [String: String] {
    let manifest = try #require(load(["hv01.yaml": result.text]).manifest, "\(result.text)")
    let files = Renderer(version: NetworkdVersion(257)).files(Desired(manifest))
    return Dictionary(uniqueKeysWithValues: files.map { ($0.name, $0.text) })
  }

  // MARK: Sections that repeat

  @Test func `each section of a kind that repeats stays one of its own`() throws {
    let classes =
      "[HierarchyTokenBucketClass]\nClassId=1:10\nRate=10M\n"
      + "\n[HierarchyTokenBucketClass]\nClassId=1:20\nRate=20M\n"
    let result = Self.result([
      "enp4s0.network":
        "[Match]\nName=enp4s0\n[HierarchyTokenBucket]\nHandle=1\n\(classes)"
    ])
    #expect(result.notes == [])
    let text = try #require(try Self.rendered(result)["05-reconcile-enp4s0.network"])
    #expect(text.contains(classes), "\(result.text)")
  }

  // MARK: .link files

  private static let network = "[Match]\nName=enp4s0\n[Network]\nAddress=10.4.0.1/24\n"
  private static let hardware =
    "[Match]\nPermanentMACAddress=02:00:00:00:00:06\n[Link]\nWakeOnLan=magic\nRxChannels=4\n"

  private static var host: KernelState {
    var link = KernelLink(index: 2, name: "enp4s0")
    link.mac = MACAddress("02:00:00:00:00:06")
    link.permanentMAC = link.mac
    return KernelState(links: [link])
  }

  @Test func `a .link that gives no name tells the hardware of its NIC`() throws {
    let result = Self.result(
      ["enp4s0.network": Self.network, "50-wol.link": Self.hardware], kernel: Self.host)
    #expect(result.notes == [])
    #expect(
      result.text == """
        version: 1
        nics:
          enp4s0:
            match: {permanent-mac: "02:00:00:00:00:06"}
            hardware: {wake-on-lan: magic}
            addresses: [10.4.0.1/24]
            networkd:
              link:
                Link: {RxChannels: 4}

        """)
  }

  @Test func `a .link is for the NIC whose .network has the same match`() throws {
    let network = "[Match]\nPermanentMACAddress=02:00:00:00:00:06\n[Network]\nAddress=10.4.0.1/24\n"
    let result = Self.result(["10-lan.network": network, "50-wol.link": Self.hardware])
    #expect(result.notes == [])
    #expect(result.text.contains("hardware: {wake-on-lan: magic}"), "\(result.text)")
  }

  @Test func `a .link of no NIC that is known is left out`() throws {
    let other = Self.hardware.replacing("00:06", with: "00:07")
    let result = Self.result(
      ["enp4s0.network": Self.network, "50-wol.link": other], kernel: Self.host)
    #expect(
      result.notes.map(\.description) == [
        "/etc/systemd/network/50-wol.link: its [Match] hits no NIC that is known here,"
          + " so it stays as it is"
      ])
  }

  @Test func `a .link alone brings no NIC into the manifest`() throws {
    let result = Self.result(["50-wol.link": Self.hardware], kernel: Self.host)
    #expect(
      result.notes.map(\.description) == [
        "/etc/systemd/network/50-wol.link: nothing else is said of 'enp4s0', so it stays as it is"
      ])
    #expect(result.text.hasPrefix("version: 1\n\n#"), "\(result.text)")
  }

  @Test func `of two .link files for a NIC udev reads the first`() throws {
    let result = Self.result(
      [
        "enp4s0.network": Self.network, "50-wol.link": Self.hardware,
        "60-wol.link": Self.hardware.replacing("magic", with: "phy"),
      ], kernel: Self.host)
    #expect(result.text.contains("wake-on-lan: magic"))
    #expect(
      result.notes.map(\.description) == [
        "/etc/systemd/network/60-wol.link: udev never uses it: 50-wol.link matches first"
      ])
  }

  // MARK: Ports

  struct Port: CustomTestStringConvertible {
    var testDescription: String
    var sections: String
    var vlans: [String]?
  }

  static let ports = [
    Port(
      testDescription: "a pvid that leaves with its tag",
      sections: "[BridgeVLAN]\nVLAN=10\nPVID=10\n", vlans: ["10 pvid"]),
    Port(
      testDescription: "a pvid that leaves without",
      sections: "[BridgeVLAN]\nVLAN=10\nPVID=10\nEgressUntagged=10\n", vlans: ["10 pvid untagged"]),
    Port(
      testDescription: "another one that leaves without",
      sections: "[BridgeVLAN]\nVLAN=10-11\nPVID=10\nEgressUntagged=11\n",
      vlans: ["10 pvid", "11 untagged"]),
    Port(
      testDescription: "no pvid", sections: "[BridgeVLAN]\nVLAN=10\n", vlans: ["10"]),
    Port(testDescription: "nothing", sections: "", vlans: nil),
  ]

  @Test(arguments: ports)
  func `a port carries the VLANs of its file`(port: Port) throws {
    let result = Self.result([
      "br0.netdev": "[NetDev]\nName=br0\nKind=bridge\n[Bridge]\nVLANFiltering=yes\n",
      "br0.network": "[Match]\nName=br0\n",
      "enp4s0.network": "[Match]\nName=enp4s0\n[Network]\nBridge=br0\n\(port.sections)",
    ])
    #expect(result.notes == [])
    let manifest = try #require(load(["hv01.yaml": result.text]).manifest)
    let link = try #require(Desired(manifest).links.first { $0.name.text == "enp4s0" })
    #expect(link.port?.vlans?.map(\.description) == port.vlans, "\(result.text)")
  }

  // MARK: Damage

  @Test(arguments: ["enp4s0.network", "enp4s0.network.d/more.conf"])
  func `a damaged file counts for nothing, and that is told`(name: String) throws {
    var files = ["enp4s0.network": Self.network]
    files[name, default: ""] += "[Route\nGateway=10.4.0.254\n"
    let result = Self.result(files)
    #expect(
      result.notes.map(\.description) == [
        "/etc/systemd/network/enp4s0.network: it or a drop-in of it is damaged,"
          + " so nothing of it counts"
      ])
    #expect(!result.text.contains("10.4.0.1"), "\(result.text)")
  }

  @Test func `drop-ins of each kind of file count, the strongest of a name alone`() throws {
    let units = [
      ("/etc/systemd/network", "mv.netdev", "[NetDev]\nName=mv\nKind=macvlan\n"),
      ("/etc/systemd/network", "mv.netdev.d/a.conf", "[MACVLAN]\nMode=private\n"),
      ("/run/systemd/network", "mv.netdev.d/a.conf", "[MACVLAN]\nMode=vepa\n"),
      ("/run/systemd/network", "mv.netdev.d/b.conf", "[NetDev]\nMACAddress=02:00:00:00:00:08\n"),
      ("/etc/systemd/network", "mv.network", "[Match]\nName=mv\n"),
      ("/etc/systemd/network", "enp4s0.network", "[Match]\nName=enp4s0\n[Network]\nMACVLAN=mv\n"),
    ].map { folder, name, text in
      UnitOnDisk(
        folder: folder, name: name, text: text,
        identity: FileIdentity(device: 1, inode: 1, modified: 1, size: 1))
    }
    let text = Importer(units: units).result().text
    #expect(text.contains("mode: private"))
    #expect(text.contains("mac: 02:00:00:00:00:08"))
  }
}
