/// How a link, or an interface of a guest, shares the packets of the link that the kernel puts it on.
package enum LowerUse: Sendable, Hashable, CaseIterable {
  /// Those to its own MAC address: a macvlan or macvtap beside others.
  case shared
  /// All of them: a macvlan or macvtap of mode passthru.
  case exclusive
  /// Those to its IP addresses: an ipvlan beside others.
  case byAddress

  /// Whether the kernel has both on one link.
  func allows(_ other: LowerUse) -> Bool { self == other && self != .exclusive }

  /// Why the kernel will not have it beside another; `nil` where it will.
  func conflict(with other: LowerUse, of name: String, on lower: String) -> String? {
    if allows(other) { return nil }
    return switch (self, other) {
    case (.exclusive, _): "mode passthru allows no other on \(lower), and \(name) is there"
    case (_, .exclusive): "\(name) has mode passthru on \(lower), which allows no other there"
    case (.shared, _), (.byAddress, _):
      "the kernel does not put ipvlans and macvlans on one link, and \(name) is on \(lower)"
    }
  }
}

extension DesiredLink {
  /// `nil` for other kinds.
  var lowerUse: LowerUse? {
    if kind == .ipvlan { return .byAddress }
    return macvlanMode.map { $0 == .passthru ? .exclusive : .shared }
  }
}

extension KernelLink {
  /// `nil` for other kinds.
  var lowerUse: LowerUse? {
    switch kind {
    case LinkKind.ipvlan.rawValue, "ipvtap": .byAddress
    case LinkKind.macvlan.rawValue, LinkKind.macvtap.rawValue:
      macvlanMode == MacvlanMode.passthru.number ? .exclusive : .shared
    default: nil
    }
  }
}

extension ManifestLink {
  /// `nil` for other kinds.
  var lowerUse: LowerUse? {
    if kind == .ipvlan { return .byAddress }
    return mode.map { $0 == .passthru ? .exclusive : .shared }
  }
}

extension DesiredAttachment {
  var lowerUse: LowerUse { mode == .passthru ? .exclusive : .shared }
}

extension ContainerLinkKind {
  var linkKind: LinkKind {
    switch self {
    case .macvlan: .macvlan
    case .ipvlan: .ipvlan
    }
  }

  var lowerUse: LowerUse {
    switch self {
    case .macvlan: .shared
    case .ipvlan: .byAddress
    }
  }
}
