import Glibc
import ReconcileCore
import ReconcileHost

/// A manifest beside a host: all that plan, apply and audit share.
struct Comparison {
  var target: Target
  var planner: Planner
  var plan: Plan
  /// The host that was looked at; `nil` below `--root`.
  var host: LiveHost?

  init(_ options: TargetOptions, adopts: Bool = false) async throws {
    try await self.init(
      manifest: options.manifest, root: options.root, systemdVersion: options.systemdVersion,
      adopts: adopts)
  }

  init(
    manifest: String?, root: String? = nil, systemdVersion: Int? = nil, adopts: Bool = false
  ) async throws {
    guard geteuid() == 0 || root != nil else {
      throw Stop(
        .failed,
        "error: this needs root: the state of reconcile and of systemd-networkd is root's\n"
          + "  help: try again with sudo\n")
    }
    let observation: Observation
    var version = systemdVersion.map { NetworkdVersion($0) }
    var rendered: [UnitFile]?
    if root != nil {
      target = try Target(manifest: manifest, root: root)
      observation = try TreeObserver.observe(target.paths)
      version = version ?? TreeObserver.installedVersion(target.paths)
    } else {
      let live = try LiveHost()
      version = version ?? live.version
      (target, rendered, observation) = try await Self.look(
        at: live, for: manifest, version)
      host = live
    }
    guard let version else {
      throw Stop(
        .failed,
        "error: no systemd-networkd is installed here\n"
          + "  help: install it, or name a version to render for: --systemd-version 252\n")
    }
    if rendered == nil { try target.check(for: version) }
    planner = Planner(
      desired: target.desired, rendered: rendered, observed: observation, version: version,
      mayRestart: target.mayRestart, adopts: adopts)
    plan = planner.plan()
    target.warnings += Lint.problems(in: target.manifest, on: planner)
  }

  /// Reads the manifest and, at the same time, the host: on a large one each takes its while.
  private static func look(
    at host: LiveHost, for manifest: String?, _ version: NetworkdVersion?
  ) async throws -> (Target, [UnitFile]?, Observation) {
    async let reading = Target.read(manifest, for: version)
    let seen = Result { try host.observe() }
    // Whatever the host has to say, a manifest with errors comes first.
    let (target, rendered) = try await reading
    // Only now is it known whether anybody asks for more.
    let hasGuests =
      !target.desired.guests.isEmpty
      || ((try? seen.get())?.mayHaveGuests(on: target.desired) ?? false)
    host.asksForNetworks =
      !target.desired.networks.isEmpty
      || !((try? seen.get())?.record?.networks.isEmpty ?? true)
    host.tapOwners = target.desired.tapOwners
    let hasTapOwners = !host.tapOwners.users.isEmpty || !host.tapOwners.groups.isEmpty
    let asksLibvirt = hasGuests || host.asksForNetworks
    guard target.desired.asksForNICFacts || asksLibvirt || hasTapOwners else {
      return (target, rendered, try seen.get())
    }
    if asksLibvirt { await host.lookAtGuests() }
    guard target.desired.asksForNICFacts || hasTapOwners else {
      var observation = try seen.get()
      host.addGuests(to: &observation)
      return (target, rendered, observation)
    }
    host.asksForNICFacts = target.desired.asksForNICFacts
    return (target, rendered, try host.observe())
  }

  var heading: PlanText.Heading {
    PlanText.Heading(
      manifest: target.manifestPath, version: planner.version,
      generation: planner.observed.record?.generation)
  }

  /// The lints' warnings, on standard error.
  func warn() {
    Terminal.complain(target.warnings.map { ProblemText.render($0) }.joined())
  }
}
