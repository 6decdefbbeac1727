import ReconcileCore
import SystemPackage

/// Reads the files of ours that systemd-networkd does not read, and settings of containers.
enum OtherFiles {
  static func read(root: String) throws(SystemError) -> [UnitOnDisk] {
    let folder = Ownership.folder(ofFile: Ownership.rulesName)
    var files: [UnitOnDisk] = []
    for name in try Posix.list(root + folder)
    where Ownership.hasPrefix(name) && name.hasSuffix(".rules") {
      if let file = try UnitOnDisk(folder: folder, name: name, below: root) { files.append(file) }
    }
    for folder in Ownership.settingsFolders {
      for name in try Posix.list(root + folder) where name.hasSuffix(Ownership.settingsSuffix) {
        if let file = try UnitOnDisk(folder: folder, name: name, below: root) { files.append(file) }
      }
    }
    return files
  }

  /// The containers that systemd-machined knows.
  static func machines() throws(SystemError) -> Set<String> {
    Set(try Posix.list("/run/systemd/machines").filter { !$0.contains(":") })
  }
}

extension UnitOnDisk {
  /// A file that may be ours; `nil` where it is gone.
  fileprivate init?(folder: String, name: String, below root: String) throws(SystemError) {
    let path = "\(root)\(folder)/\(name)"
    var isLink = false
    var file: FileSnapshot?
    do {
      file = try FileSnapshot.read(path, limit: 1 << 20, followsLink: false)
    } catch {
      guard error.errno == .tooManySymbolicLinkLevels else { throw error }
      (file, isLink) = (try FileSnapshot.read(path, limit: 1 << 20), true)
    }
    guard let file else { return nil }
    self.init(
      folder: folder, name: name, text: file.text, identity: file.identity, mode: file.mode)
    owner = file.owner
    isSymbolicLink = isLink
  }
}
