import Glibc
import ReconcileCore
import SystemPackage

/// The device node of a macvtap: /dev/tapN, N being the index of the link.
struct TapFile {
  private let path: String
  /// What /sys says that the node is; a node of that name may be another's, for all network
  /// namespaces of a host share /dev.
  private let device: String?

  init(of link: KernelLink) {
    path = "/dev/tap\(link.index)"
    device = FileSnapshot.text(
      ofPseudoFile: "/sys/class/net/\(link.name)/tap\(link.index)/dev")
  }

  /// The nodes of all macvtaps.
  static func nodes(of links: [KernelLink]) -> [Int32: TapNode] {
    var nodes: [Int32: TapNode] = [:]
    for link in links where link.kind == LinkKind.macvtap.rawValue {
      nodes[link.index] = TapFile(of: link).node
    }
    return nodes
  }

  /// `nil` where there is none.
  var node: TapNode? {
    var status = stat()
    guard lstat(path, &status) == 0, isIt(status) else { return nil }
    return TapNode(
      owner: status.st_uid, group: status.st_gid, mode: UInt16(status.st_mode & 0o7777))
  }

  func set(to node: TapNode, doing action: String) throws(NetlinkError) {
    guard self.node != nil else { throw NetlinkError(action, .call(path, .noSuchFileOrDirectory)) }
    guard lchown(path, node.owner, node.group) == 0, chmod(path, mode_t(node.mode)) == 0 else {
      throw NetlinkError(action, .call(path, Errno(rawValue: errno)))
    }
  }

  private func isIt(_ status: stat) -> Bool {
    guard status.st_mode & S_IFMT == S_IFCHR else { return false }
    // As glibc's gnu_dev_major and gnu_dev_minor.
    let (high, low) = (status.st_rdev >> 32, status.st_rdev & 0xffff_ffff)
    let major = high & 0xffff_f000 | low >> 8 & 0xfff
    let minor = low & 0xff | low >> 12 & 0xffff_ff00
    return device.map { $0 == "\(major):\(minor)\n" } ?? false
  }
}

extension Accounts {
  /// Asks the host for users and groups.
  init(users names: Set<String>, groups groupNames: Set<String>) {
    self.init()
    for name in names { users[name] = getpwnam(name)?.pointee.pw_uid }
    for name in groupNames { groups[name] = getgrnam(name)?.pointee.gr_gid }
  }
}
