import ArgumentParser
import ReconcileCore
import ReconcileHost

struct AuditCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "audit",
    abstract: "Show what somebody else has changed since the last apply; change nothing.",
    discussion: """
      Exits with 0 where nothing has drifted, with 2 where something has: for monitoring and cron.
      What the manifest changes and no apply has carried out yet is not drift. Layer by layer it \
      tells of files, with a unified diff from what was applied to what is there, of what \
      systemd-networkd has loaded, and of the kernel. It takes no lock.

      Example: reconcile audit manifests/hv01.yaml
      """)

  @OptionGroup var target: TargetOptions

  @Flag(help: "Print JSON.")
  var json = false

  func run() async throws {
    let comparison = try await Comparison(target)
    guard comparison.planner.observed.record?.isApplied ?? false else {
      throw Stop(
        .differences,
        "nothing was applied on this host yet\n"
          + "  help: reconcile apply \(comparison.target.manifestPath)\n")
    }
    let drift = comparison.plan.driftAlone
    if json {
      let document = PlanDocument(drift, format: "reconcile/audit", heading: comparison.heading)
      Terminal.print(try prettyJSON(document) + "\n")
    } else {
      Terminal.print(Colour.plan(PlanText(drift, heading: comparison.heading).drift()))
    }
    if !drift.isEmpty { throw Exit.differences.code }
  }
}
