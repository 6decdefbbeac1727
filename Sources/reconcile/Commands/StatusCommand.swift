import ArgumentParser
import ReconcileCore
import ReconcileHost

struct StatusCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "Show a host at a glance, or one link or guest of it; change nothing.",
    discussion: """
      Of a link: its state, what it sits on, its addresses and what differs; of a macvtap also its \
      device and how to give it to qemu. Of a guest: what the manifest says of its interfaces, what \
      it has, and its addresses, by its guest agent or else by what this host has heard. It takes \
      no lock and exits with 0 whatever differs; plan and audit exit with 2 then.

      Examples:
        reconcile status
        reconcile status vmbridge --manifest manifests/hv01.yaml
        reconcile status web1 --json
      """)

  @Argument(help: "A link of the manifest, or a guest; by default all of the host.")
  var name: String?

  @Option(
    help: ArgumentHelp(
      "The host's manifest; by default the one that /etc/reconcile/config.yaml names.",
      valueName: "file"))
  var manifest: String?

  @Flag(help: "Print JSON.")
  var json = false

  func validate() throws {
    if manifest == nil, let name, name.hasSuffix(".yaml") {
      throw ValidationError("a manifest is named by an option: --manifest \(name)")
    }
  }

  func run() async throws {
    let comparison = try await Comparison(manifest: manifest)
    var status = HostStatus(comparison.planner, comparison.plan, heading: comparison.heading)
    if let name {
      do throws(HostStatus.UnknownName) {
        status = try status.about(name)
      } catch {
        throw Self.stop(name, error)
      }
      await Self.askForAddresses(&status, of: comparison.host)
    }
    if json {
      Terminal.print(try prettyJSON(status) + "\n")
    } else {
      let text = StatusText(status)
      Terminal.print(Colour.plan(name == nil ? text.whole : text.details))
    }
  }

  private static func askForAddresses(_ status: inout HostStatus, of host: LiveHost?) async {
    guard let host, !status.guests.isEmpty else { return }
    var agent: [GuestAddress] = []
    for guest in status.guests where guest.hasAgent {
      agent += await host.agentAddresses(of: guest.uuid)
    }
    status.tell(agent: agent, neighbours: host.neighbours())
  }

  private static func stop(_ name: String, _ error: HostStatus.UnknownName) -> Stop {
    var text = "error: '\(name)' is neither a link nor a guest\n"
    if !error.nearest.isEmpty {
      let names = error.nearest.map { "'\($0)'" }.joined(separator: " or ")
      text += "  help: did you mean \(names)?\n"
    } else {
      text += "  help: reconcile status names all of them\n"
    }
    return Stop(.usage, text)
  }
}
