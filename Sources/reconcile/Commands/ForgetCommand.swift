import ArgumentParser
import Glibc
import ReconcileCore
import ReconcileHost

struct ForgetCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "forget",
    abstract: "Let go of a link, or of all; plain networkd files stay.",
    discussion: """
      The link stays as it is: the files get names and texts of nobody's, systemd-networkd reads \
      them, and reconcile knows the link no more. Up to systemd 256 that drops routing rules of \
      others and their routes on the link, which are listed. It is refused where systemd-networkd \
      would go by another file from then on. Take the link out of the host's manifest too, else the \
      next apply takes it back.

      Example: reconcile forget vmbridge
      """)

  @Argument(help: ArgumentHelp("The link's id in the manifest.", valueName: "link"))
  var link: String?

  @Flag(
    help:
      "All links, the guard of guests' taps, settings of containers, and networks of libvirt."
  )
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
    // What the files of ours match by is asked for too: they are anybody's then.
    let host = try LiveHost(asksForNICFacts: true)
    let observed = try host.observe()
    let release: Release
    do throws(Release.Obstacle) {
      release = try Release(of: link, from: observed)
    } catch {
      if case .unknown = error, all { return Terminal.print("Nothing here is ours.\n") }
      throw stop(for: error)
    }
    for file in release.files {
      Terminal.print(
        file.old == file.new
          ? "\(file.old) stays, without our mark\n" : "\(file.old) -> \(file.new)\n")
    }
    for dropIn in release.dropIns { Terminal.print("\(dropIn.path) keeps it in place\n") }
    for network in release.networks { Terminal.print("libvirt network \(network) stays\n") }
    for tap in release.ownerless {
      Terminal.print(
        "\(tap.link) keeps its owner until the next boot, and longer with this line in"
          + " /etc/udev/rules.d/71-\(tap.link).rules:\n  \(tap.rule)\n")
    }
    for loss in release.losses {
      Terminal.print("\(loss) goes: systemd-networkd drops what others have made\n")
    }
    // A lost SSH session must not end it half way.
    for signal in [SIGHUP, SIGPIPE, SIGINT, SIGTERM] { Glibc.signal(signal, SIG_IGN) }
    do {
      try await host.carryOut(release)
    } catch let end as LiveHost.Unfinished {
      let help = end.isForgotten ? Self.unread : Self.both
      throw Stop(.unverified, "\nerror: \(end.cause)\n  help: \(help)\n")
    }
    let others =
      (release.networks.isEmpty ? [] : ["the networks of libvirt"])
      + (release.forgetsGuests ? ["the guests' interfaces"] : [])
    let forgotten = release.links + others
    let names = forgotten.isEmpty ? "what was ours" : forgotten.joined(separator: ", ")
    Terminal.print(
      "\nForgot \(names). "
        + (host.isNetworkdRunning
          ? "systemd-networkd goes by these files.\n"
          : "systemd-networkd does not run; it goes by these files once it does.\n"))
  }

  private static let unread = """
    these are plain files now, which systemd-networkd has yet to read: networkctl reload
    """

  private static let both = """
    some files may stand under both names: run it again, and it goes on from there
    """

  private func stop(for obstacle: Release.Obstacle) -> Stop {
    switch obstacle {
    case .unknown(let known):
      let names = known.isEmpty ? "none" : known.joined(separator: ", ")
      return Stop(.usage, "error: '\(link ?? "")' is no link of ours; ours are: \(names)\n")
    case .taken(let path):
      return Stop(
        .refused,
        "error: \(path) is in the way of what would stay, so nothing was changed\n"
          + "  help: move it away\n")
    case .beside(let path):
      return Stop(
        .refused,
        "error: \(path) belongs to a file that would get another name, so nothing was changed\n"
          + "  help: move it away, or into the same folder below \(UnitOnDisk.ourFolder)\n")
    case .captured(let link, let path):
      let reader = path.hasSuffix(".link") ? "at the next boot udev" : "systemd-networkd"
      return Stop(
        .refused,
        "error: \(reader) would go by \(path) for \(link) then, so nothing was changed\n"
          + "  help: let it match less, or give it a name that sorts behind 11-\n")
    }
  }
}
