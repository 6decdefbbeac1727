extension Planner {
  /// The links that were ours and left the manifest.
  func departures() -> [LinkWork] {
    departed.map(departure)
  }

  private struct Departed {
    var name: String
    var kind: String
    var values: [Attribute: [String]]

    func isDynamic(_ family: AddressFamily) -> Bool {
      AppliedRecord.Link(kind: kind, values: values).wasDynamic(family)
    }
  }

  /// By the record; where that is lost, by the .netdev files that bear our header.
  private var departed: [Departed] {
    let record = observed.record?.links ?? [:]
    let recorded = record.filter { !wantedNames.contains($0.key) }.map {
      Departed(name: $0.key, kind: $0.value.kind, values: $0.value.values)
    }
    let removed = files.changes.compactMap { change in
      if case .remove(let name) = change { files.present[name] } else { nil }
    }
    let found = removed.compactMap { unit -> Departed? in
      guard unit.name.hasSuffix(".netdev"), Ownership.hasHeader(unit.text),
        let name = Ownership.link(ofFile: unit.name), record[name] == nil,
        !wantedNames.contains(name)
      else { return nil }
      let file = UnitFile(name: unit.name, parsing: unit.text)
      guard let kind = file.values("NetDev", "Kind").first else { return nil }
      return Departed(name: name, kind: kind, values: [:])
    }
    return (recorded + found).sorted { $0.name < $1.name }
  }

  private func departure(_ departed: Departed) -> LinkWork {
    var work = LinkWork(
      plan: LinkPlan(name: departed.name, kind: departed.kind, verb: .remove))
    let kernel = host.links[departed.name]
    work.takeAway(stale(departed.values[.rule] ?? []))
    if LinkKind(rawValue: departed.kind)?.isVirtual ?? false {
      guard let kernel else {
        // Somebody was faster: what is left is the files.
        if hasFiles(departed.name) { appendFileRow(departed.name, &work) }
        return work
      }
      guard kernel.kind == departed.kind else {
        work.notes.append("\(departed.name): is a \(kernel.kind ?? "NIC") now and is left alone")
        return work
      }
      work.deletesLink = true
      work.plan.differences.append(
        Difference(
          .link, now: "there", after: nil, layer: .kernel, cause: .change,
          impact: host.loss(of: kernel)))
    } else {
      if hasFiles(departed.name) {
        work.plan.differences.append(
          Difference(
            .managed, now: "by reconcile", after: "left alone", layer: .file, cause: .change))
      }
    }
    if let kernel {
      if !work.deletesLink, let heir = heir(of: kernel) {
        work.notes.append("\(departed.name): \(heir.path) is in charge of it from now on")
      } else {
        takeAway(departed, kernel, &work)
        work.leavesNothing = leavesNothing(kernel)
      }
    }
    return work
  }

  /// Whether no other link waits for an address or a route of the departing one.
  private func leavesNothing(_ kernel: KernelLink) -> Bool {
    let addresses = host.addresses[kernel.index] ?? []
    let routes = host.routes[kernel.index] ?? []
    return addresses.allSatisfy { !wants($0.address.address, besides: kernel.name) }
      && routes.allSatisfy { $0.origin == KernelRoute.Origin.kernel || $0.table == 255 }
  }

  /// The file of others that networkd takes for a link that we let go.
  func heir(of kernel: KernelLink) -> UnitOnDisk? {
    files.match.file(for: kernel) { !Ownership.hasPrefix($0.name) }
  }

  private func hasFiles(_ name: String) -> Bool {
    ["netdev", "network"].contains { files.present["\(Ownership.prefix)\(name).\($0)"] != nil }
  }

  private func appendFileRow(_ name: String, _ work: inout LinkWork) {
    work.plan.differences.append(
      Difference(.file, now: "files of \(name)", after: nil, layer: .file, cause: .change))
  }

  /// The addresses and default routes that go with a link or with its file.
  private func takeAway(_ departed: Departed, _ kernel: KernelLink, _ work: inout LinkWork) {
    for address in host.addresses[kernel.index] ?? [] {
      let text = address.address.description
      let endsLease =
        !work.deletesLink && !address.isPermanent && departed.isDynamic(address.address.family)
      guard departed.values[.address]?.contains(text) == true || endsLease || work.deletesLink,
        !address.address.address.isLinkLocal
      else { continue }
      let holdsSession = address.address.address == observed.sessionAddress
      work.plan.differences.append(
        Difference(
          .address, now: text, after: nil, layer: .kernel, cause: .change,
          impact: holdsSession ? .isolation : .address))
      let change = KernelChange.removeAddress(link: kernel.name, address.address)
      if address.address.family == .ipv6, wants(address.address.address, besides: departed.name) {
        work.before.append(change)
      } else if !work.deletesLink {
        work.removals.append(change)
      }
    }
    for route in host.routes[kernel.index] ?? [] where route.origin != KernelRoute.Origin.kernel {
      let specification = RouteSpecification(route)
      let wasOurs = departed.values[specification.attribute]?.contains(specification.text) == true
      let endsLease = !work.deletesLink && departed.isDynamic(route.family) && route.isOfOthers
      guard wasOurs || endsLease || work.deletesLink else { continue }
      let isLast = !desired.links.contains { link in
        link.isDynamic(route.family)
          || link.routes.contains { $0.destination == route.destination && $0.table == route.table }
      }
      work.plan.differences.append(
        Difference(
          specification.attribute, now: specification.text, after: nil, layer: .kernel,
          cause: .change, impact: route.isDefault && isLast ? .isolation : .address))
      // A lease takes its routes with it.
      if !work.deletesLink, !endsLease {
        work.removals.insert(.removeRoute(link: kernel.name, specification), at: 0)
      }
    }
  }

  /// Files that belong to no link: the guard, and what is in the way or left over.
  func strayFiles() -> [LinkWork] {
    let names = files.changes.map(\.name) + files.conflicts.sorted()
    guard !names.isEmpty else { return [] }
    let links = wantedNames.union(departed.map(\.name))
    return names.compactMap { name in
      if let link = Ownership.link(ofFile: name), links.contains(link) { return nil }
      var work = LinkWork(plan: LinkPlan(name: name, kind: "file", verb: .change))
      if files.conflicts.contains(name) {
        work.plan.problem = .conflict(
          "\(UnitOnDisk.ourFolder)/\(name) bears our prefix and is not ours: move it away")
        return work
      }
      if let drift = files.drift(name) {
        work.plan.differences.append(drift)
        return work
      }
      let isWanted = files.wanted[name] != nil
      work.plan.verb = files.present[name] == nil ? .add : isWanted ? .change : .remove
      work.plan.differences.append(
        Difference(
          .file, now: files.present[name].map { _ in "there" }, after: isWanted ? "written" : nil,
          layer: .file, cause: .change, impact: name == Ownership.guardName ? guardImpact : .none))
      return work
    }
  }

  /// A guest's tap that another .network has configured loses that configuration to the guard.
  private var guardImpact: Impact {
    let taps = observed.kernel?.links.filter { $0.kind == "macvtap" } ?? []
    let isInUse = taps.contains { tap in
      let file = observed.networkd?.links[tap.index]?.networkFile
      return file.map { !$0.hasPrefix("\(UnitOnDisk.ourFolder)/\(Ownership.prefix)") } ?? false
    }
    return isInUse ? .guests : .none
  }

  /// What a reload does to others: it loads what they have edited, and up to systemd 256 drops
  /// rules and routes of theirs.
  func sideEffects() -> [LinkWork] {
    droppedByReload() + loadedByReload()
  }

  private func loadedByReload() -> [LinkWork] {
    guard let networkd = observed.networkd else { return [] }
    return observed.units.compactMap { unit in
      guard unit.folder == UnitOnDisk.ourFolder, !Ownership.hasPrefix(unit.name),
        !unit.isDropIn, !networkd.hasLoaded(unit), !adopted.contains(where: { $0.unit == unit })
      else { return nil }
      var work = LinkWork(plan: LinkPlan(name: unit.name, kind: "file", verb: .change))
      work.plan.differences.append(
        Difference(
          .file, now: "not reloaded", after: "loaded with ours", layer: .networkd, cause: .change,
          impact: .address, isForeign: true))
      return work
    }
  }

  private func droppedByReload() -> [LinkWork] {
    guard version.reloadDropsForeign, let networkd = observed.networkd, let kernel = observed.kernel
    else { return [] }
    let isTold = { (link: DesiredLink, route: KernelRoute) in
      // A default route that nothing replaces stands with its link already.
      route.isDefault && RouteComparison.isolates(route, of: link, in: self)
    }
    var work = LinkWork(plan: LinkPlan(name: "of others", kind: "routing", verb: .change))
    // A rule that this manifest has, or had, is told with its link.
    let rules = kernel.rules.filter { $0.origin != KernelRoute.Origin.kernel }
    let ours = rules.isEmpty ? [] : rulesOfManifest
    for rule in rules where rule.hasMore || !ours.contains(rule.rule.description) {
      let isNetworkds = rule.origin == KernelRoute.Origin.static && takesRulesOver
      guard networkd.managesForeignRules || isNetworkds else { continue }
      var row = loss(.rule, rule.rule.description)
      if isReached(by: rule.rule) { row.impact = .isolation }
      work.plan.differences.append(row)
    }
    if networkd.managesForeignRoutes {
      let reconfigured = desired.links.filter {
        files.isChanged(Ownership.fileName($0.name, "network"))
      }
      for link in reconfigured {
        guard let index = host.links[link.name.text]?.index else { continue }
        for route in host.routes[index] ?? []
        where route.isOfRoutingDaemon && !isTold(link, route) {
          work.plan.differences.append(
            loss(.route, "\(RouteSpecification(route).text) dev \(link.name)"))
        }
      }
    }
    if !work.plan.differences.isEmpty {
      work.notes.append(
        "a reload of systemd-networkd \(version) drops routing rules and routes of others; networkd.conf"
          + " with ManageForeignRoutingPolicyRules=no and ManageForeignRoutes=no keeps them")
    }
    return [work]
  }

  private var rulesOfManifest: Set<String> {
    Set(desired.links.flatMap(\.rules).map(\.description))
      .union((observed.record?.links ?? [:]).values.flatMap { $0.values[.rule] ?? [] })
  }

  /// Whether a link changes over to us whose rules another file of networkd has made: they go even
  /// where networkd is to leave foreign ones alone.
  private var takesRulesOver: Bool {
    desired.links.contains { link in
      guard observed.record?.links[link.name.text] == nil,
        let kernel = host.links[link.name.text],
        let path = observed.networkd?.links[kernel.index]?.networkFile
      else { return false }
      return observed.units.contains {
        ($0.path == path || $0.path.hasPrefix("\(path).d/"))
          && $0.text.contains("[RoutingPolicyRule]")
      }
    }
  }

  /// Whether the host may answer somebody only by this rule: by the default route of its table, or
  /// by the one that leads to the SSH session.
  private func isReached(by rule: RuleSpecification) -> Bool {
    guard rule.table < 253 || rule.table > 255 else { return false }
    return (observed.kernel?.routes ?? []).contains { route in
      route.table == rule.table && route.family == rule.family && route.type == 1
        && (route.destination.length == 0 || leadsToSession(route))
    }
  }

  /// Whether networkd, configuring the link anew, drops the routes on it that others have made.
  func dropsRoutesOfOthers(on link: DesiredLink) -> Bool {
    guard let networkd = observed.networkd, networkd.managesForeignRoutes else { return false }
    if observed.record?.links[link.name.text] == nil { return true }
    return version.reloadDropsForeign
      && files.isChanged(Ownership.fileName(link.name, "network"))
  }

  private func loss(_ attribute: Attribute, _ text: String) -> Difference {
    Difference(
      attribute, now: text, after: nil, layer: .kernel, cause: .change, impact: .address,
      isForeign: true)
  }
}

extension KernelRoute {
  /// RTPROT_* from 10 on, but for DHCP: zebra, bird, babel, bgp and their like.
  var isOfRoutingDaemon: Bool { origin >= 10 && origin != Origin.dhcp }
}
