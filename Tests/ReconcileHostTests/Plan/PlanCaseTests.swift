import ReconcileHost
import Support
import Testing

@testable import ReconcileCore

/// Each folder below Plan/Cases is a host, a manifest and the plan that follows.
///
/// `before.yaml`, if there, is applied first, where what `first.txt` says of guests has happened; then
/// happens what `then.txt` says; `plan.txt` is the plan for `hv01.yaml`, for the systemd of
/// `version.txt` or 252, with the refusal where an apply without `--allow` is refused, and with what
/// looks like a mistake beside that host. `audit.txt`, if there, is what an audit says.
@Suite struct PlanCaseTests {
  static let folder = Files.package + "/Tests/ReconcileHostTests/Plan/Cases"

  @Test(arguments: Files.names(in: folder))
  func `a plan follows from a host and a manifest`(name: String) async throws {
    let folder = "\(Self.folder)/\(name)"
    let `case` = try await PlanCase(folder)
    let (planner, plan) = (`case`.planner, `case`.plan)
    let heading = PlanText.Heading(
      manifest: "manifests/hv01.yaml", version: planner.version,
      generation: planner.observed.record?.generation)
    var text = PlanText(plan, heading: heading).whole(isVerbose: true)
    if let refusal = Refusal(plan, allowed: .address) {
      text += "\n" + refusal.text(manifest: "manifests/hv01.yaml", command: "reconcile apply")
    }
    let warnings = Lint.problems(in: `case`.manifest, on: planner).map { ProblemText.render($0) }
    if !warnings.isEmpty { text += "\n" + warnings.joined() }
    #expect(text.utf8.allSatisfy { $0 < 128 })
    let rows = plan.links.flatMap(\.differences)
    let idle = rows.filter { $0.now == $0.after }
    #expect(idle == [], "a difference with no difference in it")
    #expect(plan.unexplained(since: planner.observed.record) == [], "a step without a row")
    try Self.expectGuestsToFollow(plan, planner)
    expectGolden(text, "\(folder)/plan.txt")
    if Files.text("\(folder)/audit.txt") != nil {
      expectGolden(PlanText(plan.driftAlone, heading: heading).drift(), "\(folder)/audit.txt")
    }
  }

  @Test func `there are cases`() {
    #expect(Files.names(in: Self.folder).count >= 20)
  }

  /// Once the guests have taken their changes, nothing is left to do about them.
  private static func expectGuestsToFollow(
    _ plan: Plan, _ planner: Planner
  ) throws {
    var observation = planner.observed
    var libvirt = SimulatedLibvirt(observation.guests)
    for case .guest(let change) in plan.steps.map(\.action) { try libvirt.perform(change) }
    observation.guests = libvirt.guests
    let rest = Planner(desired: planner.desired, observed: observation, version: planner.version)
    // Links that are replaced are still the old ones here, and so are the taps on them.
    let rows = rest.plan().links.filter { $0.kind == "guest" }.flatMap(\.differences)
    #expect(rows.filter { $0.now?.hasPrefix("goes with ") != true } == [])
  }
}
