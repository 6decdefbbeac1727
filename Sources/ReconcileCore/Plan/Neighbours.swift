extension Planner {
  /// Why the kernel will not put the link on its lower, or keep it there; `nil` where it will.
  ///
  /// It is asked before an apply: a link that is replaced is gone when the kernel refuses the new
  /// one.
  func neighbour(of link: DesiredLink) -> String? {
    guard let use = link.lowerUse, let name = link.lower, let lower = host.links[name.text] else {
      return nil
    }
    if let objection = objection(ofPort: name, to: link.kind) { return objection }
    for theirs in LowerUse.allCases where !use.allows(theirs) {
      let other = host.lowerUsers[lower.index]?[theirs]?.first { other in
        guard other.name != link.name.text, staysThere(other) else { return false }
        // Of the manifest's own links validation has told before.
        return use == .exclusive || other.kind == "macvtap" || wanted(other) == nil
      }
      if let other { return use.conflict(with: theirs, of: other.name, on: lower.name) }
    }
    return use == .shared ? twin(of: link, on: lower, name) : nil
  }

  /// A port gives all packets to its master.
  func objection(ofPort name: LinkName, to kind: LinkKind) -> String? {
    guard let port = host.links[name.text], let master = port.master, port.portKind != "vrf" else {
      return nil
    }
    let leavesMaster = byName[name].map { $0.isManaged && !$0.isPort } ?? false
    guard !leavesMaster || !wasPort(name) && !isOurs(master) else { return nil }
    let name = host.names[master] ?? "another link"
    return "\(port.name) is a port of \(name), and the kernel puts no \(kind) on a port"
  }

  /// Who has the address of a macvlan already: the kernel brings no two of them up on one lower, nor
  /// one with the lower's own address (`macvlan_addr_busy`).
  private func twin(of link: DesiredLink, on lower: KernelLink, _ name: LinkName) -> String? {
    guard let mac = mac(of: link) else { return nil }
    // One that is up with it has proved that nobody else is.
    if let own = host.links[link.name.text], own.isUp, own.lower == lower.index, own.mac == mac {
      return nil
    }
    if mac == byName[name].flatMap(self.mac) ?? lower.mac {
      return "its address \(mac) is that of \(lower.name), on which it sits: give it another 'mac'"
    }
    // Of the manifest's own links validation has told before.
    let other = host.macvlans[lower.index, default: []].first {
      $0.mac == mac && $0.name != link.name.text && wanted($0) == nil && staysThere($0)
    }
    return other.map { "\($0.name) on \(lower.name) has its address \(mac): give it another 'mac'" }
  }

  /// The links that leave and must be gone before the kernel takes a new one: it has the same MAC
  /// or the same VLAN, or one of the two wants the lower for itself.
  func predecessors(of link: DesiredLink) -> [String] {
    guard !leaving.isEmpty else { return [] }
    if link.kind == .vrf {
      return leaving.sorted().filter { name in
        host.links[name].map { $0.kind == "vrf" && has($0, .table, of: link) } ?? false
      }
    }
    guard let lower = link.lower.flatMap({ host.links[$0.text] }) else { return [] }
    let mac = mac(of: link)
    return leaving.sorted().filter { name in
      guard let other = host.links[name], other.lower == lower.index else { return false }
      switch link.kind {
      case .vlan: return other.kind == "vlan" && has(other, .id, of: link)
      case .macvlan, .macvtap:
        return other.mac == mac || link.macvlanMode == .passthru
          || other.macvlanMode == MacvlanMode.passthru.number || other.kind == "ipvlan"
      case .ipvlan: return other.kind != "vlan" && other.kind != "ipvlan"
      case .nic, .bond, .bridge, .dummy, .vrf: return false
      }
    }
  }

  /// The links that leave and sit on a link that is to be a port: the kernel takes it only without.
  func squatters(on kernel: KernelLink, for link: DesiredLink) -> [String] {
    guard link.isPort else { return [] }
    return host.uppers[kernel.index, default: []]
      .filter { leaving.contains($0.name) && $0.kind != LinkKind.vlan.rawValue }
      .map(\.name)
  }

  private func has(_ other: KernelLink, _ attribute: Attribute, of link: DesiredLink) -> Bool {
    guard let option = LinkOption.option(attribute, of: link.kind), let place = option.kernel,
      let bytes = other.data[place.attribute]
    else { return false }
    return option.value(bytes, names: host.names) == link.options[attribute]
  }

  /// Whether the link of this index is one of ours.
  private func isOurs(_ index: Int32) -> Bool {
    host.names[index].flatMap { host.links[$0] }.map(isOurs) ?? false
  }

  /// Whether what was applied last made the link a member of something.
  private func wasPort(_ name: LinkName) -> Bool {
    observed.record?.links[name.text]?.values[.master] != nil
  }

  /// Whether this apply neither removes the link nor gives it another lower.
  private func staysThere(_ other: KernelLink) -> Bool {
    guard let wanted = wanted(other), wanted.kind.rawValue == other.kind else {
      return !leaving.contains(other.name)
    }
    return wanted.lower.flatMap { host.links[$0.text]?.index } == other.lower
  }

  private func wanted(_ link: KernelLink) -> DesiredLink? {
    (try? LinkName(link.name)).flatMap { byName[$0] }
  }

  /// Whether the link is one that the manifest has, or had when it was last applied.
  func isOurs(_ link: KernelLink) -> Bool {
    leaving.contains(link.name) || wanted(link)?.kind.rawValue == link.kind
  }

  /// Whether a guest has the link for itself: libvirt gives it the guest's address then, and its own
  /// one again at the end.
  func isGuests(_ kernel: KernelLink) -> Bool {
    host.lowerUsers[kernel.index]?[.exclusive]?.contains { tap in
      tap.kind == "macvtap" && !isOurs(tap)
    } ?? false
  }

  /// Whether a link of the manifest is there or made by this apply.
  func isComing(_ name: LinkName) -> Bool {
    if host.links[name.text] != nil { return true }
    guard let link = byName[name], link.kind.isVirtual else { return false }
    return LinkComparison(planner: self, link: link).obstacle == nil
  }

  /// The link of the manifest that has the name in the kernel now; `nil`: none.
  func id(ofKernelName name: String) -> LinkName? {
    desired.links.first { host.links[$0.name.text]?.name == name }?.name
  }

  /// The kernel's name of a link of the manifest, as it is now or will be made.
  func kernelName(_ name: LinkName) -> String {
    if let newName = byName[name]?.newName { return newName.text }
    return host.links[name.text]?.name ?? name.text
  }
}
