import CLinux
import ReconcileCore
import Testing

@testable import ReconcileHost

/// No driver here splits a NIC, so the messages are made by hand after linux/if_link.h.
@Suite struct VirtualFunctionTests {
  private static let whole = {
    var function = VirtualFunction(number: 3)
    function.mac = MACAddress("52:54:00:00:00:31")
    (function.vlan, function.priority, function.vlanProtocol) = (10, 5, .dot1ad)
    (function.checksSpoofing, function.isTrusted, function.state) = (true, false, .down)
    (function.minRate, function.maxRate) = (100, 1000)
    return function
  }()

  @Test func `what is set is what is read`() throws {
    var message = MessageWriter(RTM_NEWLINK, ifinfomsg())
    message.put(Self.whole)
    let link = try #require(try Recorded.state(message.finished(sequence: 1)).links.first)
    #expect(link.virtualFunctions == [Self.whole])
  }

  /// `struct ifla_vf_mac` has 36 bytes, `struct ifla_vf_vlan_info` 16 with its padding.
  @Test func `the structures are as long as the kernel's`() {
    func length(_ function: VirtualFunction) -> Int {
      var message = MessageWriter(RTM_SETLINK, ifinfomsg())
      message.put(function)
      return message.bytes.count
    }
    let empty = VirtualFunction(number: 3)
    var (withMAC, withVLAN) = (empty, empty)
    withMAC.mac = MACAddress("52:54:00:00:00:31")
    withVLAN.vlan = 10
    #expect(length(withMAC) - length(empty) == 4 + 36)
    #expect(length(withVLAN) - length(empty) == 4 + 4 + 16)
  }

  /// A driver without a setting says all ones.
  @Test func `what a driver does not know is unknown`() throws {
    var message = MessageWriter(RTM_NEWLINK, ifinfomsg())
    message.nest(IFLA_VFINFO_LIST) { message in
      message.nest(IFLA_VF_INFO) { message in
        message.put(IFLA_VF_MAC, [UInt8](repeating: 0, count: 36))
        message.put(IFLA_VF_TRUST, [0, 0, 0, 0, 255, 255, 255, 255])
        message.put(IFLA_VF_SPOOFCHK, [0, 0, 0, 0, 1, 0, 0, 0])
      }
    }
    let link = try #require(try Recorded.state(message.finished(sequence: 1)).links.first)
    let function = try #require(link.virtualFunctions.first)
    #expect(function.isTrusted == nil)
    #expect(function.checksSpoofing == true)
  }
}
