import Testing

@testable import ReconcileCore

/// Whether a plan has to know whose macvtaps are there, for which it asks libvirt.
@Suite struct MayHaveGuestsTests {
  private static let manifest = """
    version: 1
    nics: {enp4s0: }
    macvlans: {vmbridge: {parent: enp4s0}}
    macvtaps: {mine: {parent: enp4s0}}
    """

  private func mayHaveGuests(
    _ happenings: String, manifest: String = manifest, record: AppliedRecord? = nil
  ) throws -> Bool {
    var observation = try SimulatedHost().observe()
    observation.record = record
    for happening in Happening.parse(happenings) { try happening.happen(to: &observation) }
    let desired = Desired(
      try #require(
        ManifestLoader.load(path: "hv01.yaml") { _ in .success(Array(manifest.utf8)) }.manifest))
    return observation.mayHaveGuests(on: desired)
  }

  @Test func `a macvtap on a link of the manifest may be a guest's`() throws {
    #expect(try !mayHaveGuests(""))
    #expect(try mayHaveGuests("tap macvtap0 enp4s0"))
    #expect(try !mayHaveGuests("nic other 02:00:00:00:00:05\ntap macvtap0 other"))
  }

  @Test func `one of the manifest is not, nor one that was`() throws {
    #expect(try !mayHaveGuests("tap mine enp4s0"))
    #expect(try mayHaveGuests("tap mine enp4s0\ntap macvtap0 enp4s0"))
    let record = AppliedRecord(
      generation: 1, host: "hv01", applied: 1, files: [:],
      links: ["mine": .init(kind: "macvtap", values: [:], before: nil)])
    let manifest = "version: 1\nnics: {enp4s0: }\n"
    #expect(try !mayHaveGuests("tap mine enp4s0", manifest: manifest, record: record))
    #expect(try mayHaveGuests("tap mine enp4s0", manifest: manifest))
  }

  @Test func `a virtual function without a link may be a guest's, and one with a macvtap`() throws {
    let slots = "vfs enp4s0 2\nvf-slots enp4s0"
    #expect(try !mayHaveGuests(slots))
    #expect(try mayHaveGuests(slots + " 1"))
    let tap = "nic enp4s0v1 02:00:00:00:00:05\ntap macvtap0 enp4s0v1\n"
    #expect(try mayHaveGuests(tap + slots))
    #expect(try !mayHaveGuests("nic other 02:00:00:00:00:06\nvfs other 2\nvf-slots other 1"))
  }
}
