import Support
import ReconcileCore
import Testing

@testable import ReconcileHost

/// An apply against a host in memory that fails where the test says.
@Suite struct ApplierTests {
  private static let start = """
    version: 1
    nics: {enp4s0: }
    macvlans:
      vmbridge:
        parent: enp4s0
        addresses: [192.168.250.33/24]
        gateway: 192.168.250.1
        dns: [192.168.250.1]
        forwarding: true
      storage: {parent: enp4s0, addresses: [10.1.0.1/24]}

    """
  /// After `start`: a mode, an address and a gateway changed, a macvlan gone and one come.
  private static let next = """
    version: 1
    nics: {enp4s0: }
    macvlans:
      vmbridge:
        parent: enp4s0
        mode: vepa
        addresses: [192.168.250.34/24]
        gateway: 192.168.250.254
        forwarding: true
      backup: {parent: enp4s0, addresses: [10.2.0.1/24]}

    """

  // MARK: A fault at each step

  @Test func firstApplyReachesTheManifest() async throws {
    let host = SimulatedHost()
    let outcome = try await apply(Self.start, to: host)
    #expect(outcome.generation == 1)
    #expect(host.addresses(of: "vmbridge") == ["192.168.250.33/24"])
    #expect(host.routes(of: "vmbridge") == ["192.168.250.1"])
    #expect(try planner(Self.start, host).plan().isEmpty)
  }

  @Test func nextApplyLeavesNothingOld() async throws {
    let host = try await Self.applied()
    try await apply(Self.next, to: host)
    #expect(host.addresses(of: "vmbridge") == ["192.168.250.34/24"])
    #expect(host.routes(of: "vmbridge") == ["192.168.250.254"])
    #expect(host.link("storage").index == -1)
    #expect(host.link("vmbridge").macvlanMode == MacvlanMode.vepa.number)
  }

  @Test(arguments: [false, true])
  func failureNamesWhatStandsAndWhatDoesNot(isSecond: Bool) async throws {
    let steps =
      try await isSecond
      ? Self.steps(Self.next, of: Self.applied())
      : Self.steps(Self.start, of: SimulatedHost())
    try #require(steps.count > 8)
    for (position, step) in steps.enumerated() {
      let host = isSecond ? try await Self.applied() : SimulatedHost()
      let before = host.calls.count
      host.isFaulty = { $0 == Self.call(of: step) }
      let manifest = isSecond ? Self.next : Self.start
      let failure = try await failure(of: manifest, on: host)
      #expect(failure.failed?.summary == step.summary)
      let withdrawn = Self.withdrawn(steps[..<position])
      let stands = steps[..<position].filter { !withdrawn.contains($0) }
      #expect(failure.done.map(\.summary) == stands.map(\.summary))
      #expect(
        failure.notDone.map(\.summary)
          == (withdrawn + steps[(position + 1)...]).map(\.summary))
      #expect(failure.reason == "injected")
      if failure.isHostUnchanged, withdrawn.isEmpty { #expect(host.calls.count == before) }

      host.isFaulty = { _ in false }
      try await apply(manifest, to: host)
      #expect(try planner(manifest, host).plan().isEmpty, "after a failure of step \(position)")
    }
  }

  /// The steps of links that were made before a failure, while no file spoke of them.
  private static func withdrawn(_ steps: ArraySlice<Step>) -> [Step] {
    let files = steps.filter {
      switch $0.action {
      case .write, .removeFile, .adopt: true
      case .kernel, .expected, .guest, .network, .reload, .restart: false
      }
    }
    guard files.isEmpty else { return [] }
    let made = steps.compactMap { step in
      if case .kernel(.createLink) = step.action { step.link } else { nil }
    }
    return steps.filter { $0.link.map(made.contains) ?? false }
  }

  @Test(arguments: [SimulatedHost.Call.synchronizeFiles, .rememberLoaded, .save])
  func failureBetweenStepsNamesThemToo(call: SimulatedHost.Call) async throws {
    let steps = try Self.steps(Self.start, of: SimulatedHost())
    let host = SimulatedHost()
    host.isFaulty = { $0 == call }
    let failure = try await failure(of: Self.start, on: host)
    #expect(failure.failed == nil)
    #expect((failure.done + failure.notDone).map(\.summary) == steps.map(\.summary))
    let reload = try #require(steps.firstIndex { $0.action == .reload })
    let done = [.synchronizeFiles: reload, .rememberLoaded: reload + 1][call] ?? steps.count
    #expect(failure.done.count == done)

    host.isFaulty = { _ in false }
    try await apply(Self.start, to: host)
    #expect(try planner(Self.start, host).plan().isEmpty)
    #expect(host.record != nil)
  }

  // MARK: networkd

  /// A link that waits for a router never gets there; the kernel tells that it is right.
  @Test func linkThatNeverGetsConfiguredIsJudgedByTheKernel() async throws {
    let host = SimulatedHost()
    host.administrativeState = "configuring"
    var late: [String]?
    let start = host.uptime
    try await apply(Self.start, to: host) {
      if case .waited(_, let links) = $0 { late = links }
    }
    #expect(late == [])
    #expect((300..<1000).contains(host.uptime - start))
  }

  /// What is not `configured` at the deadline and not right in the kernel either is named.
  @Test func linkThatIsNotRightAtTheDeadlineIsLate() async throws {
    let host = SimulatedHost()
    host.administrativeState = "configuring"
    var late: [String]?
    let start = host.uptime
    host.afterReload = {
      try? host.perform(.setMTU(link: "storage", 1400))
    }
    try await apply(Self.start, to: host) {
      if case .waited(_, let links) = $0 { late = links }
    }
    #expect(late == ["storage"])
    #expect((10_000..<11_000).contains(host.uptime - start))
    #expect(host.link("storage").mtu == 1500)
  }

  /// It may have hundreds of removed links to clean up after; but on a lively host there is always
  /// something.
  @Test(arguments: [(15_000, 25_000..<26_000), (1_000_000, 70_000..<71_000)])
  func workOnOtherLinksIsNoStandstill(milliseconds: Int64, end: Range<Int64>) async throws {
    let host = SimulatedHost()
    host.administrativeState = "configuring"
    let start = host.uptime
    host.busyUntil = start + milliseconds
    host.afterReload = { try? host.perform(.setMTU(link: "storage", 1400)) }
    try await apply(Self.start, to: host)
    #expect(end.contains(host.uptime - start))
  }

  /// On a large host a look at the kernel takes long, and takes the processor from networkd.
  @Test func costlyLooksAtTheKernelAreRare() async throws {
    let host = SimulatedHost()
    host.administrativeState = "configuring"
    host.observationTime = 200
    host.afterReload = { try? host.perform(.setMTU(link: "storage", 1400)) }
    try await apply(Self.start, to: host)
    // At most five of the wait, one of the plan, and one after each round of changes.
    #expect(host.observations <= 9)
  }

  @Test(arguments: [(1, 3), (12, 3), (80, 20), (1000, 50)])
  func manyLinksAreLookedAtLessOften(links: Int, milliseconds: Int64) {
    #expect(Barrier.pause(links: links) == milliseconds)
  }

  /// A reload that is answered and not carried out: what the kernel lacks is done by rtnetlink, and
  /// that networkd has not taken the links into care is named.
  @Test func linkThatNetworkdDoesNotTakeIsNamed() async throws {
    let host = SimulatedHost()
    host.ignoresReload = true
    let outcome = try await apply(Self.start, to: host)
    #expect(host.addresses(of: "vmbridge") == ["192.168.250.33/24"])
    let rows = outcome.remaining.links.flatMap(\.differences)
    #expect(rows.map(\.attribute) == [.managed, .managed, .managed])
    #expect(rows.allSatisfy { $0.layer == .networkd })
  }

  // MARK: Somebody else, meanwhile

  @Test func filesChangedMeanwhileAreLeftToTheNextApply() async throws {
    let host = SimulatedHost()
    host.afterReload = {
      host.put(Ownership.header + "[Match]\nName=x\n", as: "05-reconcile-vmbridge.network")
    }
    let failure = try await failure(of: Self.start, on: host)
    #expect(failure.reason.contains("files were changed during the apply"))
    #expect(failure.done.last?.action == .reload)
    #expect(failure.remaining != nil)
    #expect(host.record == nil)
  }

  /// A file of somebody else in the place of ours: the apply was not carried out.
  @Test func conflictThatComesMeanwhileIsAFailure() async throws {
    let host = SimulatedHost()
    host.afterReload = { host.put("[Match]\nName=x\n", as: "05-reconcile-vmbridge.network") }
    let failure = try await failure(of: Self.start, on: host)
    #expect(failure.reason.contains("foreign"))
    #expect(failure.remaining?.hasConflict == true)
    #expect(host.record == nil)
  }

  @Test func whatIsLeftOverTheAllowedImpactStops() async throws {
    let host = SimulatedHost()
    host.afterReload = { try? host.perform(.setMTU(link: "enp4s0", 1400)) }
    let failure = try await failure(of: Self.mtu(9000), on: host, allowed: .address)
    #expect(failure.reason == "what is left to do is over the allowed impact (address)")
    #expect(failure.remaining?.impact == .flap)
    #expect(host.link("enp4s0").mtu == 1400)
  }

  @Test func whatIsLeftWithinTheAllowedImpactIsDone() async throws {
    let host = SimulatedHost()
    host.afterReload = { try? host.perform(.setMTU(link: "enp4s0", 1400)) }
    try await apply(Self.mtu(9000), to: host, allowed: .flap)
    #expect(host.link("enp4s0").mtu == 9000)
  }

  // MARK: The record

  @Test func recordIsSavedOnlyWhenItSaysSomethingNew() async throws {
    let host = try await Self.applied()
    let saved = host.record
    try host.perform(.setMacvlanMode(link: "vmbridge", .private))
    let outcome = try await apply(Self.start, to: host)
    #expect(outcome.generation == 1)
    #expect(host.record == saved)
    #expect(host.calls.filter { $0 == .save }.count == 1)
    #expect(try await apply(Self.next, to: host).generation == 2)
  }

  /// What a NIC had is known before the first apply alone.
  @Test func recordKeepsWhatTheNICHadBefore() async throws {
    let host = SimulatedHost(mtu: 1500)
    for mtu in [9000, 4000] {
      try await apply(Self.mtu(mtu), to: host, allowed: .flap)
      #expect(host.record?.links["enp4s0"]?.before?.mtu == 1500)
    }
    try await apply("version: 1\nnics: {enp4s0: }\n", to: host, allowed: .flap)
    #expect(host.link("enp4s0").mtu == 1500)
  }

  @Test func `what a NIC had is known even if its first apply fails`() async throws {
    let host = SimulatedHost(mtu: 1500)
    host.isFaulty = { $0 == .save && host.link("enp4s0").mtu == 9000 }
    await #expect(throws: Applier.Failure.self) {
      try await apply(Self.mtu(9000), to: host, allowed: .flap)
    }
    #expect(host.link("enp4s0").mtu == 9000)
    #expect(host.record?.isApplied == false)
    host.isFaulty = { _ in false }
    #expect(try await apply(Self.mtu(9000), to: host, allowed: .flap).generation == 1)
    try await apply("version: 1\nnics: {enp4s0: }\n", to: host, allowed: .flap)
    #expect(host.link("enp4s0").mtu == 1500)
  }

  /// DNS stands in a file alone: the record tells that it has been applied.
  @Test func whatOnlyFilesShowIsAppliedToo() async throws {
    let host = try await Self.applied()
    let manifest = Self.start.replacing("dns: [192.168.250.1]", with: "dns: [192.168.250.2]")
    let outcome = try await apply(manifest, to: host)
    #expect(outcome.remaining.isEmpty)
    #expect(outcome.generation == 2)
  }

  @Test func appliedHostNeedsNothing() async throws {
    let host = try await Self.applied()
    let calls = host.calls
    try await apply(Self.start, to: host)
    #expect(host.calls == calls)
  }

  // MARK: Helpers

  // MARK: Fights

  @Test func `what was repaired is remembered, and nothing else`() async throws {
    let host = try await Self.applied()
    #expect(!host.calls.contains(.saveFights))
    for count in 1...3 {
      try host.perform(.setMTU(link: "vmbridge", 1400))
      let outcome = try await apply(Self.start, to: host)
      #expect(host.fights.rounds.map(\.applies) == [count])
      #expect(outcome.remaining.fights.count == (count == 3 ? 1 : 0))
    }
    try await apply(Self.start, to: host)
    #expect(host.fights.rounds.isEmpty)
    let calls = host.calls.count
    try await apply(Self.start, to: host)
    #expect(host.calls.count == calls)
  }

  @Test func `what is only reported stays, and is no failure`() async throws {
    let host = try await Self.applied()
    let report = Self.start.replacing(
      "forwarding: true", with: "forwarding: true\n    fights: report")
    for _ in 1...3 {
      try host.perform(.setMTU(link: "vmbridge", 1400))
      try await apply(report, to: host)
    }
    try host.perform(.setMTU(link: "vmbridge", 1400))
    for _ in 1...2 {
      try host.perform(.setMTU(link: "storage", 1400))
      let outcome = try await apply(report, to: host)
      #expect(outcome.remaining.links.map(\.name) == ["vmbridge"])
      #expect(outcome.remaining.fights.map(\.isRepaired) == [false])
      #expect(host.link("vmbridge").mtu == 1400)
      #expect(host.link("storage").mtu == 1500)
    }
    #expect(host.fights.rounds.map(\.applies) == [3, 2])
  }

  @Test func `an apply that fails counts for nothing`() async throws {
    let host = try await Self.applied()
    try host.perform(.setMTU(link: "vmbridge", 1400))
    host.isFaulty = { $0 == .perform(.setMTU(link: "vmbridge", 1500)) }
    _ = try await failure(of: Self.start, on: host)
    #expect(host.fights.rounds.isEmpty)
    host.isFaulty = { $0 == .saveFights }
    let failure = try await failure(of: Self.start, on: host)
    #expect(failure.done.count == 1 && failure.reason == "injected")
  }

  private static func mtu(_ mtu: Int) -> String { "version: 1\nnics: {enp4s0: {mtu: \(mtu)}}\n" }

  private static func applied() async throws -> SimulatedHost {
    let host = SimulatedHost()
    try await ApplierTests().apply(start, to: host)
    return host
  }

  func planner(_ manifest: String, _ host: SimulatedHost) throws -> Planner {
    let result = ManifestLoader.load(path: "hv01.yaml") { _ in .success(Array(manifest.utf8)) }
    let desired = Desired(try #require(result.manifest))
    return Planner(desired: desired, observed: try host.observe(), version: NetworkdVersion(252))
  }

  /// What an apply does itself, in order.
  private static func steps(_ manifest: String, of host: SimulatedHost) throws -> [Step] {
    try ApplierTests().planner(manifest, host).plan().steps.filter { !$0.isExpected }
  }

  private static func call(of step: Step) -> SimulatedHost.Call? {
    switch step.action {
    case .kernel(let change): .perform(change)
    case .write(let file): .write(file.name)
    case .removeFile(let name): .removeFile(name)
    case .adopt(let unit): .adopt(unit.path)
    case .guest(let change): .change(change)
    case .network(let change): .changeNetwork(change)
    case .reload: .reload
    case .restart: .restart
    case .expected: nil
    }
  }

  @discardableResult
  func apply(
    _ manifest: String, to host: SimulatedHost, allowed: Impact = .address,
    report: @escaping (Applier.Event) -> Void = { _ in }
  ) async throws -> Applier.Outcome {
    let planner = try planner(manifest, host)
    let applier = Applier(
      host: host, desired: planner.desired, version: planner.version, allowed: allowed,
      report: report)
    return try await applier.apply(planner)
  }

  private func failure(
    of manifest: String, on host: SimulatedHost, allowed: Impact = .address
  ) async throws -> Applier.Failure {
    try await #require(throws: Applier.Failure.self) {
      try await apply(manifest, to: host, allowed: allowed)
    }
  }

  /// networkctl may fail and networkd have read the files all the same.
  @Test(arguments: [Step.Action.reload, .restart])
  func `after a reload that failed nobody knows the host as unchanged`(load: Step.Action) {
    func failure(_ action: Step.Action) -> Applier.Failure {
      Applier.Failure(reason: "", done: [], failed: Step(action, for: nil), notDone: [])
    }
    #expect(!failure(load).isHostUnchanged)
    #expect(failure(.removeFile("05-reconcile-a.network")).isHostUnchanged)
    #expect(failure(.kernel(.setMTU(link: "a", 1400))).isHostUnchanged)
  }
}
