import Glibc
import ReconcileCore

/// What networkd.conf(5) says, drop-ins included.
struct NetworkdConfiguration {
  private static let folders = [
    "/etc/systemd", "/run/systemd", "/usr/local/lib/systemd", "/usr/lib/systemd",
  ]

  private var files: [UnitFile] = []
  /// The latest change of a file or of a folder of drop-ins, which tells of removed ones too.
  private var changed: Int64 = 0

  /// - Parameter root: Empty for the host itself.
  static func read(root: String = "") throws(SystemError) -> NetworkdConfiguration {
    var configuration = NetworkdConfiguration()
    for folder in folders {
      guard try !configuration.add("\(root)\(folder)/networkd.conf") else { break }
    }
    var dropIns: [String: String] = [:]
    for folder in folders {
      let path = "\(root)\(folder)/networkd.conf.d"
      configuration.noteChange(of: path)
      for name in try Posix.list(path) where name.hasSuffix(".conf") && dropIns[name] == nil {
        dropIns[name] = "\(path)/\(name)"
      }
    }
    for (_, path) in dropIns.sorted(by: { $0.key < $1.key }) { try configuration.add(path) }
    return configuration
  }

  /// - Returns: Whether there is such a file.
  @discardableResult
  private mutating func add(_ path: String) throws(SystemError) -> Bool {
    guard let file = try FileSnapshot.read(path) else { return false }
    noteChange(of: path)
    files.append(UnitFile(name: "networkd.conf", parsing: file.text))
    return true
  }

  /// By ctime: a file that is moved here keeps its mtime.
  private mutating func noteChange(of path: String) {
    var status = stat()
    guard stat(path, &status) == 0 else { return }
    let time = Int64(status.st_ctim.tv_sec) * 1_000_000_000 + Int64(status.st_ctim.tv_nsec)
    changed = max(changed, time)
  }

  /// Whether a daemon has a switch on, as it is by default.
  ///
  /// networkd reads all this at its start alone. Of what has changed since nobody knows how it was,
  /// so the switch counts as on then: with it networkd takes things of others away.
  ///
  /// - Parameter started: When the daemon did, in nanoseconds since the epoch.
  func isOn(_ key: String, since started: Int64) -> Bool {
    guard changed < started else { return true }
    let value = files.flatMap { $0.values("Network", key) }.last
    return !["no", "false", "off", "0", "n", "f"].contains(value?.lowercased())
  }
}
