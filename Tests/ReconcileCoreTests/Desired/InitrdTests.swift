import Support
import Testing

@testable import ReconcileCore

@Suite struct InitrdTests {
  private static let folder = Files.cases + "/initrd/all-of-a-macvlan"

  /// Keys of every interface that are not about layer 3, or not for the initrd.
  private static let others: Set = [
    "description", "mtu", "mac", "forwarding", "activation-policy", "management", "port",
    "networkd", "foreign-addresses", "keep-addresses", "fights", "allow", "lldp", "emit-lldp",
  ]

  @Test func `the NIC below a macvlan gets all that it has of layer 3`() throws {
    let manifest = try #require(Files.load("hv01.yaml", in: Self.folder).manifest)
    let written = try #require(manifest.links.first { $0.kind == .macvlan })
    // The case is complete: a new key has to be in one of the two.
    let keys = Set(InterfaceTable.keys.map(\.name)).subtracting(Self.others)
    #expect(keys.subtracting(written.keys.map(\.value)) == [])

    let desired = Desired(manifest)
    let macvlan = try #require(desired.links.first { $0.kind == .macvlan })
    let nic = try #require(desired.forInitrd().links.first)
    #expect(nic.kind == .nic)
    let ofItsOwn: Set<Attribute> = [
      .parent, .mode, .mtu, .description, .management, .forwarding, .emitLLDP,
    ]
    for (attribute, texts) in macvlan.values where !ofItsOwn.contains(attribute) {
      let moved = texts.map { $0.replacing("iif mgmt", with: "iif enp4s0") }
      #expect(nic.values[attribute] == moved, "\(attribute)")
    }
    #expect(nic.values[.lldp] == ["yes"])
  }
}
