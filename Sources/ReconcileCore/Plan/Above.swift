/// What stands on a link, and so is lost with it.
extension HostIndex {
  /// All links that are reached over this one, each once: those on it, its master, and on from
  /// there. A bond lives on while another member has a carrier.
  func above(_ link: KernelLink) -> [KernelLink] {
    reached(from: link) { link in
      // The two ends of a veth are each other's lower, and neither is on the other.
      uppers[link.index, default: []].filter { $0.kind != "veth" }
        + [master(on: link)].compactMap { $0 }
    }
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
    if !guests(over: link).isEmpty { return true }
    // In mode bridge guests beside it talk to it.
    guard link.macvlanMode == MacvlanMode.bridge.number, let lower = link.lower else {
      return false
    }
    return macvlans[lower, default: []].contains(where: \.isGuestEnd)
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

  /// Rows for what others have put on a link that is deleted.
  func foreignLosses(on kernel: KernelLink, cause: Cause) -> [Difference] {
    host.deleted(with: kernel).filter { !isOurs($0) }.map { upper in
      Difference(
        .link, now: "\(upper.kind ?? "link") \(upper.name) on it", after: nil, layer: .kernel,
        cause: cause,
        impact: carriesHost(upper) ? .isolation : host.hasGuests(on: upper) ? .guests : .address,
        isForeign: true)
    }
  }
}

extension KernelLink {
  /// Whether it looks like a guest's end of the host's network: a macvtap, or a tap that is a port.
  fileprivate var isGuestEnd: Bool {
    kind == "macvtap" || kind == "tun" && portKind == "bridge"
  }
}
