import Glibc

/// A file that decides what root does: root's own, and writable by nobody else.
package struct TrustedFile {
  package struct Untrusted: Error, CustomStringConvertible {
    package var description: String
  }

  package var text: String

  /// - Returns: `nil` where there is no such file.
  /// - Throws: `Untrusted` with the mend, or `SystemError`.
  package static func read(_ path: String) throws -> TrustedFile? {
    guard let file = try FileSnapshot.read(path, limit: 1 << 20) else { return nil }
    guard file.owner == 0 || file.owner == geteuid() else {
      throw Untrusted(description: "\(path) is not root's\n  help: chown root:root \(path)")
    }
    guard file.mode & 0o022 == 0 else {
      throw Untrusted(
        description: "\(path) is writable by others than its owner\n  help: chmod go-w \(path)")
    }
    return TrustedFile(text: file.text)
  }
}
