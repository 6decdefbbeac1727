import ArgumentParser
import Glibc
import ReconcileCore
import ReconcileHost

struct ForgetCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "forget",
    abstract: "Let go of a link, or of all; plain networkd files stay.",
    discussion: """
      Nothing changes on the wire: the files get names and texts of nobody's, systemd-networkd
      reads them, and reconcile knows the link no more. Take the link out of the host's manifest
      too, else the next apply takes it back.

      Example: reconcile forget vmbridge
      """)

  @Argument(help: ArgumentHelp("The link's id in the manifest.", valueName: "link"))
  var link: String?

  @Flag(help: "All links, and the guard of guests' taps.")
  var all = false

  func validate() throws {
    if (link == nil) != all { throw ValidationError("name a link, or write --all") }
  }

  func run() async throws {
    guard geteuid() == 0 else {
      throw Stop(.failed, "error: forget needs root\n  help: try again with sudo\n")
    }
    do {
      try await HostLock.hold(HostPaths(), forget)
    } catch let busy as HostLock.Busy {
      let holder = busy.pid.map { " (process \($0))" } ?? ""
      throw Stop(.tryAgain, "error: an apply is running\(holder): try again later\n")
    }
  }

  private func forget() async throws {
    let host = try LiveHost()
    let observed = try host.observe()
    let release: Release
    do throws(Release.Obstacle) {
      release = try Release(of: link, from: observed)
    } catch {
      switch error {
      case .unknown(let known):
        let names = known.isEmpty ? "none" : known.joined(separator: ", ")
        throw Stop(.usage, "error: '\(link ?? "")' is no link of ours; ours are: \(names)\n")
      case .taken(let path):
        throw Stop(
          .refused,
          "error: \(path) is there already, so nothing was changed\n  help: move it away\n")
      }
    }
    for file in release.files {
      Terminal.print("\(file.old) -> \(file.new)\n")
    }
    for dropIn in release.dropIns { Terminal.print("\(dropIn.path) keeps it in place\n") }
    try await host.carryOut(release)
    Terminal.print(
      "\nForgot \(release.links.joined(separator: ", ")). systemd-networkd cares for it as before.\n"
    )
  }
}
