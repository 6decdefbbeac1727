package import ReconcileCore

/// Keeps what was last applied in /var/lib/reconcile.
package struct RecordStore {
  /// The record was written by a newer version of the program.
  package struct TooNew: Error, CustomStringConvertible {
    package var path: String

    package var description: String {
      "\(path) was written by a newer reconcile: install that one again"
    }
  }

  let paths: HostPaths

  package init(paths: HostPaths) {
    self.paths = paths
  }

  package func load() throws -> AppliedRecord? {
    do {
      return try JSONStore.load(AppliedRecord.self, from: paths.record)
    } catch let error as JSONStore.Unreadable where error.cause is AppliedRecord.NewerVersion {
      throw TooNew(path: paths.record)
    }
  }

  package func save(_ record: AppliedRecord) throws {
    try Posix.makeDirectory(paths.state, mode: 0o700)
    try JSONStore.save(record, to: paths.record)
  }
}

/// Which versions of which files one run of the daemon has loaded.
struct LoadedFiles: Codable {
  private static let currentVersion = 1

  var version = currentVersion
  var pid: Int32
  var startTicks: Int64
  /// A line for each file: device, inode, mtime, size and name. One text is read much faster than a
  /// thousand values.
  private var files: String

  init(process: NetworkdProcess, units: [UnitOnDisk]) {
    pid = process.pid
    startTicks = process.startTicks
    files = units.filter { $0.folder == UnitOnDisk.ourFolder }.map { unit in
      let identity = unit.identity
      return
        "\(identity.device) \(identity.inode) \(identity.modified) \(identity.size) \(unit.name)"
    }.joined(separator: "\n")
  }

  /// `nil` where another run of the daemon is meant: it has read everything anew.
  func files(of process: NetworkdProcess) -> [String: FileIdentity]? {
    guard pid == process.pid, startTicks == process.startTicks else { return nil }
    var identities: [String: FileIdentity] = [:]
    for line in files.utf8.split(separator: UInt8(ascii: "\n")) {
      let fields = line.split(separator: UInt8(ascii: " "), maxSplits: 4).map(Substring.init)
      guard fields.count == 5, let device = UInt64(fields[0]), let inode = UInt64(fields[1]),
        let modified = Int64(fields[2]), let size = Int64(fields[3])
      else { continue }
      identities[String(fields[4])] = FileIdentity(
        device: device, inode: inode, modified: modified, size: size)
    }
    return identities
  }

  /// It is a cache: one that cannot be read, or is of another version, counts as none.
  static func load(from paths: HostPaths) -> LoadedFiles? {
    guard let loaded = try? JSONStore.load(LoadedFiles.self, from: paths.loaded) else { return nil }
    return loaded.version == currentVersion ? loaded : nil
  }

  func save(to paths: HostPaths) throws {
    try Posix.makeDirectory(paths.runtime, mode: 0o700)
    try JSONStore.save(self, to: paths.loaded)
  }
}
