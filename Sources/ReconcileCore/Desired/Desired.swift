/// What the host shall be: the manifest with every default filled in that does not depend on what
/// the host is now.
package struct Desired: Sendable {
  package var host: String
  /// Links after those that they sit on and those that are their masters.
  package var links: [DesiredLink]
  package var guests: [DesiredGuest] = []
  package var containers: [DesiredContainer] = []
  package var guestTaps = GuestTaps()
  package var networks: [DesiredNetwork] = []

  /// What becomes of macvtaps of guests.
  package struct GuestTaps: Sendable, Hashable {
    /// Whether the host has no IPv6 on them; else that is not asserted.
    package var disablesIPv6 = true
    /// Whether they take all multicast packets; else that is not asserted.
    package var allMulticast = true
  }
}

/// What one link shall be.
package struct DesiredLink: Sendable, Hashable {
  /// The id, which is the kernel's name unless a NIC is matched by something else.
  package var name: LinkName
  package var kind: LinkKind
  /// What a NIC is known by; `nil`: its name.
  package var match: Match?
  /// The name that a NIC gets.
  package var newName: LinkName?
  /// Whether it has files of ours; others care for it where not.
  package var isManaged: Bool
  /// The link that the manifest says it sits on.
  package var parent: LinkName?
  /// The link that the kernel puts it on: below all macvlans for a macvlan.
  package var lower: LinkName?
  package var master: Master?
  /// The options of its kind, those included that stand where the manifest says none.
  package var options: [Attribute: OptionValue]
  /// What it has as a port of a bridge.
  package var port: Port?
  /// What a macvtap has besides; `nil` for other kinds.
  package var tap: Tap?
  package var description: String?
  /// `nil`: the parent's; for a NIC what it had before us.
  package var mtu: UInt32?
  /// `nil`: the permanent one of a NIC, the lower's for passthru, else what networkd derives.
  package var mac: MACAddress?
  package var addresses: [CIDR]
  /// Of those addresses that have any.
  package var addressOptions: [CIDR: AddressOptions]
  /// The gateways, then the routes, in the order of the text.
  package var routes: [RouteSpecification]
  /// For each family its own.
  package var rules: [RuleSpecification]
  package var dns: [IPAddress]
  package var search: [String]
  package var ntp: [String]
  package var dhcp: Families
  package var acceptRA: Bool
  package var linkLocal: Families
  package var ipv6Privacy: IPv6Privacy?
  package var ipv6MTU: UInt32?
  package var ipv6AddressGeneration: IPv6AddressGeneration?
  /// What stands in its files alone.
  package var fileValues: [FileValue]
  /// `nil`: not asserted.
  package var forwarding: Families?
  package var requiredForOnline: OnlineRequirement?
  package var activationPolicy: ActivationPolicy?
  package var isManagement: Bool
  /// Keys of unit files, word for word.
  package var raw: RawUnits?
  /// Those of a NIC that the manifest says something of.
  package var virtualFunctions: [VirtualFunction]
  package var foreignAddresses: ForeignAddresses
  /// What others may add and take away: an address, or all of a network.
  package var keepAddresses: [CIDR]
  package var fights: FightPolicy
  /// The links directly on this link, in the order of the manifest.
  package var children: [Child]

  package struct Child: Sendable, Hashable {
    package var name: LinkName
    package var kind: LinkKind
  }

  package struct Master: Sendable, Hashable {
    package var name: LinkName
    package var kind: LinkKind
    /// Whether the master prefers this member: PrimarySlave= of systemd.network(5).
    package var isPrimary = false
  }

  package struct Match: Sendable, Hashable {
    package var permanentMAC: MACAddress?
    package var path: String?
    package var driver: String?
    package var name: String?
  }

  package struct Port: Sendable, Hashable {
    package var options: [Attribute: OptionValue]
    /// `nil`: what the bridge gives each port.
    package var vlans: [PortVLAN]?
  }

  package struct Tap: Sendable, Hashable {
    /// Of /dev/tapN; `nil` for both: nobody but root opens it.
    package var owner: String?
    package var group: String?
    package var allMulticast: Bool
  }

  /// The mode of a macvlan or macvtap.
  package var macvlanMode: MacvlanMode? {
    guard kind.isMacvlan, case .word(let word) = options[.mode] else { return nil }
    return MacvlanMode(rawValue: word)
  }

  /// Whether leases may bring addresses and routes of the family that no manifest lists.
  package func isDynamic(_ family: AddressFamily) -> Bool {
    dhcp.contains(family) || (family == .ipv6 && acceptRA)
  }

  /// Whether leases or router advertisements may bring a default route of the family.
  package func leasesDefaultRoute(_ family: AddressFamily) -> Bool {
    guard isDynamic(family) else { return false }
    func text(_ section: String, _ key: String) -> String? {
      fileValues.first { $0.unit.section == section && $0.unit.key == key }?.value
    }
    switch family {
    case .ipv4: return (text("DHCPv4", "UseGateway") ?? text("DHCPv4", "UseRoutes")) != "no"
    case .ipv6: return acceptRA && text("IPv6AcceptRA", "UseGateway") != "no"
    }
  }

  /// Whether it is configured although nothing is plugged in: ConfigureWithoutCarrier=.
  package var ignoresCarrier: Bool {
    fileValues.contains { $0.attribute == .ignoreCarrier && $0.value == "yes" }
  }

  /// Whether its master takes all its packets, so that it has no addresses.
  package var isPort: Bool { master.map { $0.kind != .vrf } ?? false }

  /// Whether it has a .link file.
  package var hasLinkFile: Bool {
    newName != nil || !(raw?.link.isEmpty ?? true) || fileValues.contains { $0.unit.file == .link }
  }

  /// The kernel's name, as far as the manifest tells it.
  package var kernelName: LinkName { newName ?? name }
}

extension Desired {
  /// Fills in the defaults of a manifest without errors.
  package init(_ manifest: Manifest) {
    var graph = Stack()
    for link in manifest.links { graph.insert(link) }
    host = manifest.host
    // The sort is stable by the place in the text.
    let ordered = manifest.links.enumerated()
      .map { (depth: graph.depth(of: $0.element.name), place: $0.offset, link: $0.element) }
      .sorted { ($0.depth, $0.place) < ($1.depth, $1.place) }
    links = ordered.map { DesiredLink($0.link, in: graph) }
    guests = manifest.guests.filter { !$0.isContainer }.map(DesiredGuest.init)
    let names = Dictionary(
      links.compactMap { link in link.newName.map { (link.name, $0) } },
      uniquingKeysWith: { first, _ in first })
    containers = manifest.guests.filter(\.isContainer).map {
      DesiredContainer($0, names: names)
    }
    networks = manifest.networks.map(DesiredNetwork.init)
    guestTaps.disablesIPv6 = manifest.guestTaps.ipv6?.value != true
    guestTaps.allMulticast = manifest.guestTaps.allMulticast?.value != false
  }

  /// What sits on what. Validation has refused circles.
  fileprivate struct Stack {
    var parents: [LinkName: LinkName] = [:]
    var masters: [LinkName: DesiredLink.Master] = [:]
    var children: [LinkName: [DesiredLink.Child]] = [:]
    var kinds: [LinkName: LinkKind] = [:]
    /// The routing tables of the VRFs.
    var tables: [LinkName: UInt32] = [:]

    mutating func insert(_ link: ManifestLink) {
      kinds[link.name] = link.kind
      if link.kind == .vrf, case .number(let table) = link.options[.table]?.value {
        tables[link.name] = UInt32(clamping: table)
      }
      if let parent = link.parent?.value {
        parents[link.name] = parent
        children[parent, default: []].append(.init(name: link.name, kind: link.kind))
      }
      for member in link.members {
        masters[member.value] = DesiredLink.Master(
          name: link.name, kind: link.kind,
          isPrimary: link.options[.primary]?.value == .link(member.value))
      }
    }

    /// How many links have to be there before this one.
    func depth(of name: LinkName, limit: Int = 64) -> Int {
      guard limit > 0 else { return 0 }
      let below = [parents[name], masters[name]?.name].compactMap { $0 }
      return below.map { depth(of: $0, limit: limit - 1) + 1 }.max() ?? 0
    }

    /// The link that the kernel puts a stacked link on.
    func lower(of link: ManifestLink) -> LinkName? {
      var lower = link.parent?.value
      var steps = parents.count
      while let name = lower, let kind = kinds[name], link.kind.isFlattened(on: kind),
        let next = parents[name], steps > 0
      {
        lower = next
        steps -= 1
      }
      return lower
    }
  }
}

extension DesiredLink {
  fileprivate init(_ link: ManifestLink, in stack: Desired.Stack) {
    let settings = link.settings
    let addresses = settings.addresses.map(\.value)
    let dhcp = settings.dhcp?.value ?? .no
    let acceptRA = settings.acceptRA?.value ?? false
    let children = stack.children[link.name] ?? []
    let raw = settings.networkd?.value
    let hasLayer3 = !addresses.isEmpty || dhcp != .no || acceptRA || raw?.hasLayer3 ?? false
    let master = stack.masters[link.name]
    let isPort = master.map { $0.kind != .vrf } ?? false
    // A parent that carries no layer 3 of its own is a trunk: without these two it gets a
    // link-local address that nobody uses, and systemd-networkd-wait-online(8) waits for it to
    // become routable, which it never does.
    let isTrunk = !children.isEmpty && !hasLayer3 && settings.linkLocal?.value ?? .no == .no
    // The host's end of a tap is no end of its own.
    let isTap = link.kind == .macvtap && !hasLayer3

    name = link.name
    kind = link.kind
    match = link.identity.match.map(Match.init)
    newName = link.identity.setName?.value
    isManaged = link.identity.isManaged
    parent = link.parent?.value
    lower = stack.lower(of: link)
    self.master = master
    self.children = children
    options = LinkOption.standards(of: link.kind)
      .merging(link.options.mapValues(\.value)) { $1 }
    port = settings.port.map(Port.init)
    tap = link.kind == .macvtap ? Tap(settings.tap) : nil
    self.addresses = addresses
    addressOptions = settings.addressOptions
    self.dhcp = dhcp
    self.acceptRA = acceptRA
    description = settings.description?.value
    mtu = settings.mtu?.value
    mac = settings.mac?.value
    routes =
      settings.gateway.map { RouteSpecification(gateway: $0.value) }
      + settings.routes.map(RouteSpecification.init)
    if let table = master.flatMap({ stack.tables[$0.name] }) {
      // What a member of a VRF sends is looked up there and nowhere else.
      for place in routes.indices where routes[place].table == 254 { routes[place].table = table }
    }
    rules = settings.rules.flatMap(RuleSpecification.all)
    dns = settings.dns.map(\.value)
    search = settings.search.map(\.value)
    ntp = settings.ntp.map(\.value)
    linkLocal =
      settings.linkLocal?.value ?? (isTrunk || isPort || isTap || link.kind == .vrf ? .no : .ipv6)
    ipv6Privacy = settings.ipv6Privacy?.value
    ipv6MTU = settings.ipv6MTU?.value
    ipv6AddressGeneration = settings.ipv6AddressGeneration?.value
    fileValues = settings.fileValues
    forwarding = settings.forwarding?.value
    activationPolicy = settings.activationPolicy?.value
    let bringsUp = settings.activationPolicy?.value.bringsUp ?? true
    requiredForOnline =
      settings.requiredForOnline?.value
      ?? (isTap ? .no : isTrunk && !isPort && bringsUp ? .carrier : nil)
    isManagement = settings.management?.value ?? false
    self.raw = raw
    virtualFunctions = settings.virtualFunctions.map(VirtualFunction.init)
    foreignAddresses = settings.foreignAddresses?.value ?? .remove
    keepAddresses = settings.keepAddresses.map(\.value)
    fights = settings.fights?.value ?? .repair
    if link.kind == .bond, options[.miiInterval] == nil { options[.miiInterval] = miiInterval }
  }

  /// What the kernel takes where nothing is written.
  private var miiInterval: OptionValue? {
    guard options[.arpInterval] == .time(0), case .word(let mode) = options[.mode] else {
      return nil
    }
    return .time(LinkOption.modesWithMII.contains(mode) ? LinkOption.standardMII : 0)
  }
}

extension DesiredLink.Tap {
  fileprivate init(_ settings: TapSettings) {
    owner = settings.owner?.value
    group = settings.group?.value
    allMulticast = settings.allMulticast?.value ?? true
  }
}

extension DesiredLink.Match {
  init(_ match: NICMatch) {
    permanentMAC = match.permanentMAC?.value
    path = match.path?.value
    driver = match.driver?.value
    name = match.name?.value
  }
}
