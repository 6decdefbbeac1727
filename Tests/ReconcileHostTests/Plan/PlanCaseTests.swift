import ReconcileHost
import Support
import Testing

@testable import ReconcileCore

/// Each folder below Plan/Cases is a host, a manifest and the plan that follows.
///
/// `before.yaml`, if there, is applied first; then happens what `then.txt` says; `plan.txt` is the
/// plan for `hv01.yaml`, for the systemd of `version.txt` or 252, with the refusal where an apply
/// without `--allow` is refused, and with what looks like a mistake beside that host.
@Suite struct PlanCaseTests {
  static let folder = Files.package + "/Tests/ReconcileHostTests/Plan/Cases"

  @Test(arguments: Files.names(in: folder))
  func `a plan follows from a host and a manifest`(name: String) async throws {
    let folder = "\(Self.folder)/\(name)"
    let host = SimulatedHost()
    if let before = Self.manifest("before.yaml", in: folder).map({ Desired($0) }) {
      let planner = Planner(desired: before, observed: try host.observe(), version: Self.version)
      let applier = Applier(
        host: host, desired: before, version: Self.version, allowed: .isolation, report: { _ in })
      let outcome = try await applier.apply(planner)
      #expect(outcome.remaining.isEmpty)
    }
    var observation = try host.observe()
    let manifest = try #require(Self.manifest("hv01.yaml", in: folder))
    let desired = Desired(manifest)
    for happening in Happening.parse(Files.text("\(folder)/then.txt") ?? "") {
      guard let applies = try happening.applies() else {
        try happening.happen(to: &observation)
        continue
      }
      for _ in 0..<applies {
        let plan = Planner(desired: desired, observed: observation, version: Self.version).plan()
        observation.fights = observation.fights.after(
          plan, remaining: Plan(host: "hv01", links: [], steps: [], notes: []))
      }
    }
    let version =
      try Files.text("\(folder)/version.txt").map { text in
        NetworkdVersion(try #require(text.split(separator: "\n").first.flatMap { Int($0) }))
      } ?? Self.version
    let planner = Planner(desired: desired, observed: observation, version: version)
    let plan = planner.plan()
    let heading = PlanText.Heading(
      manifest: "manifests/hv01.yaml", version: version,
      generation: observation.record?.generation)
    var text = PlanText(plan, heading: heading).whole(isVerbose: true)
    if let refusal = Refusal(plan, allowed: .address) {
      text += "\n" + refusal.text(manifest: "manifests/hv01.yaml", command: "reconcile apply")
    }
    let warnings = Lint.problems(in: manifest, on: planner).map { ProblemText.render($0) }
    if !warnings.isEmpty { text += "\n" + warnings.joined() }
    #expect(text.utf8.allSatisfy { $0 < 128 })
    let rows = plan.links.flatMap(\.differences)
    let idle = rows.filter { $0.now == $0.after }
    #expect(idle == [], "a difference with no difference in it")
    #expect(plan.unexplained(since: observation.record) == [], "a step without a row")
    expectGolden(text, "\(folder)/plan.txt")
  }

  @Test func `there are cases`() {
    #expect(Files.names(in: Self.folder).count >= 20)
  }

  private static let version = NetworkdVersion(252)

  private static func manifest(_ name: String, in folder: String) -> Manifest? {
    guard let text = Files.text("\(folder)/\(name)") else { return nil }
    let result = ManifestLoader.load(path: "hv01.yaml") { _ in .success(Array(text.utf8)) }
    #expect(result.problems.filter { $0.severity == .error }.map { ProblemText.render($0) } == [])
    return result.manifest
  }
}
