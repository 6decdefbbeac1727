/// Keys of unit files that the manifest gives word for word, below `networkd:` of a link.
///
/// Two are equal where they say the same, wherever in the manifest it stands.
package struct RawUnits: Sendable, Hashable {
  package var network: [Section] = []
  package var netdev: [Section] = []
  package var link: [Section] = []

  /// A section as the manifest has it; a name stands here again for each section of a list.
  package struct Section: Sendable {
    package var name: Located<String>
    package var entries: [Entry]
  }

  /// One line; a key with a list of values has an entry for each.
  package struct Entry: Sendable {
    package var key: Located<String>
    /// Empty to drop the lines that the program writes for the key.
    package var value: Located<String>

    var drops: Bool { value.value.isEmpty }
  }

  package init() {}

  package subscript(file: UnitFileKind) -> [Section] {
    switch file {
    case .network: network
    case .netdev: netdev
    case .link: link
    }
  }

  /// Whether the link gets addresses or routes by these keys, or serves them to others.
  package var hasLayer3: Bool {
    network.contains { section in
      Self.layer3Sections.contains(section.name.value)
        || section.name.value == "Network"
          && section.entries.contains { Self.layer3Keys.contains($0.key.value) && !$0.drops }
    }
  }

  private static let layer3Sections: Set = [
    "Address", "DHCPPrefixDelegation", "DHCPRelay", "DHCPServer", "DHCPServerStaticLease", "DHCPv4",
    "DHCPv6", "IPv6AcceptRA", "IPv6PREF64Prefix", "IPv6Prefix", "IPv6RoutePrefix", "IPv6SendRA",
    "Neighbor", "NextHop", "Route",
  ]

  private static let layer3Keys: Set = [
    "Address", "DHCP", "DHCPPrefixDelegation", "DHCPRelay", "DHCPServer", "Gateway", "IPMasquerade",
    "IPv6AcceptRA", "IPv6SendRA", "LinkLocalAddressing", "ProxyNeighbor",
  ]
}

extension RawUnits.Section: Hashable {
  package static func == (left: Self, right: Self) -> Bool {
    left.name.value == right.name.value && left.entries == right.entries
  }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(name.value)
    hasher.combine(entries)
  }
}

extension RawUnits.Entry: Hashable {
  package static func == (left: Self, right: Self) -> Bool {
    left.key.value == right.key.value && left.value.value == right.value.value
  }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(key.value)
    hasher.combine(value.value)
  }
}
