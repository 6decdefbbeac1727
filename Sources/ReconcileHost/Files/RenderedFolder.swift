import Dispatch
import Glibc
package import ReconcileCore
import Synchronization
import SystemPackage

/// A folder of rendered files that no daemon reads.
package enum RenderedFolder {
  /// How many files one thread writes at least: fewer are not worth a second one.
  private static let share = 64

  /// Writes the files that differ from what is there; others are left alone.
  ///
  /// For a thousand links most of the time goes into the kernel's making of the files, which it does
  /// on several processors at once.
  package static func write(_ files: [UnitFile], to folder: String) throws {
    try Posix.makeDirectories(folder, mode: 0o755)
    let present = Set(try Posix.list(folder))
    let processors = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
    let threads = min(processors, files.count / share + 1)
    let failure = Mutex<(any Error)?>(nil)
    DispatchQueue.concurrentPerform(iterations: threads) { thread in
      do {
        for place in stride(from: thread, to: files.count, by: threads) {
          try write(files[place], to: folder, present)
        }
      } catch {
        failure.withLock { $0 = $0 ?? error }
      }
    }
    if let failure = failure.withLock({ $0 }) { throw failure }
  }

  private static func write(
    _ file: UnitFile, to folder: String, _ present: Set<String>
  ) throws {
    try file.readBack()
    let path = "\(folder)/\(file.name)"
    if present.contains(file.name), try FileSnapshot.read(path)?.text == file.text { return }
    try write(file.text, to: path)
  }

  /// In place and without a flush: no daemon reads here, and whoever lost the files renders again.
  private static func write(_ text: String, to path: String) throws(SystemError) {
    let file = try Posix.open(
      path, .writeOnly, options: [.create, .truncate, .noFollow],
      permissions: [.ownerReadWrite, .groupRead, .otherRead])
    defer { try? file.close() }
    // networkd reads as its own user, so no umask may hide what is copied from here.
    try Posix.setMode(file, 0o644, path)
    do {
      try file.writeAll(text.utf8)
    } catch {
      throw SystemError(action: "write", path: path, errno: error as? Errno ?? .ioError)
    }
  }
}
