import ArgumentParser
import Glibc
import ReconcileCore
import ReconcileHost

/// Which manifest, and where: the options of the commands that work on a host.
struct TargetOptions: ParsableArguments {
  @Argument(
    help: ArgumentHelp(
      "The host's manifest; by default the one that /etc/reconcile/config.yaml names.",
      valueName: "manifest"))
  var manifest: String?

  @Option(
    help: ArgumentHelp(
      """
      Work on the tree below DIR alone; no kernel and no systemd-networkd is asked. The paths of \
      its /etc/reconcile/config.yaml are the tree's; a manifest that is named here is not.
      """, valueName: "dir"))
  var root: String?

  @Option(
    help: ArgumentHelp(
      "Render for that version of systemd; by default the one at hand.", valueName: "n"))
  var systemdVersion: Int?

  func validate() throws {
    guard let systemdVersion else { return }
    if systemdVersion < NetworkdVersion.oldest {
      throw ValidationError(
        "systemd \(systemdVersion) is not supported: \(NetworkdVersion.oldest) is the oldest")
    }
    if systemdVersion > NetworkdVersion.newest {
      throw ValidationError(
        "systemd \(systemdVersion) is not known: \(NetworkdVersion.newest) is the newest")
    }
  }
}

/// A manifest that was found and is valid, and the policy of its host.
struct Target {
  var manifest: Manifest
  var desired: Desired
  var manifestPath: String
  /// The lints' warnings.
  var warnings: [Problem]
  var allowed: Permission
  var mayRestart: Bool
  var paths: HostPaths

  /// - Parameter needsPolicy: Whether the host's policy counts; else a manifest that is named is
  ///   all that is read.
  init(_ options: TargetOptions, needsPolicy: Bool = true) throws {
    try self.init(manifest: options.manifest, root: options.root, needsPolicy: needsPolicy)
  }

  fileprivate init(manifest: String?, root: String? = nil, needsPolicy: Bool = true) throws {
    let paths = HostPaths(root: root)
    let readsConfiguration = needsPolicy || manifest == nil
    let configuration = readsConfiguration ? try Self.configuration(paths) : HostConfiguration()
    let path = try manifest ?? Self.manifestPath(configuration, paths)
    try self.init(path, configuration, paths)
  }

  /// The same for this host with its unit files, beside whatever else goes on.
  @concurrent
  static func read(
    _ manifest: String?, for version: NetworkdVersion?
  ) async throws -> (Target, [UnitFile]?) {
    let target = try Target(manifest: manifest)
    guard let version else { return (target, nil) }
    try target.check(for: version)
    return (target, Renderer(version: version).files(target.desired))
  }

  /// The manifest that is named, else the one of the host's policy; `nil` where none is named at all.
  init?(ifNamed manifest: String?) throws {
    let paths = HostPaths()
    let configuration = manifest == nil ? try Self.configuration(paths) : HostConfiguration()
    guard manifest != nil || configuration.manifests != nil else { return nil }
    let path = try manifest ?? Self.manifestPath(configuration, paths)
    try self.init(path, configuration, paths)
  }

  private init(
    _ manifestPath: String, _ configuration: HostConfiguration, _ paths: HostPaths
  ) throws {
    self.manifestPath = manifestPath
    self.paths = paths
    let result = ManifestLoader.load(
      path: manifestPath, read: ManifestFiles(of: manifestPath).read)
    guard let manifest = result.manifest else {
      throw Stop(.invalid, ProblemText.render(result.problems))
    }
    self.manifest = manifest
    warnings = result.problems
    desired = Desired(manifest)
    allowed = (configuration.allow?.value ?? Permission()).or(Permission(impact: .address))
    mayRestart = configuration.restartNetworkd?.value == .whenNeeded
  }

  /// - Throws: `Stop` where the manifest asks for what this version does not know.
  func check(for version: NetworkdVersion) throws {
    let problems = VersionCheck.problems(in: manifest, for: version)
    guard problems.isEmpty else { throw Stop(.invalid, ProblemText.render(problems)) }
  }

  /// The policy of the host; without a file the defaults hold.
  private static func configuration(_ paths: HostPaths) throws -> HostConfiguration {
    let file: TrustedFile?
    do {
      file = try TrustedFile.read(paths.configuration)
    } catch let error as TrustedFile.Untrusted {
      throw Stop(.refused, "error: \(error)\n")
    }
    guard let file else { return HostConfiguration() }
    let (configuration, problems) = HostConfiguration.load(
      Array(file.text.utf8), name: paths.configuration)
    guard let configuration else { throw Stop(.invalid, ProblemText.render(problems)) }
    return configuration
  }

  /// The manifests' folder that the host's policy names.
  static func manifestFolder(_ paths: HostPaths) throws -> String? {
    try configuration(paths).manifests.map { paths.root + $0.value }
  }

  private static func manifestPath(
    _ configuration: HostConfiguration, _ paths: HostPaths
  ) throws -> String {
    guard let folder = configuration.manifests?.value else {
      throw Stop(
        .usage,
        """
        error: no manifest is named, and \(paths.configuration) names no folder of them
          help: name one, as in: reconcile plan manifests/hv01.yaml
          help: or write into \(paths.configuration): manifests: /path/to/the/folder\n
        """)
    }
    let host =
      try configuration.host?.value
      ?? (paths.root.isEmpty ? HostName.running : HostName.read(paths))
    guard let host else {
      throw Stop(
        .usage,
        """
        error: no manifest is named, and the tree does not say which host it is
          help: name one, as in: reconcile plan --root \(paths.root) manifests/hv01.yaml
          help: or write into \(paths.configuration): host: hv01\n
        """)
    }
    return "\(paths.root)\(folder)/\(host).yaml"
  }
}

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
