import ArgumentParser
import Glibc
import ReconcileCore
import ReconcileHost

struct PlanCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan",
    abstract: "Show what differs between a host and its manifest; change nothing.",
    discussion: """
      Exits with 0 where nothing differs, with 2 where something does.

      Example: reconcile plan manifests/hv01.yaml
      """)

  @OptionGroup var target: TargetOptions

  @Flag(help: "Show what `apply --adopt` would do.")
  var adopt = false

  @Flag(help: "Print JSON.")
  var json = false

  @Flag(name: .shortAndLong, help: "List the steps of an apply, and who does each.")
  var verbose = false

  func run() async throws {
    let comparison = try await Comparison(target, adopts: adopt)
    comparison.warn()
    if json {
      let document = PlanDocument(
        comparison.plan, format: "reconcile/plan", heading: comparison.heading)
      Terminal.print(try prettyJSON(document) + "\n")
    } else {
      let text = PlanText(comparison.plan, heading: comparison.heading)
      Terminal.print(Colour.plan(text.whole(isVerbose: verbose)))
    }
    let end: Exit = comparison.plan.isEmpty ? .done : .differences
    // To let go of a large host value by value takes a while; the kernel does it at once.
    withExtendedLifetime(comparison) { Glibc.exit(end.rawValue) }
  }
}
