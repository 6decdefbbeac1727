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

  private func path(of folder: String) -> String {
    folder == UnitOnDisk.ourFolder ? path : root + folder
  }

  /// A folder that files are written to.
  private struct Place {
    var path: String
    /// Names are looked up from there: for thousands of files the way to it takes its time.
    var descriptor: FileDescriptor
    /// What is in it already.
    var names: Set<String>
  }

  /// Writes the files that differ from what is there; others are left alone.
  ///
  /// For a thousand links most of the time goes into the kernel's making of the files, which it does
  /// on several processors at once.
  package static func write(_ files: [UnitFile], to path: String) throws {
    var path = path
    while path.hasSuffix("/"), path != "/" { path.removeLast() }
    let folder = RenderedFolder(path)
    var places: [String: Place] = [:]
    defer { for place in places.values { try? place.descriptor.close() } }
    for name in Set(files.map { Ownership.folder(ofFile: $0.name) }).union([UnitOnDisk.ourFolder]) {
      let path = folder.path(of: name)
      try Posix.makeDirectories(path, mode: 0o755)
      let descriptor = try Posix.open(path, .readOnly, options: .directory)
      places[name] = Place(path: path, descriptor: descriptor, names: Set(try Posix.list(path)))
    }
    let processors = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
    let threads = min(processors, files.count / share + 1)
    let failure = Mutex<(any Error)?>(nil)
    // networkd reads as its own user, so no umask may hide what is copied from here.
    Posix.withoutMask {
      DispatchQueue.concurrentPerform(iterations: threads) { [places] thread in
        do {
          for index in stride(from: thread, to: files.count, by: threads) {
            let file = files[index]
            if let place = places[Ownership.folder(ofFile: file.name)] {
              try write(file, to: place)
            }
          }
        } catch {
          failure.withLock { $0 = $0 ?? error }
        }
      }
    }
    if let failure = failure.withLock({ $0 }) { throw failure }
  }

  /// In place and without a flush: no daemon reads here, and whoever lost the files renders again.
  private static func write(_ file: UnitFile, to place: Place) throws {
    try file.readBack()
    let path = "\(place.path)/\(file.name)"
    let isThere = place.names.contains(file.name)
    if isThere, try FileSnapshot.read(path)?.text == file.text { return }
    let descriptor = try Posix.open(
      file.name, in: place.descriptor, .writeOnly, options: [.create, .truncate, .noFollow],
      permissions: [.ownerReadWrite, .groupRead, .otherRead])
    defer { try? descriptor.close() }
    if isThere { try Posix.setMode(descriptor, 0o644, path) }
    do {
      try descriptor.writeAll(file.text.utf8)
    } catch {
      throw SystemError(action: "write", path: path, errno: error as? Errno ?? .ioError)
    }
  }
}
