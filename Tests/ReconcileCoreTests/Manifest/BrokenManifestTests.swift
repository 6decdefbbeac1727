import Support
import Testing

@testable import ReconcileCore

/// Each folder below Cases/broken holds a manifest and the exact text of what is wrong with it.
@Suite struct BrokenManifestTests {
  static let folder = Files.cases + "/broken"

  @Test(arguments: Files.names(in: folder))
  func `a broken manifest is explained`(name: String) {
    let folder = Self.folder + "/" + name
    let result = Files.load("manifest.yaml", in: folder)
    let text = ProblemText.render(result.problems)
    let isBroken = result.problems.contains { $0.severity == .error }
    #expect((result.manifest == nil) == isBroken)
    #expect(!result.problems.isEmpty)
    expectGolden(text, folder + "/problems.txt")
  }

  @Test func `there are cases`() {
    #expect(Files.names(in: Self.folder).count >= 40)
  }

  @Test(arguments: Files.names(in: Files.package + "/manifests").filter { $0.hasSuffix(".yaml") })
  func `an example has no problem`(name: String) {
    let result = Files.load("manifests/" + name, in: Files.package)
    #expect(result.problems.map { ProblemText.render($0) } == [])
    #expect(result.manifest?.host == String(name.dropLast(5)))
  }
}
