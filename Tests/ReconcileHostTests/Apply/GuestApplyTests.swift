import Testing

@testable import ReconcileCore
@testable import ReconcileHost

/// An apply on a host in memory with guests.
@Suite struct GuestApplyTests {
  private static let links = """
    version: 1
    nics: {enp4s0: }
    macvlans: {vmbridge: {parent: enp4s0}}

    """

  private static func manifest(_ guests: String..., link: String = "up") -> String {
    let lines = guests.map { "  \($0): {interfaces: {lan: {parent: vmbridge, link: \(link)}}}\n" }
    return links + "guests:\n" + lines.joined()
  }

  private static func host(_ names: String...) -> SimulatedHost {
    let host = SimulatedHost()
    host.put(
      .domains(
        names.map { Domain(uuid: $0, name: $0, state: .running, definition: [], live: []) }))
    return host
  }

  private func planner(_ manifest: String, _ host: SimulatedHost) throws -> Planner {
    let result = ManifestLoader.load(path: "hv01.yaml") { _ in .success(Array(manifest.utf8)) }
    let desired = Desired(try #require(result.manifest))
    return Planner(desired: desired, observed: try host.observe(), version: NetworkdVersion(252))
  }

  @discardableResult
  private func apply(_ manifest: String, to host: SimulatedHost) async throws -> Applier.Outcome {
    let planner = try planner(manifest, host)
    let applier = Applier(
      host: host, desired: planner.desired, version: planner.version, allowed: .guests,
      report: { _ in })
    return try await applier.apply(planner)
  }

  private func failure(_ manifest: String, on host: SimulatedHost) async throws -> Applier.Failure {
    try await #require(throws: Applier.Failure.self) { try await apply(manifest, to: host) }
  }

  @Test func `libvirt is asked once for all that was changed`() async throws {
    let host = Self.host("web1", "web2", "web3")
    try await apply(Self.manifest("web1", "web2", "web3"), to: host)
    #expect(host.looksAtGuests == 1)
    #expect(try planner(Self.manifest("web1", "web2", "web3"), host).plan().isEmpty)
    try await apply(Self.manifest("web1", "web2", "web3"), to: host)
    #expect(host.looksAtGuests == 1)
  }

  @Test func `all guests are changed together, and each of them once at a time`() async throws {
    let host = Self.host("web1", "web2")
    try await apply(Self.manifest("web1", "web2"), to: host)
    #expect(host.guestRounds == [["web1", "web2"], ["web1", "web2"]])
  }

  @Test func `what a guest refuses ends what was to be done to it`() async throws {
    let host = Self.host("web1", "web2")
    host.isFaulty = {
      if case .change(let change) = $0 {
        change.guest == "web1" && change.side == .live
      } else {
        false
      }
    }
    let failure = try await failure(Self.manifest("web1", "web2"), on: host)
    #expect(host.guestRounds == [["web1", "web2"], ["web2"]])
    #expect(failure.notDone.map(\.link) == ["web1 lan"])
  }

  @Test func `the links are remembered before any guest is touched`() async throws {
    let host = Self.host("web1")
    try await apply(Self.manifest("web1"), to: host)
    let save = try #require(host.calls.firstIndex(of: .save))
    let guest = host.calls.firstIndex { if case .change = $0 { true } else { false } }
    #expect(guest.map { save < $0 } == true)
    #expect(host.record?.generation == 1)
    #expect(host.record?.attachments.keys.sorted() == ["web1 lan"])
  }

  @Test func `one unwilling guest keeps nobody from the rest`() async throws {
    let manifest = Self.manifest("web1", "web2", "web3")
    let host = Self.host("web1", "web2", "web3")
    host.isFaulty = { if case .change(let change) = $0 { change.guest == "web2" } else { false } }
    let failure = try await failure(manifest, on: host)
    #expect(failure.reason == "injected")
    #expect(failure.failed?.link == "web2 lan")
    #expect(failure.notDone.map(\.link) == ["web2 lan"])
    #expect(!failure.isHostUnchanged)
    #expect(failure.remaining?.links.map(\.name) == ["web2 lan"])
    #expect(host.record?.links["vmbridge"] != nil)
    #expect(host.record?.attachments.keys.sorted() == ["web1 lan", "web3 lan"])

    host.isFaulty = { _ in false }
    let outcome = try await apply(manifest, to: host)
    #expect(outcome.steps == 2 && outcome.generation == 2)
  }

  @Test func `all unwilling guests are named, and the one that lost something first`()
    async throws
  {
    let host = Self.host("web1", "web2")
    try await apply(Self.manifest("web1", "web2"), to: host)
    host.isFaulty = { if case .change = $0 { true } else { false } }
    let plain = try await failure(Self.manifest("web1", "web2", link: "down"), on: host)
    #expect(plain.reason == "injected; injected")
    #expect(plain.isHostUnchanged)
    let other = Self.manifest("web1", "web2", link: "down")
      .replacing("web2: {interfaces: {lan: {", with: "web2: {interfaces: {lan: {model: e1000, ")
    let replaced = try await failure(other, on: host)
    #expect(replaced.failed?.link == "web2 lan")
    #expect(!replaced.isHostUnchanged)
  }

  @Test func `guests wait until their links are as they shall be`() async throws {
    let host = Self.host("web1")
    host.isFaulty = { if case .write = $0 { true } else { false } }
    _ = try await failure(Self.manifest("web1"), on: host)
    #expect(!host.calls.contains { if case .change = $0 { true } else { false } })
  }
}
