import CLinux
import Glibc

/// Asks by ethtool's ioctl for the names of drivers, of which rtnetlink knows nothing.
final class DriverNames {
  private let socket: CInt

  init?() {
    socket = Glibc.socket(AF_INET, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    guard socket >= 0 else { return nil }
  }

  deinit { close(socket) }

  /// The name that the driver of a link gives itself; `nil` where it has none, as a loopback.
  func name(of link: String) -> String? {
    var request = ifreq()
    withUnsafeMutableBytes(of: &request.ifr_ifrn) { buffer in
      buffer.copyBytes(from: link.utf8.prefix(buffer.count - 1))
    }
    var information = ethtool_drvinfo()
    information.cmd = UInt32(ETHTOOL_GDRVINFO)
    let status = withUnsafeMutablePointer(to: &information) { pointer in
      request.ifr_ifru.ifru_data = UnsafeMutableRawPointer(pointer)
        .assumingMemoryBound(to: CChar.self)
      return ioctl(socket, UInt(SIOCETHTOOL), &request)
    }
    guard status == 0 else { return nil }
    return withUnsafeBytes(of: &information.driver) { buffer in
      let name = buffer.prefix { $0 != 0 }
      return name.isEmpty ? nil : String(decoding: name, as: UTF8.self)
    }
  }
}
