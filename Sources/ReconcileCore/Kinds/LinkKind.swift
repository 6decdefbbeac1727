/// A kind of link that a manifest can have.
package enum LinkKind: String, Sendable, Hashable, CaseIterable {
  /// A link that exists without us.
  case nic
  case bond
  case bridge
  case vlan
  case macvlan
  case macvtap
  case ipvlan
  case dummy
  case vrf

  /// What a link of this kind takes besides its own settings.
  package enum Shape: Sendable {
    /// Nothing.
    case alone
    /// A parent that it sits on: IFLA_LINK.
    case stacked
    /// Members that it is the master of: IFLA_MASTER of each.
    case master
  }

  package var shape: Shape {
    switch self {
    case .nic, .dummy: .alone
    case .vlan, .macvlan, .macvtap, .ipvlan: .stacked
    case .bond, .bridge, .vrf: .master
    }
  }

  /// IFLA_INFO_KIND; none for a NIC, which may be of any kind that others make.
  package var kernelName: String? { self == .nic ? nil : rawValue }

  /// Whether reconcile makes such links and removes them.
  package var isVirtual: Bool { self != .nic }

  /// The key of the manifest that such links stand under.
  package var key: String {
    switch self {
    case .dummy: "dummies"
    case .nic, .bond, .bridge, .vlan, .macvlan, .macvtap, .ipvlan, .vrf: "\(rawValue)s"
    }
  }

  /// The key of a .network that names such a link: of its parent for a stacked one, of its members
  /// for a master (`systemd.network(5)`).
  package var networkKey: String? {
    switch self {
    case .nic, .dummy: nil
    case .bond: "Bond"
    case .bridge: "Bridge"
    case .vlan: "VLAN"
    case .macvlan: "MACVLAN"
    case .macvtap: "MACVTAP"
    case .ipvlan: "IPVLAN"
    case .vrf: "VRF"
    }
  }

  /// Whether the kernel counts it among the macvlans of its lower.
  package var isMacvlan: Bool { self == .macvlan || self == .macvtap }

  /// Whether the kernel resolves a parent of the same family to the link below that
  /// (macvlan_common_newlink, ipvlan_link_new).
  package func isFlattened(on parent: LinkKind) -> Bool {
    switch self {
    case .macvlan, .macvtap: parent.isMacvlan
    case .ipvlan: parent == .ipvlan
    case .nic, .bond, .bridge, .vlan, .dummy, .vrf: false
    }
  }

  /// Whether it has the Ethernet address of the link below and none of its own.
  package var sharesMAC: Bool { self == .ipvlan }
}

extension LinkKind: CustomStringConvertible {
  package var description: String { rawValue }
}
