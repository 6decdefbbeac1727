package import ReconcileCore
import SystemPackage

/// A folder of rendered files that no daemon reads.
package enum RenderedFolder {
  /// Writes the files that differ from what is there; others are left alone.
  package static func write(_ files: [UnitFile], to folder: String) throws {
    for file in files { try file.readBack() }
    try Posix.makeDirectories(folder, mode: 0o755)
    let present = Set(try Posix.list(folder))
    for file in files {
      let path = "\(folder)/\(file.name)"
      if present.contains(file.name), try FileSnapshot.read(path)?.text == file.text { continue }
      try write(file.text, to: path)
    }
  }

  /// In place and without a flush: no daemon reads here, and whoever lost the files renders again.
  private static func write(_ text: String, to path: String) throws(SystemError) {
    let file = try Posix.open(
      path, .writeOnly, options: [.create, .truncate, .noFollow],
      permissions: [.ownerReadWrite, .groupRead, .otherRead])
    defer { try? file.close() }
    do {
      try file.writeAll(text.utf8)
    } catch {
      throw SystemError(action: "write", path: path, errno: error as? Errno ?? .ioError)
    }
  }
}
