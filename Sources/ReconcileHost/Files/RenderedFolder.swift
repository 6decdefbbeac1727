package import ReconcileCore

/// A folder of rendered files that no daemon reads.
package enum RenderedFolder {
  /// Writes the files that differ from what is there; others are left alone.
  package static func write(_ files: [UnitFile], to folder: String) throws {
    var path = ""
    for part in folder.split(separator: "/", omittingEmptySubsequences: false) {
      path += part + "/"
      if !part.isEmpty { try Posix.makeDirectory(path, mode: 0o755) }
    }
    for file in files {
      let path = "\(folder)/\(file.name)"
      if try FileSnapshot.read(path)?.text != file.text {
        try DurableFile.write(file.text, to: path, mode: 0o644)
      }
    }
    try Posix.synchronizeFolder(folder)
  }
}
