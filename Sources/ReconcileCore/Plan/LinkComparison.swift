/// Compares one link of the manifest with the host.
struct LinkComparison {
  let planner: Planner
  let link: DesiredLink
  /// Whether the link below it cannot be reconciled.
  let isBlocked: Bool

  private let record: AppliedRecord.Link?
  private let kernel: KernelLink?
  private let networkFile: String

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
    work.plan.problem = conflict
    if planner.observed.kernel != nil, work.plan.problem == nil {
      if let kernel {
        compare(kernel, &work)
      } else {
        create(&work)
      }
    }
    compareFiles(&work)
    work.plan.keep = work.keep.lines(for: link)
    return work
  }

  // MARK: What stands in the way

  private var conflict: LinkProblem? {
    for suffix in ["netdev", "network"]
    where planner.files.conflicts.contains(Ownership.fileName(link.name, suffix)) {
      return .conflict(
        "\(UnitOnDisk.ourFolder)/\(Ownership.fileName(link.name, suffix)) is not ours: move it away")
    }
    guard planner.observed.kernel != nil else { return nil }
    guard let kernel else {
      if isBlocked { return .unknown("waits for the link below it") }
      switch link.kind {
      case .macvlan: return nil
      case .nic: return .unknown(absence)
      }
    }
    if let macvlan = link.macvlan, kernel.kind != "macvlan", record == nil {
      return .conflict(
        "a \(kernel.kind ?? "physical") link of this name exists and is not ours:"
          + " rename one of them (a macvlan on \(macvlan.parent) is wanted)")
    }
    if let winner = planner.files.match.file(for: kernel), sortsBeforeOurs(winner) {
      return .conflict(
        "\(winner.path) matches this link first: remove it, or narrow its [Match]")
    }
    return nil
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

  // MARK: A link that is not there

  private func create(_ work: inout LinkWork) {
    guard let macvlan = link.macvlan else { return }
    if record != nil {
      // Whoever deleted it took all its values away; one line says so.
      work.plan.verb = .add
      work.plan.differences.append(
        Difference(.link, now: "deleted", after: "created again", layer: .kernel, cause: .drift))
    } else {
      work.plan.verb = .add
      work.plan.differences += additions(link.values)
    }
    let steps = creation(macvlan)
    // Where networkd would lay an old configuration on it first, it is made after the reload.
    if planner.files.isKnownToNetworkd(networkFile) || isCaughtByOthers(macvlan) {
      work.after += steps
    } else {
      work.before += steps
    }
  }

  /// Whether some loaded .network would be laid on the new link.
  private func isCaughtByOthers(_ macvlan: DesiredLink.Macvlan) -> Bool {
    var future = KernelLink(index: 0, name: link.name.text)
    future.kind = "macvlan"
    future.mac = mac
    return planner.files.match.file(for: future) { !Ownership.hasHeader($0.text) } != nil
  }

  /// A whole macvlan by rtnetlink, in the shape that networkd adopts without a word.
  private func creation(_ macvlan: DesiredLink.Macvlan) -> [KernelChange] {
    let name = link.name.text
    var changes: [KernelChange] = [
      .createMacvlan(
        MacvlanSpecification(
          name: name, lower: macvlan.parent.text, mode: macvlan.mode, mac: mac,
          mtu: planner.mtu(of: link), addressGenerationMode: link.linkLocal.contains(.ipv6) ? 0 : 1))
    ]
    changes += link.addresses.map { .addAddress(link: name, $0) }
    if bringsUp {
      changes.append(.setUp(link: name, true))
      changes += link.routes.map { .putRoute(link: name, $0) }
    }
    return changes
  }

  private var bringsUp: Bool { link.activationPolicy?.bringsUp ?? true }

  // MARK: A link that is there

  private func compare(_ kernel: KernelLink, _ work: inout LinkWork) {
    if let macvlan = link.macvlan {
      let lower = planner.host.links[macvlan.lower.text]
      if kernel.kind != "macvlan" || kernel.lower != lower?.index || kernel.lowerNamespace != nil {
        replace(kernel, macvlan, &work)
        return
      }
      let now = kernel.macvlanMode.flatMap(MacvlanMode.init(number:))
      if now != macvlan.mode {
        if now == .passthru || macvlan.mode == .passthru {
          replace(kernel, macvlan, &work)
          return
        }
        // Host and guests talk through bridge mode alone.
        let cutsGuests = now == .bridge && planner.host.hasGuests(on: kernel)
        differ(
          .mode, now: now?.rawValue, after: macvlan.mode.rawValue,
          impact: cutsGuests ? .guests : .none, &work)
        work.after.append(.setMacvlanMode(link: kernel.name, macvlan.mode))
      }
    }
    compareHardware(kernel, &work)
    compareState(kernel, &work)
    compareForwarding(kernel, &work)
    AddressComparison(comparison: self, kernel: kernel).compare(&work)
    RouteComparison(comparison: self, kernel: kernel).compare(&work)
    compareOwner(kernel, &work)
  }

  private func replace(
    _ kernel: KernelLink, _ macvlan: DesiredLink.Macvlan, _ work: inout LinkWork
  ) {
    work.plan.verb = .replace
    let holdsSession = planner.host.addresses[kernel.index, default: []]
      .contains { $0.address.address == planner.observed.sessionAddress }
    let impact: Impact = holdsSession ? .isolation : .address
    let lower = kernel.lower.flatMap { planner.host.names[$0] }
    if kernel.kind != "macvlan" {
      differ(.kind, now: kernel.kind, after: "macvlan", impact: impact, &work)
    }
    if lower != macvlan.lower.text {
      differ(.parent, now: lower ?? "elsewhere", after: macvlan.parent.text, impact: impact, &work)
    }
    let mode = kernel.macvlanMode.flatMap(MacvlanMode.init(number:))
    if mode != macvlan.mode {
      differ(.mode, now: mode?.rawValue, after: macvlan.mode.rawValue, impact: impact, &work)
    }
    for attribute in Attribute.allCases where attribute != .parent && attribute != .mode {
      work.plan.differences += changes(of: attribute)
    }
    // Before the reload networkd would lay the old configuration on the new link.
    work.after.append(.deleteLinks([kernel.name]))
    work.after += creation(macvlan)
  }

  private func compareHardware(_ kernel: KernelLink, _ work: inout LinkWork) {
    if let mtu = planner.mtu(of: link), mtu != kernel.mtu {
      let isNIC = link.macvlan == nil
      differ(
        .mtu, now: String(kernel.mtu), after: String(mtu), impact: isNIC ? .flap : .none, &work)
      let change = KernelChange.setMTU(link: kernel.name, mtu)
      // networkd raises all links of a reload at once, and one above its lower's not at all.
      if mtu > kernel.mtu {
        work.before.append(change)
      } else {
        work.after.append(change)
      }
    }
    if let mac, mac != kernel.mac {
      differ(
        .mac, now: kernel.mac?.description, after: mac.description, impact: .address, &work)
      work.after.append(.setMAC(link: kernel.name, mac))
    }
  }

  private func compareState(_ kernel: KernelLink, _ work: inout LinkWork) {
    switch link.activationPolicy ?? .up {
    case .up, .alwaysUp:
      guard !kernel.isUp else { return }
      differ(.state, now: "down", after: "up", &work)
      work.before.append(.setUp(link: kernel.name, true))
    case .down, .alwaysDown:
      guard kernel.isUp else { return }
      differ(.state, now: "up", after: "down", impact: .flap, &work)
      work.after.append(.setUp(link: kernel.name, false))
    case .manual, .bound: return
    }
  }

  private func compareForwarding(_ kernel: KernelLink, _ work: inout LinkWork) {
    for family in AddressFamily.allCases {
      let perLink = planner.version.forwardsPerLink
      let now =
        if perLink {
          family == .ipv4 ? kernel.forwardsIPv4 : kernel.forwardsIPv6
        } else {
          planner.observed.forwarding[family] ?? false
        }
      let wanted = link.forwarding?.contains(family)
      if let wanted, wanted || perLink, wanted != now {
        differ(
          .forwarding, now: "\(family.rawValue) \(now ? "on" : "off")",
          after: wanted ? "on" : "off", impact: wanted ? .none : .flap, &work)
        let change = KernelChange.setForwarding(link: perLink ? kernel.name : nil, family, wanted)
        if isReconfigured { work.expected.append(change) } else { work.after.append(change) }
      } else if !perLink, wanted != true, now, wasForwarding(family) {
        work.notes.append(
          "\(link.name): \(family.rawValue) forwarding of the host stays on: up to systemd 255"
            + " IPForward= only ever turns it on (sysctl turns it off)")
      }
    }
  }

  private func wasForwarding(_ family: AddressFamily) -> Bool {
    let applied = record?.values[.forwarding]?.first.flatMap(Families.init(rawValue:))
    return applied?.contains(family) ?? false
  }

  /// Whether networkd has taken the link into our file's care.
  private func compareOwner(_ kernel: KernelLink, _ work: inout LinkWork) {
    guard let networkd = planner.observed.networkd else { return }
    let wanted = "\(UnitOnDisk.ourFolder)/\(networkFile)"
    let now = networkd.links[kernel.index]?.networkFile
    if now != wanted {
      work.needsReload = true
      if record == nil, work.plan.differences.isEmpty || now != nil {
        differ(.managed, now: now ?? "no", after: "by reconcile", layer: .networkd, &work)
      } else if record != nil, !planner.files.isChanged(networkFile) {
        differ(.managed, now: now ?? "no", after: wanted, layer: .networkd, &work)
      }
    } else if !planner.files.isChanged(networkFile), !planner.files.isLoaded(networkFile) {
      work.needsReload = true
      differ(.managed, now: "not reloaded", after: "loaded", layer: .networkd, &work)
    }
    if losesLease(kernel) {
      work.plan.differences.append(
        Difference(
          .dhcp, now: "leased", after: "lost once and leased again", layer: .networkd,
          cause: .change, impact: .flap))
    }
  }

  /// Up to systemd 256 a reload of a changed file ends a lease unless both the old and the new file
  /// keep it.
  private func losesLease(_ kernel: KernelLink) -> Bool {
    guard isReconfigured, planner.version.reloadFlapsWithoutKeep, link.dhcp != .no,
      planner.observed.networkd?.links[kernel.index]?.leasedAddress != nil
    else { return false }
    let keeps = "KeepConfiguration=dhcp\n"
    let old = planner.observed.record?.files[networkFile] ?? ""
    return !old.contains(keeps)
      || planner.files.wanted[networkFile]?.text.contains(keeps) == false
  }

  // MARK: Files

  private func compareFiles(_ work: inout LinkWork) {
    let suffixes = link.macvlan == nil ? ["network"] : ["netdev", "network"]
    for name in suffixes.map({ Ownership.fileName(link.name, $0) }) {
      if let drift = planner.files.drift(name) { work.plan.differences.append(drift) }
    }
    // What cannot be reconciled is named with its reason; its values would only hide that.
    if work.plan.verb == .change, work.plan.problem == nil { explainRendering(suffixes, &work) }
  }

  /// Names what the manifest changed and no layer below the files shows.
  private func explainRendering(_ suffixes: [String], _ work: inout LinkWork) {
    let names = suffixes.map { Ownership.fileName(link.name, $0) }
    guard let record else {
      if planner.observed.kernel == nil, names.contains(where: planner.files.isChanged) {
        work.plan.verb = .add
        work.plan.differences += additions(link.values)
      } else if names.contains(where: planner.files.isChanged) {
        work.plan.differences += additions(link.values.filter { $0.key.isFileOnly })
      }
      return
    }
    // A record that an interrupted apply did not renew is no reason to do anything.
    let rendered = names.filter {
      planner.files.isRerendered($0) && planner.files.isChanged($0)
    }
    guard !rendered.isEmpty else { return }
    let shown = Set(work.plan.differences.map(\.attribute))
    var isExplained = values[.macvlan] != record.values[.macvlan]
    for attribute in Attribute.allCases where attribute != .macvlan {
      let changes = changes(of: attribute)
      isExplained = isExplained || !changes.isEmpty
      if !shown.contains(attribute) { work.plan.differences += changes }
    }
    if !isExplained {
      for name in rendered {
        differ(.file, now: name, after: "rendered anew", layer: .file, &work)
      }
    }
  }

  /// The values of the manifest that are others than those last applied.
  private func changes(of attribute: Attribute) -> [Difference] {
    guard let record, attribute != .macvlan else { return [] }
    let old = record.values[attribute] ?? []
    let new = values[attribute] ?? []
    guard old != new else { return [] }
    if old.count == 1, new.count == 1 {
      return [Difference(attribute, now: old[0], after: new[0], layer: .file, cause: .change)]
    }
    let gone = old.filter { !new.contains($0) }
    let come = new.filter { !old.contains($0) }
    return gone.map { Difference(attribute, now: $0, after: nil, layer: .file, cause: .change) }
      + come.map { Difference(attribute, now: nil, after: $0, layer: .file, cause: .change) }
  }

  private func additions(_ values: [Attribute: [String]]) -> [Difference] {
    Attribute.allCases.filter { $0 != .macvlan && $0 != .parent }.flatMap { attribute in
      (values[attribute] ?? []).map {
        Difference(attribute, now: nil, after: $0, layer: .file, cause: .change)
      }
    }
  }

  // MARK: Shared

  /// The values that shall hold, those included that the manifest leaves to their defaults.
  private var values: [Attribute: [String]] { planner.values(of: link) }

  /// The address that the link shall have, whether the manifest says it or not.
  private var mac: MACAddress? { planner.mac(of: link) }

  /// Whether the reload of this apply makes networkd configure the link anew.
  var isReconfigured: Bool {
    guard planner.observed.networkd != nil else { return false }
    return planner.files.isChanged(networkFile) || !planner.files.isLoaded(networkFile)
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

extension Attribute {
  /// Whether no layer below the files shows it.
  var isFileOnly: Bool {
    switch self {
    case .dhcp, .acceptRA, .ipv6Privacy, .dns, .search, .ntp, .requiredForOnline,
      .activationPolicy, .description:
      true
    case .link, .kind, .parent, .mode, .mtu, .mac, .state, .linkLocal, .address, .gateway, .route,
      .forwarding, .managed, .macvlan, .file, .rule:
      false
    }
  }
}

extension Planner {
  /// The MTU that a link shall have: its own, else the parent's, else what the NIC had before us.
  func mtu(of link: DesiredLink) -> UInt32? {
    if let mtu = link.mtu { return mtu }
    if let parent = link.macvlan?.parent { return byName[parent].flatMap(mtu) }
    return before(link)?.mtu ?? host.links[link.name.text]?.mtu
  }

  /// The address that a link shall have, whether the manifest says it or not.
  func mac(of link: DesiredLink) -> MACAddress? {
    if let mac = link.mac { return mac }
    let kernel = host.links[link.name.text]
    switch link.kind {
    case .nic: return kernel?.permanentMAC ?? before(link)?.mac ?? kernel?.mac
    case .macvlan(let macvlan) where macvlan.mode == .passthru:
      return host.links[macvlan.lower.text]?.mac
    case .macvlan: return observed.derivedMAC?.address(of: link.name)
    }
  }

  /// The values of the manifest, and those that stand where it says none.
  func values(of link: DesiredLink) -> [Attribute: [String]] {
    var values = link.values
    if let mtu = mtu(of: link) { values[.mtu] = [String(mtu)] }
    if let mac = mac(of: link) { values[.mac] = [mac.description] }
    return values
  }

  /// What a NIC had before it came into our care.
  private func before(_ link: DesiredLink) -> AppliedRecord.Before? {
    observed.record?.links[link.name.text]?.before
  }

  /// What is remembered once the desired state holds.
  ///
  /// - Parameter applied: Seconds since the epoch.
  package func record(applied: Int64) -> AppliedRecord {
    var links: [String: AppliedRecord.Link] = [:]
    let stuck = Set(plan().links.filter { $0.problem != nil }.map(\.name))
    for link in desired.links {
      if stuck.contains(link.name.text) {
        // It was not applied, so nobody can have taken it away.
        links[link.name.text] = observed.record?.links[link.name.text]
        continue
      }
      var entry = AppliedRecord.Link(kind: link.kindWord, values: values(of: link), before: nil)
      if link.macvlan == nil {
        entry.before =
          before(link)
          ?? host.links[link.name.text].map { AppliedRecord.Before(mtu: $0.mtu, mac: $0.mac) }
      }
      links[link.name.text] = entry
    }
    return AppliedRecord(
      generation: (observed.record?.generation ?? 0) + 1, host: desired.host, applied: applied,
      files: files.wanted.mapValues(\.text), links: links)
  }
}
