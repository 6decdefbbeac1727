package import ReconcileCore

extension Applier {
  /// What happens, as it happens.
  package enum Event: Sendable {
    case started(Step)
    case finished(Step, milliseconds: Int64)
    case waiting(links: [String])
    case waited(milliseconds: Int64, late: [String])
  }

  /// How an apply ended that did not fail.
  package struct Outcome: Sendable {
    package var steps: Int
    /// What still differs and no apply can mend.
    package var remaining: Plan
    package var generation: Int
    /// What became of the links that were made before the reload.
    package var made: Made?
  }

  /// New links, and when they could be used.
  package struct Made: Sendable, Hashable {
    package var links: Int
    /// Milliseconds from the start until they were up, with their addresses and routes.
    package var usable: Int64
    /// Milliseconds from the start until networkd was done with them.
    package var adopted: Int64
  }

  /// An apply that did not reach what the manifest says.
  package struct Failure: Error, Sendable {
    package var reason: String
    /// What stands, in order; empty where the host is unchanged.
    package var done: [Step]
    package var failed: Step?
    /// Whether nothing of it was done.
    package var isFailedWhole = true
    package var notDone: [Step]
    /// How the host differs now, if that could be seen.
    package var remaining: Plan?

    /// Whether the host is as it was before.
    package var isHostUnchanged: Bool {
      guard done.isEmpty, isFailedWhole else { return false }
      switch failed?.action {
      case .kernel(let change): return change.isWhole
      case .guest(let change): return change.isWhole
      case .network(let change): return change.isWhole
      // networkd may be at it, whatever networkctl says.
      case .reload, .restart: return false
      case .write, .removeFile, .adopt, .expected, nil: return true
      }
    }
  }
}
