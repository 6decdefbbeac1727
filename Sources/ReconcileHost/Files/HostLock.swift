import Glibc
import SystemPackage

/// The lock that only one apply holds at a time.
///
/// It is an flock(2): the kernel frees it however the holder ends, so nothing has ever to be
/// unlocked by hand. Children do not inherit it.
package struct HostLock: ~Copyable {
  private let descriptor: FileDescriptor

  /// Somebody else holds the lock.
  package struct Busy: Error {
    /// The process that wrote its number into the file, if it can be read.
    package var pid: Int32?
  }

  private init(holding descriptor: FileDescriptor) {
    self.descriptor = descriptor
  }

  /// - Throws: `Busy`, or `SystemError` where the file cannot be made.
  package static func take(_ paths: HostPaths) throws -> HostLock {
    try Posix.makeDirectory(paths.runtime, mode: 0o755)
    let descriptor = try Posix.open(
      paths.lock, .readWrite, options: [.create, .noFollow], permissions: [.ownerReadWrite])
    guard flock(descriptor.rawValue, LOCK_EX | LOCK_NB) == 0 else {
      try? descriptor.close()
      let holder = FileSnapshot.text(ofPseudoFile: paths.lock)?.split(separator: "\n").first
      throw Busy(pid: holder.flatMap { Int32($0) })
    }
    // For the message of whoever is refused.
    _ = ftruncate(descriptor.rawValue, 0)
    _ = try? descriptor.writeAll("\(getpid())\n".utf8)
    return HostLock(holding: descriptor)
  }

  deinit { try? descriptor.close() }
}
