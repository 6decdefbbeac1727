import Testing

@testable import ReconcileCore

@Suite struct UnitFileTests {
  @Test func `a file is read as networkd reads it`() {
    let file = UnitFile(
      name: "10-lan.network",
      parsing: """
        # a comment
        stray=before any section
        [Match]
        Name = enp4s0

        ; another comment
        [Network]
        Address=10.0.0.1/24
        Address=
        Address=10.0.0.2/24
        no assignment
        Domains=a\\
        # between
          b
        [Network]
        DNS=10.0.0.53
        """)
    #expect(file.sections.map(\.name) == ["Match", "Network", "Network"])
    #expect(file.values("Match", "Name") == ["enp4s0"])
    #expect(file.values("Network", "Address") == ["10.0.0.2/24"])
    #expect(file.values("Network", "Domains") == ["a   b"])
    #expect(file.values("Network", "DNS") == ["10.0.0.53"])
    #expect(!file.isBroken)
  }

  @Test func `a file of ours is a header and its sections`() {
    var match = UnitFile.Section("Match")
    match.set("Name", "enp4s0")
    var network = UnitFile.Section("Network")
    network.set("DNS", each: ["10.0.0.53", "10.0.0.54"])
    let file = UnitFile(
      name: "05-reconcile-enp4s0.network", sections: [match, UnitFile.Section("Link"), network])
    #expect(
      file.text == Ownership.header
        + "\n[Match]\nName=enp4s0\n\n[Network]\nDNS=10.0.0.53\nDNS=10.0.0.54\n")
  }

  @Test(arguments: ["a\n[Network]\nDHCP=yes", "a\nMTUBytes=9000", "a\r\nb", "a\\", " a"])
  func `a value that would be read as something else is caught`(value: String) {
    var match = UnitFile.Section("Match")
    match.set("Name", value)
    match.set("Kind", "macvlan")
    let file = UnitFile(name: "05-reconcile-x.network", sections: [match])
    let error = #expect(throws: UnitFile.Unfaithful.self) { try file.readBack() }
    #expect(error?.description.hasPrefix("05-reconcile-x.network ") == true)
  }

  @Test func `a file that reads as it was meant passes`() throws {
    var link = UnitFile.Section("Link")
    link.set("Name", "a = b [c] #d")
    try UnitFile(name: "05-reconcile-x.link", sections: [link]).readBack()
  }

  @Test func `a file of ours names its link`() throws {
    let name = Ownership.fileName(try LinkName("br.lan-7"), "network")
    #expect(name == "05-reconcile-br.lan-7.network")
    #expect(Ownership.link(ofFile: name) == "br.lan-7")
    #expect(Ownership.link(ofFile: Ownership.guardName) == nil)
    #expect(Ownership.link(ofFile: "10-lan.network") == nil)
    #expect(Ownership.guardName > name)
  }
}
