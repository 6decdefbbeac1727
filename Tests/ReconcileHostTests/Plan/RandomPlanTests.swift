import Testing

@testable import ReconcileCore

/// From one random manifest to the next: no step comes without a row, and an apply ends with nothing
/// left to do.
@Suite struct RandomPlanTests {
  @Test(arguments: 1...60)
  func `each step is told`(seed: UInt64) async throws {
    var random = Congruential(state: seed)
    let story = HostStory()
    var past = ""
    for _ in 1...5 {
      let manifest = Self.manifest(&random)
      past += "\(manifest)\n"
      let record = story.host.record
      let plan = try story.plan(manifest)
      #expect(plan.unexplained(since: record) == [], "\(past)")
      #expect(!plan.isEmpty || plan.steps.isEmpty, "\(past)")
      try await story.apply(manifest)
      let next = try story.plan(manifest)
      #expect(next.isEmpty && next.steps.isEmpty, "\(past)")
    }
  }

  private static func manifest(_ random: inout Congruential) -> String {
    let isKnown = random.isOne(of: 4)
    let nic = isKnown ? "lan" : "enp4s0"
    let match = "match: {permanent-mac: 02:00:00:00:00:01}"
    if random.isOne(of: 6) {
      return "nics: {\(nic): {\(isKnown ? "\(match), " : "")managed: false}}\n"
    }
    if random.isOne(of: 8) { return "nics: {}\n" }
    var values = isKnown ? [match] : []
    values += random.some(of: [
      "mtu: 9000", "addresses: [10.9.0.5/24], gateway: 10.9.0.1",
      "routing-policy: [{from: 10.9.0.5/32, table: 100, priority: 10}]", "dns: [10.9.0.1]",
      "description: uplink", "lldp: yes",
    ])
    let others = random.some(of: [
      "macvlans: {dmz: {parent: \(nic), mode: \(random.isOne(of: 2) ? "vepa" : "bridge")}}",
      "vlans: {storage: {parent: \(nic), id: 20, addresses: [10.20.0.1/24]}}",
      "bridges: {br0: {addresses: [10.30.0.1/24]}}",
    ])
    return (["nics: {\(nic): {\(values.joined(separator: ", "))}}"] + others)
      .joined(separator: "\n") + "\n"
  }
}

/// Numbers that are the same for each run of a seed.
private struct Congruential {
  var state: UInt64

  mutating func isOne(of count: UInt64) -> Bool {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return (state >> 33) % count == 0
  }

  mutating func some(of all: [String]) -> [String] { all.filter { _ in isOne(of: 2) } }
}
