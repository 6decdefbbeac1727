import ArgumentParser

@main
struct Reconcile: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Make a hypervisor's network what its manifest says.")
}
