import ArgumentParser
import Glibc
import ReconcileCore
import ReconcileHost

struct ImportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Print the manifest of a host as it is; change nothing.",
    discussion: """
      Reads systemd-networkd's files, those of netplan and cloud-init in /run among them, Debian's \
      /etc/network/interfaces, and the live links. What a manifest cannot say is listed with the \
      reason behind it and on standard error; the exit code is 2 then.

      With LINK it prints what was changed of that link by hand, as the lines that the host's \
      manifest would have to have.

      Example: reconcile import > manifests/hv01.yaml
      """)

  @Argument(help: ArgumentHelp("Only this link, beside the host's manifest.", valueName: "link"))
  var link: String?

  @Option(
    help: ArgumentHelp(
      "Print only what differs from this file of the manifests' folder.", valueName: "profile"))
  var include: String?

  @Option(
    help: ArgumentHelp(
      "The host's manifest, for a LINK; by default the one that /etc/reconcile/config.yaml names.",
      valueName: "path"))
  var manifest: String?

  @Option(
    help: ArgumentHelp("Read the tree below DIR alone; no kernel is asked.", valueName: "dir"))
  var root: String?

  func validate() throws {
    if link != nil, include != nil || root != nil {
      throw ValidationError("a link is compared with the host itself: no --include and no --root")
    }
    if link == nil, manifest != nil {
      throw ValidationError("--manifest goes with a link")
    }
  }

  func run() async throws {
    guard geteuid() == 0 || root != nil else {
      throw Stop(
        .failed,
        "error: this needs root: the state of reconcile and of systemd-networkd is root's\n"
          + "  help: try again with sudo\n")
    }
    if let link { try await fold(link) } else { try whole() }
  }

  private func whole() throws {
    let paths = HostPaths(root: root)
    let observed =
      root == nil ? try LiveHost(paths: paths).observe() : try TreeObserver.observe(paths)
    var result = Importer(
      units: observed.units, others: try InterfacesFile.read(paths), kernel: observed.kernel,
      derivedMAC: observed.derivedMAC, facts: observed.matchFacts,
      version: observed.networkd?.version ?? NetworkdVersion(NetworkdVersion.newest)
    ).result()
    if let include { result = try differing(result, from: include, paths) }
    Terminal.print(result.text)
    Terminal.complain(result.report)
    if result.isIncomplete { throw Exit.differences.code }
  }

  private func differing(
    _ result: Importer.Result, from profile: String, _ paths: HostPaths
  ) throws -> Importer.Result {
    let folder = try Target.manifestFolder(paths) ?? "manifests"
    do throws(Importer.Result.Unreadable) {
      return try result.differing(
        from: profile, in: folder + "/", read: ManifestFiles(of: folder + "/import.yaml").read)
    } catch {
      throw Stop(.invalid, ProblemText.render(error.problems))
    }
  }

  private func fold(_ link: String) async throws {
    let comparison = try await Comparison(TargetOptions.parse(manifest.map { [$0] } ?? []))
    let target = comparison.target
    let difference = LinkDifference(
      of: link, desired: target.desired, observed: comparison.planner.observed,
      version: comparison.planner.version)
    guard let difference else {
      throw Stop(
        .usage, "error: neither \(target.manifestPath) nor this host has a link '\(link)'\n")
    }
    guard !difference.isEmpty else {
      Terminal.print("\(difference.title) is what \(target.manifestPath) says.\n")
      return
    }
    Terminal.print("\(target.manifestPath)  \(difference.title)\n\(difference.text)")
  }
}
