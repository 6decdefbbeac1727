import ArgumentParser
import ReconcileCore
import ReconcileHost

@main
struct Reconcile: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Make a hypervisor's network what its manifest says, and keep it so.",
    discussion: """
      A manifest describes the links of a host and the guests on them. `plan` shows what differs, \
      `apply` mends it without a reboot, `audit` tells what somebody else has changed.

      \(Exit.table)
      """,
    version: "0.1.0",
    subcommands: [
      PlanCommand.self, ApplyCommand.self, AuditCommand.self, ValidateCommand.self,
      RenderCommand.self, IdentifyCommand.self, SchemaCommand.self, ImportCommand.self,
      ForgetCommand.self, StatusCommand.self, GraphCommand.self,
    ])

  static func main() async {
    do {
      var command = try parseAsRoot()
      if var command = command as? any AsyncParsableCommand {
        try await command.run()
      } else {
        try command.run()
      }
    } catch let stop as Stop {
      Terminal.complain(stop.message)
      exit(withError: stop.exit.code)
    } catch let error as any ExplainedError {
      Terminal.complain("error: \(error)\n")
      exit(withError: Exit.failed.code)
    } catch {
      exit(withError: error)
    }
  }
}
