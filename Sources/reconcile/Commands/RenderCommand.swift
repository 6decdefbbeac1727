import ArgumentParser
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
    help: ArgumentHelp("Write the files into this folder, which is made.", valueName: "dir"))
  var output: String?

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
    let files = Renderer(version: version).files(target.desired)
    if let output {
      try RenderedFolder.write(files, to: output)
    } else {
      Terminal.print(
        files.map { "# \(UnitOnDisk.ourFolder)/\($0.name)\n\($0.text)" }.joined(separator: "\n"))
    }
  }
}
