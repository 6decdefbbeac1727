import Glibc
import SystemPackage

/// The lock that only one apply holds at a time.
///
/// It is an flock(2): the kernel frees it however the holder ends, so nothing has ever to be
/// unlocked by hand. Children do not inherit it.
package enum HostLock {
  /// Somebody else holds the lock.
  package struct Busy: Error {
    /// The process that wrote its number into the file, if it can be read.
    package var pid: Int32?
  }

  /// Runs the body while holding the lock.
  ///
  /// - Throws: `Busy` at once, `SystemError` where the file cannot be made, or what the body throws.
  package static func hold<Result>(
    _ paths: HostPaths, _ body: () async throws -> Result
  ) async throws -> Result {
    try Posix.makeDirectory(paths.runtime, mode: 0o700)
    let descriptor = try Posix.open(
      paths.lock, .readWrite, options: [.create, .noFollow], permissions: [.ownerReadWrite])
    defer { try? descriptor.close() }
    guard flock(descriptor.rawValue, LOCK_EX | LOCK_NB) == 0 else {
      let holder = FileSnapshot.text(ofPseudoFile: paths.lock)?.split(separator: "\n").first
      throw Busy(pid: holder.flatMap { Int32($0) })
    }
    // For the message of whoever is refused.
    _ = ftruncate(descriptor.rawValue, 0)
    _ = try? descriptor.writeAll("\(getpid())\n".utf8)
    return try await body()
  }
}
