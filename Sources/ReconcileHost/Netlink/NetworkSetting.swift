import Glibc
import ReconcileCore
import SystemPackage

/// A file below /proc/sys/net; which namespace's it is depends on the thread that opens it.
struct NetworkSetting {
  private let path: String

  /// A setting of one link, or of `all`. Of a name that is no part of a path nothing comes of it.
  init(_ family: String, of link: String, _ name: String) {
    let isPlain = !link.isEmpty && link != "." && link != ".." && !link.utf8.contains(47)
    path = "/proc/sys/net/\(family)/conf/\(isPlain ? link : "-")/\(name)"
  }

  init(_ path: String) {
    self.path = "/proc/sys/net/\(path)"
  }

  /// Writes the value unless it stands there already.
  func set(to value: String, doing action: String) throws(NetlinkError) {
    do {
      let file = try FileDescriptor.open(path, .readWrite, options: .closeOnExec)
      try file.closeAfter {
        let present = try withUnsafeTemporaryAllocation(byteCount: 64, alignment: 1) { buffer in
          let count = try file.read(into: buffer)
          return String(decoding: buffer.prefix(count).prefix { $0 != 10 }, as: UTF8.self)
        }
        guard present != value else { return }
        _ = try file.writeAll(toAbsoluteOffset: 0, value.utf8)
      }
    } catch {
      throw NetlinkError(action, .call(path, error as? Errno ?? .ioError))
    }
  }
}

extension RouteSocket {
  /// Lets the host, or one link alone, pass on what is for others.
  mutating func setForwarding(
    _ link: String?, _ family: AddressFamily, _ isOn: Bool, doing action: String
  ) throws(NetlinkError) {
    let setting =
      switch (link, family) {
      case (nil, .ipv4): NetworkSetting("ipv4/ip_forward")
      case (let link, _): NetworkSetting(family.rawValue, of: link ?? "all", "forwarding")
      }
    try setting.set(to: isOn ? "1" : "0", doing: action)
  }
}
