import ReconcileCore

/// The guests that did not take their change, and what was to be done to them.
struct UnwillingGuests {
  var guests: Set<String> = []
  var failed: [(step: Step, isWhole: Bool)] = []
  var notDone: [Step] = []
  var reasons: [String] = []

  var interfaces: Set<String> { Set((failed.map(\.step) + notDone).compactMap(\.link)) }

  mutating func add(_ step: Step, _ change: GuestChange, _ reason: String) {
    guests.insert(change.uuid)
    failed.append((step, change.isWhole))
    reasons.append(reason)
  }

  func failure(done: [Step], remaining: Plan) -> Applier.Failure {
    // The one that leaves the host changed, if any does.
    let worst = failed.first { !$0.isWhole } ?? failed.first
    return Applier.Failure(
      reason: reasons.joined(separator: "; "), done: done, failed: worst?.step,
      notDone: failed.map(\.step).filter { $0 != worst?.step } + notDone, remaining: remaining)
  }
}
