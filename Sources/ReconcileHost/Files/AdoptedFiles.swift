import Glibc
import ReconcileCore

/// Takes files of others away and keeps them.
struct AdoptedFiles {
  let paths: HostPaths

  /// Copies a file below `/var/lib/reconcile/adopted/TIME` and removes it.
  ///
  /// - Parameter time: Seconds since the epoch; the files of one apply lie in one folder.
  /// - Returns: Where it is now; `nil` where it was gone already.
  func take(_ unit: UnitOnDisk, at time: Int64) throws(SystemError) -> String? {
    let path = paths.root + unit.path
    let folder = "\(paths.adopted)/\(Posix.stamp(time))\(unit.folder)"
    try Posix.makeDirectory(paths.state, mode: 0o700)
    guard let (bytes, _) = try FileSnapshot.bytes(of: path) else { return nil }
    let copy = "\(folder)/\(unit.name)"
    let parent = copy.prefix(upTo: copy.lastIndex(of: "/") ?? copy.endIndex)
    try Posix.makeDirectories(String(parent), mode: 0o755)
    try DurableFile.write(bytes, to: copy, mode: UInt32(unit.mode))
    try Posix.synchronizeFolder(String(parent))
    try Posix.unlink(path)
    return copy
  }
}
