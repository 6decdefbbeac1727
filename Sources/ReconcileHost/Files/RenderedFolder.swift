import Dispatch
import Glibc
package import ReconcileCore
import Synchronization
import SystemPackage

/// A folder of rendered files that no daemon reads.
///
/// Files of systemd-networkd lie in it, and others at their places in its tree: beside
/// `TREE/etc/systemd/network` that is `TREE/etc/udev/rules.d`; any other folder is a tree itself.
package struct RenderedFolder {
  private let path: String
  private let root: String

  /// How many files one thread writes at least: fewer are not worth a second one.
  private static let share = 64

  private init(_ path: String) {
    self.path = path.hasPrefix("/") ? path : "./\(path)"
    root =
      self.path.hasSuffix(UnitOnDisk.ourFolder)
      ? String(self.path.dropLast(UnitOnDisk.ourFolder.count)) : self.path
  }

  private func folder(of file: UnitFile) -> String {
    let folder = Ownership.folder(ofFile: file.name)
    return folder == UnitOnDisk.ourFolder ? path : root + folder
  }

  /// Writes the files that differ from what is there; others are left alone.
  ///
  /// For a thousand links most of the time goes into the kernel's making of the files, which it does
  /// on several processors at once.
  package static func write(_ files: [UnitFile], to path: String) throws {
    var path = path
    while path.hasSuffix("/"), path != "/" { path.removeLast() }
    let folder = RenderedFolder(path)
    var present: [String: Set<String>] = [:]
    for path in Set(files.map(folder.folder)).union([folder.path]) {
      try Posix.makeDirectories(path, mode: 0o755)
      present[path] = Set(try Posix.list(path))
    }
    let processors = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
    let threads = min(processors, files.count / share + 1)
    let failure = Mutex<(any Error)?>(nil)
    DispatchQueue.concurrentPerform(iterations: threads) { [present] thread in
      do {
        for place in stride(from: thread, to: files.count, by: threads) {
          let path = folder.folder(of: files[place])
          try write(files[place], to: path, present[path, default: []])
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
