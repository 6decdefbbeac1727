import Foundation
import Testing

/// Somebody else puts a value back after each apply.
@Suite("Fights", .enabled(if: ThrowawayHost.isPossible))
struct FightTests {
  private static let manifest = """
    version: 1
    nics: {enp4s0: }
    macvlans: {vmbridge: {parent: enp4s0, addresses: [10.0.0.5/24]}}

    """
  private static let ledger = "/var/lib/reconcile/fights.json"

  private static func reset(_ host: ThrowawayHost) async throws {
    try await host.sh("ip link set vmbridge mtu 1400")
  }

  @Test func `a fight is told after three applies, and not fought where that is wanted`()
    async throws
  {
    let host = try await ThrowawayHost()
    try await host.apply(Self.manifest)
    #expect(!host.exists(Self.ledger), "an apply without drift has nothing to remember")
    for round in 1...3 {
      try await Self.reset(host)
      let plan = try await host.reconcile("plan")
      #expect(!plan.output.contains("Fights"), "\(plan)")
      let apply = try await host.reconcile("apply")
      #expect(apply.status == 0, "\(apply)")
      #expect(apply.output.contains("3 applies in a row found 1400") == (round == 3), "\(apply)")
      #expect(try await host.link("vmbridge").mtu == 1500)
    }

    // Every run tells it, also while nothing differs, and looking does not count.
    for command in ["plan", "audit", "plan"] {
      let run = try await host.reconcile(command)
      #expect(run.status == 0, "\(run)")
      #expect(run.output.contains("3 applies in a row found 1400"), "\(run)")
      #expect(run.output.contains("'fights: report'"), "\(run)")
      let json = try await host.reconcile(command, "--json")
      #expect(json.output.contains("\"applies\" : 3"), "\(json)")
    }

    try await Self.reset(host)
    try host.write(Self.manifest.replacing("24]}", with: "24], fights: report}"))
    try await host.settle()
    let before = try await host.state()
    for _ in 0..<2 {
      var apply: Execution?
      let events = try await host.monitor { apply = try await host.reconcile("apply") }
      #expect(apply?.status == 2, "\(apply.map(String.init(describing:)) ?? "")")
      #expect(apply?.output.contains("reported, not repaired") == true)
      #expect(events == [])
      #expect(try await host.link("vmbridge").mtu == 1400)
      #expect(try await host.state() == before)
    }
    for command in ["plan", "audit"] {
      let run = try await host.reconcile(command)
      #expect(run.status == 2, "\(run)")
      #expect(run.output.contains("1400 -> 1500"), "\(run)")
    }

    // Another difference is repaired beside it, and another value of the same attribute as well.
    try await host.sh("ip addr del 10.0.0.5/24 dev vmbridge")
    let beside = try await host.reconcile("apply")
    #expect(beside.status == 2, "\(beside)")
    #expect(try await host.link("vmbridge").globalAddresses == ["10.0.0.5/24"])
    #expect(try await host.link("vmbridge").mtu == 1400)
    try await host.sh("ip link set vmbridge mtu 1450")
    try await host.apply()
    #expect(try await host.link("vmbridge").mtu == 1500)

    // An apply that finds nothing ends it.
    let end = try await host.apply()
    #expect(!end.output.contains("Fights"), "\(end)")
    #expect(!(try host.read(Self.ledger)).contains("1400"))
    #expect(try await !host.reconcile("plan").output.contains("Fights"))
  }

  /// The edit stays in the file, and is not loaded for it.
  @Test func `a fight over a file`() async throws {
    let host = try await ThrowawayHost()
    try await host.apply(Self.manifest)
    try host.write(Self.manifest.replacing("24]}", with: "24], fights: report}"))
    let file = "/etc/systemd/network/05-reconcile-vmbridge.network"
    for round in 1...4 {
      try await host.sh("echo '# by their hand' >>\(file)")
      let apply = try await host.reconcile("apply")
      #expect(apply.status == (round == 4 ? 2 : 0), "\(apply)")
    }
    #expect(try host.read(file).hasSuffix("# by their hand\n"))
    try await host.sh("echo '# and another' >>\(file)")
    #expect(try await host.reconcile("apply").status == 0)
    #expect(try !host.read(file).contains("hand"))
  }

  @Test func `a damaged memory of fights counts as none`() async throws {
    let host = try await ThrowawayHost()
    try await host.apply(Self.manifest)
    try await Self.reset(host)
    try host.write("{\"version\": 1, \"rounds\": [", to: Self.ledger)
    try await host.apply()
    #expect(try host.read(Self.ledger).contains("\"applies\":1"))
  }
}
