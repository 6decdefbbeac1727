/// Compares the guests of the manifest with the domains of libvirt.
struct GuestComparison {
  let planner: Planner
  /// The taps that go with the links below them, in this apply.
  let lost: [Int32: LostTap]
  /// The links about which nothing is done.
  let stuck: Set<String>
  /// The links that guests may name as their source and that go, with their names of now.
  let going: [String]
  /// Whether guests may be cut of which nobody knows.
  private let cutsUnknown: Bool
  /// `nil` where nobody asked, or libvirt did not answer.
  let domains: [Domain]?

  /// - Parameter works: What becomes of the links.
  init(planner: Planner, beside works: [LinkWork]) {
    self.planner = planner
    domains = if case .domains(let domains) = planner.observed.guests { domains } else { nil }
    lost = LostTap.all(in: works, planner.host)
    stuck = Set(works.filter(\.isStuck).map(\.plan.name))
    going = works.compactMap { work in
      if work.deletesLink { return work.plan.name }
      return work.plan.differences.first { $0.attribute == .setName }?.now
    }
    cutsUnknown = works.contains { !$0.plan.guests.isEmpty }
  }

  func works() -> [LinkWork] {
    if case .unknown(let reason) = planner.observed.guests {
      // Whoever has none in the manifest need not know them, unless they might be cut.
      guard !planner.desired.guests.isEmpty || cutsUnknown else { return [] }
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
      let pairing = planner.pairing(guest, domain)
      return zip(guest.attachments, pairing.declared).map { attachment, present in
        let comparison = AttachmentComparison(
          planner: planner, guest: guest, attachment: attachment, domain: domain, present: present,
          lost: lost)
        var work = comparison.work(
          obstacle: attachment.isAttached ? obstacle(to: attachment, of: domain, sharing) : nil)
        work.spare(domain)
        return work
      }
    } + foreign.flatMap { works(for: $0) }
  }

  /// The guests whose domains are here.
  private var guestsHere: [(guest: DesiredGuest, domain: Domain)] {
    planner.desired.guests.compactMap { guest in
      domains?.first(where: guest.isMeant).map { (guest, $0) }
    }
  }

  private func obstacle(
    to attachment: DesiredAttachment, of domain: Domain, _ sharing: LowerSharing
  ) -> LinkProblem? {
    guard let parent = attachment.parent else { return nil }
    if stuck.contains(parent.text) || !planner.isComing(parent) {
      return .unknown("waits for \(parent)")
    }
    if attachment.virtualFunction != nil {
      return sharing.conflict(of: attachment).map { .conflict($0) }
        ?? planner.obstacle(toFunctionOf: attachment, of: domain)
    }
    // On a macvlan that has told of it itself, it waits for that.
    if let objection = planner.objection(ofPort: parent, to: .macvtap) {
      return .conflict("\(objection): name its master as the parent, or another link")
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
    let wanted = Set(
      planner.desired.guests.flatMap { guest in
        guest.attachments.map { "\(guest.name) \($0.name)" }
      })
    var record = (planner.observed.record?.attachments ?? [:]).filter { wanted.contains($0.key) }
    for (guest, _) in guestsHere where !untouched.contains(guest.name) {
      for attachment in guest.attachments {
        let name = "\(guest.name) \(attachment.name)"
        if !untouched.contains(name) { record[name] = attachment.values }
      }
    }
    return record
  }

  /// What nobody has to do anything about.
  func notes() -> [String] {
    if case .unknown(let reason) = planner.observed.guests, planner.desired.guests.isEmpty,
      !cutsUnknown
    {
      return ["it is not known whose the macvtaps here are: \(reason)"]
    }
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
    let staying = foreign.filter { works(for: $0).isEmpty }
    return notes + going.compactMap(lostSource) + staying.compactMap(note)
  }

  /// A guest starts only while the source that its definition names is there.
  private func lostSource(_ name: String) -> String? {
    let guests = (domains ?? []).filter { domain in
      pairing(domain).foreign.contains { pair in
        [pair.live, pair.definition].contains { $0?.type == "direct" && $0?.source == name }
      }
    }
    guard !guests.isEmpty else { return nil }
    let (whose, will) = guests.count == 1 ? ("its", "does") : ("their", "do")
    return "\(name): \(listed(guests.map(\.name))) \(guests.count == 1 ? "has" : "have") it as"
      + " \(whose) source and \(will) not start again without it" + advice(guests, without: name)
  }

  /// What to write in the manifest instead, where something stays that guests can be on.
  private func advice(_ guests: [Domain], without name: String) -> String {
    guard let index = planner.host.links[name]?.lower, let kernelName = planner.host.names[index],
      !going.contains(kernelName), let guest = guests.first,
      let mac = ((guest.definition ?? []) + (guest.live ?? [])).first(where: { $0.source == name })?
        .mac
    else { return "" }
    let lower = planner.id(ofKernelName: kernelName)?.text ?? kernelName
    return ": name \(guests.count == 1 ? "it" : "each") below 'guests' in the manifest, as in"
      + " '\(guest.name): {interfaces: {lan: {parent: \(lower), mac: \(mac)}}}'"
  }
}

/// A tap that the kernel deletes together with a link below it.
struct LostTap {
  /// The link that is deleted or replaced.
  var link: String
  var cause: Cause

  static func all(in works: [LinkWork], _ host: HostIndex) -> [Int32: LostTap] {
    var lost: [Int32: LostTap] = [:]
    for work in works where work.replacement != nil || work.deletesLink {
      guard let kernel = host.links[work.plan.name] else { continue }
      let loss = LostTap(link: kernel.name, cause: work.replacement ?? .change)
      for tap in host.deleted(with: kernel) where tap.isTap && lost[tap.index] == nil {
        lost[tap.index] = loss
      }
    }
    return lost
  }
}
