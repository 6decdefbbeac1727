import Glibc
import ReconcileCore
import SystemPackage

/// Reads networkd's folders.
enum UnitFolders {
  private static let suffixes = [".network", ".netdev", ".link"]

  /// All files that networkd would look at, drop-ins included.
  static func read(root: String) throws(SystemError) -> [UnitOnDisk] {
    var reader = Reader(root: root, user: NetworkdUser(root: root))
    // With a merged /usr the last two are one folder.
    let isMerged = Posix.readLink(root + "/lib") != nil
    for folder in UnitOnDisk.folders where !(isMerged && folder.hasPrefix("/lib/")) {
      guard let isSeen = reader.enter(folder) else { continue }
      for name in try Posix.list(root + folder) {
        if suffixes.contains(where: name.hasSuffix) {
          try reader.read(folder, name, isSeen: isSeen)
        } else if suffixes.contains(where: { name.hasSuffix($0 + ".d") }) {
          let isSeen = isSeen && reader.isSeen("\(folder)/\(name)") ?? false
          for dropIn in try Posix.list("\(root)\(folder)/\(name)") where dropIn.hasSuffix(".conf") {
            try reader.read(folder, "\(name)/\(dropIn)", isSeen: isSeen)
          }
        }
      }
    }
    return reader.units
  }

  /// Walks the folders from the strongest to the weakest.
  private struct Reader {
    let root: String
    let user: NetworkdUser?
    private(set) var units: [UnitOnDisk] = []
    /// The names taken by what is no file that can be read: a folder, a link to nowhere. networkd
    /// looks for none of that name in weaker folders.
    private var taken: Set<String> = []
    private var entered: Set<FolderIdentity> = []

    private struct FolderIdentity: Hashable {
      var device: dev_t
      var inode: ino_t
    }

    init(root: String, user: NetworkdUser?) {
      self.root = root
      self.user = user
    }

    /// Whether networkd sees the files of a folder; `nil` where it does not exist, or is one that was
    /// read under another name.
    mutating func enter(_ folder: String) -> Bool? {
      var status = stat()
      guard stat(root + folder, &status) == 0,
        entered.insert(FolderIdentity(device: status.st_dev, inode: status.st_ino)).inserted
      else { return nil }
      return isSeen(folder)
    }

    /// Whether networkd may list and search a folder; `nil` where it does not exist.
    func isSeen(_ folder: String) -> Bool? {
      var status = stat()
      guard stat(root + folder, &status) == 0 else { return nil }
      let bits = NetworkdUser.bits(
        of: user, mode: UInt16(status.st_mode & 0o7777), owner: status.st_uid, group: status.st_gid)
      return bits & 5 == 5
    }

    mutating func read(
      _ folder: String, _ name: String, isSeen: Bool
    ) throws(SystemError) {
      guard !taken.contains(name) else { return }
      let file: FileSnapshot?
      var isLink = false
      do {
        let isOurs = folder == UnitOnDisk.ourFolder && Ownership.hasPrefix(name)
        (file, isLink) = try Self.read("\(root)\(folder)/\(name)", asksForLink: isOurs)
      } catch {
        let isDropIn = name.contains("/")
        let isOurs = folder == UnitOnDisk.ourFolder && Ownership.hasPrefix(name)
        if isOurs, !isDropIn { throw error }
        // networkd passes over a folder, a device, a circle of links, and with such a drop-in the
        // file that it belongs to.
        if isSeen { taken.insert(name) }
        if isDropIn {
          units.append(
            UnitOnDisk(
              folder: folder, name: name, text: "",
              identity: FileIdentity(device: 0, inode: 0, modified: 0, size: 0), mode: 0,
              access: isSeen ? .unreadable : .unseen))
        }
        return
      }
      guard let file else {
        if isSeen { taken.insert(name) }
        return
      }
      let bits = NetworkdUser.bits(
        of: user, mode: file.mode, owner: file.owner, group: file.group)
      var unit = UnitOnDisk(
        folder: folder, name: name, text: file.text, identity: file.identity, mode: file.mode,
        access: !isSeen ? .unseen : bits & 4 == 0 ? .unreadable : .readable)
      unit.owner = file.owner
      unit.isSymbolicLink = isLink
      units.append(unit)
    }

    private static func read(
      _ path: String, asksForLink: Bool
    ) throws(SystemError) -> (file: FileSnapshot?, isLink: Bool) {
      let limit = 1 << 20
      do {
        return (try FileSnapshot.read(path, limit: limit, followsLink: !asksForLink), false)
      } catch {
        guard asksForLink, error.errno == .tooManySymbolicLinkLevels else { throw error }
        return (try FileSnapshot.read(path, limit: limit), true)
      }
    }
  }
}

/// The user as which networkd runs.
struct NetworkdUser {
  private let user: UInt32
  private let group: UInt32

  /// - Returns: `nil` where the tree's passwd(5) does not know it.
  init?(root: String) {
    let text = (try? FileSnapshot.read(root + "/etc/passwd"))??.text ?? ""
    let line = text.split(separator: "\n").first { $0.hasPrefix("systemd-network:") }
    let fields = line?.split(separator: ":", omittingEmptySubsequences: false) ?? []
    guard fields.count > 3, let user = UInt32(fields[2]), let group = UInt32(fields[3]) else {
      return nil
    }
    self.user = user
    self.group = group
  }

  /// What the user may do with a file: 4 read, 1 search.
  static func bits(of reader: NetworkdUser?, mode: UInt16, owner: UInt32, group: UInt32) -> UInt16 {
    if owner == reader?.user { return mode >> 6 & 7 }
    return group == reader?.group ? mode >> 3 & 7 : mode & 7
  }
}
