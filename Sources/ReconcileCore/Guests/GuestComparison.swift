/// Compares the guests of the manifest with the domains of libvirt.
struct GuestComparison {
  let planner: Planner
  /// The links that nothing is done about.
  private let stuck: Set<String>
  /// `nil` where nobody asked, or libvirt did not answer.
  private let domains: [Domain]?

  init(planner: Planner, stuck: Set<String> = []) {
    self.planner = planner
    self.stuck = stuck
    domains = if case .domains(let domains) = planner.observed.guests { domains } else { nil }
  }

  func works() -> [LinkWork] {
    // Whoever has none in the manifest need not know them.
    guard !planner.desired.guests.isEmpty else { return [] }
    if case .unknown(let reason) = planner.observed.guests {
      var work = LinkWork(
        plan: LinkPlan(name: planner.desired.host, kind: "guests of", verb: .change))
      work.plan.problem = .unknown(reason)
      work.plan.isKnown = !(planner.observed.record?.attachments.isEmpty ?? true)
      return [work]
    }
    let sharing = LowerSharing(planner: planner, guests: guestsHere.map(\.guest))
    return guestsHere.flatMap { guest, domain -> [LinkWork] in
      if let other = planner.desired.guests.first(where: {
        $0.name != guest.name && $0.isMeant(by: domain)
      }) {
        var work = LinkWork(plan: LinkPlan(name: guest.name, kind: "guest", verb: .change))
        work.plan.problem = .conflict(
          "means the domain \(domain.name), and so does guest \(other.name): take one of them out")
        work.plan.isKnown = guest.attachments.contains { known("\(guest.name) \($0.name)") }
        return [work]
      }
      return guest.attachments.map { attachment in
        let comparison = AttachmentComparison(
          planner: planner, guest: guest, attachment: attachment, domain: domain)
        return comparison.work(
          obstacle: attachment.isAttached ? obstacle(to: attachment, sharing) : nil)
      }
    }
  }

  /// The guests whose domains are here.
  private var guestsHere: [(guest: DesiredGuest, domain: Domain)] {
    planner.desired.guests.compactMap { guest in
      domains?.first(where: guest.isMeant).map { (guest, $0) }
    }
  }

  private func obstacle(
    to attachment: DesiredAttachment, _ sharing: LowerSharing
  ) -> LinkProblem? {
    guard let parent = attachment.parent else { return nil }
    if stuck.contains(parent.text) || !planner.isComing(parent) {
      return .unknown("waits for \(parent)")
    }
    return sharing.conflict(of: attachment).map { .conflict($0) }
  }

  private func known(_ name: String) -> Bool {
    planner.observed.record?.attachments[name] != nil
  }

  /// What is remembered once the plan holds: the interfaces of guests that are here, and those of
  /// guests that were here.
  ///
  /// - Parameter untouched: The interfaces, and guests, that nothing was done about.
  func record(without untouched: Set<String>) -> [String: [Attribute: [String]]] {
    var record = (planner.observed.record?.attachments ?? [:]).filter { wanted.contains($0.key) }
    for (guest, _) in guestsHere where !untouched.contains(guest.name) {
      for attachment in guest.attachments where attachment.isAttached {
        let name = "\(guest.name) \(attachment.name)"
        if !untouched.contains(name) { record[name] = attachment.values }
      }
    }
    return record
  }

  private var wanted: Set<String> {
    Set(
      planner.desired.guests.flatMap { guest in
        guest.attachments.filter(\.isAttached).map { "\(guest.name) \($0.name)" }
      })
  }

  /// What nobody has to do anything about.
  ///
  /// - Parameter works: What is done about the guests.
  func notes(beside works: [LinkWork]) -> [String] {
    guard let domains else { return [] }
    let elsewhere = planner.desired.guests.filter { guest in !domains.contains(where: guest.isMeant)
    }
    var notes: [String] = []
    if !elsewhere.isEmpty {
      let names = elsewhere.prefix(5).map(\.name).joined(separator: ", ")
      let more = elsewhere.count > 5 ? ", …" : ""
      notes.append(
        "\(counted(elsewhere.count, "guest")) of the manifest "
          + "\(elsewhere.count == 1 ? "is" : "are") elsewhere: \(names)\(more)")
    }
    return notes + foreign(domains, works.flatMap(\.guests))
  }

  /// Interfaces on links of the manifest that it does not name, and that stay.
  private func foreign(_ domains: [Domain], _ changes: [GuestChange]) -> [String] {
    let going = Dictionary(grouping: changes, by: \.uuid).mapValues { Set($0.compactMap(\.oldMAC)) }
    let parents = Set(planner.desired.links.compactMap { planner.host.links[$0.name.text]?.name })
    return domains.flatMap { domain -> [String] in
      let guest = planner.desired.guests.first { $0.isMeant(by: domain) }
      let ours = Set(guest?.attachments.map(\.mac) ?? []).union(going[domain.uuid] ?? [])
      var seen: Set<MACAddress?> = []
      return ((domain.live ?? []) + (domain.definition ?? [])).compactMap { interface in
        guard interface.type == "direct", let source = interface.source, parents.contains(source),
          !ours.contains(interface.mac ?? MACAddress(value: 0)), seen.insert(interface.mac).inserted
        else { return nil }
        let mac = interface.mac?.description ?? "an interface"
        return
          "guest \(domain.name) (\(domain.state.rawValue)) has \(mac) on \(source), which is not"
          + " in the manifest, and kept"
      }
    }
  }
}

/// Compares one interface of a guest with both descriptions of its domain.
struct AttachmentComparison {
  let planner: Planner
  let guest: DesiredGuest
  let attachment: DesiredAttachment
  let domain: Domain

  private var name: String { "\(guest.name) \(attachment.name)" }
  /// The parent's name on this host, or that of the network.
  private var device: String {
    attachment.parent.map(planner.kernelName) ?? attachment.network ?? ""
  }
  private var type: String { attachment.network == nil ? "direct" : "network" }
  private var record: [Attribute: [String]]? { planner.observed.record?.attachments[name] }

  func work(obstacle: LinkProblem?) -> LinkWork {
    var work = LinkWork(
      plan: LinkPlan(
        name: name, kind: "guest", parent: attachment.parent?.text ?? attachment.network,
        verb: .change))
    work.plan.isKnown = record != nil
    work.plan.problem = obstacle
    guard obstacle == nil else { return work }
    // What a guest refuses is not written down either.
    compare(domain.live, .live, &work)
    compare(domain.definition, .definition, &work)
    let rows = work.plan.differences
    if !rows.isEmpty, rows.allSatisfy({ $0.attribute == .interface && $0.now == nil }),
      rows.count == [domain.definition, domain.live].compactMap({ $0 }).count
    {
      work.plan.verb = .add
    } else if !attachment.isAttached {
      work.plan.verb = .remove
    }
    return work
  }

  private func compare(
    _ interfaces: [DomainInterface]?, _ side: GuestChange.Side, _ work: inout LinkWork
  ) {
    guard let interfaces else { return }
    let present =
      interfaces.first { $0.mac == attachment.mac } ?? former(in: interfaces)
      ?? readdressed(in: interfaces, side)
    switch (attachment.isAttached, present) {
    case (false, nil): break
    case (false, let present?):
      differ(
        .interface, "\(present.mac ?? attachment.mac)", nil, side, impact: cut(side), &work)
      work.guests.append(change(.detach, side, present.element))
    case (true, nil):
      differ(.interface, nil, "\(attachment.mac)", side, &work)
      let other = domain.other(than: side)?.first { $0.mac == attachment.mac }
      let base = other.map { DesiredAttachment.withoutPlace($0.element) }
      work.guests.append(change(.attach, side, attachment.element(on: device, base: base)))
    case (true, let present?): compare(present, side, &work)
    }
  }

  private func compare(
    _ present: DomainInterface, _ side: GuestChange.Side, _ work: inout LinkWork
  ) {
    var isReplaced = false
    func replace(_ attribute: Attribute, _ now: String?, _ after: String) {
      guard now != after else { return }
      isReplaced = true
      differ(attribute, now ?? "none", after, side, impact: cut(side), &work)
    }
    func update(_ attribute: Attribute, _ now: String, _ after: String, impact: Impact = .none) {
      guard now != after else { return }
      differ(attribute, now, after, side, impact: impact, &work)
    }
    let before = work.plan.differences.count
    replace(.interface, present.type, type)
    replace(.mac, present.mac?.description, attachment.mac.description)
    if attachment.network != nil {
      replace(.network, present.type == "network" ? present.source : nil, device)
    } else {
      replace(.parent, present.source, device)
      let mode = present.type == "direct" ? present.mode ?? "vepa" : nil
      replace(.mode, mode, attachment.mode.domainWord)
    }
    replace(.model, present.model, attachment.model)
    if let target = attachment.target { replace(.target, present.target, target) }
    update(
      .guestLink, present.link.rawValue, attachment.link.rawValue,
      impact: attachment.link == .down ? cut(side) : .none)
    if let trusts = attachment.trustsGuest {
      // libvirt takes a change of it on a running guest without a word, and makes none.
      replace(.trustGuest, present.trustsGuest ? "yes" : "no", trusts ? "yes" : "no")
    }
    update(.inbound, present.inbound.text, attachment.inbound.text)
    update(.outbound, present.outbound.text, attachment.outbound.text)
    guard work.plan.differences.count > before else { return }
    if isReplaced {
      let base = DesiredAttachment.withoutGenerated(present.element)
      work.guests.append(
        change(.replace(present.element), side, attachment.element(on: device, base: base)))
    } else {
      work.guests.append(
        change(.update, side, attachment.element(on: device, base: present.element)))
    }
  }

  /// The interface that this one was before the manifest gave it another address: by the record, as
  /// a new address alone may as well be a second interface.
  private func former(in interfaces: [DomainInterface]) -> DomainInterface? {
    let old = record?[.mac]?.first.flatMap { MACAddress($0) }
    guard let old, old != attachment.mac, !isClaimed(old) else { return nil }
    return interfaces.first { $0.mac == old }
  }

  /// The interface to which somebody else gave another address: in its place in the guest the other
  /// description still has the one that is meant. Without that proof it is anybody's.
  private func readdressed(
    in interfaces: [DomainInterface], _ side: GuestChange.Side
  ) -> DomainInterface? {
    guard attachment.isAttached, record != nil, let others = domain.other(than: side),
      let other = others.first(where: { $0.mac == attachment.mac })
    else { return nil }
    return interfaces.first { interface in
      interface.isInPlace(of: other) && !others.contains { $0.mac == interface.mac }
        && !(interface.mac.map(isClaimed) ?? false)
    }
  }

  /// Whether an interface of the manifest has the address.
  private func isClaimed(_ mac: MACAddress) -> Bool {
    guest.attachments.contains { $0.mac == mac }
  }

  private func cut(_ side: GuestChange.Side) -> Impact { side == .live ? .guests : .none }

  private func change(
    _ verb: GuestChange.Verb, _ side: GuestChange.Side, _ element: XMLElement
  ) -> GuestChange {
    GuestChange(
      verb: verb, side: side, uuid: domain.uuid, guest: guest.name, interface: attachment.name,
      element: element)
  }

  private func differ(
    _ attribute: Attribute, _ now: String?, _ after: String?, _ side: GuestChange.Side,
    impact: Impact = .none, _ work: inout LinkWork
  ) {
    work.plan.differences.append(
      Difference(
        attribute, now: now, after: after, layer: side.layer,
        cause: record == attachment.values ? .drift : .change, impact: impact))
  }
}

extension GuestChange {
  /// The address of the interface that goes.
  fileprivate var oldMAC: MACAddress? {
    switch verb {
    case .replace(let old): DomainInterface(old).mac
    case .detach: DomainInterface(element).mac
    case .attach, .update: nil
    }
  }
}

extension DomainInterface {
  /// Whether the guest has both in the same slot, or both have the name that people gave them.
  fileprivate func isInPlace(of other: DomainInterface) -> Bool {
    let place = element.child("address")
    let alias = element.child("alias")
    return place != nil && place == other.element.child("address")
      || alias?["name"]?.hasPrefix("ua-") == true && alias == other.element.child("alias")
  }
}

extension Domain {
  fileprivate func other(than side: GuestChange.Side) -> [DomainInterface]? {
    side == .live ? definition : live
  }
}

extension Bandwidth? {
  fileprivate var text: String { map(\.description) ?? "no limit" }
}

extension DesiredAttachment {
  /// What is remembered once it was applied.
  package var values: [Attribute: [String]] {
    var values: [Attribute: [String]] = [
      .mac: [mac.description], .model: [model],
      .guestLink: [link.rawValue],
    ]
    values[.parent] = parent.map { [$0.text] }
    values[.mode] = network == nil ? [mode.rawValue] : nil
    values[.network] = network.map { [$0] }
    values[.target] = target.map { [$0] }
    values[.trustGuest] = trustsGuest.map { [$0 ? "yes" : "no"] }
    values[.inbound] = inbound.map { [$0.description] }
    values[.outbound] = outbound.map { [$0.description] }
    return values
  }
}
