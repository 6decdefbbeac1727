import CLinux
import Glibc
import ReconcileCore

/// IFLA_VFINFO_LIST of linux/if_link.h: an IFLA_VF_INFO for each virtual function, and in it
/// structures that begin with its number.
extension VirtualFunction {
  /// What a driver says that does not know a setting.
  private static let unknown = UInt32.max

  static func all(_ list: RawSpan) throws(MalformedMessage) -> [VirtualFunction] {
    var all: [VirtualFunction] = []
    try list.forEachAttribute { (_, value) throws(MalformedMessage) in
      all.append(try VirtualFunction(value))
    }
    return all
  }

  private init(_ information: RawSpan) throws(MalformedMessage) {
    self.init(number: 0)
    try information.forEachAttribute { (type, value) throws(MalformedMessage) in
      func number(_ place: Int) throws(MalformedMessage) -> UInt32 {
        try value.load(UInt32.self, at: 4 * place)
      }
      func flag() throws(MalformedMessage) -> Bool? {
        let setting = try number(1)
        return setting == Self.unknown ? nil : setting != 0
      }
      switch type {
      case IFLA_VF_MAC:
        self.number = try number(0)
        mac = MACAddress(bytes: Array(value.bytes().dropFirst(4).prefix(6)))
      case IFLA_VF_SPOOFCHK: checksSpoofing = try flag()
      case IFLA_VF_TRUST: isTrusted = try flag()
      case IFLA_VF_LINK_STATE:
        let setting = try number(1)
        state = VirtualFunctionState.allCases.first { $0.number == setting }
      case IFLA_VF_RATE:
        minRate = try number(1)
        maxRate = try number(2)
      case IFLA_VF_VLAN_LIST:
        try value.forEachAttribute { (type, value) throws(MalformedMessage) in
          guard type == IFLA_VF_VLAN_INFO else { return }
          vlan = try value.load(UInt32.self, at: 4)
          priority = try value.load(UInt32.self, at: 8)
          let number = UInt16(bigEndian: try value.load(UInt16.self, at: 12))
          vlanProtocol = VLANProtocol.allCases.first { $0.number == number }
        }
      default: break
      }
    }
  }
}

extension MessageWriter {
  /// IFLA_VFINFO_LIST with what is given of a virtual function.
  mutating func put(_ function: VirtualFunction) {
    func words(_ values: UInt32...) -> [UInt8] {
      ([function.number] + values).flatMap { value in withUnsafeBytes(of: value) { Array($0) } }
    }
    nest(IFLA_VFINFO_LIST) { message in
      message.nest(IFLA_VF_INFO) { message in
        if let mac = function.mac {
          // MAX_ADDR_LEN bytes, of which Ethernet has six.
          message.put(IFLA_VF_MAC, words() + mac.bytes + [UInt8](repeating: 0, count: 26))
        }
        if let vlan = function.vlan {
          let tag = (function.vlanProtocol ?? .dot1q).number.bigEndian
          message.nest(IFLA_VF_VLAN_LIST) { message in
            message.put(
              IFLA_VF_VLAN_INFO,
              words(vlan, function.priority ?? 0) + withUnsafeBytes(of: tag) { Array($0) } + [0, 0])
          }
        }
        if let checks = function.checksSpoofing {
          message.put(IFLA_VF_SPOOFCHK, words(checks ? 1 : 0))
        }
        if let isTrusted = function.isTrusted {
          message.put(IFLA_VF_TRUST, words(isTrusted ? 1 : 0))
        }
        if let state = function.state { message.put(IFLA_VF_LINK_STATE, words(state.number)) }
        if let maxRate = function.maxRate {
          message.put(IFLA_VF_RATE, words(function.minRate ?? 0, maxRate))
        }
      }
    }
  }
}

extension RouteSocket {
  /// Sets of a virtual function what is given; a driver may know but a part of it.
  mutating func set(
    _ wanted: VirtualFunction, of name: String, doing action: String
  ) throws(NetlinkError) {
    var message = MessageWriter(RTM_SETLINK, ifinfomsg(try link(name, doing: action).index))
    message.put(wanted)
    try request(message, doing: action)
  }
}
