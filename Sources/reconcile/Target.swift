import ArgumentParser
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

  init(manifest: String?, root: String? = nil, needsPolicy: Bool = true) throws {
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
