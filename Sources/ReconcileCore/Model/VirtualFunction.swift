/// A virtual function of a NIC (SR-IOV), as far as it is known or asked for: `struct ifla_vf_*` of
/// linux/if_link.h.
package struct VirtualFunction: Sendable, Hashable {
  /// Counts from 0.
  package var number: UInt32
  package var mac: MACAddress?
  /// 0: none, packets keep the tags that they have.
  package var vlan: UInt32?
  /// The priority in the tag of `vlan`, 0 to 7.
  package var priority: UInt32?
  package var vlanProtocol: VLANProtocol?
  /// Whether packets from other addresses than its own are dropped.
  package var checksSpoofing: Bool?
  /// Whether its user may change what else is the host's to say, such as the address.
  package var isTrusted: Bool?
  package var state: VirtualFunctionState?
  /// Megabits a second; 0: no limit.
  package var minRate: UInt32?
  package var maxRate: UInt32?

  package init(number: UInt32) {
    self.number = number
  }
}

/// The tag protocol of a virtual function's VLAN.
package enum VLANProtocol: String, Sendable, Hashable, CaseIterable, Codable {
  case dot1q = "802.1Q"
  case dot1ad = "802.1ad"

  /// ETH_P_8021Q and ETH_P_8021AD of linux/if_ether.h.
  package var number: UInt16 {
    switch self {
    case .dot1q: 0x8100
    case .dot1ad: 0x88a8
    }
  }
}

/// What the user of a virtual function sees as its cable: IFLA_VF_LINK_STATE_*.
package enum VirtualFunctionState: String, Sendable, Hashable, CaseIterable, Codable {
  /// That of the NIC.
  case auto
  case up
  case down

  /// LinkState= of systemd.network(5).
  package var networkd: String {
    switch self {
    case .auto: "auto"
    case .up: "yes"
    case .down: "no"
    }
  }

  package var number: UInt32 {
    switch self {
    case .auto: 0
    case .up: 1
    case .down: 2
    }
  }
}

extension VirtualFunction {
  /// What is asked for and is otherwise in the kernel; `nil`: nothing.
  package func difference(from present: VirtualFunction) -> VirtualFunction? {
    var rest = VirtualFunction(number: number)
    func keep<Value: Equatable>(_ path: WritableKeyPath<VirtualFunction, Value?>) {
      if let value = self[keyPath: path], value != present[keyPath: path] {
        rest[keyPath: path] = value
      }
    }
    keep(\.mac)
    keep(\.vlan)
    keep(\.priority)
    keep(\.vlanProtocol)
    // What the driver does not know of, it cannot be told either.
    if present.checksSpoofing != nil { keep(\.checksSpoofing) }
    if present.isTrusted != nil { keep(\.isTrusted) }
    keep(\.state)
    keep(\.minRate)
    keep(\.maxRate)
    return rest == VirtualFunction(number: number) ? nil : rest
  }

  /// The settings that are asked for and that the driver knows nothing of, in the words of the manifest.
  package func unknown(to present: VirtualFunction) -> [String] {
    [
      checksSpoofing != nil && present.checksSpoofing == nil ? "spoof-check" : nil,
      isTrusted != nil && present.isTrusted == nil ? "trust" : nil,
    ].compactMap { $0 }
  }

  /// With what the kernel takes as one: a VLAN with its tag, the rates with each other.
  package func completed(by wanted: VirtualFunction, _ present: VirtualFunction) -> VirtualFunction
  {
    var whole = self
    if vlan != nil || priority != nil || vlanProtocol != nil {
      whole.vlan = wanted.vlan ?? present.vlan ?? 0
      whole.priority = wanted.priority ?? present.priority ?? 0
      whole.vlanProtocol = wanted.vlanProtocol ?? present.vlanProtocol ?? .dot1q
    }
    if minRate != nil || maxRate != nil {
      whole.minRate = wanted.minRate ?? present.minRate ?? 0
      whole.maxRate = wanted.maxRate ?? present.maxRate ?? 0
    }
    return whole
  }

  /// The same settings as `other` has, with the values of this one.
  package func values(of other: VirtualFunction) -> VirtualFunction {
    var same = VirtualFunction(number: number)
    func copy<Value>(_ path: WritableKeyPath<VirtualFunction, Value?>) {
      if other[keyPath: path] != nil { same[keyPath: path] = self[keyPath: path] }
    }
    copy(\.mac)
    copy(\.vlan)
    copy(\.priority)
    copy(\.vlanProtocol)
    copy(\.checksSpoofing)
    copy(\.isTrusted)
    copy(\.state)
    copy(\.minRate)
    copy(\.maxRate)
    return same
  }

  /// Whether its user loses traffic where this is set.
  package var cutsUser: Bool {
    mac != nil || vlan != nil || priority != nil || vlanProtocol != nil || state != nil
  }
}

extension VirtualFunction: CustomStringConvertible {
  /// In the words of the manifest: `3 vlan 10 trust no`.
  package var description: String {
    var words = ["\(number)"]
    func add(_ name: String, _ value: (some CustomStringConvertible)?) {
      if let value { words += [name, value.description] }
    }
    func text(_ flag: Bool?) -> String? { flag.map { $0 ? "yes" : "no" } }
    add("mac", mac)
    add("vlan", vlan)
    add("priority", priority)
    add("protocol", vlanProtocol?.rawValue)
    add("spoof-check", text(checksSpoofing))
    add("trust", text(isTrusted))
    add("link", state?.rawValue)
    add("min-rate", minRate)
    add("max-rate", maxRate)
    return words.joined(separator: " ")
  }
}
