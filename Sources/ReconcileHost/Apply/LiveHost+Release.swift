import Glibc
package import ReconcileCore

extension LiveHost {
  /// Links that were let go of in part.
  package struct Unfinished: Error {
    package var cause: any Error
    /// Whether only networkd has yet to know.
    package var isForgotten: Bool
  }

  /// Lets go of links: the plain files first, so that no moment is without one of the two.
  ///
  /// - Throws: `Unfinished`, and anything else where nothing has changed yet.
  package func carryOut(_ release: Release) async throws {
    var hasWritten = false
    do {
      for dropIn in release.dropIns {
        try writePlain(dropIn.text, to: dropIn.path)
        hasWritten = true
      }
      for file in release.files {
        try writePlain(file.text, to: file.new)
        hasWritten = true
      }
      try synchronizeFiles()
      for file in release.files where file.old != file.new {
        let path = paths.root + file.old
        try Posix.unlink(path)
        noteRemoval(of: path, isDropIn: file.isDropIn)
      }
      try synchronizeFiles()
      try save(release.record)
    } catch {
      throw hasWritten ? Unfinished(cause: error, isForgotten: false) : error
    }
    guard isNetworkdRunning else { return }
    do {
      try await reload()
      try rememberLoaded()
    } catch {
      throw Unfinished(cause: error, isForgotten: true)
    }
  }

  /// Has the folder of a file that is gone flushed. One of drop-ins goes with its last file, and then
  /// only the folder above it can be.
  private func noteRemoval(of path: String, isDropIn: Bool) {
    let folder = Self.folder(of: path)
    if isDropIn, rmdir(folder) == 0 {
      changedFolders.remove(folder)
      changedFolders.insert(Self.folder(of: folder))
    } else {
      changedFolders.insert(folder)
    }
  }

  private static func folder(of path: String) -> String {
    String(path.prefix(upTo: path.lastIndex(of: "/") ?? path.endIndex))
  }

  private func writePlain(_ text: String, to path: String) throws {
    let path = paths.root + path
    let folder = Self.folder(of: path)
    try Posix.makeDirectories(folder, mode: 0o755)
    try DurableFile.write(text, to: path, mode: 0o644)
    try Posix.synchronizeFolder(folder)
  }
}
