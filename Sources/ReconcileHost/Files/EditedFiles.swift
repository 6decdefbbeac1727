import Glibc
import ReconcileCore

/// Keeps what others had written into files of ours when an apply takes it away.
struct EditedFiles {
  /// How many are kept; the oldest go first.
  static let most = 50

  let paths: HostPaths

  /// Keeps the bytes of a file of ours, unless they are known.
  ///
  /// - Parameters:
  ///   - name: The name of a file of ours.
  ///   - known: What needs no keeping: the new text, and the one that was last applied.
  ///   - time: Seconds since the epoch.
  /// - Returns: Where the bytes are now; `nil` where there was nothing to keep.
  func keep(_ name: String, unless known: [String?], at time: Int64) throws(SystemError) -> String?
  {
    guard let (bytes, _) = try FileSnapshot.bytes(of: paths.file(name)), !bytes.isEmpty,
      !known.contains(where: { $0?.utf8.elementsEqual(bytes) == true })
    else { return nil }
    try Posix.makeDirectory(paths.state, mode: 0o700)
    try Posix.makeDirectory(paths.edited, mode: 0o700)
    let path = try freePath(for: name, at: time)
    try DurableFile.write(bytes, to: path, mode: 0o600)
    try removeOldest()
    try Posix.synchronizeFolder(paths.edited)
    try Posix.synchronizeFolder(paths.state)
    return path
  }

  /// `05-reconcile-lan0.network.20261122T130501Z`, with a number behind it where that is taken.
  private func freePath(for name: String, at time: Int64) throws(SystemError) -> String {
    let taken = Set(try Posix.list(paths.edited))
    let first = "\(name).\(Posix.stamp(time))"
    var free = first
    var number = 2
    while taken.contains(free) {
      free = "\(first)-\(number)"
      number += 1
    }
    return "\(paths.edited)/\(free)"
  }

  private func removeOldest() throws(SystemError) {
    let kept = try Posix.list(paths.edited).map { "\(paths.edited)/\($0)" }
      .map { (path: $0, written: FileIdentity.of($0)?.modified ?? 0) }
      .sorted { $0.written < $1.written }
    for file in kept.dropLast(Self.most) { try Posix.unlink(file.path) }
  }
}
