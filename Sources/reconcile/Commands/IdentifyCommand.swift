import ArgumentParser
import ReconcileCore
import ReconcileHost

struct IdentifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "identify",
    abstract: "List the NICs of this host as a manifest can name them.",
    discussion: """
      With a manifest it says which entry names which NIC, and what is most likely meant by those \
      that this host lacks.

      Example: reconcile identify manifests/hv01.yaml
      """)

  @Argument(
    help: ArgumentHelp(
      "The host's manifest; by default the one that /etc/reconcile/config.yaml names, if any.",
      valueName: "manifest"))
  var manifest: String?

  @Flag(help: "Print JSON.")
  var json = false

  func run() throws {
    let target = try Target(ifNamed: manifest)
    let inventory = NICInventory(try NICObserver.observe(), target?.desired)
    if json {
      let document = NICDocument(inventory, manifest: target?.manifestPath)
      Terminal.print(try prettyJSON(document) + "\n")
    } else {
      Terminal.print(NICText(inventory).whole)
    }
  }
}
