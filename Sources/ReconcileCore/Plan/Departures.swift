/// A link that was ours and is so no longer.
struct Departed: Sendable {
  /// The id.
  var name: String
  var kind: String
  /// Those that were applied.
  var values: [Attribute: [String]]
  /// Whether the manifest has it as a NIC that others configure.
  var isLeftToOthers = false

  var isVirtual: Bool { LinkKind(rawValue: kind)?.isVirtual ?? false }
  var isDeleted: Bool { isVirtual && !isLeftToOthers }

  func isDynamic(_ family: AddressFamily) -> Bool {
    AppliedRecord.Link(kind: kind, values: values).wasDynamic(family)
  }
}

extension Planner {
  /// The links that were ours and left the manifest.
  func departures() -> [LinkWork] {
    departed.map(departure)
  }

  /// By the record; where that is lost, by the .netdev files that bear our header.
  static func departed(
    _ desired: Desired, _ observed: Observation, _ files: FileComparison
  ) -> [Departed] {
    let names = Set(desired.links.map(\.name.text))
    let managed = Set(desired.links.filter(\.isManaged).map(\.name.text))
    let record = observed.record?.links ?? [:]
    let recorded = record.filter { !managed.contains($0.key) }.map {
      Departed(
        name: $0.key, kind: $0.value.kind, values: $0.value.values,
        isLeftToOthers: names.contains($0.key))
    }
    let removed = files.changes.compactMap { change in
      if case .remove(let name) = change { files.present[name] } else { nil }
    }
    let found = removed.compactMap { unit -> Departed? in
      guard unit.name.hasSuffix(".netdev"), Ownership.hasHeader(unit.text),
        let name = Ownership.link(ofFile: unit.name), record[name] == nil, !managed.contains(name)
      else { return nil }
      let file = UnitFile(name: unit.name, parsing: unit.text)
      guard let kind = file.values("NetDev", "Kind").first else { return nil }
      return Departed(
        name: name, kind: kind, values: [:], isLeftToOthers: names.contains(name))
    }
    return (recorded + found).sorted { $0.name < $1.name }
  }

  private func departure(_ departed: Departed) -> LinkWork {
    var work = LinkWork(
      plan: LinkPlan(name: departed.name, kind: departed.kind, verb: .remove))
    let kernel = host.links[departed.name]
    takeAway(rules: departed.values[.rule] ?? [], &work)
    if departed.isDeleted {
      guard let kernel else {
        // Somebody was faster: what is left is the files.
        if hasFiles(departed.name) { appendFileRow(departed.name, &work) }
        return work
      }
      guard kernel.kind == departed.kind else {
        work.notes.append("\(departed.name): is a \(kernel.kind ?? "NIC") now and is left alone")
        if hasFiles(departed.name) { appendFileRow(departed.name, &work) }
        return work
      }
      work.deletesLink = true
      work.plan.differences.append(
        Difference(
          .link, now: "there", after: nil, layer: .kernel, cause: .change,
          impact: host.loss(of: kernel)))
      work.plan.differences += foreignLosses(on: kernel, cause: .change)
    } else if hasFiles(departed.name) {
      work.plan.differences.append(
        Difference(
          .managed, now: "by reconcile", after: "left alone", layer: .file, cause: .change))
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
      work.plan.differences.append(
        Difference(
          .address, now: text, after: nil, layer: .kernel, cause: .change,
          impact: holdsSession(address) ? .isolation : .address))
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
      work.plan.differences.append(
        Difference(
          specification.attribute, now: specification.text, after: nil, layer: .kernel,
          cause: .change, impact: isolates(losing: route, from: nil) ? .isolation : .address))
      // A lease takes its routes with it.
      if !work.deletesLink, !endsLease {
        work.removals.insert(.removeRoute(link: kernel.name, specification), at: 0)
      }
    }
  }

  /// Files that belong to no link: the guard, rules of udev, and what is in the way or left over.
  func strayFiles() -> [LinkWork] {
    let names = files.changes.map(\.name) + files.conflicts.sorted()
    guard !names.isEmpty else { return [] }
    let links = Set(desired.links.filter(\.isManaged).map(\.name.text))
      .union(departed.map(\.name))
    return names.compactMap { name in
      if let link = Ownership.link(ofFile: name), links.contains(link) { return nil }
      var work = LinkWork(plan: LinkPlan(name: name, kind: "file", verb: .change))
      if files.conflicts.contains(name) {
        work.plan.problem = .conflict(
          "\(Ownership.path(ofFile: name)) bears our prefix and is not ours: move it away")
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
}
