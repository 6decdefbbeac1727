/// What one host's network shall be, as written: typed values that know their place.
///
/// Defaults are not filled in here; `Desired` does that.
package struct Manifest: Sendable {
  /// The host's name: the stem of the manifest's file.
  package var host: String
  /// NICs first, then kind by kind, each in the order of the text.
  package var links: [ManifestLink]
  package var guests: [ManifestGuest]
  package var guestTaps: ManifestGuestTaps
  package var networks: [ManifestNetwork]

  package init(
    host: String, links: [ManifestLink], guests: [ManifestGuest] = [],
    guestTaps: ManifestGuestTaps = ManifestGuestTaps(), networks: [ManifestNetwork] = []
  ) {
    self.host = host
    self.links = links
    self.guests = guests
    self.guestTaps = guestTaps
    self.networks = networks
  }
}

/// One entry below `nics:`, `macvlans:` and their like.
///
/// An immutable object rather than a value: each check passes over all links, and a copy of all
/// the settings for each would cost more than the checks.
package final class ManifestLink: Sendable {
  /// The id, which is the kernel's name of the link unless a NIC is matched by something else.
  package let name: LinkName
  /// Where the id is written.
  package let range: SourceRange
  package let kind: LinkKind
  /// What a stacked link sits on.
  package let parent: Located<LinkName>?
  /// What a master is the master of.
  package let members: [Located<LinkName>]
  /// The options of its kind that are written.
  package let options: [Attribute: Located<OptionValue>]
  package let identity: NICIdentity
  package let settings: InterfaceSettings
  /// Every key that is written, with the place of the key.
  let keys: [Located<String>]

  package init(
    name: LinkName, range: SourceRange, kind: LinkKind, parent: Located<LinkName>? = nil,
    members: [Located<LinkName>] = [], options: [Attribute: Located<OptionValue>] = [:],
    identity: NICIdentity = NICIdentity(), settings: InterfaceSettings,
    keys: [Located<String>] = []
  ) {
    self.name = name
    self.range = range
    self.kind = kind
    self.parent = parent
    self.members = members
    self.options = options
    self.identity = identity
    self.settings = settings
    self.keys = keys
  }
}

/// The keys that every interface has.
package struct InterfaceSettings: Sendable {
  package var description: Located<String>?
  /// In bytes, 68 to 65535.
  package var mtu: Located<UInt32>?
  package var mac: Located<MACAddress>?
  package var addresses: [Located<CIDR>] = []
  /// Of those addresses that have any.
  package var addressOptions: [CIDR: AddressOptions] = [:]
  /// At most one for each family.
  package var gateway: [Located<IPAddress>] = []
  package var routes: [ManifestRoute] = []
  package var rules: [ManifestRule] = []
  package var dns: [Located<IPAddress>] = []
  /// Search domains; `~name` is a routing domain, as in Domains= of systemd.network(5).
  package var search: [Located<String>] = []
  package var ntp: [Located<String>] = []
  package var dhcp: Located<Families>?
  package var dhcpOptions: DHCPOptions?
  package var acceptRA: Located<Bool>?
  package var raOptions: RAOptions?
  /// The virtual functions of a NIC.
  package var virtualFunctions: [ManifestVirtualFunction] = []
  /// What udev sets of a NIC.
  package var hardware: HardwareSettings?
  package var ipv6Privacy: Located<IPv6Privacy>?
  /// In bytes, 1280 to 65535.
  package var ipv6MTU: Located<UInt32>?
  package var ipv6AddressGeneration: Located<IPv6AddressGeneration>?
  package var linkLocal: Located<Families>?
  package var forwarding: Located<Families>?
  package var requiredForOnline: Located<OnlineRequirement>?
  package var activationPolicy: Located<ActivationPolicy>?
  /// Whether the host is managed through this link.
  package var management: Located<Bool>?
  /// What the link has as a port of a bridge.
  package var port: BridgePort?
  /// What a macvtap has besides.
  package var tap = TapSettings()
  /// `lldp` and its like.
  package var written = WrittenSettings()
  /// Keys of unit files, word for word.
  package var networkd: Located<RawUnits>?
  package var foreignAddresses: Located<ForeignAddresses>?
  /// A network stands for all addresses in it; one with host bits for that address alone.
  package var keepAddresses: [Located<CIDR>] = []
  package var fights: Located<FightPolicy>?
  /// The ids of the lints that do not apply to this link.
  package var allow: [Located<String>] = []

  package init() {}
}

extension InterfaceSettings {
  /// The addresses as they are written.
  var addressEntries: [ManifestAddress] {
    get {
      addresses.map {
        ManifestAddress(address: $0, options: addressOptions[$0.value] ?? AddressOptions())
      }
    }
    set {
      addresses = newValue.map(\.address)
      addressOptions = [:]
      for entry in newValue where entry.options != AddressOptions() {
        addressOptions[entry.address.value] = entry.options
      }
    }
  }
}

/// One entry below `routes:`.
package struct ManifestRoute: Sendable {
  package var range: SourceRange
  /// `default` takes its family from `via`.
  package var to: Located<CIDR>
  package var via: Located<IPAddress>?
  package var table: Located<UInt32>?
  package var metric: Located<UInt32>?
  /// The preferred source address.
  package var source: Located<IPAddress>?
  package var scope: Located<RouteScope>?
  package var type: Located<RouteType>?
  package var onLink: Located<Bool>?
  /// In bytes, 68 to 65535.
  package var mtu: Located<UInt32>?
  /// In bytes: TCP's largest segment.
  package var maximumSegment: Located<UInt32>?
  /// In segments.
  package var congestionWindow: Located<UInt32>?
  /// In segments.
  package var receiveWindow: Located<UInt32>?

  package init(range: SourceRange, to: Located<CIDR>) {
    self.range = range
    self.to = to
  }
}

/// One entry below `routing-policy:`.
package struct ManifestRule: Sendable {
  package var range: SourceRange
  package var from: Located<CIDR>?
  package var to: Located<CIDR>?
  package var family: Located<RuleFamily>?
  package var priority: Located<UInt32>?
  package var table: Located<UInt32>?
  package var type: Located<RuleAction>?
  package var mark: Located<UInt32>?
  /// The bits of the mark that count.
  package var mask: Located<UInt32>?
  package var typeOfService: Located<UInt32>?
  package var incomingInterface: Located<String>?
  package var outgoingInterface: Located<String>?
  package var invert: Located<Bool>?
  package var suppressPrefixLength: Located<UInt32>?

  package init(range: SourceRange) {
    self.range = range
  }

  /// The families that it is for.
  var families: [AddressFamily] {
    if let address = from ?? to { return [address.value.family] }
    switch family?.value ?? .both {
    case .ipv4: return [.ipv4]
    case .ipv6: return [.ipv6]
    case .both: return AddressFamily.allCases
    }
  }
}
