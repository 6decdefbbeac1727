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
          b
        [Network]
        DNS=10.0.0.53
        """)
    #expect(file.sections.map(\.name) == ["Match", "Network", "Network"])
    #expect(file.values("Match", "Name") == ["enp4s0"])
    #expect(file.values("Network", "Address") == ["10.0.0.2/24"])
    #expect(file.values("Network", "Domains") == ["a b"])
    #expect(file.values("Network", "DNS") == ["10.0.0.53"])
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
