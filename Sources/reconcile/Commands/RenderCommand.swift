import ArgumentParser
import Glibc
import ReconcileCore
import ReconcileHost

struct RenderCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "render",
    abstract: "Print the systemd-networkd files of a manifest, or write them to a folder.",
    discussion: """
      With a manifest and --systemd-version nothing else is read, so this runs anywhere.

      Example: reconcile render manifests/hv01.yaml --systemd-version 257
      """)

  @OptionGroup var options: TargetOptions

  @Option(
    help: ArgumentHelp(
      """
      Write the files into this folder, which is made. Those that systemd-networkd does not read go \
      to etc/udev/rules.d and etc/systemd/nspawn below it, or beside it where it is an \
      etc/systemd/network.
      """, valueName: "dir"))
  var output: String?

  /// Where the files are for.
  enum Purpose: String, CaseIterable, ExpressibleByArgument {
    case host
    /// The management network alone, to unlock disks by ssh.
    case initrd
  }

  @Option(
    name: .customLong("for"),
    help: ArgumentHelp(
      """
      What the files are for: the whole host, or its initrd, with the management network alone and \
      macvlans flattened to their NIC.
      """, valueName: "host|initrd"))
  var purpose = Purpose.host

  func run() throws {
    let target = try Target(options, needsPolicy: false)
    let version =
      options.systemdVersion.map { NetworkdVersion($0) }
      ?? TreeObserver.installedVersion(target.paths)
    guard let version else {
      throw Stop(
        .usage,
        "error: no systemd-networkd is installed here\n"
          + "  help: name a version to render for: --systemd-version 252\n")
    }
    try target.check(for: version)
    let files = try files(of: target, version)
    if let output {
      try RenderedFolder.write(files, to: output)
    } else {
      Terminal.print(
        files.map { "# \(Ownership.path(ofFile: $0.name))\n\($0.text)" }.joined(separator: "\n"))
    }
    // To let go of thousands of values one by one takes a while; the kernel does it at once.
    withExtendedLifetime((target, files)) { Glibc.exit(Exit.done.rawValue) }
  }

  private func files(of target: Target, _ version: NetworkdVersion) throws -> [UnitFile] {
    let renderer = Renderer(version: version)
    switch purpose {
    case .host: return renderer.files(target.desired)
    case .initrd:
      do throws(Desired.NoManagement) {
        return try renderer.initrdFiles(target.desired)
      } catch {
        throw Stop(
          .invalid,
          "error: no link of \(target.manifestPath) has management, a default route or DHCP\n"
            + "  help: write 'management: true' on the link that the host is reached over\n")
      }
    }
  }
}
