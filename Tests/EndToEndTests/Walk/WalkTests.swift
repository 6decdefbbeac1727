import Foundation
import Testing

/// Which walk it is: `RECONCILE_WALK_SEED=N swift test --filter Walk` walks the same way again;
/// RECONCILE_WALK_STEPS makes the way longer: `make walk N=1000`.
enum WalkChoice {
  /// The one that is asked for; else the same way each time, for a test that fails by chance is
  /// looked into by nobody. `make walk` goes a new way each time.
  static let seed = asked ?? 961_301
  static let asked = number("RECONCILE_WALK_SEED")

  static func steps(else steps: Int) -> Int {
    number("RECONCILE_WALK_STEPS").map(Int.init) ?? steps
  }

  private static func number(_ variable: String) -> UInt64? {
    ProcessInfo.processInfo.environment[variable].flatMap(UInt64.init)
  }
}

@Suite("A random walk", .enabled(if: ThrowawayHost.isPossible))
struct WalkTests {
  @Test func `each apply does what its plan says and leaves nothing to do`() async throws {
    var walk = try await RandomWalk(seed: WalkChoice.seed)
    try await walk.run(steps: WalkChoice.steps(else: 50))
  }
}

extension Kinds {
  @Suite("A random walk over all kinds of links") struct AllKindsWalkTests {
    /// An emulated processor takes minutes for it, so it is the same way each time unless another
    /// seed is asked for.
    @Test func `each apply does what its plan says and leaves nothing to do`() async throws {
      var walk = try await RandomWalk(seed: WalkChoice.asked ?? 102)
      try await walk.run(steps: WalkChoice.steps(else: 15))
    }
  }
}
