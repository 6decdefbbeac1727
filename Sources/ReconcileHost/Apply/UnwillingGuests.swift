import ReconcileCore

/// The guests that did not take their change, and what was to be done to them.
struct UnwillingGuests {
  var guests: Set<String> = []
  var failed: [(step: Step, isWhole: Bool)] = []
  var notDone: [Step] = []
  var reasons: [String] = []

  var interfaces: Set<String> { Set((failed.map(\.step) + notDone).compactMap(\.link)) }

  mutating func add(_ step: Step, _ change: GuestChange, _ refusal: GuestRefusal) {
    guests.insert(change.uuid)
    failed.append((step, change.isWhole && !refusal.isNoAnswer))
    reasons.append(refusal.reason)
  }

  /// The changes of a round but for those of guests that have refused one.
  mutating func sort(out round: GuestRound) -> [(step: Step, change: GuestChange)] {
    let isUnwilling = { [guests] (change: GuestChange) in guests.contains(change.uuid) }
    notDone += round.changes.filter { isUnwilling($0.change) }.map(\.step)
    return round.changes.filter { !isUnwilling($0.change) }
  }

  func failure(done: [Step], remaining: Plan) -> Applier.Failure {
    // The one that leaves the host changed, if any does.
    let worst = failed.first { !$0.isWhole } ?? failed.first
    return Applier.Failure(
      reason: reasons.joined(separator: "; "), done: done, failed: worst?.step,
      isFailedWhole: worst?.isWhole ?? true,
      notDone: failed.map(\.step).filter { $0 != worst?.step } + notDone, remaining: remaining)
  }
}

/// Changes that libvirt is asked for together, one of each guest.
struct GuestRound {
  var changes: [(step: Step, change: GuestChange)] = []

  /// The first change of every guest, the second of every guest, and so on.
  static func all(of steps: ArraySlice<Step>) -> [GuestRound] {
    var rounds: [GuestRound] = []
    var counts: [String: Int] = [:]
    for step in steps {
      guard case .guest(let change) = step.action else { continue }
      let round = counts[change.uuid, default: 0]
      counts[change.uuid] = round + 1
      if round == rounds.count { rounds.append(GuestRound()) }
      rounds[round].changes.append((step, change))
    }
    return rounds
  }
}
