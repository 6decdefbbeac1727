/// Compares one link of the manifest with the host.
struct LinkComparison {
  let planner: Planner
  let link: DesiredLink
  /// Whether the link below it cannot be reconciled.
  let isBlocked: Bool

  let record: AppliedRecord.Link?
  let kernel: KernelLink?
  let networkFile: String

  init(planner: Planner, link: DesiredLink, isBlocked: Bool) {
    self.planner = planner
    self.link = link
    self.isBlocked = isBlocked
    record = planner.observed.record?.links[link.name.text]
    kernel = planner.host.links[link.name.text]
    networkFile = Ownership.fileName(link.name, "network")
  }

  func work() -> LinkWork {
    var work = LinkWork(
      plan: LinkPlan(
        name: link.name.text, kind: link.kindWord, parent: link.macvlan?.parent.text,
        verb: .change))
    work.plan.isKnown = record != nil
    work.plan.problem = obstacle
    work.isStuck = work.plan.problem != nil
    if planner.observed.kernel != nil {
      switch (work.plan.problem, kernel) {
      case (nil, let kernel?): compare(kernel, &work)
      case (nil, nil): create(&work)
      // Nothing is done about a conflict, but what else differs is told.
      case (.conflict, let kernel?) where isOfWantedKind(kernel):
        compare(kernel, &work)
        work.dropSteps()
      case (.conflict, _), (.unknown, _): break
      }
    }
    compareFiles(&work)
    work.plan.keep = work.keep.lines(for: link)
    return work
  }

  // MARK: What stands in the way

  private var obstacle: LinkProblem? {
    for suffix in ["netdev", "network"]
    where planner.files.conflicts.contains(Ownership.fileName(link.name, suffix)) {
      return .conflict(
        "\(UnitOnDisk.ourFolder)/\(Ownership.fileName(link.name, suffix)) is not ours: move it away"
      )
    }
    guard planner.observed.kernel != nil else { return nil }
    guard let kernel else {
      if isBlocked { return .unknown("waits for the link below it") }
      switch link.kind {
      case .macvlan(let macvlan):
        return planner.neighbour(of: link, macvlan).map { .conflict($0) }
      case .nic: return .unknown(absence)
      }
    }
    if let macvlan = link.macvlan {
      // A guest may sit on a macvtap; anything else was ours once, if the record says so.
      let wasOurs = record?.kind == link.kindWord && kernel.kind != "macvtap"
      if !isOfWantedKind(kernel), !wasOurs {
        return .conflict(
          "a \(kernel.kind ?? "physical") link of this name exists and is not ours:"
            + " rename one of them (a macvlan on \(macvlan.parent) is wanted)")
      }
      // Whatever it sits on now, it is better off there than nowhere.
      if isBlocked || planner.host.links[macvlan.lower.text] == nil {
        return .unknown("waits for the link below it")
      }
      if let neighbour = planner.neighbour(of: link, macvlan) { return .conflict(neighbour) }
    }
    if let winner = planner.files.match.file(for: kernel), sortsBeforeOurs(winner) {
      return .conflict(
        "\(winner.path) matches this link first: remove it, or narrow its [Match]")
    }
    return nil
  }

  private func isOfWantedKind(_ kernel: KernelLink) -> Bool {
    link.macvlan == nil || kernel.kind == "macvlan"
  }

  private func sortsBeforeOurs(_ unit: UnitOnDisk) -> Bool {
    unit.name != networkFile
      && unit.name.utf8.lexicographicallyPrecedes(networkFile.utf8)
      && !Ownership.hasHeader(unit.text)
  }

  private var absence: String {
    let other = planner.observed.kernel?.links.first {
      $0.alternativeNames.contains(link.name.text)
    }
    if let other { return "is only another name of \(other.name): write nics: {\(other.name): }" }
    return "this host has no such link"
  }

  // MARK: Shared

  /// The values that shall hold, those included that the manifest leaves to their defaults.
  var values: [Attribute: [String]] { planner.values(of: link) }

  /// The address that the link shall have, whether the manifest says it or not.
  var mac: MACAddress? { planner.mac(of: link) }

  /// Whether the reload of this apply makes networkd configure the link anew.
  var isReconfigured: Bool {
    guard planner.observed.networkd != nil else { return false }
    return planner.files.isChanged(networkFile) || !planner.files.isLoaded(networkFile)
  }

  /// Whether the SSH session that runs the command came in on the link.
  func holdsSession(_ kernel: KernelLink) -> Bool {
    planner.host.addresses[kernel.index, default: []]
      .contains { $0.address.address == planner.observed.sessionAddress }
  }

  /// Whether the link comes into our care with this apply.
  var isTakenOver: Bool { record == nil }

  /// Whether leases or router advertisements of the family end with this apply: nobody asks for
  /// them any more.
  func endsLeases(_ family: AddressFamily) -> Bool {
    guard let record, !link.isDynamic(family) else { return false }
    return record.wasDynamic(family)
  }

  /// Whether the manifest says another thing than what was applied.
  func isChangedByManifest(_ attribute: Attribute) -> Bool {
    record?.values[attribute] != values[attribute]
  }

  /// Whether a value of the manifest was applied before.
  func wasApplied(_ attribute: Attribute, _ value: String) -> Bool {
    record?.values[attribute]?.contains(value) ?? false
  }

  /// Appends a row; it is drift where the wanted value is the one that was last applied.
  func differ(
    _ attribute: Attribute, now: String?, after: String?, layer: Layer = .kernel,
    impact: Impact = .none, _ work: inout LinkWork
  ) {
    let old = record?.values[attribute]
    let new = values[attribute]
    let cause: Cause = record != nil && old == new ? .drift : .change
    work.plan.differences.append(
      Difference(attribute, now: now, after: after, layer: layer, cause: cause, impact: impact))
  }
}
