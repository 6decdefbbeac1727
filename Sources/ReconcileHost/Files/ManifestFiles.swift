import Glibc
package import ReconcileCore

/// Reads manifests, and nothing outside their folder.
package struct ManifestFiles {
  /// The folder of the manifest with all links resolved; `nil` where there is none.
  private let folder: String?
  private let manifest: String

  package init(of manifest: String) {
    self.manifest = manifest
    let end = manifest.lastIndex(of: "/").map(manifest.index(after:)) ?? manifest.startIndex
    let path = String(manifest[..<end])
    folder = Self.resolved(path.isEmpty ? "." : path)
  }

  /// Reads a file; a symbolic link of an include must not lead out of the folder.
  package func read(_ path: String) -> Result<[UInt8], ReadFailure> {
    var (path, followsLink) = (path, true)
    if path != manifest {
      guard let real = Self.resolved(path) else { return .failure(.missing) }
      guard let folder, real.hasPrefix(folder + "/") else { return .failure(.outside) }
      // Whoever may write there could put another link in its place by now.
      (path, followsLink) = (real, false)
    }
    do throws(SystemError) {
      guard
        let file = try FileSnapshot.bytes(of: path, limit: 1 << 20, followsLink: followsLink)
      else { return .failure(.missing) }
      return .success(file.bytes)
    } catch {
      return .failure(.other("\(error.errno)"))
    }
  }

  /// The manifests directly in a folder, sorted; `nil` where the path is no folder.
  package static func manifests(in path: String) throws -> [String]? {
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else { return nil }
    let folder = path.hasSuffix("/") ? path : path + "/"
    return try Posix.list(path).filter { $0.hasSuffix(".yaml") && !$0.hasPrefix(".") }
      .map { folder + $0 }
  }

  private static func resolved(_ path: String) -> String? {
    guard let real = realpath(path, nil) else { return nil }
    defer { free(real) }
    return String(cString: real)
  }
}
