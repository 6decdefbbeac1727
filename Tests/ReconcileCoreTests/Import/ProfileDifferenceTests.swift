import Testing

@testable import ReconcileCore

@Suite struct ProfileDifferenceTests {
  private let profile = """
    nics:
      enp4s0:
        link-local: no
    macvlans:
      vmbridge:
        parent: enp4s0
        dns: [192.168.250.1]
        forwarding: true
        management: yes
      storage: {parent: enp4s0}
    """

  private func differing(_ units: [String: String], _ profile: String) throws -> Importer.Result {
    let units = units.map { name, text in
      UnitOnDisk(
        folder: UnitOnDisk.ourFolder, name: name, text: text,
        identity: FileIdentity(device: 0, inode: 0, modified: 0, size: 0))
    }
    return try Importer(units: units).result().differing(from: "profiles/kvm.yaml", in: "") {
      path in
      path == "profiles/kvm.yaml" ? .success(Array(profile.utf8)) : .failure(.missing)
    }
  }

  private let host = [
    "vmbridge.netdev": "[NetDev]\nName=vmbridge\nKind=macvlan\n[MACVLAN]\nMode=bridge\n",
    "vmbridge.network":
      "[Match]\nName=vmbridge\n[Network]\nAddress=192.168.250.33/24\nDNS=192.168.250.1\nIPForward=yes\n",
    "enp4s0.network": "[Match]\nName=enp4s0\n[Network]\nLinkLocalAddressing=no\nMACVLAN=vmbridge\n",
  ]

  @Test func `only what the profile does not say is printed`() throws {
    let result = try differing(host, profile)
    #expect(
      result.text == """
        version: 1
        include: [profiles/kvm.yaml]
        without: [macvlans.storage]
        macvlans:
          vmbridge:
            mode: bridge
            addresses: [192.168.250.33/24]

        """)
    let files = ["hv01.yaml": result.text, "profiles/kvm.yaml": profile]
    let manifest = try #require(load(files).manifest)
    let alone = load(["hv01.yaml": Importer(units: []).result().text]).manifest
    #expect(alone?.links.isEmpty == true)
    let vmbridge = try #require(Desired(manifest).links.first { $0.name.text == "vmbridge" })
    #expect(vmbridge.isManagement)
    #expect(vmbridge.dns.map(\.description) == ["192.168.250.1"])
    #expect(manifest.links.count == 2)
  }

  @Test func `a profile that cannot be read is told`() throws {
    #expect(throws: Importer.Result.Unreadable.self) { try differing(host, "nics: [") }
  }
}
