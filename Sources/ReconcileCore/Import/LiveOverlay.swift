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
    let ids = liveIDs
    for place in links.indices {
      guard let live = links[place].live else { continue }
      var link = links[place]
      let isManaged = link.text("managed") != "no"
      if link.kind.isVirtual {
        overlayOptions(&link, live, ids)
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
      guard !option.isComputed, let place = option.kernel,
        let now = live.data[place.attribute].flatMap({ option.value($0, names: names) })
      else { continue }
      let written = link.entries.first { $0.key == option.key }?.value
      let new = option.entry(now)
      guard written != new.value,
        written != nil || option.standard.map({ $0 != now }) ?? (option.unset == nil)
      else { continue }
      let remark = link.netdev.map { "live; \($0.name) says otherwise" } ?? "live only"
      link.set(option.entry(now, remark: remark))
    }
    // A bond that has data and no primary in it has none.
    if isExact, link.kind == .bond, !live.data.isEmpty,
      LinkOption.option(.primary, of: .bond)?.made(live, names) == nil
    {
      link.entries.removeAll { $0.key == Attribute.primary.rawValue }
    }
  }

  /// The options whose default depends on others, where the live link has something else.
  func computedOptions(_ link: ImportedLink, _ desired: DesiredLink) -> [YAMLTree.Entry] {
    guard let live = link.live, live.kind == link.kind.kernelName else { return [] }
    return (LinkOption.tables[link.kind] ?? []).filter(\.isComputed).compactMap { option in
      let wanted = desired.options[option.attribute]
      guard let now = option.made(live, liveIDs), now != wanted, wanted != nil || now != .time(0)
      else { return nil }
      let isWritten = link.entries.contains { $0.key == option.key }
      return option.entry(now, remark: isWritten ? "live; the file says otherwise" : "live only")
    }
  }

  /// The ids of live links by index, their names where they are not imported.
  private var liveIDs: [Int32: String] {
    let ids = Dictionary(
      links.compactMap { link in link.kernelName.map { ($0, link.id) } }
    ) { first, _ in first }
    return Dictionary((kernel?.links ?? []).map { ($0.index, ids[$0.name] ?? $0.name) }) {
      first, _ in first
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
    guard let mac = live.ownMAC, !mac.isZero else { return }
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
    if isExact, live.isUp {
      let present = Set(all.map(\.address))
      items.removeAll { item in item.value.address.map { !present.contains($0) } ?? false }
      link.entries.removeAll { $0.key == "addresses" }
    }
    for address in all where address.isConfigured {
      let new = YAMLTree(address.address, AddressOptions(address, on: live.name))
      if let place = items.firstIndex(where: { $0.value.address == address.address }) {
        guard items[place].value != new else { continue }
        items[place] = .init(new, remark: "live; the file says otherwise")
      } else if address.peer == nil {
        items.append(.init(new, remark: "live only"))
      } else {
        leaveOut(link.title, "address \(address.address) has a peer, which a manifest cannot say")
      }
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
      if let old = known.first(where: { $0.isSameWay(as: wanted) }) {
        // Debian's ifup says `onlink` of every gateway, for one.
        link.take(old)
        let new = YAMLTree.Item(YAMLTree(wanted), remark: "live; the file says otherwise")
        link.set(YAMLTree.Entry("routes", .list(link.items("routes") + [new])))
        continue
      }
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

  /// Takes a route away, from whichever key it stands in.
  fileprivate mutating func take(_ route: RouteSpecification) {
    let gateways = items("gateway").filter { item in
      guard case .scalar(let text) = item.value else { return true }
      return IPAddress(text).map { RouteSpecification(gateway: $0) } != route
    }
    let routes = items("routes").filter { RouteSpecification($0.value) != route }
    entries.removeAll { ["gateway", "routes"].contains($0.key) }
    if !gateways.isEmpty {
      set(YAMLTree.Entry("gateway", gateways.count == 1 ? gateways[0].value : .list(gateways)))
    }
    if !routes.isEmpty { set(YAMLTree.Entry("routes", .list(routes))) }
  }
}

extension RouteSpecification {
  /// Whether the kernel holds no more than one of them: they differ in what is said besides.
  fileprivate func isSameWay(as other: RouteSpecification) -> Bool {
    destination == other.destination && gateway == other.gateway && table == other.table
      && effectiveMetric == other.effectiveMetric && type == other.type
  }

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
    metrics.mtu = texts["mtu"].flatMap { UInt32($0) }
    metrics.maximumSegment = texts["advertised-mss"].flatMap { UInt32($0) }
    metrics.congestionWindow = texts["congestion-window"].flatMap { UInt32($0) }
    metrics.receiveWindow = texts["advertised-receive-window"].flatMap { UInt32($0) }
  }
}

extension YAMLTree {
  /// An item of `addresses:`.
  fileprivate init(_ address: CIDR, _ options: AddressOptions) {
    var entries = [Entry("address", address)]
    if let label = options.label { entries.append(Entry("label", label)) }
    if !options.isPreferred { entries.append(Entry("preferred", "no")) }
    if !options.makesPrefixRoute { entries.append(Entry("prefix-route", "no")) }
    self = entries.count == 1 ? .scalar(address.description) : .map(entries)
  }

  /// The address of an item of `addresses:`.
  fileprivate var address: CIDR? {
    switch self {
    case .scalar(let text): CIDR(text)
    case .map(let entries): entries.first { $0.key == "address" }?.value.address
    case .list: nil
    }
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

  /// What somebody has made of the option: an address of zeros is none.
  fileprivate func made(_ live: KernelLink, _ names: [Int32: String]) -> OptionValue? {
    let made = kernel.flatMap { live.data[$0.attribute] }.flatMap { value($0, names: names) }
    if case .mac(let mac) = made, mac.isZero { return nil }
    return made
  }
}

extension DerivedMAC {
  fileprivate func address(ofText name: String) -> MACAddress? {
    (try? LinkName(name)).map(address)
  }
}
