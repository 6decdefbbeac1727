import ReconcileCore

/// Reads networkd's folders.
enum UnitFolders {
  private static let suffixes = [".network", ".netdev", ".link"]

  /// All files that networkd would look at, drop-ins included.
  static func read(root: String) throws(SystemError) -> [UnitOnDisk] {
    var units: [UnitOnDisk] = []
    // With a merged /usr the last two are one folder.
    let isMerged = Posix.readLink(root + "/lib") != nil
    for folder in UnitOnDisk.folders where !(isMerged && folder.hasPrefix("/lib/")) {
      for name in try Posix.list(root + folder) {
        if suffixes.contains(where: name.hasSuffix) {
          if let unit = try read(root: root, folder, name) { units.append(unit) }
        } else if suffixes.contains(where: { name.hasSuffix($0 + ".d") }) {
          for dropIn in try Posix.list("\(root)\(folder)/\(name)") where dropIn.hasSuffix(".conf") {
            if let unit = try read(root: root, folder, "\(name)/\(dropIn)") { units.append(unit) }
          }
        }
      }
    }
    return units
  }

  private static func read(
    root: String, _ folder: String, _ name: String
  ) throws(SystemError) -> UnitOnDisk? {
    let path = "\(root)\(folder)/\(name)"
    let file: FileSnapshot?
    do {
      file = try FileSnapshot.read(path, limit: 1 << 20)
    } catch {
      let isOurs = folder == UnitOnDisk.ourFolder && Ownership.hasPrefix(name)
      if isOurs, !name.contains("/") { throw error }
      // A folder, a device, a circle of links: networkd passes it over as well.
      return nil
    }
    guard let file else { return nil }
    return UnitOnDisk(
      folder: folder, name: name, text: file.text, identity: file.identity, mode: file.mode)
  }
}
