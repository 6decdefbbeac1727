import ArgumentParser
import ReconcileCore

struct SchemaCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schema",
    abstract: "Print the JSON Schema of a manifest, for editors.",
    discussion: """
      It tells what a value may look like, and what each key means. `reconcile validate` knows more: \
      whether a parent exists, whether an address fits its subnet.

      Example: reconcile schema > manifest.schema.json
      """)

  func run() {
    Terminal.print(ManifestSchema.text)
  }
}
