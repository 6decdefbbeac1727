import Support
import Testing

@testable import ReconcileCore

/// Each folder below Cases/lints has the name of a lint and holds a manifest that it warns of, with
/// neighbours that it says nothing about, and the exact text.
@Suite struct LintTests {
  static let folder = Files.cases + "/lints"

  @Test(arguments: Files.names(in: folder))
  func `a lint warns of what may be a mistake and of nothing else`(id: String) {
    let folder = Self.folder + "/" + id
    let result = Files.load("manifest.yaml", in: folder)
    #expect(result.manifest != nil)
    #expect(Set(result.problems.map(\.lint)) == [id])
    expectGolden(ProblemText.render(result.problems), folder + "/problems.txt")
  }

  @Test func `each lint has a case`() {
    #expect(Files.names(in: Self.folder) == Lint.ofManifest.map(\.id).sorted())
    // What only shows beside a host stands in plans.
    let cases = Files.package + "/Tests/ReconcileHostTests/Plan/Cases"
    let plans = Files.names(in: cases).compactMap { Files.text("\(cases)/\($0)/plan.txt") }
    for lint in Lint.ofHost {
      #expect(plans.contains { $0.contains("[\(lint.id)]\n") }, "\(lint.id)")
    }
  }
}
