import ArgumentParser
import Glibc
import ReconcileCore
import ReconcileHost

extension Permission: ExpressibleByArgument {
  /// Reads `flap`, `flap,removals` or `removals`.
  public init?(argument: String) { self.init(argument) }

  /// The words that help and shell completion offer.
  public static var allValueStrings: [String] { words }
}

struct ApplyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "apply",
    abstract: "Make the host what its manifest says.",
    discussion: """
      What is over the allowed impact is refused before anything is written (exit code 4). The \
      impacts, the least first:
        none       nothing in use is lost
        address    addresses or routes of one link are taken away or exchanged
        flap       the carrier or every address of a link is lost for a moment
        guests     a running guest loses traffic
        isolation  the host may no longer be reached
      A manifest that lets more than half of the links go is refused, unless `removals` is allowed \
      too: --allow address,removals.
      Without --allow it is what /etc/reconcile/config.yaml says, else `address`.

      Example: reconcile apply manifests/hv01.yaml --allow flap
      """)

  @OptionGroup var target: TargetOptions

  @Option(
    help: ArgumentHelp(
      "The worst impact that is accepted, with ,removals behind it to let most links go.",
      valueName: "impact"))
  var allow: Permission?

  @Flag(
    help: "Take files of others that describe links of the manifest over, keeping copies.")
  var adopt = false

  @Flag(help: "Print the plan and the result as JSON.")
  var json = false

  func run() async throws {
    guard target.root == nil else {
      throw Stop(.usage, "error: apply works on the host itself: use render for a tree of files\n")
    }
    guard target.systemdVersion == nil else {
      throw Stop(.usage, "error: apply renders for the systemd that runs: use render or plan\n")
    }
    guard geteuid() == 0 else {
      throw Stop(.failed, "error: apply needs root\n  help: try again with sudo\n")
    }
    do {
      try await HostLock.hold(HostPaths(), lookAndApply)
    } catch let busy as HostLock.Busy {
      let holder = busy.pid.map { " (process \($0))" } ?? ""
      throw Stop(.tryAgain, "error: another apply is running\(holder): try again later\n")
    }
  }

  private func lookAndApply() async throws {
    let begun = LiveHost.uptime
    let comparison = try await Comparison(target, adopts: adopt)
    guard let host = comparison.host, host.isNetworkdRunning else {
      throw Stop(
        .failed,
        "error: systemd-networkd does not run, so nothing was changed\n"
          + "  help: systemctl enable --now systemd-networkd\n")
    }
    comparison.warn()
    try await apply(comparison, host, begun: begun)
  }

  private func apply(
    _ comparison: Comparison, _ host: LiveHost, begun: Int64
  ) async throws {
    let report = ApplyReport(comparison: comparison, isJSON: json, host: host)
    let plan = comparison.plan
    report.begin(plan)
    let permission = (allow ?? Permission()).or(comparison.target.allowed)
    let allowed = permission.impact ?? .address
    if let refusal = Refusal(plan, allowed: allowed, allowsRemovals: permission.removals) {
      report.refused(refusal)
      throw Exit.refused.code
    }
    // A lost SSH session must not end an apply half way.
    for signal in [SIGHUP, SIGPIPE, SIGINT, SIGTERM] { Glibc.signal(signal, SIG_IGN) }
    let applier = Applier(
      host: host, desired: comparison.target.desired, version: comparison.planner.version,
      allowed: allowed, mayRestart: comparison.planner.mayRestart, adopts: adopt, begun: begun,
      report: report.show)
    if !plan.isEmpty { try host.makeFolder() }
    defer {
      report.kept()
      report.adopted(host.adopted)
    }
    do {
      let outcome = try await applier.apply(comparison.planner)
      report.end(outcome)
      if !outcome.remaining.isEmpty { throw Exit.differences.code }
    } catch let failure as Applier.Failure {
      report.end(failure)
      throw (failure.isHostUnchanged ? Exit.failed : Exit.unverified).code
    }
  }
}
