import Testing

@testable import ReconcileCore

/// What `reconcile identify` says of a host.
@Suite struct NICInventoryTests {
  private static func observation() -> Observation {
    var observation = Observation()
    var kernel = KernelState()
    func add(
      _ name: String, _ mac: String?, kind: String? = nil, flags: UInt32 = 0x1_0001,
      other: [String] = [], _ facts: (inout NICFacts) -> Void = { _ in }
    ) {
      var link = KernelLink(index: Int32(kernel.links.count + 1), name: name)
      link.permanentMAC = mac.flatMap { MACAddress($0) }
      link.kind = kind
      link.flags = flags
      link.alternativeNames = other
      kernel.links.append(link)
      var known = NICFacts()
      facts(&known)
      observation.nics[link.index] = known
    }
    add("lo", nil, flags: 0x9)
    add("enp3s0", "3c:ec:ef:00:00:01", other: ["eno1", "lan"]) {
      ($0.driver, $0.path, $0.port, $0.speed) = ("igb", "pci-0000:03:00.0", "0", 1000)
    }
    // Two ports of one function have one path; this one has no address of its own either.
    add("enp4s0", "3c:ec:ef:00:00:02") {
      ($0.driver, $0.path, $0.port, $0.speed) = ("mlx4_en", "pci-0000:04:00.0", "0", 40000)
    }
    add("enp4s0d1", "3c:ec:ef:00:00:02", flags: 0x1) {
      ($0.driver, $0.path, $0.port) = ("mlx4_en", "pci-0000:04:00.0", "1")
    }
    add("enp5s0", nil) {
      ($0.driver, $0.path, $0.speed) = ("evil\u{1b}[31m", "pci-0000:05:00.0", 2500)
    }
    add("vmbridge", nil, kind: "macvlan")
    add("veth0", nil, kind: "veth") { $0.driver = "veth" }
    add("veth1", nil, kind: "veth") { $0.driver = "veth" }
    observation.kernel = kernel
    return observation
  }

  private static func desired(_ text: String) throws -> Desired {
    Desired(try #require(load(["hv01.yaml": text]).manifest))
  }

  @Test func `the text is a table, what is missing, and entries for a manifest`() throws {
    let desired = try Self.desired(
      """
      version: 1
      nics:
        uplink: {match: {driver: igb}}
        veth0:
        enp9s0:
      """)
    let text = NICText(NICInventory(Self.observation(), desired)).whole
    #expect(
      text == """
        NIC       PERMANENT MAC      DRIVER     PATH              PORT  SPEED  CARRIER  MANIFEST     ALSO CALLED
        enp3s0    3c:ec:ef:00:00:01  igb        pci-0000:03:00.0  0     1G     yes      nics.uplink  eno1 lan
        enp4s0    3c:ec:ef:00:00:02  mlx4_en    pci-0000:04:00.0  0     40G    yes      -            -
        enp4s0d1  3c:ec:ef:00:00:02  mlx4_en    pci-0000:04:00.0  1     -      no       -            -
        enp5s0    -                  evil?[31m  pci-0000:05:00.0  -     2500M  yes      -            -
        veth0     -                  veth       -                 -     -      yes      nics.veth0   -

        The manifest names, and this host lacks
          nics.enp9s0: this host has no such link

        To know them by what is theirs, whatever the kernel calls them:

        nics:
          uplink:
            match: {permanent-mac: 3c:ec:ef:00:00:01}
          enp4s0:
            match: {name: enp4s0}
          enp4s0d1:
            match: {name: enp4s0d1}
          enp5s0:
            match: {path: "pci-0000:05:00.0"}
          veth0:
            match: {name: veth0}

        """)
  }

  @Test func `the entries can be pasted, and each names its NIC and no other`() throws {
    let observation = Self.observation()
    let text = NICText(NICInventory(observation, nil)).whole
    let entries = text.split(separator: "\n").drop { $0 != "nics:" }
    let pasted = try Self.desired("version: 1\n" + entries.joined(separator: "\n"))
    let named = NICInventory(observation, pasted)
    #expect(named.missing == [])
    #expect(named.nics.map(\.id) == named.nics.map(\.name))
  }

  @Test func `a host without hardware has what others made`() {
    var observation = Self.observation()
    observation.kernel?.links.removeAll { $0.kind == nil && !$0.isLoopback }
    let names = NICInventory(observation, nil).nics.map(\.name)
    #expect(names == ["veth0", "veth1"])
  }

  @Test func `a host without any NIC says so`() {
    #expect(NICText(NICInventory(Observation(), nil)).whole == "This host has no NIC.\n")
  }

  /// The parents of real devices with the ID_PATH that udev 252 gave them, and what it leaves out.
  @Test(arguments: [
    ([("0000:03:00.0", "pci"), ("0000:00:1c.0", "pci")], "pci-0000:03:00.0"),
    ([("virtio2", "virtio"), ("0000:00:03.0", "pci")], "pci-0000:00:03.0"),
    (
      [
        ("1-1.2:1.0", "usb"), ("1-1.2", "usb"), ("1-1", "usb"), ("usb1", "usb"),
        ("0000:00:14.0", "pci"),
      ],
      "pci-0000:00:14.0-usb-0:1.2:1.0"
    ),
    ([("3f980000.usb", "platform"), ("soc", "platform")], "platform-3f980000.usb"),
    ([("vif-0", "xen")], "xen-vif-0"),
    ([("1-1:1.0", "usb")], nil),
    ([], nil),
  ])
  func `a path is what udev makes of the devices above`(
    parents: [(String, String)], path: String?
  ) {
    #expect(DevicePath.text(parents.map { .init(name: $0.0, subsystem: $0.1) }) == path)
  }
}
