import Foundation

extension ThrowawayHost {
  /// The lines of `ip monitor` about links, addresses, routes and rules while the body runs.
  func monitor(_ body: () async throws -> Void) async throws -> [String] {
    let output = try Execution.file()
    let errors = try Execution.file()
    defer {
      close(output)
      close(errors)
    }
    // nsenter forks: what it has started is to end with it.
    let command = ["setpriv", "--pdeathsig", "KILL"]
      + ["ip", "-o", "monitor", "link", "address", "route", "rule"]
    let monitor = try Execution.start(entering(command), input: nil, output: output, errors: errors)
    defer {
      kill(monitor, SIGKILL)
      _ = Execution.status(of: monitor)
    }
    // It listens, or has heard all, once it has heard of an address that is made for that.
    func mark(_ address: String) async throws {
      try await waitUntil("ip monitor has heard of \(address)") {
        try await sh("ip addr add \(address) dev lo; ip addr del \(address) dev lo")
        return Execution.text(of: output).contains("Deleted 1: lo    inet \(address)")
      }
    }
    try await mark("127.7.7.1/32")
    try await body()
    try await mark("127.7.7.2/32")
    return Execution.text(of: output).split(separator: "\n").map(String.init)
      .filter { !$0.contains("127.7.7.") }
  }
}
