extension LinkComparison {
  func create(_ work: inout LinkWork) {
    guard link.kind.isVirtual else { return }
    work.plan.verb = .add
    if record != nil {
      // Whoever deleted it took all its values away; one line says so.
      work.plan.differences.append(
        Difference(.link, now: "deleted", after: "created again", layer: .kernel, cause: .drift))
    } else {
      work.plan.differences += additions(link.values)
    }
    let predecessors = planner.predecessors(of: link)
    work.deletions += predecessors
    // Where networkd would lay an old configuration on it first, it is made after the reload.
    if !predecessors.isEmpty || planner.files.isKnownToNetworkd(networkFile) || isCaughtByOthers
      || waitsForOthers
    {
      work.after += creation()
    } else {
      work.before += creation()
    }
  }

  /// Whether some loaded .network would be laid on the new link.
  private var isCaughtByOthers: Bool {
    var future = KernelLink(index: 0, name: link.name.text)
    future.kind = link.kind.kernelName
    future.mac = mac
    return planner.files.match.file(for: future) { !Ownership.hasHeader($0.text) } != nil
  }

  /// Whether what it sits on, or its master, is only there, or only free, after the reload.
  private var waitsForOthers: Bool {
    [link.lower, link.parent, link.master?.name].compactMap { $0 }.contains(where: waits)
  }

  private func waits(for lower: LinkName) -> Bool {
    guard let kernel = planner.host.links[lower.text] else {
      // It is made in this apply, before or after; so is what it waits for.
      guard let below = planner.byName[lower], below.kind.isVirtual else { return false }
      let comparison = LinkComparison(planner: planner, link: below, doomed: doomed)
      return planner.files.isKnownToNetworkd(comparison.networkFile)
        || !planner.predecessors(of: below).isEmpty || comparison.isCaughtByOthers
        || comparison.waitsForOthers
    }
    return doomed[kernel.index] != nil || kernel.master != nil && kernel.portKind != "vrf"
  }

  /// A whole link by rtnetlink, in the shape that networkd adopts without a word.
  private func creation() -> [KernelChange] {
    let name = link.name.text
    let options = (LinkOption.tables[link.kind] ?? []).compactMap { option -> OptionSetting? in
      guard option.kernel != nil, let value = link.options[option.attribute],
        option.isAlwaysRendered || value != option.standard, !option.attribute.namesMember
      else { return nil }
      return OptionSetting(option.attribute, value)
    }
    var changes: [KernelChange] = [
      .createLink(
        LinkSpecification(
          name: name, kind: link.kind, lower: link.parent.map(planner.kernelName),
          options: options, mac: link.kind.sharesMAC ? nil : mac, mtu: planner.mtu(of: link),
          addressGenerationMode: generatesEUI64 ? 0 : 1))
    ]
    if link.tap?.allMulticast == true { changes.append(.setAllMulticast(link: name, true)) }
    if let node = tapNode { changes.append(.setTapNode(link: name, node)) }
    if let master = link.master, planner.isComing(master.name) {
      // Before it has addresses, which a VRF would take away for a moment.
      changes.append(.setMaster(link: name, master.name.text, master.kind))
    }
    changes += link.addresses.map { link.addition(of: $0, to: name) }
    if bringsUp {
      changes.append(.setUp(link: name, true))
      changes += link.routes.map { .putRoute(link: name, $0) }
    }
    return changes
  }

  /// Another kind of link-local address is networkd's to make; one of these would stay beside it.
  private var generatesEUI64: Bool {
    link.linkLocal.contains(.ipv6) && link.ipv6AddressGeneration ?? .eui64 == .eui64
  }

  private var bringsUp: Bool { link.activationPolicy?.bringsUp ?? true }

  /// - Parameter isUndermined: Whether the link below is replaced and takes this one with it.
  func replace(_ kernel: KernelLink, isUndermined: Bool, _ work: inout LinkWork) {
    work.plan.verb = .replace
    let impact: Impact = holdsSession(kernel) ? .isolation : planner.host.loss(of: kernel)
    var causes: [Cause] = []
    func why(_ cause: Cause) -> Cause {
      causes.append(cause)
      return cause
    }
    if isUndermined, let lower = kernel.lower, let cause = doomed[lower] {
      differ(
        .link, now: "goes with \(planner.host.names[lower] ?? "its parent")", after: "made again",
        cause: why(cause), impact: impact, &work)
    }
    if kernel.kind != link.kind.kernelName {
      let cause = why(record?.kind == link.kind.rawValue ? .drift : .change)
      differ(
        .kind, now: kernel.kind, after: link.kind.rawValue, cause: cause, impact: impact, &work)
    } else {
      let lower = kernel.lower.flatMap { planner.host.names[$0] }
      if let wanted = link.lower, lower != planner.kernelName(wanted), lower != link.parent?.text {
        differ(
          .parent, now: lower ?? "elsewhere", after: link.parent?.text, cause: why(causeOfLower),
          impact: impact, &work)
      }
      for option in optionDifferences(kernel) {
        if option.isReplacement { _ = why(cause(of: option.option.attribute)) }
        differ(
          option.option.attribute, now: option.now.description, after: option.wanted.description,
          impact: option.isReplacement ? impact : .none, &work)
      }
    }
    let replacement: Cause = causes.contains(.change) ? .change : .drift
    work.replacement = replacement
    // The kernel takes what others have put on it as well.
    work.plan.differences += planner.foreignLosses(on: kernel, cause: replacement)
    // What the old link has and the new one will not have is lost, whoever gave it.
    var lost = LinkWork(plan: work.plan)
    lost.plan.differences = []
    AddressComparison(comparison: self, kernel: kernel).compare(&lost)
    RouteComparison(comparison: self, kernel: kernel).compare(&lost)
    let losses = lost.plan.differences.filter { $0.after == nil }
    work.plan.differences += losses
    work.keep = lost.keep
    work.foreign = lost.foreign
    work.notes += lost.notes
    work.before += lost.before.filter { if case .removeAddress = $0 { true } else { false } }
    let told = Set(work.plan.differences.map(\.attribute))
      .union([.parent, .mode, .address, .gateway, .route])
    for attribute in Attribute.allCases where !told.contains(attribute) {
      work.plan.differences += changes(of: attribute)
    }
    for attribute in [Attribute.address, .gateway, .route] {
      work.plan.differences += arrivals(of: attribute)
    }
    for route in planner.host.routes[kernel.index, default: []] where route.isOfRoutingDaemon {
      let text = RouteSpecification(route).text
      guard !losses.contains(where: { $0.now == text }) else { continue }
      work.plan.differences.append(
        Difference(
          .route, now: text, after: nil, layer: .kernel, cause: .change,
          impact: planner.isolates(losing: route, from: link) ? .isolation : .address,
          isForeign: true))
    }
    // Before the reload networkd would lay the old configuration on the new link.
    work.deletions.append(kernel.name)
    work.after += creation() + lost.kept
  }
}

extension LinkComparison {
  /// Why it sits on another link than it shall: by the manifest where that gives it, or a link that
  /// the kernel passes over on the way down, another parent than was applied.
  private var causeOfLower: Cause {
    var below: DesiredLink? = link
    var steps = planner.desired.links.count
    while let current = below, let parent = current.parent, steps > 0 {
      let applied = planner.observed.record?.links[current.name.text]
      if applied?.values[.parent] != [parent.text] { return .change }
      if parent == link.lower { return .drift }
      below = planner.byName[parent]
      steps -= 1
    }
    return .drift
  }
}

extension Attribute {
  /// Whether its value is a link that becomes a member only later.
  var namesMember: Bool { self == .primary }
}
