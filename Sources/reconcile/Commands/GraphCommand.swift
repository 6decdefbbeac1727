import ArgumentParser
import ReconcileCore
import ReconcileHost

struct GraphCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "graph",
    abstract: "Draw what stands on what on a host; change nothing.",
    discussion: """
      From the NICs over bonds, VLANs and macvlans to the guests, with modes and addresses. What \
      differs from the manifest bears the symbol that `plan` has for it; what others have put there \
      is marked as foreign. A mermaid drawing goes into a web page, a dot drawing into Graphviz; \
      svg needs no other program.

      Examples:
        reconcile graph manifests/hv01.yaml
        reconcile graph --format svg manifests/hv01.yaml > hv01.svg
      """)

  enum Format: String, ExpressibleByArgument, CaseIterable {
    case text
    case mermaid
    case dot
    case svg
  }

  @OptionGroup var target: TargetOptions

  @Option(help: "The form of the drawing.")
  var format = Format.text

  func run() async throws {
    let comparison = try await Comparison(target)
    let graph = Graph(comparison.planner, comparison.plan)
    switch format {
    case .text: Terminal.print(GraphText(graph).text)
    case .mermaid: Terminal.print(GraphMermaid(graph).text)
    case .dot: Terminal.print(GraphDot(graph).text)
    case .svg: Terminal.print(GraphSVG(graph).text)
    }
  }
}
