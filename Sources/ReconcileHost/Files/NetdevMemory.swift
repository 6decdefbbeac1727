import ReconcileCore

/// The .netdev files that one run of the daemon has in its memory and that have changed since.
///
/// Up to systemd 256 networkd reads such a file once and keeps to that, whatever it says later.
struct NetdevMemory: Codable {
  private static let currentVersion = 1

  var version = currentVersion
  var pid: Int32
  var startTicks: Int64
  /// By file name, as the daemon read them.
  private(set) var files: [String: String] = [:]

  init(of process: NetworkdProcess) {
    pid = process.pid
    startTicks = process.startTicks
  }

  /// What is known of this run of the daemon.
  static func load(from paths: HostPaths, of process: NetworkdProcess) -> NetdevMemory {
    guard let memory = try? JSONStore.load(NetdevMemory.self, from: paths.netdevMemory),
      memory.version == currentVersion, memory.pid == process.pid,
      memory.startTicks == process.startTicks
    else { return NetdevMemory(of: process) }
    return memory
  }

  /// Notes what a file said that is about to change; what is known already is older and counts.
  ///
  /// - Returns: Whether that is news.
  mutating func note(_ name: String, said text: String) -> Bool {
    guard files[name] == nil else { return false }
    files[name] = text
    return true
  }

  func save(to paths: HostPaths) throws {
    try Posix.makeDirectory(paths.runtime, mode: 0o700)
    try JSONStore.save(self, to: paths.netdevMemory)
  }
}
