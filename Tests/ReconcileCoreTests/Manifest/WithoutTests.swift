import Testing

@testable import ReconcileCore

@Suite struct WithoutTests {
  private static let profile = """
    nics:
      enp4s0: {addresses: [10.0.0.2/24], dns: [10.0.0.1], mtu: 9000}
      enp4s0.10: {mtu: 1400, dns: [10.0.0.1]}
    macvlans:
      vmbridge: {parent: enp4s0}
      storage: {parent: enp4s0.10}
    vars: {id: 33}
    """

  /// What is left of the profile, as dotted paths.
  private func left(_ without: String, own: String = "") throws -> [String] {
    let result = load([
      "hv01.yaml": "version: 1\ninclude: [kvm.yaml]\nwithout: [\(without)]\n\(own)",
      "kvm.yaml": Self.profile,
    ])
    #expect(result.problems.filter { $0.severity == .error }.map { ProblemText.render($0) } == [])
    return try #require(result.merged).leaves()
  }

  private static let all = [
    "nics.enp4s0.addresses", "nics.enp4s0.dns", "nics.enp4s0.mtu", "nics.enp4s0.10.mtu",
    "nics.enp4s0.10.dns", "macvlans.vmbridge.parent", "macvlans.storage.parent", "vars.id",
    "version",
  ]

  @Test(arguments: [
    ("macvlans.storage", ["macvlans.storage"]),
    ("nics.enp4s0.addresses", ["nics.enp4s0.addresses"]),
    ("macvlans.storage, nics.enp4s0.10", ["macvlans.storage", "nics.enp4s0.10."]),
    ("nics.enp4s0.10.mtu", ["nics.enp4s0.10.mtu"]),
    ("nics.enp4s0.mtu, nics.enp4s0.dns", ["nics.enp4s0.mtu", "nics.enp4s0.dns"]),
    ("macvlans", ["macvlans."]),
    ("vars.id", ["vars.id"]),
    ("macvlans.storage.parent, macvlans.storage", ["macvlans.storage"]),
  ])
  func `it takes away what it names and nothing else`(without: String, gone: [String]) throws {
    let kept = Self.all.filter { path in !gone.contains { path.hasPrefix($0) } }
    #expect(try left(without).sorted() == kept.sorted())
  }

  @Test func `what the file says itself is put in afterwards`() throws {
    let kept = try left(
      "macvlans.vmbridge, nics.enp4s0.dns",
      own: "macvlans: {vmbridge: {mode: vepa, parent: enp4s0}}\nnics: {enp4s0: {dns: 10.0.0.9}}\n")
    #expect(Set(kept) == Set(Self.all + ["macvlans.vmbridge.mode"]))
  }

  @Test func `an include takes from its own includes alone`() throws {
    let result = load([
      "hv01.yaml": "version: 1\ninclude: [a.yaml, b.yaml]\n",
      "a.yaml": "include: [c.yaml]\nwithout: [nics.enp4s0]\n",
      "b.yaml": "nics: {enp4s0: {mtu: 9000}}\n",
      "c.yaml": "nics: {enp4s0: {dns: 10.0.0.1}, enp5s0: {dns: 10.0.0.1}}\n",
    ])
    #expect(result.problems.map(\.message) == [])
    let kept = try #require(result.merged).leaves()
    #expect(kept == ["nics.enp5s0.dns", "nics.enp4s0.mtu", "version"])
  }
}

extension Node {
  fileprivate func leaves() -> [String] {
    guard case .mapping(let entries) = content else { return [""] }
    return entries.flatMap { entry in
      entry.value.leaves().map { $0.isEmpty ? entry.key.value : "\(entry.key.value).\($0)" }
    }
  }
}
