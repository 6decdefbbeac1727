import Foundation
@testable import ReconcileCore
import ReconcileHost
import Testing

/// Each folder below Plan/Cases is a host, a manifest and the plan that follows.
///
/// `before.yaml`, if there, is applied first; then happens what `then.txt` says; `plan.txt` is the
/// plan for `hv01.yaml`, for the systemd of `version.txt` or 252, and the refusal where an apply without `--allow` is refused.
/// `RECORD=1 swift test` writes the plans anew; read them before you commit them.
@Suite struct PlanCaseTests {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Cases")
  static let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path()))?.sorted()

  @Test(arguments: names ?? [])
  func `a plan follows from a host and a manifest`(name: String) async throws {
    let folder = Self.folder.appending(path: name)
    let host = SimulatedHost()
    if let before = try Self.desired("before.yaml", in: folder) {
      let planner = Planner(desired: before, observed: try host.observe(), version: Self.version)
      let applier = Applier(
        host: host, desired: before, version: Self.version, allowed: .isolation, report: { _ in })
      let outcome = try await applier.apply(planner)
      #expect(outcome.remaining.isEmpty)
    }
    var observation = try host.observe()
    let desired = try #require(try Self.desired("hv01.yaml", in: folder))
    for happening in Happening.parse(Self.text("then.txt", in: folder) ?? "") {
      guard let applies = happening.applies else {
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
      Self.text("version.txt", in: folder).flatMap {
        Int($0.trimmingCharacters(in: .whitespacesAndNewlines))
      }.map { NetworkdVersion($0) } ?? Self.version
    let planner = Planner(desired: desired, observed: observation, version: version)
    let plan = planner.plan()
    let heading = PlanText.Heading(
      manifest: "manifests/hv01.yaml", version: version,
      generation: observation.record?.generation)
    var text = PlanText(plan, heading: heading).whole(isVerbose: true)
    if let refusal = Refusal(plan, allowed: .address) {
      text += "\n" + refusal.text(manifest: "manifests/hv01.yaml", command: "reconcile apply")
    }
    #expect(text.utf8.allSatisfy { $0 < 128 })
    let rows = plan.links.flatMap(\.differences)
    let idle = rows.filter { $0.now == $0.after }
    #expect(idle == [], "a difference with no difference in it")
    #expect(plan.unexplained(since: observation.record) == [], "a step without a row")
    let golden = folder.appending(path: "plan.txt")
    if ProcessInfo.processInfo.environment["RECORD"] != nil {
      try text.write(to: golden, atomically: true, encoding: .utf8)
      Issue.record("recorded")
    } else {
      #expect(text == Self.text("plan.txt", in: folder))
    }
  }

  @Test func `there are cases`() {
    #expect((Self.names ?? []).count >= 20)
  }

  private static let version = NetworkdVersion(252)

  private static func text(_ name: String, in folder: URL) -> String? {
    try? String(contentsOf: folder.appending(path: name), encoding: .utf8)
  }

  private static func desired(_ name: String, in folder: URL) throws -> Desired? {
    guard let text = text(name, in: folder) else { return nil }
    let result = ManifestLoader.load(path: "hv01.yaml") { _ in .success(Array(text.utf8)) }
    #expect(result.problems.filter { $0.severity == .error }.map { ProblemText.render($0) } == [])
    return try Desired(#require(result.manifest))
  }
}
