import ReconcileHost
import Support
import Testing

@testable import ReconcileCore

/// Each folder below Graph/Cases is a host, a manifest and the picture of both in each format. The
/// host is that of the plan case of the same name, unless the folder has its own.
@Suite struct GraphCaseTests {
  static let folder = Files.package + "/Tests/ReconcileHostTests/Graph/Cases"

  static func graph(_ name: String) async throws -> Graph {
    let `case` = try await PlanCase(named: name, in: folder)
    return Graph(`case`.planner, `case`.plan)
  }

  @Test(arguments: Files.names(in: folder))
  func `a picture follows from a host and a manifest`(name: String) async throws {
    let graph = try await Self.graph(name)
    let folder = "\(Self.folder)/\(name)"
    let text = GraphText(graph).text
    #expect(text.utf8.allSatisfy { $0 < 0x7f })
    expectGolden(text, "\(folder)/graph.txt")
    expectGolden(GraphMermaid(graph).text, "\(folder)/graph.mmd")
    expectGolden(GraphDot(graph).text, "\(folder)/graph.dot")
    expectGolden(GraphSVG(graph).text, "\(folder)/graph.svg")
    Drawing(graph).expectTidy()
  }

  @Test func `there are cases`() {
    #expect(Files.names(in: Self.folder).count >= 10)
  }
}
