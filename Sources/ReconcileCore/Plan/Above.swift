/// What stands on a link, and so is lost with it.
extension HostIndex {
  /// All links that are reached over this one, each once: those on it, its master, and on from
  /// there. A bond lives on while another member has a carrier.
  func above(_ link: KernelLink) -> [KernelLink] {
    reached(from: link) { standing(on: $0) + [master(on: $0)].compactMap { $0 } }
  }

  /// The links that stand on this one alone.
  func standing(on link: KernelLink) -> [KernelLink] {
    uppers[link.index, default: []].filter { $0.footing != nil }
  }

  /// All links that the kernel deletes together with this one.
  func deleted(with link: KernelLink) -> [KernelLink] {
    reached(from: link) { uppers[$0.index, default: []] }
  }

  private func reached(
    from link: KernelLink, by direct: (KernelLink) -> [KernelLink]
  ) -> [KernelLink] {
    var found: [KernelLink] = []
    var seen: Set<Int32> = [link.index]
    var open = [link]
    while let next = open.popLast() {
      for link in direct(next) where seen.insert(link.index).inserted {
        found.append(link)
        open.append(link)
      }
    }
    return found
  }

  private func master(on link: KernelLink) -> KernelLink? {
    guard let index = link.master, let master = byIndex[index] else { return nil }
    let others = members[index, default: []].filter { $0.index != link.index }
    return master.kind == "bond" && others.contains(where: \.hasCarrier) ? nil : master
  }

  /// The ends of guests that are reached over a link, its own included.
  func guests(over link: KernelLink) -> [KernelLink] {
    let stack = [link] + above(link)
    return (stack + stack.flatMap { members[$0.index, default: []] }).filter(\.isGuestEnd)
  }

  /// Whether guests lose something with the link.
  func hasGuests(on link: KernelLink) -> Bool {
    !guests(over: link).isEmpty || !guests(beside: link).isEmpty || hasFunctionGuests(link)
  }

  /// The ends of guests that talk to a link of mode bridge, which sits where they do.
  private func guests(beside link: KernelLink) -> [KernelLink] {
    guard link.macvlanMode == MacvlanMode.bridge.number, let lower = link.lower else { return [] }
    return macvlans[lower, default: []].filter(\.isGuestEnd)
  }

  /// Whether guests have virtual functions of the link.
  private func hasFunctionGuests(_ link: KernelLink) -> Bool {
    functionGuests[link.index]?.contains { !$0.value.isEmpty } ?? false
  }

  /// The guests that lose something with the link, by name; a tap that nobody knows by its own.
  func guestNames(on link: KernelLink) -> [String] {
    let others = functionGuests[link.index]?.values.flatMap { $0 } ?? []
    return Set(names(of: guests(over: link) + guests(beside: link)) + others).sorted()
  }

  /// The running guests that have a virtual function of the link.
  func guestNames(on link: KernelLink, virtualFunction number: UInt32) -> [String] {
    Set(functionGuests[link.index]?[number] ?? []).sorted()
  }

  func names(of taps: [KernelLink]) -> [String] {
    Set(taps.map { self.taps.guests[$0.index] ?? $0.name }).sorted()
  }

  /// What it costs to take a link of ours away.
  func loss(of link: KernelLink) -> Impact {
    if hasGuests(on: link) { return .guests }
    switch link.kind {
    case "macvlan", "vlan", "dummy", "ipvlan": return .address
    default: return .flap
    }
  }
}

extension Planner {
  /// What is lost with a link that goes down: all that is reached over it.
  func impactOfDown(_ link: KernelLink) -> Impact {
    if carriesHost(link) { return .isolation }
    return host.hasGuests(on: link) ? .guests : .flap
  }

  /// Gives the rows that cut guests their names.
  ///
  /// Without a word from libvirt nobody knows who would be cut: what is more than an address is then
  /// as bad as that.
  func nameGuests(_ works: inout [LinkWork]) {
    let isUnknown = if case .unknown = observed.guests { true } else { false }
    for place in works.indices {
      guard let kernel = host.links[works[place].plan.name] else { continue }
      let cuts = works[place].replacement != nil || works[place].deletesLink
      var names: [String]?
      for row in works[place].plan.differences.indices {
        let difference = works[place].plan.differences[row]
        let isDown = difference.attribute == .state && difference.after == "down"
        guard
          difference.impact == .guests || difference.impact == .isolation && (cuts || isDown)
            || difference.impact == .flap && isUnknown,
          difference.guests.isEmpty
        else { continue }
        let found = names ?? host.guestNames(on: kernel)
        names = found
        works[place].plan.differences[row].guests = found
        if !found.isEmpty { works[place].plan.differences[row].impact.raise(to: .guests) }
      }
    }
  }

  /// Rows for what others have put on a link that is deleted.
  func foreignLosses(on kernel: KernelLink, cause: Cause) -> [Difference] {
    host.deleted(with: kernel).filter { !isOurs($0) }.map { upper in
      let guest = host.taps.guests[upper.index]
      return Difference(
        .link,
        now: "\(guest.map { "guest \($0)" } ?? "\(upper.kind ?? "link") \(upper.name)") on it",
        after: nil, layer: .kernel,
        cause: cause,
        impact: carriesHost(upper) ? .isolation : host.hasGuests(on: upper) ? .guests : .address,
        isForeign: true)
    }
  }
}

extension KernelLink {
  /// The link of this host that it stands on. The two ends of a veth are each other's lower, and
  /// neither stands on the other.
  var footing: Int32? { lowerNamespace == nil && kind != "veth" ? lower : nil }

  /// Whether it looks like a guest's end of the host's network: a macvtap, or a tap that is a port.
  fileprivate var isGuestEnd: Bool {
    kind == "macvtap" || kind == "tun" && portKind == "bridge"
  }
}
