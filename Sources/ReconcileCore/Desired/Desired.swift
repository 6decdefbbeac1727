/// What the host shall be: the manifest with every default filled in that does not depend on what
/// the host is now.
package struct Desired: Sendable {
  package var host: String
  /// Parents before the links that sit on them.
  package var links: [DesiredLink]
}

/// What one link shall be.
package struct DesiredLink: Sendable {
  package var name: LinkName
  package var kind: Kind
  package var description: String?
  /// `nil`: the parent's; for a NIC what it had before us.
  package var mtu: UInt32?
  /// `nil`: the permanent one of a NIC, the lower's for passthru, else what networkd derives.
  package var mac: MACAddress?
  package var addresses: [CIDR]
  /// The gateways, then the routes, in the order of the text.
  package var routes: [RouteSpecification]
  package var dns: [IPAddress]
  package var search: [String]
  package var ntp: [String]
  package var dhcp: Families
  package var acceptRA: Bool
  package var linkLocal: Families
  package var ipv6Privacy: IPv6Privacy?
  /// `nil`: not asserted.
  package var forwarding: Families?
  package var requiredForOnline: OnlineRequirement?
  package var activationPolicy: ActivationPolicy?
  package var isManagement: Bool
  /// The macvlans directly on this link, in the order of the text.
  package var children: [LinkName]

  package enum Kind: Sendable, Hashable {
    case nic
    case macvlan(Macvlan)
  }

  package struct Macvlan: Sendable, Hashable {
    /// The link that the manifest names.
    package var parent: LinkName
    /// The link that the kernel puts it on: below all macvlans.
    package var lower: LinkName
    package var mode: MacvlanMode
  }

  package var macvlan: Macvlan? {
    switch kind {
    case .nic: nil
    case .macvlan(let macvlan): macvlan
    }
  }

  /// The word for its kind in plans.
  package var kindWord: String {
    switch kind {
    case .nic: "nic"
    case .macvlan: "macvlan"
    }
  }

  /// Whether leases may bring addresses and routes of the family that no manifest lists.
  package func isDynamic(_ family: AddressFamily) -> Bool {
    dhcp.contains(family) || (family == .ipv6 && acceptRA)
  }
}

extension Desired {
  /// Fills in the defaults of a manifest without errors.
  package init(_ manifest: Manifest) {
    var parents: [LinkName: LinkName] = [:]
    var children: [LinkName: [LinkName]] = [:]
    for link in manifest.links {
      guard case .macvlan(let macvlan) = link.kind else { continue }
      parents[link.name] = macvlan.parent.value
      children[macvlan.parent.value, default: []].append(link.name)
    }
    /// The chain below a link, nearest first. Validation has refused circles.
    func below(_ name: LinkName) -> [LinkName] {
      var chain: [LinkName] = []
      var next = parents[name]
      while let name = next, chain.count <= parents.count {
        chain.append(name)
        next = parents[name]
      }
      return chain
    }

    host = manifest.host
    // Links on few others first; the sort is stable by the place in the text.
    let ordered = manifest.links.enumerated()
      .map { (depth: below($0.element.name).count, place: $0.offset, link: $0.element) }
      .sorted { ($0.depth, $0.place) < ($1.depth, $1.place) }
    links = ordered.map { _, _, link in
      let kind: DesiredLink.Kind =
        switch link.kind {
        case .nic: .nic
        case .macvlan(let settings):
          .macvlan(
            DesiredLink.Macvlan(
              parent: settings.parent.value,
              lower: below(link.name).last ?? settings.parent.value,
              mode: settings.mode?.value ?? .bridge))
        }
      return DesiredLink(
        name: link.name, kind: kind, settings: link.settings, children: children[link.name] ?? [])
    }
  }
}

extension DesiredLink {
  init(name: LinkName, kind: Kind, settings: InterfaceSettings, children: [LinkName]) {
    let addresses = settings.addresses.map(\.value)
    let dhcp = settings.dhcp?.value ?? .no
    let acceptRA = settings.acceptRA?.value ?? false
    // A parent that carries no layer 3 of its own is a trunk: without these two it gets a
    // link-local address that nobody uses, and systemd-networkd-wait-online(8) waits for it to
    // become routable, which it never does.
    let isTrunk =
      !children.isEmpty && addresses.isEmpty && dhcp == .no && !acceptRA
      && settings.linkLocal?.value ?? .no == .no

    self.name = name
    self.kind = kind
    self.children = children
    self.addresses = addresses
    self.dhcp = dhcp
    self.acceptRA = acceptRA
    description = settings.description?.value
    mtu = settings.mtu?.value
    mac = settings.mac?.value
    routes =
      settings.gateway.map { RouteSpecification(gateway: $0.value) }
      + settings.routes.map(RouteSpecification.init)
    dns = settings.dns.map(\.value)
    search = settings.search.map(\.value)
    ntp = settings.ntp.map(\.value)
    linkLocal = settings.linkLocal?.value ?? (isTrunk ? .no : .ipv6)
    ipv6Privacy = settings.ipv6Privacy?.value
    forwarding = settings.forwarding?.value
    activationPolicy = settings.activationPolicy?.value
    requiredForOnline =
      settings.requiredForOnline?.value
      ?? (isTrunk && settings.activationPolicy?.value.bringsUp ?? true ? .carrier : nil)
    isManagement = settings.management?.value ?? false
  }
}

extension RouteSpecification {
  /// The default route through a gateway.
  init(gateway: IPAddress) {
    self.init(destination: .everything(gateway.family))
    self.gateway = gateway
  }

  init(_ route: ManifestRoute) {
    self.init(destination: route.to.value.network)
    gateway = route.via?.value
    table = route.table?.value ?? 254
    metric = route.metric?.value ?? 0
    source = route.source?.value
    isOnLink = route.onLink?.value ?? false
    type = (route.type?.value ?? .unicast).number
    scope = route.scope?.value.number ?? naturalScope
  }

  /// The scope that networkd and `ip-route(8)` give where none is written.
  package var naturalScope: UInt8 {
    guard destination.family == .ipv4 else { return RouteScope.global.number }
    let scope: RouteScope =
      switch RouteType.allCases.first(where: { $0.number == type }) {
      case .local: .host
      case .unicast: gateway == nil ? .link : .global
      case .blackhole, .unreachable, .prohibit, nil: .global
      }
    return scope.number
  }
}
