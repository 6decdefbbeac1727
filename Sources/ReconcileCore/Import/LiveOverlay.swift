extension Importer {
  /// Whether somebody has given a NIC what no file says.
  func hasLiveSettings(_ link: ImportedLink) -> Bool {
    guard let live = link.live, let kernel else { return false }
    return kernel.addresses.contains { $0.link == live.index && $0.isConfigured }
      || kernel.routes.contains { $0.link == live.index && $0.isConfigured }
  }

  /// Lays over the files what the kernel has and they leave open or do not have.
  mutating func overlayLive() {
    guard let kernel else { return }
    let names = Dictionary(kernel.links.map { ($0.index, $0.name) }) { first, _ in first }
    let ids = Dictionary(
      links.compactMap { link in link.kernelName.map { ($0, link.id) } }
    ) { first, _ in first }
    for place in links.indices {
      guard let live = links[place].live else { continue }
      var link = links[place]
      let isManaged = link.text("managed") != "no"
      if link.kind.isVirtual {
        overlayOptions(&link, live, names.mapValues { ids[$0] ?? $0 })
        overlayMTU(&link, live, kernel)
      }
      if isManaged {
        overlayMAC(&link, live)
        overlayAddresses(&link, live, kernel)
        overlayRoutes(&link, live, kernel)
      }
      links[place] = link
    }
    for rule in kernel.rules where rule.origin != KernelRoute.Origin.kernel {
      remark("policy rule", "'\(rule.rule)' is live; what no file says of it is not imported")
    }
  }

  private func overlayOptions(
    _ link: inout ImportedLink, _ live: KernelLink, _ names: [Int32: String]
  ) {
    guard live.kind == link.kind.kernelName else { return }
    for option in LinkOption.tables[link.kind] ?? [] {
      guard let place = option.kernel, !option.attribute.namesMember,
        let now = live.data[place.attribute].flatMap({ option.value($0, names: names) })
      else { continue }
      let written = link.entries.first { $0.key == option.key }?.value
      let new = option.entry(now)
      guard written != new.value,
        written != nil || option.standard.map({ $0 != now }) ?? (option.unset == nil)
      else { continue }
      if option.isComputed { continue }
      let remark = link.netdev.map { "live; \($0.name) says otherwise" } ?? "live only"
      link.set(option.entry(now, remark: remark))
    }
  }

  /// Stacked links follow their parent's MTU; what is otherwise is written.
  private func overlayMTU(_ link: inout ImportedLink, _ live: KernelLink, _ kernel: KernelState) {
    let below = live.lower.flatMap { index in kernel.links.first { $0.index == index } }
    let standard: UInt32? =
      switch link.kind {
      case .vlan, .macvlan, .macvtap, .ipvlan: below?.mtu
      case .bond, .dummy: 1500
      case .nic, .bridge, .vrf: nil
      }
    if let written = link.text("mtu") {
      if written != String(live.mtu) {
        link.set("mtu", live.mtu, remark: "live; the file says \(written)")
      }
    } else if let standard, standard != live.mtu {
      link.set("mtu", live.mtu, remark: "live only")
    }
  }

  /// No adoption may change an address that neighbours and switches know.
  private func overlayMAC(_ link: inout ImportedLink, _ live: KernelLink) {
    guard let mac = live.mac, !mac.isZero else { return }
    if let written = link.text("mac") {
      if MACAddress(written) != mac {
        link.set("mac", mac, remark: "live; the file says \(written)")
      }
      return
    }
    switch link.kind {
    case .nic:
      // A member of a bond has the bond's.
      let isChanged = live.permanentMAC.map { $0 != mac } ?? false
      if isChanged, live.portKind != "bond" { link.set("mac", mac, remark: "live only") }
    case .macvlan, .macvtap:
      if link.text("mode") != MacvlanMode.passthru.rawValue { link.set("mac", mac, remark: "live") }
    case .bond, .bridge, .dummy: link.set("mac", mac, remark: "live")
    // They have the address of the link below.
    case .vlan, .ipvlan: break
    case .vrf:
      if derivedMAC?.address(ofText: link.id) != mac { link.set("mac", mac, remark: "live") }
    }
  }

  private mutating func overlayAddresses(
    _ link: inout ImportedLink, _ live: KernelLink, _ kernel: KernelState
  ) {
    let all = kernel.addresses.filter { $0.link == live.index }
    var items = link.items("addresses")
    let written = Set(
      items.compactMap { item -> CIDR? in
        if case .scalar(let text) = item.value { CIDR(text) } else { nil }
      })
    if isExact, live.isUp {
      let present = Set(all.map(\.address))
      items.removeAll { item in
        guard case .scalar(let text) = item.value, let address = CIDR(text) else { return false }
        return !present.contains(address)
      }
      link.entries.removeAll { $0.key == "addresses" }
    }
    for address in all where address.isConfigured && !written.contains(address.address) {
      guard address.peer == nil else {
        leaveOut(link.title, "address \(address.address) has a peer, which a manifest cannot say")
        continue
      }
      items.append(.init(.scalar(address.address.description), remark: "live only"))
    }
    if !items.isEmpty { link.set(YAMLTree.Entry("addresses", .list(items))) }
    let isLeased = all.contains { !$0.isPermanent && $0.address.family == .ipv4 }
    if isLeased, link.network == nil { link.set("dhcp", "ipv4", remark: "live only: a lease") }
    overlayIPv6(&link, live, all, kernel)
  }

  private func overlayIPv6(
    _ link: inout ImportedLink, _ live: KernelLink, _ addresses: [KernelAddress],
    _ kernel: KernelState
  ) {
    let isAdvertised =
      kernel.routes.contains { $0.link == live.index && $0.origin == KernelRoute.Origin.ra }
      || addresses.contains {
        $0.address.family == .ipv6 && !$0.isPermanent && !$0.address.address.isLinkLocal
      }
    let saysRA = link.network?.values("Network", "IPv6AcceptRA").isEmpty == false
    if isAdvertised, !saysRA, link.text("accept-ra") == nil {
      link.set("accept-ra", "yes", remark: "live: a router advertises itself")
    }
    let hasLinkLocal = addresses.contains {
      $0.address.family == .ipv6 && $0.address.address.isLinkLocal
    }
    if link.stated.linkLocal == nil, hasLinkLocal {
      link.stated.linkLocal = (.ipv6, "live; a parent without addresses of its own needs none")
    }
  }

  private func overlayRoutes(_ link: inout ImportedLink, _ live: KernelLink, _ kernel: KernelState)
  {
    let known = link.routes
    for route in kernel.routes where route.link == live.index && route.isConfigured {
      var wanted = RouteSpecification(route)
      wanted.origin = RouteSpecification(destination: wanted.destination).origin
      guard !known.contains(where: { $0.isSame(as: route) }) else { continue }
      if let gateway = wanted.plainGateway,
        !known.contains(where: { $0.plainGateway?.family == gateway.family })
      {
        let items = link.items("gateway") + [.init(.scalar(gateway.description), remark: nil)]
        link.set(
          items.count == 1
            ? YAMLTree.Entry("gateway", items[0].value, remark: "live only")
            : YAMLTree.Entry("gateway", .list(items), remark: "one of them is live only"))
      } else {
        let items = link.items("routes") + [.init(YAMLTree(wanted), remark: "live only")]
        link.set(YAMLTree.Entry("routes", .list(items)))
      }
    }
  }
}

extension ImportedLink {
  /// The routes that it has so far.
  fileprivate var routes: [RouteSpecification] {
    let gateways = items("gateway").compactMap { item -> RouteSpecification? in
      guard case .scalar(let text) = item.value else { return nil }
      return IPAddress(text).map { RouteSpecification(gateway: $0) }
    }
    return gateways + items("routes").compactMap { RouteSpecification($0.value) }
  }
}

extension RouteSpecification {
  /// Reads an entry of `routes:` that an import has written.
  fileprivate init?(_ tree: YAMLTree) {
    guard case .map(let entries) = tree else { return nil }
    var texts: [String: String] = [:]
    for entry in entries { if case .scalar(let text) = entry.value { texts[entry.key] = text } }
    let via = texts["via"].flatMap { IPAddress($0) }
    let family = via?.family ?? .ipv4
    guard
      let to = texts["to"] == "default" ? .everything(family) : texts["to"].flatMap({ CIDR($0) })
    else { return nil }
    self.init(destination: to)
    gateway = via
    table = texts["table"].flatMap { UInt32($0) } ?? 254
    metric = texts["metric"].flatMap { UInt32($0) } ?? 0
    source = texts["source"].flatMap { IPAddress($0) }
    isOnLink = texts["on-link"] == "yes"
    type = (texts["type"].flatMap(RouteType.init(rawValue:)) ?? .unicast).number
    scope = texts["scope"].flatMap(RouteScope.init(rawValue:))?.number ?? naturalScope
  }
}

extension KernelAddress {
  /// Whether somebody gave the address, not a lease, a router or the kernel.
  fileprivate var isConfigured: Bool {
    isPermanent && !isTemporary && origin == 0
      && !(address.family == .ipv6 && address.address.isLinkLocal)
      && scope != 254
  }
}

extension KernelRoute {
  /// Whether somebody set the route: RTPROT_BOOT by hand, RTPROT_STATIC by a tool.
  fileprivate var isConfigured: Bool {
    (origin == Origin.boot || origin == Origin.static) && type == 1 && table != 255
  }
}

extension LinkOption {
  /// Whether the kernel makes up a value where none is given.
  fileprivate var isComputed: Bool { standard == nil && unset != nil }
}

extension DerivedMAC {
  fileprivate func address(ofText name: String) -> MACAddress? {
    (try? LinkName(name)).map(address)
  }
}
