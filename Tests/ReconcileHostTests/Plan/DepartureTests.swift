import Testing

@testable import ReconcileCore

/// Links that leave the manifest, or that it leaves to others.
@Suite struct DepartureTests {
  private static let nic = "nics: {enp4s0: {addresses: [10.9.9.5/24]}}\n"
  private static let unmanaged = "nics: {enp4s0: {managed: false}}\n"

  @Test func `a NIC that is left to others is forgotten and free of us`() async throws {
    let story = HostStory()
    try await story.apply(Self.nic)
    try await story.apply(Self.unmanaged)
    #expect(story.host.record?.links.isEmpty == true)
    #expect(story.host.addresses(of: "enp4s0").isEmpty)
    #expect(!story.host.units.contains { $0.name.contains("enp4s0") })
    let plan = try story.plan(Self.unmanaged)
    #expect(plan.isEmpty)
  }

  @Test func `it is taken over when it comes back`() async throws {
    let story = HostStory()
    try await story.apply(Self.nic)
    try await story.apply(Self.unmanaged)
    let plan = try story.plan("nics: {enp4s0: }\n") { $0.addDefaultRoute(on: "enp4s0") }
    #expect(plan.rows("enp4s0", .gateway).map(\.impact) == [.isolation])
  }

  /// The file that goes is gone by the time its values are taken away.
  @Test func `a NIC by its address is cleared behind its file`() async throws {
    let story = HostStory()
    let match = "match: {permanent-mac: 02:00:00:00:00:01}"
    try await story.apply("nics: {lan: {\(match), set-name: lan0, addresses: [10.9.9.5/24]}}\n")
    try await story.apply("nics: {}\n")
    #expect(story.host.link("lan0").index == 2)
    #expect(story.host.addresses(of: "lan0").isEmpty)
  }

  @Test func `changes before the reload know a NIC by its new name`() async throws {
    let story = HostStory()
    let match = "match: {permanent-mac: 02:00:00:00:00:01}"
    try await story.apply("nics: {lan: {\(match)}}\n")
    try await story.apply(
      "nics: {lan: {\(match), set-name: lan0, mtu: 9000}}\nmacvlans: {vmbridge: {parent: lan}}\n")
    #expect(story.host.link("lan0").mtu == 9000)
    #expect(story.host.link("vmbridge").lower == 2)
  }

  /// Without the record the files tell what was ours.
  @Test func `links known by their files alone count as removed`() async throws {
    let story = HostStory()
    let names = (1...6).map { "m\($0): {parent: enp4s0}" }.joined(separator: ", ")
    try await story.apply("nics: {enp4s0: }\nmacvlans: {\(names)}\n")
    let plan = try story.plan("nics: {enp4s0: }\n") { $0.record = nil }
    #expect(plan.removals.removed == 6 && plan.removals.isMost)
  }

  @Test(arguments: ["owner", "link"])
  func `a file of ours is root's and no link to another`(fault: String) async throws {
    let story = HostStory()
    try await story.apply(Self.nic)
    let plan = try story.plan(Self.nic) { observed in
      for place in observed.units.indices where observed.units[place].name.contains("enp4s0") {
        if fault == "owner" { observed.units[place].owner = 1000 }
        if fault == "link" { observed.units[place].isSymbolicLink = true }
      }
    }
    #expect(plan.rows("enp4s0", .file).map(\.cause) == [.drift])
    #expect(plan.steps.contains { if case .write = $0.action { true } else { false } })
  }
}
