import Testing

@testable import ReconcileCore

@Suite struct ReleaseTests {
  private let manifest = """
    version: 1
    nics: {enp4s0: {addresses: [10.4.0.1/24]}, enp5s0: }
    bridges: {br0: {members: [enp5s0]}}
    macvlans: {first: {parent: enp4s0}, second: {parent: enp4s0}}
    """

  private func applied() throws -> Observation {
    let desired = Desired(try #require(load(["hv01.yaml": manifest]).manifest))
    let units = ImportRoundTripTests.units(desired, version: NetworkdVersion(252))
    var links: [String: AppliedRecord.Link] = [:]
    for link in desired.links {
      links[link.name.text] = .init(kind: link.kind.rawValue, values: link.values, before: nil)
    }
    let files = Dictionary(uniqueKeysWithValues: units.map { ($0.name, $0.text) })
    return Observation(
      units: units,
      record: AppliedRecord(generation: 3, host: "hv01", applied: 1, files: files, links: links))
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
    let observed = try applied()
    let release = try Release(of: nil, from: observed)
    #expect(release.files.count == observed.units.count)
    #expect(
      release.files.contains { $0.new == "/etc/systemd/network/11-macvtap-unmanaged.network" })
    #expect(release.dropIns == [])
    #expect(release.record.links.isEmpty)
    #expect(release.record.files.isEmpty)
    // The same host, by other files.
    let units = release.files.map { file in
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
}
