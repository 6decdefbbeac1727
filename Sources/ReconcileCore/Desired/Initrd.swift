extension Desired {
  /// No link is said to be the one that the host is managed through.
  package struct NoManagement: Error {}

  /// What the initrd needs for the host to be reached: the management links and what is below them.
  ///
  /// Those are the links with `management: true`, else those with a default route, else those with
  /// DHCP. A macvlan or ipvlan among them gives what it has to the link that it sits on: an initrd
  /// seldom has the module, and nobody is there whom the mode could keep apart. VRFs are left out,
  /// and their routes stand in the main table.
  ///
  /// - Throws: `NoManagement` where no link is any of that.
  package func forInitrd() throws(NoManagement) -> Desired {
    let links = self.links.map { $0.outside(of: self.links) }
    let byName = Dictionary(links.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    // The host's own end of a tap is a guest's.
    let own = links.filter { $0.kind != .macvtap && $0.kind != .vrf }
    let choices = [
      own.filter(\.isManagement), own.filter(\.hasDefaultRoute), own.filter { $0.dhcp != .no },
    ]
    guard let chosen = choices.first(where: { !$0.isEmpty }) else { throw NoManagement() }

    var needed: Set<LinkName> = []
    var given: [LinkName: [DesiredLink]] = [:]
    func need(_ name: LinkName) {
      guard needed.insert(name).inserted, let link = byName[name] else { return }
      if let parent = link.parent { need(parent) }
      for member in links where member.master?.name == name && member.isNeededAsMember {
        need(member.name)
      }
    }
    for link in chosen {
      let place = link.isFlattenedForInitrd ? link.lower ?? link.name : link.name
      if place != link.name { given[place, default: []].append(link) }
      need(place)
    }
    var desired = self
    desired.links = links.filter { needed.contains($0.name) }.map { link in
      var link = link
      for other in given[link.name] ?? [] { link.take(from: other) }
      link.keepForInitrd(needed: needed)
      return link
    }
    return desired
  }
}

extension DesiredLink {
  fileprivate var isFlattenedForInitrd: Bool { kind == .macvlan || kind == .ipvlan }

  /// Whether a master cannot be reached without it: taps and macvtaps are for guests.
  fileprivate var isNeededAsMember: Bool { kind != .macvtap && kind != .macvlan }

  fileprivate var hasDefaultRoute: Bool {
    routes.contains { $0.destination.length == 0 && $0.type == 1 && $0.table == 254 }
  }

  /// The same without its VRF: what is looked up in that one's table, main has instead.
  fileprivate func outside(of links: [DesiredLink]) -> DesiredLink {
    guard let master, master.kind == .vrf else { return self }
    let table = links.first { $0.name == master.name }?.options[.table]
    var link = self
    link.master = nil
    for place in routes.indices where table == .number(UInt64(routes[place].table)) {
      link.routes[place].table = 254
    }
    return link
  }

  /// Takes over what a link that sits on it has of layer 3. The MAC stays its own: the other one's
  /// is the macvlan's again as soon as the host has started.
  fileprivate mutating func take(from other: DesiredLink) {
    addresses += other.addresses
    addressOptions.merge(other.addressOptions) { own, _ in own }
    routes += other.routes
    rules += other.rules.map { rule in
      var rule = rule
      if rule.incomingInterface == other.name.text { rule.incomingInterface = kernelName.text }
      if rule.outgoingInterface == other.name.text { rule.outgoingInterface = kernelName.text }
      return rule
    }
    dns += other.dns.filter { !dns.contains($0) }
    search += other.search.filter { !search.contains($0) }
    ntp += other.ntp.filter { !ntp.contains($0) }
    if dhcp == .no { dhcp = other.dhcp }
    acceptRA = acceptRA || other.acceptRA
    if linkLocal == .no { linkLocal = other.linkLocal }
    if ipv6Privacy == nil { ipv6Privacy = other.ipv6Privacy }
    if ipv6MTU == nil { ipv6MTU = other.ipv6MTU }
    if ipv6AddressGeneration == nil { ipv6AddressGeneration = other.ipv6AddressGeneration }
    let own = Set(fileValues.map(\.unit))
    fileValues += other.fileValues.filter { $0.attribute.isOfLayer3 && !own.contains($0.unit) }
    requiredForOnline = other.requiredForOnline
    if let theirs = other.raw?.network, !theirs.isEmpty {
      var both = raw ?? RawUnits()
      both.network += theirs
      raw = both
    }
  }

  /// Drops what is for guests and for later, and cares also for what others do later.
  fileprivate mutating func keepForInitrd(needed: Set<LinkName>) {
    children.removeAll { !needed.contains($0.name) }
    if let name = master?.name, !needed.contains(name) { master = nil }
    forwarding = nil
    isManaged = true
  }
}

extension Attribute {
  /// Whether a setting of files alone is about addresses and routes, not about neighbours on the
  /// wire or what udev sets of a NIC.
  fileprivate var isOfLayer3: Bool { self != .lldp && self != .emitLLDP && self != .hardware }
}
