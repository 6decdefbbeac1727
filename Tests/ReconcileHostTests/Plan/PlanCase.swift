import ReconcileHost
import Support
import Testing

@testable import ReconcileCore

/// A host and a manifest, from a folder: see `PlanCaseTests`.
struct PlanCase {
  let manifest: Manifest
  let planner: Planner
  let plan: Plan

  private static let version = NetworkdVersion(252)

  init(_ folder: String) async throws {
    let host = SimulatedHost()
    var first = try host.observe()
    for happening in Happening.parse(Files.text("\(folder)/first.txt") ?? "") {
      try happening.happen(to: &first)
    }
    host.put(first.guests)
    if let before = Self.manifest("before.yaml", in: folder).map({ Desired($0) }) {
      let planner = Planner(desired: before, observed: try host.observe(), version: Self.version)
      let applier = Applier(
        host: host, desired: before, version: Self.version, allowed: .isolation, report: { _ in })
      let outcome = try await applier.apply(planner)
      #expect(outcome.remaining.isEmpty)
    }
    var observation = try host.observe()
    manifest = try #require(Self.manifest("hv01.yaml", in: folder))
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
    planner = Planner(desired: desired, observed: observation, version: version)
    plan = planner.plan()
  }

  /// The one in the folder, else the plan case of that name.
  init(named name: String, in folder: String) async throws {
    let own = "\(folder)/\(name)"
    let isOwn = Files.text("\(own)/hv01.yaml") != nil
    try await self.init(isOwn ? own : "\(PlanCaseTests.folder)/\(name)")
  }

  private static func manifest(_ name: String, in folder: String) -> Manifest? {
    guard let text = Files.text("\(folder)/\(name)") else { return nil }
    let result = ManifestLoader.load(path: "hv01.yaml") { _ in .success(Array(text.utf8)) }
    #expect(result.problems.filter { $0.severity == .error }.map { ProblemText.render($0) } == [])
    return result.manifest
  }
}
