/// What a version of systemd-networkd does, in one place; which keys it knows, `UnitKeys` says.
///
/// Nothing else in the program compares a version number: it asks for one of these properties.
package struct NetworkdVersion: Sendable, Hashable, Comparable {
  package let number: Int

  /// The oldest version with the keys that every manifest needs.
  package static let oldest = 247
  /// The newest version that was read or run.
  package static let newest = 262

  package init(_ number: Int) {
    self.number = number
  }

  package static func < (left: Self, right: Self) -> Bool { left.number < right.number }

  /// Whether a static route waits until its gateway can be reached, by a lease say (249).
  package var awaitsGateways: Bool { number >= 249 }

  /// Kind= in [Match], which the guard file of guests' taps needs (251).
  package var matchesKind: Bool { number >= 251 }

  /// IPv4Forwarding= and IPv6Forwarding= of one link, in place of IPForward= of the host (256).
  package var forwardsPerLink: Bool { number >= 256 }

  /// Whether the system's own .link file names NICs by their MAC too: enx… (257).
  package var namesByMAC: Bool { number >= 257 }

  /// Whether any reload flaps a link that has no KeepConfiguration= (until 256).
  package var reloadFlapsWithoutKeep: Bool { number <= 256 }

  /// Whether the daemon reads a .netdev once and keeps to that until it ends (until 256).
  package var remembersNetdevs: Bool { number <= 256 }

  /// Whether a reload with a changed .network drops foreign policy rules of the host and foreign
  /// routes of the link (until 256).
  package var reloadDropsForeign: Bool { number <= 256 }
}

extension NetworkdVersion: CustomStringConvertible {
  package var description: String { String(number) }
}
