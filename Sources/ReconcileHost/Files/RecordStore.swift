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
    guard let text = try FileSnapshot.read(paths.record)?.text else { return nil }
    do {
      return try AppliedRecord(text: text)
    } catch is AppliedRecord.NewerVersion {
      throw TooNew(path: paths.record)
    } catch {
      throw UnreadableState(path: paths.record, cause: error)
    }
  }

  package func save(_ record: AppliedRecord) throws {
    try Posix.makeDirectory(paths.state, mode: 0o700)
    try DurableFile.replace(paths.record, with: record.text, mode: 0o600)
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
    var text = self.files
    return text.withUTF8 { bytes in
      var identities: [String: FileIdentity] = [:]
      for line in bytes.split(separator: UInt8(ascii: "\n")) {
        var rest = line
        guard let device = Self.number(from: &rest), let inode = Self.number(from: &rest),
          let modified = Self.number(from: &rest), let size = Self.number(from: &rest),
          !rest.isEmpty
        else { continue }
        identities[String(decoding: rest, as: UTF8.self)] = FileIdentity(
          device: device, inode: inode, modified: Int64(bitPattern: modified),
          size: Int64(bitPattern: size))
      }
      return identities
    }
  }

  /// Takes the first word, and the blank behind it.
  private static func number(from rest: inout Slice<UnsafeBufferPointer<UInt8>>) -> UInt64? {
    guard let blank = rest.firstIndex(of: UInt8(ascii: " ")), blank > rest.startIndex else {
      return nil
    }
    defer { rest = rest[(blank + 1)...] }
    return number(rest[..<blank])
  }

  /// Of bytes: there are thousands of them.
  private static func number(_ digits: some Sequence<UInt8>) -> UInt64? {
    var number: UInt64 = 0
    for digit in digits {
      guard case 48...57 = digit else { return nil }
      let (tens, isTooLarge) = number.multipliedReportingOverflow(by: 10)
      guard !isTooLarge else { return nil }
      number = tens &+ UInt64(digit &- 48)
    }
    return number
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
