extension LinkComparison {
  func create(_ work: inout LinkWork) {
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
    let predecessors = planner.predecessors(of: link, macvlan)
    if !predecessors.isEmpty {
      work.after += [.deleteLinks(predecessors)] + steps
      return
    }
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
          mtu: planner.mtu(of: link), addressGenerationMode: link.linkLocal.contains(.ipv6) ? 0 : 1)
      )
    ]
    changes += link.addresses.map { .addAddress(link: name, $0) }
    if bringsUp {
      changes.append(.setUp(link: name, true))
      changes += link.routes.map { .putRoute(link: name, $0) }
    }
    return changes
  }

  private var bringsUp: Bool { link.activationPolicy?.bringsUp ?? true }

  func replace(
    _ kernel: KernelLink, _ macvlan: DesiredLink.Macvlan, _ work: inout LinkWork
  ) {
    work.plan.verb = .replace
    let impact: Impact = holdsSession(kernel) ? .isolation : planner.host.loss(of: kernel)
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
    // What the old link has and the new one will not have is lost, whoever gave it.
    var lost = LinkWork(plan: work.plan)
    lost.plan.differences = []
    AddressComparison(comparison: self, kernel: kernel).compare(&lost)
    RouteComparison(comparison: self, kernel: kernel).compare(&lost)
    let losses = lost.plan.differences.filter { $0.after == nil }
    work.plan.differences += losses
    work.keep = lost.keep
    work.before += lost.before.filter { if case .removeAddress = $0 { true } else { false } }
    let told: Set<Attribute> = [.parent, .mode, .address, .gateway, .route]
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
          .route, now: text, after: nil, layer: .kernel, cause: .change, impact: .address,
          isForeign: true))
    }
    // Before the reload networkd would lay the old configuration on the new link.
    work.after.append(.deleteLinks([kernel.name]))
    work.after += creation(macvlan)
  }
}
