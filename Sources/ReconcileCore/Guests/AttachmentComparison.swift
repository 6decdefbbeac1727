/// Compares one interface of a guest with both descriptions of its domain.
struct AttachmentComparison {
  let planner: Planner
  let guest: DesiredGuest
  let attachment: DesiredAttachment
  let domain: Domain
  /// What the domain has for the attachment.
  let present: InterfacePair
  /// The taps that go with the links below them, in this apply.
  let lost: [Int32: LostTap]

  private var name: String { "\(guest.name) \(attachment.name)" }
  /// The parent's name on this host, the place of its virtual function, or the network's name.
  private var device: String {
    if attachment.virtualFunction != nil {
      let slot = planner.slot(of: attachment)
      return (attachment.isHostDevice ? slot?.address.description : slot?.link) ?? ""
    }
    return attachment.parent.map(planner.kernelName) ?? attachment.network ?? ""
  }
  /// The tag of its virtual function; `nil`: the manifest says nothing of one.
  private var vlan: UInt32? {
    guard let number = attachment.virtualFunction else { return nil }
    let nic = attachment.parent.flatMap { planner.byName[$0] }
    return nic?.virtualFunctions.first { $0.number == number }?.vlan
  }
  private var record: [Attribute: [String]]? { planner.observed.record?.attachments[name] }

  func work(obstacle: LinkProblem?) -> LinkWork {
    var work = LinkWork(
      plan: LinkPlan(
        name: name, kind: "guest", parent: attachment.parentText,
        verb: .change))
    work.plan.isKnown = record != nil
    work.plan.problem = obstacle
    guard obstacle == nil else {
      if let live = present.live, let tap = planner.host.taps.tap(of: live, of: domain),
        let lost = lost[tap.index]
      {
        work.notes.append(
          "guest \(domain.name) loses \(live.mac ?? attachment.mac) with \(lost.link), and"
            + " \(attachment.name) is not attached again as long as it waits")
      }
      return work
    }
    // What a guest refuses is not written down either.
    compare(.live, &work)
    compare(.definition, &work)
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

  private func compare(_ side: GuestChange.Side, _ work: inout LinkWork) {
    guard domain.interfaces(side) != nil else { return }
    switch (attachment.isAttached, present[side]) {
    case (false, nil): break
    case (false, let present?):
      differ(
        .interface, "\(present.mac ?? attachment.mac)", nil, side, impact: cut(side), &work)
      work.guests.append(change(.detach, side, present.element))
    case (true, nil):
      differ(.interface, nil, "\(attachment.mac)", side, &work)
      let other = domain.interfaces(side.other)?.first { $0.mac == attachment.mac }
      let base = other.map { DesiredAttachment.withoutPlace($0.element) }
      work.guests.append(
        change(.attach, side, attachment.element(on: device, vlan: vlan, base: base)))
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
    replace(.interface, present.type, attachment.type)
    replace(.mac, present.mac?.description, attachment.mac.description)
    if attachment.network != nil {
      replace(.network, present.type == "network" ? present.source : nil, device)
    } else {
      replace(
        .parent, present.source.map(planner.text(ofSource:)), planner.text(ofSource: device))
      if let vlan { replace(.virtualFunction, "vlan \(present.vlan)", "vlan \(vlan)") }
    }
    if attachment.type == "direct" {
      let mode = present.type == "direct" ? present.mode ?? "vepa" : nil
      replace(.mode, mode, attachment.mode.domainWord)
    }
    if let target = attachment.target { replace(.target, present.target, target) }
    if !attachment.isHostDevice {
      replace(.model, present.model, attachment.model)
      update(
        .guestLink, present.link.rawValue, attachment.link.rawValue,
        impact: attachment.link == .down ? cut(side) : .none)
      update(.inbound, present.inbound.text, attachment.inbound.text)
      update(.outbound, present.outbound.text, attachment.outbound.text)
    }
    if let trusts = attachment.trustsGuest {
      // libvirt takes a change of it on a running guest without a word, and makes none.
      replace(.trustGuest, present.trustsGuest ? "yes" : "no", trusts ? "yes" : "no")
    }
    if side == .live, !isReplaced, let tap = tapDifference(present, &work) {
      isReplaced = true
      work.plan.differences.append(tap)
    }
    guard work.plan.differences.count > before else { return }
    if isReplaced {
      let base = DesiredAttachment.withoutGenerated(present.element)
      work.guests.append(
        change(
          .replace(present.element), side,
          attachment.element(on: device, vlan: vlan, base: base)))
    } else {
      work.guests.append(
        change(
          .update, side, attachment.element(on: device, vlan: vlan, base: present.element)))
    }
  }

  /// What is wrong with the tap of an interface that is as it shall be: a guest goes on with one that
  /// the kernel has taken away, and hears nothing.
  private func tapDifference(_ present: DomainInterface, _ work: inout LinkWork) -> Difference? {
    // One that is about to start has no name yet.
    guard planner.observed.kernel != nil, present.target != nil else { return nil }
    var row = Difference(
      .interface, now: "without a macvtap", after: "attached again", layer: .live, cause: .drift)
    if let tap = planner.host.taps.tap(of: present, of: domain) {
      if let lost = lost[tap.index] {
        (row.now, row.cause) = ("goes with \(lost.link)", lost.cause)
      } else if attachment.parent != nil, tap.lower != wantedLower, tap.lowerNamespace == nil {
        row.now = "on \(tap.lower.flatMap { planner.host.names[$0] } ?? "no link")"
        row.after = "on \(wantedLower.flatMap { planner.host.names[$0] } ?? device)"
        row.cause = .change
      } else {
        return nil
      }
      (row.impact, row.guests) = (.guests, [domain.name])
    }
    guard domain.state == .running else {
      work.notes.append(
        "guest \(domain.name) is \(domain.state.rawValue) and has no use of \(attachment.name)"
          + " (\(attachment.mac)): apply again once it runs")
      return nil
    }
    return row
  }

  /// The link that the kernel puts the macvtap on; `nil`: it is yet to be made.
  private var wantedLower: Int32? {
    if attachment.virtualFunction != nil { return planner.host.links[device]?.index }
    guard let link = attachment.parent.flatMap({ planner.byName[$0] }) else { return nil }
    let lower = link.kind.isMacvlan ? link.lower : link.name
    return lower.flatMap { planner.host.links[$0.text]?.index }
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
    var row = Difference(
      attribute, now: now, after: after, layer: side.layer,
      cause: record == attachment.values ? .drift : .change, impact: impact)
    if impact == .guests { row.guests = [domain.name] }
    work.plan.differences.append(row)
  }
}

extension Bandwidth? {
  fileprivate var text: String { map(\.description) ?? "no limit" }
}

extension DesiredAttachment {
  /// What is remembered once it was applied.
  package var values: [Attribute: [String]] {
    guard isAttached else { return [.interface: [AttachmentState.detached.rawValue]] }
    var values: [Attribute: [String]] = [
      .mac: [mac.description], .guestLink: [link.rawValue],
    ]
    values[.model] = isHostDevice ? nil : [model]
    values[.parent] = network == nil ? parentText.map { [$0] } : nil
    values[.mode] = modeText.map { [$0] }
    values[.network] = network.map { [$0] }
    values[.target] = target.map { [$0] }
    values[.trustGuest] = trustsGuest.map { [$0 ? "yes" : "no"] }
    values[.inbound] = inbound.map { [$0.description] }
    values[.outbound] = outbound.map { [$0.description] }
    return values
  }
}
