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

/// In one word, so that a host of a thousand files is read quickly.
extension FileIdentity: Codable {
  package init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let fields = try container.decode(String.self).utf8.split(separator: UInt8(ascii: " "))
      .map(Substring.init)
    guard fields.count == 4, let device = UInt64(fields[0]), let inode = UInt64(fields[1]),
      let modified = Int64(fields[2]), let size = Int64(fields[3])
    else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "not device, inode, mtime and size")
    }
    self.init(device: device, inode: inode, modified: modified, size: size)
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode("\(device) \(inode) \(modified) \(size)")
  }
}

/// Which versions of which files one run of the daemon has loaded.
struct LoadedFiles: Codable {
  private static let currentVersion = 1

  var version = currentVersion
  var pid: Int32
  var started: Int64
  var files: [String: FileIdentity]

  init(process: NetworkdProcess, units: [UnitOnDisk]) {
    pid = process.pid
    started = process.started
    files = Dictionary(
      units.filter { $0.folder == UnitOnDisk.ourFolder }.map { ($0.name, $0.identity) },
      uniquingKeysWith: { first, _ in first })
  }

  /// `nil` where another run of the daemon is meant: it has read everything anew.
  func files(of process: NetworkdProcess) -> [String: FileIdentity]? {
    // The start time is reckoned from two clocks and may be off by a tick.
    pid == process.pid && abs(started - process.started) < 1_000_000_000 ? files : nil
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
