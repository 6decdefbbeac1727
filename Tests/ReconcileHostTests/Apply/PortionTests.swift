import Support
import ReconcileCore
import Testing

@testable import ReconcileHost

/// How networkd gets more files than it can take at once.
@Suite struct PortionTests {
  private static func manifest(_ count: Int, mtu: Int = 1500) -> String {
    "version: 1\nnics: {enp4s0: }\nmacvlans:\n"
      + (0..<count).map {
        "  m\($0): {parent: enp4s0, mtu: \(mtu), addresses: [10.0.\($0 / 250).\($0 % 250)/32]}\n"
      }
      .joined()
  }

  private static func steps(_ count: Int) throws -> [Step] {
    try ApplierTests().planner(manifest(count), SimulatedHost()).plan().steps.filter {
      !$0.isExpected
    }
  }

  /// The steps with a letter each: n(etdev), w (.network), R(eload), or what else.
  private static func text(_ steps: [Step]) -> String {
    steps.map { step in
      switch step.action {
      case .write(let file) where file.name.hasSuffix(".netdev"): "n"
      case .write(let file) where file.name.hasSuffix(".network"): "w"
      case .reload: "R"
      default: "."
      }
    }.joined().drop { $0 == "." }.description
  }

  @Test func `few files are read by one reload`() throws {
    let steps = try Self.steps(3)
    #expect(Portions.divided(steps, size: 5) == steps)
  }

  @Test func `every .netdev is there before the first portion`() throws {
    let text = Self.text(Portions.divided(try Self.steps(5), size: 3))
    // The NIC, five macvlans and the guard of guests' taps; then what is no file of networkd's.
    #expect(text.filter { $0 != "." } == "nnnnnwwwRwwwRwR")
  }

  @Test func `a portion waits for its own links`() throws {
    let steps = Portions.divided(try Self.steps(5), size: 3)[...]
    let links = ["enp4s0", "m0", "m1", "m2", "m3", "m4"]
    var awaited = links.map { Planner.Awaited(link: $0, file: $0) }
    var portions: [[String]] = []
    for load in steps.indices where steps[load].isLoad {
      let now = Portions.awaited(awaited, before: steps[load...])
      portions.append(now.map(\.link))
      awaited.removeAll(where: now.contains)
    }
    #expect(portions == [["enp4s0", "m0", "m1"], ["m2", "m3", "m4"], []])
  }

  @Test func `a host of many links is applied, changed and applied again`() async throws {
    let host = SimulatedHost()
    let count = Portions.size + 20
    for mtu in [1500, 1400] {
      let before = host.calls.count
      try await ApplierTests().apply(Self.manifest(count, mtu: mtu), to: host)
      #expect(host.calls[before...].count { $0 == .reload } == 2)
      #expect(try ApplierTests().planner(Self.manifest(count, mtu: mtu), host).plan().isEmpty)
    }
  }
}
