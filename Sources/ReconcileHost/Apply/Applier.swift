package import ReconcileCore
import SystemPackage

/// Carries out a plan and proves that it came true.
///
/// The order is: what networkd shall find, the files, the reload, then what networkd does not do, and
/// last the guests. After the reload the plan is made anew, for by then networkd has done its part of
/// the first.
package final class Applier {
  private let host: any HostEffects
  private let desired: Desired
  private let version: NetworkdVersion
  private let allowed: Impact
  private let mayRestart: Bool
  private let adopts: Bool
  private let report: (Event) -> Void
  private var done: [Step] = []
  private let begun: Int64
  private var made: Made?
  /// When the last step of rtnetlink was done.
  private var usable: Int64?
  /// What is remembered of this host.
  private var record: AppliedRecord?
  /// What is yet to be done of the plan at hand.
  private var pending: ArraySlice<Step> = []
  /// What guests lose with links that go, which only a plan that was made before knows.
  private var owed: [Step] = []

  /// - Parameter begun: The host's `uptime` when the run began.
  package init(
    host: any HostEffects, desired: Desired, version: NetworkdVersion, allowed: Impact,
    mayRestart: Bool = false, adopts: Bool = false, begun: Int64? = nil,
    report: @escaping (Event) -> Void
  ) {
    self.host = host
    self.desired = desired
    self.version = version
    self.allowed = allowed
    self.mayRestart = mayRestart
    self.adopts = adopts
    self.begun = begun ?? host.uptime
    self.report = report
  }

  /// Rounds of rtnetlink after the reload: the second mends what the kernel took away with
  /// something else, such as the routes of a removed source address.
  private static let rounds = 3

  /// Milliseconds for networkd to take care of what rtnetlink has made; it takes about 15.
  private static let settling: Int64 = 30
  /// Milliseconds for networkd to take a link into its care again.
  private static let patience: Int64 = 1500

  /// - Throws: `Failure`.
  package func apply(_ first: Planner) async throws -> Outcome {
    let plan = first.plan()
    record = first.observed.record
    guard !plan.steps.isEmpty else { return try end(first, plan, remaining: plan) }
    if let before = first.recordBefore(plan, at: host.now) { try save(before) }
    pending = Portions.divided(plan.steps.filter { !$0.isExpected })[...]
    var view = View(planner: first, plan: plan)
    if plan.steps.contains(where: \.isLoad) {
      try await loadFiles(awaiting: first.awaited(plan))
      made?.adopted = host.uptime - begun
      view = try look()
    }
    if !plan.steps.contains(where: \.isLoad), let end = pending.lastIndex(where: \.isFile) {
      // Of files that are not networkd's it need not be told.
      try await run(pending[...end])
      view = try look()
    }
    owe(plan)
    for _ in 0..<Self.rounds where view.plan.hasWork() {
      owe(view.plan)
      view = try await settleLinks(view)
      view = try await settleGuests(view, first, plan)
    }
    let remaining = try await patiently(view).plan
    guard !remaining.hasWork() else {
      throw failure("the host still differs from the manifest", remaining: remaining)
    }
    guard !remaining.hasConflict else {
      throw failure("something foreign has come in the way", remaining: remaining)
    }
    return try end(first, plan, remaining: remaining)
  }

  /// Makes what networkd shall find, writes the files, and has it read them.
  private func loadFiles(awaiting all: [Planner.Awaited]) async throws {
    var awaited = all
    while let load = pending.firstIndex(where: \.isLoad) {
      do { try await run(pending[..<load]) } catch let failure as Failure {
        throw withdraw(failure)
      }
      noteUsable()
      let now = Portions.awaited(awaited, before: pending[load...])
      let links = Set(now.map(\.link))
      awaited.removeAll { links.contains($0.link) }
      let barrier = Barrier(host: host, awaited: now)
      try await self.load(pending[load])
      try await run(pending.prefix { $0.isEarly })
      wait(barrier)
    }
  }

  /// Does by rtnetlink what networkd does not.
  private func settleLinks(_ now: View) async throws -> View {
    var view = now
    for _ in 0..<Self.rounds where view.plan.hasWork(besidesGuests: true) {
      // Made anew, for by now networkd has done its part of it.
      pending = []
      pending = try laterSteps(of: view.plan).filter { !$0.isOfGuest }[...]
      let barrier = Barrier(
        host: host, awaited: view.planner.awaited(after: pending), patience: Self.settling)
      try await run(pending, besideNetworkd: true)
      if barrier.links.isEmpty {
        host.pause(milliseconds: Self.settling)
      } else {
        wait(barrier)
      }
      view = try look()
    }
    return view
  }

  /// Remembers which guests lose their taps with links that go.
  private func owe(_ plan: Plan) {
    let known = Set(owed.map(\.action))
    owed += plan.steps.filter { $0.isReattachment && !known.contains($0.action) }
  }

  /// Changes the guests once their links are there, and each of them whatever another says.
  private func settleGuests(_ links: View, _ first: Planner, _ plan: Plan) async throws -> View {
    guard !links.plan.hasWork(besidesGuests: true) else { return links }
    let told = Set(links.plan.links.map(\.name))
    owed.removeAll { $0.link.map(told.contains) ?? false }
    pending = (try laterSteps(of: links.plan).filter(\.isOfGuest) + owed)[...]
    owed = []
    guard !pending.isEmpty else { return links }
    // Whatever the guests do, the links are what was applied.
    let untouched = Set(plan.links.map(\.name)).union(pending.compactMap(\.link))
    _ = try remember(first, plan, without: untouched)
    let unwilling = await change(pending)
    pending = []
    await host.lookAtGuests()
    let view = try look()
    if unwilling == nil, case .unknown(let reason) = view.planner.observed.guests {
      throw failure("the guests were changed, and cannot be read back: \(reason)")
    }
    if let unwilling {
      _ = try remember(first, plan, without: unwilling.interfaces)
      throw unwilling.failure(done: done, remaining: view.plan)
    }
    return view
  }

  /// Makes one change of every guest at a time: what a guest refuses ends all that was to be done to
  /// it.
  ///
  /// - Returns: The guests that did not take their change.
  private func change(_ steps: ArraySlice<Step>) async -> UnwillingGuests? {
    var unwilling = UnwillingGuests()
    for round in GuestRound.all(of: steps) {
      let willing = unwilling.sort(out: round)
      guard let first = willing.first else { continue }
      let start = begin(first.step)
      let refused = await host.perform(willing.map(\.change))
      for (step, change) in willing {
        if let reason = refused[change] {
          unwilling.add(step, change, reason)
        } else {
          finish(step, since: start)
        }
      }
    }
    return unwilling.failed.isEmpty ? nil : unwilling
  }

  /// The view, once networkd has all links in its care: it forgets a port that leaves its bridge,
  /// which the kernel tells of as if the link had gone, and mostly notices soon.
  private func patiently(_ view: View) async throws -> View {
    var view = view
    for isLast in [false, true] where !done.isEmpty && view.plan.awaitsNetworkd {
      if isLast {
        pending = view.plan.steps.filter(\.isAnnouncement)[...]
        try await run(pending)
      }
      let end = host.uptime + Self.patience
      while host.uptime < end, view.plan.awaitsNetworkd {
        host.pause(milliseconds: Self.settling)
        view = try look()
      }
    }
    return view
  }

  /// Notes when the links that rtnetlink has made could be used: before any file is written.
  private func noteUsable() {
    let links = Set(done.filter(\.createsLink).compactMap(\.link))
    guard made == nil, !links.isEmpty, let usable else { return }
    made = Made(links: links.count, usable: usable - begun, adopted: 0)
  }

  /// Remembers what was applied, and what of it somebody else may put back.
  private func end(_ first: Planner, _ plan: Plan, remaining: Plan) throws -> Outcome {
    // What waited for something in the plan may have been done in a later round.
    let generation = try remember(first, remaining)
    let ledger = first.observed.fights.after(plan, remaining: remaining)
    if ledger != first.observed.fights {
      do { try host.save(ledger) } catch { throw failure("\(error)") }
    }
    var remaining = remaining
    remaining.fights = first.fights(in: ledger, remaining.links)
    return Outcome(steps: done.count, remaining: remaining, generation: generation, made: made)
  }

  /// Takes the links away again that were made before a failure, where no file speaks of them yet:
  /// nobody would know them as ours later.
  private func withdraw(_ failure: Failure) -> Failure {
    let made = Set(failure.done.filter(\.createsLink).compactMap(\.link))
    guard !made.isEmpty, !failure.done.contains(where: \.isFile),
      (try? host.perform(.deleteLinks(made.sorted()))) != nil
    else { return failure }
    var failure = failure
    let isWithdrawn = { (step: Step) in step.link.map(made.contains) ?? false }
    failure.notDone = failure.done.filter(isWithdrawn) + failure.notDone
    failure.done.removeAll(where: isWithdrawn)
    return failure
  }

  /// - Parameter besideNetworkd: Whether networkd may make the same links meanwhile: it does once
  ///   it sees a new link below them. The next round compares what it has made.
  private func run(_ steps: ArraySlice<Step>, besideNetworkd: Bool = false) async throws {
    var overtaken: Set<String> = []
    for step in steps {
      if let link = step.link, overtaken.contains(link) {
        pending = pending.dropFirst()
        continue
      }
      let start = begin(step)
      do {
        switch step.action {
        case .kernel(let change): try host.perform(change)
        case .write(let file): try host.write(file)
        case .removeFile(let name): try host.removeFile(name)
        case .adopt(let unit): try host.adopt(unit)
        case .network(let change): try await host.perform(change)
        // Guests have a run of their own.
        case .expected, .guest, .reload, .restart: continue
        }
      } catch let error as NetlinkError
        where besideNetworkd && step.createsLink && error.refusal == .fileExists
      {
        if let link = step.link { overtaken.insert(link) }
      } catch {
        var failure = failure("\(error)", at: step)
        if let error = error as? TimedProcess.Failure, error.isNoAnswer {
          failure.isFailedWhole = false
        }
        throw failure
      }
      finish(step, since: start)
      if case .network(let change) = step.action { try remember(change) }
    }
    if steps.contains(where: \.isFile) {
      do { try host.synchronizeFiles() } catch { throw failure("\(error)") }
    }
  }

  private func load(_ step: Step) async throws {
    let start = begin(step)
    do {
      if step.action == .restart { try await host.restart() } else { try await host.reload() }
    } catch { throw failure("\(error)", at: step) }
    finish(step, since: start)
    do { try host.rememberLoaded() } catch { throw failure("\(error)") }
  }

  private func begin(_ step: Step) -> Int64 {
    report(.started(step))
    return host.uptime
  }

  private func finish(_ step: Step, since start: Int64) {
    pending = pending.dropFirst()
    done.append(step)
    if case .kernel = step.action { usable = host.uptime }
    report(.finished(step, milliseconds: host.uptime - start))
  }

  private func wait(_ barrier: Barrier) {
    report(.waiting(links: barrier.links))
    let start = host.uptime
    let late = barrier.wait { [self] in
      (try? look()).map { view in
        let wrong = view.plan.links.filter { link in
          link.problem != nil || !link.differences.allSatisfy(\.isWithheld)
        }
        return Set(wrong.map(\.name))
      }
    }
    report(.waited(milliseconds: host.uptime - start, late: late))
  }

  /// The host as it was seen, and what is left to do.
  private struct View {
    var planner: Planner
    var plan: Plan
  }

  private func look() throws -> View {
    do {
      let planner = Planner(
        desired: desired, observed: try host.observe(), version: version, mayRestart: mayRestart,
        adopts: adopts)
      return View(planner: planner, plan: planner.plan())
    } catch {
      throw failure("\(error)")
    }
  }

  /// The steps of a later round: no files, and within what was allowed.
  private func laterSteps(of plan: Plan) throws -> ArraySlice<Step> {
    guard !plan.steps.contains(where: \.isFile) else {
      throw failure("the files were changed during the apply", remaining: plan)
    }
    if plan.impact > allowed {
      throw failure(
        "what is left to do is over the allowed impact (\(allowed.rawValue))", remaining: plan)
    }
    return plan.steps.filter { !$0.isExpected && !$0.isLoad }[...]
  }

  /// Saves the record where it says something new.
  ///
  /// It is made from the first observation: what a NIC had before us is gone by now.
  ///
  /// - Parameter untouched: The guests' interfaces that are not as the plan has them.
  private func remember(
    _ first: Planner, _ plan: Plan, without untouched: Set<String> = []
  ) throws -> Int {
    var new = first.record(of: plan, applied: host.now, without: untouched)
    for case .network(let change) in done.map(\.action) where change.isOfDeparture {
      new.networks[change.network] = nil
    }
    if let old = record, old.files == new.files, old.links == new.links,
      old.attachments == new.attachments,
      old.networks == new.networks,
      old.host == new.host
    {
      return old.generation
    }
    try save(new)
    return new.generation
  }

  /// Remembers at once that a network of libvirt is ours: once it is there, nobody can tell.
  private func remember(_ change: NetworkChange) throws {
    guard case .define(_, isNew: true) = change.verb else { return }
    var record = record ?? .beginning(of: desired.host, at: host.now)
    guard record.networks[change.network] == nil else { return }
    record.networks[change.network] = [.managed: ["yes"]]
    try save(record)
  }

  private func save(_ new: AppliedRecord) throws {
    do { try host.save(new) } catch { throw failure("\(error)") }
    record = new
  }

  private func failure(
    _ reason: String, at step: Step? = nil, remaining: Plan? = nil
  ) -> Failure {
    Failure(
      reason: reason, done: done, failed: step,
      notDone: Array(step == nil ? pending : pending.dropFirst()),
      remaining: remaining)
  }
}
