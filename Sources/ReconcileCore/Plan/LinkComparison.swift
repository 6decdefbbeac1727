/// Compares one link of the manifest with the host.
struct LinkComparison {
  let planner: Planner
  let link: DesiredLink
  /// Whether the link below it cannot be reconciled.
  let isBlocked: Bool
  /// The links that this apply replaces, by index, and why.
  let doomed: [Int32: Cause]

  let record: AppliedRecord.Link?
  let kernel: KernelLink?
  let networkFile: String
  /// The files of ours that speak of the link, those that go included.
  let fileNames: [String]

  init(
    planner: Planner, link: DesiredLink, isBlocked: Bool = false, doomed: [Int32: Cause] = [:]
  ) {
    self.planner = planner
    self.link = link
    self.isBlocked = isBlocked
    self.doomed = doomed
    record = planner.observed.record?.links[link.name.text].flatMap { $0.wasApplied ? $0 : nil }
    kernel = planner.host.links[link.name.text]
    networkFile = Ownership.fileName(link.name, "network")
    let files = planner.files
    fileNames = ["netdev", "network", "link"].map { Ownership.fileName(link.name, $0) }
      .filter { files.wanted[$0] != nil || files.isChanged($0) || files.conflicts.contains($0) }
  }

  func work() -> LinkWork {
    var work = LinkWork(
      plan: LinkPlan(
        name: link.name.text, kind: link.kind.rawValue, parent: link.parent?.text,
        verb: .change))
    work.plan.isKnown = record != nil
    work.plan.problem = obstacle
    work.isStuck = work.plan.problem != nil
    guard link.isManaged else { return work }
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
      if work.plan.problem == nil { RuleComparison(comparison: self).compare(&work) }
    }
    compareFiles(&work)
    if planner.observed.kernel != nil, !work.isStuck, !missingMembers.isEmpty {
      let names = missingMembers.map(\.text)
      work.notes.append(
        "\(link.name) is degraded: this host lacks \(names.joined(separator: ", "))")
    }
    work.plan.keep = work.keep.lines(for: link)
    return work
  }

  // MARK: What stands in the way

  var obstacle: LinkProblem? {
    for name in fileNames where planner.files.conflicts.contains(name) {
      return .conflict("\(Ownership.path(ofFile: name)) is not ours: move it away")
    }
    if !planner.mayRestart,
      let netdev = planner.stale.first(where: { $0.link.name == link.name }),
      netdev.isOfOtherKind
    {
      return .conflict(
        "systemd-networkd \(planner.version) remembers a link of this name as of another kind until"
          + " it is restarted: write 'restart-networkd: when-needed' in"
          + " /etc/reconcile/config.yaml, or give the link another name")
    }
    if let rival = planner.rival(of: link) {
      return .conflict(
        "\(rival) makes a link of this name first: remove it, or give it another Name=")
    }
    guard planner.observed.kernel != nil else { return nil }
    if let account = missingAccount {
      return .conflict("this host has no \(account) to give /dev/tapN to: make it first")
    }
    guard let kernel else {
      if isBlocked { return .unknown("waits for the link below it") }
      if hasNoMember {
        let names = missingMembers.map(\.text)
        return .unknown("waits for a member: this host lacks \(names.joined(separator: ", "))")
      }
      if let limit = mtuBelow, let mtu = link.mtu, mtu > limit {
        return .conflict(tooLarge(mtu, limit))
      }
      return link.kind.isVirtual
        ? planner.neighbour(of: link).map { .conflict($0) }
        : .unknown(planner.nicSearch.absence(of: link))
    }
    if link.kind.isVirtual {
      // Anything else was ours once, if the record says so; a macvtap may be a guest's.
      let wasOurs = record?.kind == link.kind.rawValue && kernel.kind != "macvtap"
      if !isOfWantedKind(kernel), !wasOurs, !mayTurn(kernel) {
        return .conflict(
          "a \(kernel.kind ?? "physical") link of this name exists and is not ours:"
            + " rename one of them (a \(link.kind)\(link.parent.map { " on \($0)" } ?? "") is wanted)"
        )
      }
      // Whatever it sits on now, it is better off there than nowhere.
      if isBlocked || link.lower.map({ !planner.isComing($0) }) ?? false {
        return .unknown("waits for the link below it")
      }
      if let neighbour = planner.neighbour(of: link) { return .conflict(neighbour) }
      if let limit = mtuBelow, let mtu = link.mtu, mtu > limit {
        return .conflict(tooLarge(mtu, limit))
      }
    }
    guard link.isManaged else { return nil }
    if let owner = ownerOfNewName(kernel) {
      return .conflict(
        "set-name gives it the name \(link.newName?.text ?? ""), which \(owner) has: rename that one"
      )
    }
    if let winner = planner.files.match.file(for: kernel), sortsBeforeOurs(winner) {
      let mend =
        planner.takeover.contains(winner)
        ? "'reconcile apply --adopt' takes it over and keeps a copy"
        : "remove it, or narrow its [Match]"
      return .conflict("\(winner.path) matches this link first: \(mend)")
    }
    return nil
  }

  /// Who has the name that the NIC is to get, unless it gets another before.
  private func ownerOfNewName(_ kernel: KernelLink) -> String? {
    guard let name = link.newName?.text, kernel.name != name,
      let owner = planner.observed.kernel?.links.first(where: {
        $0.index != kernel.index && ($0.name == name || $0.alternativeNames.contains(name))
      })
    else { return nil }
    let isFreed = planner.desired.links.prefix { $0.name != link.name }.contains { other in
      owner.name == name && other.newName.map { $0.text != name } ?? false
        && planner.host.links[other.name.text]?.index == owner.index
    }
    return isFreed ? nil : owner.name == name ? "another link" : "\(owner.name)"
  }

  /// The MTU that the link below will have, which the kernel lets no link above exceed.
  private var mtuBelow: UInt32? {
    guard let name = link.lower else { return nil }
    return planner.byName[name].flatMap(planner.mtu) ?? planner.host.links[name.text]?.mtu
  }

  private func tooLarge(_ mtu: UInt32, _ limit: UInt32) -> String {
    "mtu \(mtu) is above that of \(link.lower?.text ?? "the link below"), which has \(limit):"
      + " write it there too"
  }

  private func isOfWantedKind(_ kernel: KernelLink) -> Bool {
    !link.kind.isVirtual || kernel.kind == link.kind.kernelName
  }

  /// Whether the link was ours as another kind, which it still has.
  private func mayTurn(_ kernel: KernelLink) -> Bool {
    guard let record, record.isVirtual else { return false }
    return record.kind == kernel.kind
  }

  private func sortsBeforeOurs(_ unit: UnitOnDisk) -> Bool {
    unit.name != networkFile
      && unit.name.utf8.lexicographicallyPrecedes(networkFile.utf8)
      && !Ownership.hasHeader(unit.text)
  }

  // MARK: Shared

  /// The values that shall hold, those included that the manifest leaves to their defaults.
  var values: [Attribute: [String]] { planner.values(of: link) }

  /// The address that the link shall have, whether the manifest says it or not.
  var mac: MACAddress? { planner.mac(of: link) }

  /// Whether networkd brings by itself what the link lacks.
  var isReconfigured: Bool { planner.isReconfigured(link) }

  /// Whether the SSH session that runs the command came in on the link.
  func holdsSession(_ kernel: KernelLink) -> Bool {
    planner.host.addresses[kernel.index, default: []].contains(where: planner.holdsSession)
  }

  /// Whether the link comes into our care with this apply.
  var isTakenOver: Bool { planner.isTakenOver(link) }

  /// Whether the reload of this apply takes static addresses away that the file does not list: one
  /// that keeps a lease does.
  var losesStatic: Bool {
    planner.isReloaded(link) && link.dhcp != .no && link.addresses.isEmpty
      && planner.version.reloadFlapsWithoutKeep
  }

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

  /// Appends a row.
  ///
  /// - Parameter cause: Without it, drift where the wanted value is the one that was last applied.
  func differ(
    _ attribute: Attribute, now: String?, after: String?, layer: Layer = .kernel,
    cause: Cause? = nil, impact: Impact = .none, _ work: inout LinkWork
  ) {
    var row = Difference(
      attribute, now: now, after: after, layer: layer, cause: cause ?? self.cause(of: attribute),
      impact: impact)
    if cause == nil, row.cause == .change, let now, let old = record?.values[attribute],
      isPlain(attribute),
      old != [now]
    {
      row.applied = old.joined(separator: " ")
    }
    work.plan.differences.append(row)
  }

  func cause(of attribute: Attribute) -> Cause {
    record != nil && !isChangedByManifest(attribute) ? .drift : .change
  }

  /// Whether a plan writes the kernel's value as the record writes the one that was applied.
  private func isPlain(_ attribute: Attribute) -> Bool {
    [.mtu, .mac, .master].contains(attribute)
      || LinkOption.option(attribute, of: link.kind) != nil
  }
}
