/// Interfaces of guests on links of the manifest that it does not name.
extension GuestComparison {
  /// One of them.
  struct Foreign {
    var domain: Domain
    var parent: LinkName
    /// As the kernel calls it, or by its place on the PCI bus.
    var source: String
    /// Whether a network of libvirt gave it the source: then it is the network's to keep or change.
    var isOfNetwork: Bool
    var interface: InterfacePair

    var mac: MACAddress? { interface.present?.mac }
    var title: String { "\(domain.name) \(mac?.description ?? "an interface")" }
  }

  func pairing(_ domain: Domain) -> InterfacePairing {
    planner.pairing(planner.desired.guests.first { $0.isMeant(by: domain) }, domain)
  }

  var foreign: [Foreign] {
    guard let domains else { return [] }
    let parents = Dictionary(
      planner.desired.links.compactMap { link in
        planner.host.links[link.name.text].map { ($0.name, link.name) }
      }, uniquingKeysWith: { first, _ in first })
    func parent(_ source: String) -> LinkName? {
      parents[source] ?? planner.virtualFunction(atSource: source).flatMap { parents[$0.nic] }
    }
    return domains.flatMap { domain in
      pairing(domain).foreign.compactMap { pair in
        // Each description may name another link; only what is on ours is of interest.
        var own = pair
        for side in GuestChange.Side.allCases where pair[side]?.device.flatMap(parent) == nil {
          own[side] = nil
        }
        guard let source = own.present?.device, let parent = parent(source) else { return nil }
        // Of a virtual function the definition alone tells who gave it.
        let isOfNetwork = [own.present, pair.definition].contains { $0?.type == "network" }
        return Foreign(
          domain: domain, parent: parent, source: source, isOfNetwork: isOfNetwork, interface: own)
      }
    }
  }

  func works(for foreign: Foreign) -> [LinkWork] {
    var work = LinkWork(
      plan: LinkPlan(
        name: foreign.title, kind: "guest", parent: foreign.parent.text, verb: .change))
    func add(_ verb: GuestChange.Verb, _ side: GuestChange.Side, _ element: XMLElement) {
      work.guests.append(
        GuestChange(
          verb: verb, side: side, uuid: foreign.domain.uuid, guest: foreign.domain.name,
          interface: "an interface", element: element))
    }
    if planner.desired.foreignGuests == .remove, !foreign.isOfNetwork {
      work.plan.verb = .remove
      for side in [GuestChange.Side.live, .definition] {
        guard let interface = foreign.interface[side] else { continue }
        var row = Difference(
          .interface, now: interface.mac?.description ?? "there", after: nil, layer: side.layer,
          cause: .change, impact: side == .live ? .guests : .none, isForeign: true)
        if side == .live { row.guests = [foreign.domain.name] }
        work.plan.differences.append(row)
        add(.detach, side, interface.element)
      }
      work.spare(foreign.domain)
      return [work]
    }
    // What this apply cuts it mends as well.
    guard let live = foreign.interface.live, foreign.domain.state == .running,
      let tap = planner.host.taps.tap(of: live, of: foreign.domain), let lost = lost[tap.index],
      comesBack(foreign)
    else { return [] }
    var row = Difference(
      .interface, now: "goes with \(lost.link)", after: "attached again", layer: .live,
      cause: lost.cause, impact: .guests, isForeign: true)
    row.guests = [foreign.domain.name]
    work.plan.differences.append(row)
    add(.replace(live.element), .live, DesiredAttachment.withoutGenerated(live.element))
    return [work]
  }

  /// Whether the source of an interface is there, or there again, when the links are done.
  private func comesBack(_ foreign: Foreign) -> Bool {
    !stuck.contains(foreign.parent.text) && !going.contains(foreign.source)
  }

  func note(_ foreign: Foreign) -> String? {
    guard planner.desired.foreignGuests == .keep || foreign.isOfNetwork else { return nil }
    let guest = "guest \(foreign.domain.name) (\(foreign.domain.state.rawValue))"
    let mac = foreign.mac?.description ?? "an interface"
    if let live = foreign.interface.live, live.target != nil, planner.observed.kernel != nil {
      guard let tap = planner.host.taps.tap(of: live, of: foreign.domain) else {
        return "\(guest) has \(mac) on \(foreign.source) without a macvtap, and is cut there: stop"
          + " and start it, or name it in the manifest"
      }
      if let lost = lost[tap.index], !comesBack(foreign) || foreign.domain.state != .running {
        return "\(guest) loses \(mac) with \(lost.link) until it is stopped and started"
      }
    }
    if foreign.isOfNetwork { return nil }
    if foreign.domain.live != nil, foreign.interface.live == nil {
      return
        "\(guest) has \(mac) on \(planner.text(ofSource: foreign.source)) in its definition alone,"
        + " and is without it until it is stopped and started"
    }
    return "\(guest) has \(mac) on \(planner.text(ofSource: foreign.source)), which is not in the"
      + " manifest, and kept"
  }
}
