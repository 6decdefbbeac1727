/// What an observer on the wire or in a guest would notice of a change, the least first.
package enum Impact: String, Sendable, Hashable, Comparable, CaseIterable, Codable {
  /// Nothing in use is lost.
  case none
  /// Addresses or routes of one link are taken away or exchanged.
  case address
  /// The carrier or every address of a link is lost for a moment.
  case flap
  /// A running guest, or host and guests between them, lose traffic.
  case guests
  /// The host may no longer be reached.
  case isolation

  private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }

  package static func < (left: Self, right: Self) -> Bool { left.rank < right.rank }
}

/// An attribute of a link as plans name it.
///
/// The raw values are words of the manifest where it has one.
package enum Attribute: String, Sendable, Hashable, CaseIterable, Encodable {
  case host
  case link
  case kind
  case parent
  case mode
  case mtu
  case mac
  case state
  case linkLocal = "link-local"
  case address
  case gateway
  case route
  case forwarding
  case dhcp
  case acceptRA = "accept-ra"
  case ipv6Privacy = "ipv6-privacy"
  case dns
  case search
  case ntp
  case requiredForOnline = "required-for-online"
  case activationPolicy = "activation-policy"
  case description
  case management
  case managed
  /// The macvlans on a link: lines of its file, shown below the macvlans.
  case macvlan
  case file
  case rule
}

/// The layer in which the host differs from the manifest.
package enum Layer: String, Sendable, Hashable, Codable {
  /// The files in /etc/systemd/network.
  case file
  /// What systemd-networkd has loaded.
  case networkd
  /// The links in the kernel.
  case kernel
}

/// Why the host differs from the manifest.
package enum Cause: String, Sendable, Hashable, Codable {
  /// Somebody else changed what was applied.
  case drift
  /// The manifest says something else than what was applied.
  case change
}
