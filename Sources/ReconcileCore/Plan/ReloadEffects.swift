/// What a reload or restart of networkd does to others.
extension Planner {
  /// What a reload does to others: it loads what they have edited, and up to systemd 256 drops
  /// rules and routes of theirs.
  func sideEffects() -> [LinkWork] {
    droppedByReload() + loadedByReload()
  }

  private func loadedByReload() -> [LinkWork] {
    guard let networkd = observed.networkd else { return [] }
    return observed.units.compactMap { unit in
      guard unit.folder == UnitOnDisk.ourFolder, !Ownership.hasPrefix(unit.name),
        // Those are udev's.
        !unit.name.hasSuffix(".link"),
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
    func isTold(_ link: DesiredLink, _ route: KernelRoute) -> Bool {
      // A default route that nothing replaces stands with its link already.
      route.isDefault && isolates(losing: route, from: link)
    }
    var work = LinkWork(plan: LinkPlan(name: "of others", kind: "routing", verb: .change))
    // A rule that this manifest has, or had, is told with its link.
    let rules = kernel.rules.filter { $0.origin != KernelRoute.Origin.kernel }
    let ours = rules.isEmpty ? [] : rulesOfManifest
    for rule in rules where rule.hasMore || !ours.contains(rule.rule.description) {
      let isNetworkds = rule.origin == KernelRoute.Origin.static && takesRulesOver
      guard networkd.managesForeignRules || isNetworkds else { continue }
      var row = loss(.rule, rule.rule.description)
      if isolates(losing: rule.rule) { row.impact = .isolation }
      work.plan.differences.append(row)
    }
    if networkd.managesForeignRoutes {
      for link in desired.links where isReloaded(link) {
        guard let index = host.links[link.name.text]?.index else { continue }
        for route in host.routes[index] ?? []
        where route.isOfRoutingDaemon && !isTold(link, route) {
          var row = loss(.route, "\(RouteSpecification(route).text) dev \(link.name)")
          if isolates(losing: route, from: link) { row.impact = .isolation }
          work.plan.differences.append(row)
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
      guard isTakenOver(link),
        let kernel = host.links[link.name.text],
        let path = observed.networkd?.links[kernel.index]?.networkFile
      else { return false }
      return observed.units.contains {
        ($0.path == path || $0.path.hasPrefix("\(path).d/"))
          && $0.text.contains("[RoutingPolicyRule]")
      }
    }
  }

  /// Whether this apply makes networkd configure the link anew, and so bring what it lacks.
  func isReconfigured(_ link: DesiredLink) -> Bool {
    isReloaded(link) || needsRestart && link.isManaged
  }

  /// Whether networkd configures the link anew because of its file, and so also drops what others
  /// have brought: a daemon that starts lets that be.
  func isReloaded(_ link: DesiredLink) -> Bool {
    guard observed.networkd != nil, link.isManaged else { return false }
    let name = Ownership.fileName(link.name, "network")
    return files.isChanged(name) || !files.isLoaded(name)
  }

  /// Whether networkd, configuring the link anew, drops the routes on it that others have made.
  func dropsRoutesOfOthers(on link: DesiredLink) -> Bool {
    guard let networkd = observed.networkd, networkd.managesForeignRoutes else { return false }
    return isTakenOver(link) || version.reloadDropsForeign && isReloaded(link)
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
