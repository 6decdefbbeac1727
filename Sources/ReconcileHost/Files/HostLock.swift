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

  /// - Throws: `Busy`, or `SystemError` where the file cannot be made.
  package init(path: String) throws {
    descriptor = try Posix.open(
      path, .readWrite, options: [.create, .noFollow], permissions: [.ownerReadWrite])
    guard flock(descriptor.rawValue, LOCK_EX | LOCK_NB) == 0 else {
      let holder = FileSnapshot.text(ofPseudoFile: path)?.split(whereSeparator: \.isNewline).first
      try? descriptor.close()
      throw Busy(pid: holder.flatMap { Int32($0) })
    }
    // For the message of whoever is refused.
    _ = ftruncate(descriptor.rawValue, 0)
    _ = try? descriptor.writeAll("\(getpid())\n".utf8)
  }

  deinit { try? descriptor.close() }
}
