import ReconcileCore
import SystemPackage

/// Reads the files of ours that systemd-networkd does not read, and settings of containers.
enum OtherFiles {
  static func read(root: String) throws(SystemError) -> [UnitOnDisk] {
    let folder = Ownership.folder(ofFile: Ownership.rulesName)
    var files: [UnitOnDisk] = []
    for name in try Posix.list(root + folder)
    where Ownership.hasPrefix(name) && name.hasSuffix(".rules") || name == Release.rulesName {
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
  /// A file that may be ours; `nil` where it is gone, or no such file at all.
  fileprivate init?(folder: String, name: String, below root: String) throws(SystemError) {
    let file: FileSnapshot?
    let isLink: Bool
    do throws(SystemError) {
      (file, isLink) = try Self.read("\(root)\(folder)/\(name)")
    } catch {
      // A folder, a link to itself, or more than settings ever are: nobody's settings.
      let isOther = [Errno.invalidArgument, .tooManySymbolicLinkLevels, .fileTooLarge]
        .contains(error.errno)
      guard isOther else { throw error }
      return nil
    }
    guard let file else { return nil }
    self.init(
      folder: folder, name: name, text: file.text, identity: file.identity, mode: file.mode)
    owner = file.owner
    isSymbolicLink = isLink
  }

  private static func read(
    _ path: String
  ) throws(SystemError) -> (file: FileSnapshot?, isLink: Bool) {
    do throws(SystemError) {
      return (try FileSnapshot.read(path, limit: 1 << 20, followsLink: false), false)
    } catch {
      guard error.errno == .tooManySymbolicLinkLevels else { throw error }
      return (try FileSnapshot.read(path, limit: 1 << 20), true)
    }
  }
}
