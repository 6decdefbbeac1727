/// RTPROT_* of linux/rtnetlink.h: who made a route or a policy rule.
package enum RouteOrigin {
  package static let kernel: UInt8 = 2
  package static let boot: UInt8 = 3
  package static let `static`: UInt8 = 4
  package static let ra: UInt8 = 9
  package static let dhcp: UInt8 = 16

  /// In the words of `ip-route(8)`.
  package static func text(_ number: UInt8) -> String {
    switch number {
    case 0: "unspec"
    case kernel: "kernel"
    case boot: "boot"
    case `static`: "static"
    case ra: "ra"
    case 11: "zebra"
    case 12: "bird"
    case dhcp: "dhcp"
    default: String(number)
    }
  }
}
