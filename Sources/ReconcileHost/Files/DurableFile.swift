import ReconcileCore
import SystemPackage

/// Writes files so that after a crash or a power cut either the old or the new bytes stand there.
enum DurableFile {
  /// Replaces or creates a file.
  ///
  /// A temporary file in the same folder gets the bytes and the mode, is flushed, and takes the
  /// name. The mode is set on the file, for no umask may hide a file from networkd. The caller
  /// flushes the folder (`Posix.synchronizeFolder`), once for many files.
  static func write(_ text: String, to path: String, mode: UInt32) throws(SystemError) {
    try write(Array(text.utf8), to: path, mode: mode)
  }

  static func write(_ bytes: [UInt8], to path: String, mode: UInt32) throws(SystemError) {
    let temporary = temporaryPath(for: path)
    // What a crash has left there.
    try Posix.unlink(temporary)
    let descriptor = try Posix.open(
      temporary, .writeOnly, options: [.create, .exclusiveCreate, .noFollow],
      permissions: .ownerReadWrite)
    do throws(SystemError) {
      try fill(descriptor, with: bytes, mode: mode, path)
      try Posix.rename(temporary, to: path)
    } catch {
      try? Posix.unlink(temporary)
      throw error
    }
  }

  /// Replaces or creates a single file, and flushes its folder.
  static func replace(_ path: String, with text: String, mode: UInt32) throws(SystemError) {
    try write(text, to: path, mode: mode)
    if let slash = path.lastIndex(of: "/") {
      try Posix.synchronizeFolder(String(path[..<slash]))
    }
  }

  private static func fill(
    _ descriptor: FileDescriptor, with bytes: [UInt8], mode: UInt32, _ path: String
  ) throws(SystemError) {
    defer { try? descriptor.close() }
    try Posix.setMode(descriptor, mode, path)
    try writeAll(bytes, to: descriptor, path)
    try Posix.synchronize(descriptor, path)
  }

  private static func writeAll(
    _ bytes: [UInt8], to descriptor: FileDescriptor, _ path: String
  ) throws(SystemError) {
    do {
      try descriptor.writeAll(bytes)
    } catch {
      throw SystemError(action: "write", path: path, errno: error as? Errno ?? .ioError)
    }
  }

  /// Hidden, and with an ending that networkd does not read.
  private static func temporaryPath(for path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return ".\(path).tmp" }
    return "\(path[...slash]).\(path[path.index(after: slash)...]).tmp"
  }
}
