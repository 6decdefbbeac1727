import Foundation
import Testing

/// A plan as `--json` prints it.
struct PlanFacts: Decodable {
  var isEmpty: Bool
  var links: [Link]

  struct Link: Decodable {
    var name: String
    var verb: String
    var differences: [Row]
    var conflict: String?
    var unknown: String?
  }

  struct Row: Decodable, Hashable {
    var attribute: String
    var now: String?
    var after: String?
    var layer: String
    var cause: String
    var impact: String
  }

  private enum CodingKeys: String, CodingKey {
    case isEmpty = "empty", links
  }

  init(_ text: String) throws {
    self = try JSONDecoder().decode(PlanFacts.self, from: Data(text.utf8))
  }

  func rows(of link: String) -> [Row] {
    links.first { $0.name == link }?.differences ?? []
  }
}

extension ThrowawayHost {
  func plan() async throws -> PlanFacts {
    try await PlanFacts(reconcile("plan", "--json").output)
  }

  /// Writes the manifest, if one is given, applies it, and insists on success and an empty plan.
  @discardableResult
  func apply(
    _ manifest: String? = nil, allow: String? = nil,
    sourceLocation: SourceLocation = #_sourceLocation
  ) async throws -> Execution {
    if let manifest { try write(manifest) }
    let former = try read(Self.log)
    let apply = try await reconcile(["apply"] + (allow.map { ["--allow", $0] } ?? []))
    try #require(apply.status == 0, "\(apply)", sourceLocation: sourceLocation)
    let complaints = try complaints(since: former)
    #expect(complaints == [], "\(apply)", sourceLocation: sourceLocation)
    try await expectNothingToDo(sourceLocation: sourceLocation)
    return apply
  }

  /// The host is what the manifest says.
  func expectNothingToDo(sourceLocation: SourceLocation = #_sourceLocation) async throws {
    let plan = try await reconcile("plan")
    #expect(plan.status == 0, "\(plan)", sourceLocation: sourceLocation)
    #expect(plan.output.contains("Nothing to do"), "\(plan)", sourceLocation: sourceLocation)
  }
}
