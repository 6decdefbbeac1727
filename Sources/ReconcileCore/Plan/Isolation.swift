/// Whether the host, or who runs the command, is still reached.
extension Planner {
  /// Whether the SSH session that runs the command came in by the address.
  func holdsSession(_ address: KernelAddress) -> Bool {
    address.address.address == observed.sessionAddress
  }

  /// Whether the host is reached over the link, or over one above it.
  func carriesHost(_ link: KernelLink) -> Bool {
    ([link] + host.above(link)).contains { link in
      host.routes[link.index, default: []].contains { $0.isDefault || leadsToSession($0) }
        || host.addresses[link.index, default: []].contains(where: holdsSession)
    }
  }

  /// Whether nothing takes the place of a route that goes: one to the SSH session, or the last
  /// default route of the host or of a link that comes into our care.
  ///
  /// - Parameter link: `nil`: it goes with its link.
  func isolates(losing route: KernelRoute, from link: DesiredLink?) -> Bool {
    if leadsToSession(route) { return true }
    guard route.isDefault else { return false }
    func hasDefault(_ link: DesiredLink) -> Bool {
      link.leasesDefaultRoute(route.family)
        || link.routes.contains {
          $0.destination.length == 0 && $0.family == route.family && $0.table == route.table
        }
    }
    if let link, hasDefault(link) { return false }
    return link.map(isTakenOver) ?? false || !desired.links.contains(where: hasDefault)
  }

  /// Whether the other end of the SSH session is reached by the route; default routes are judged
  /// apart.
  private func leadsToSession(_ route: KernelRoute) -> Bool {
    guard let client = observed.sessionClient, !route.isDefault else { return false }
    return route.destination.contains(client)
  }

  /// Whether the host may answer somebody only by this rule: by the default route of its table, or
  /// by the one that leads to the SSH session.
  func isolates(losing rule: RuleSpecification) -> Bool {
    guard rule.table < 253 || rule.table > 255 else { return false }
    let isReplaced = desired.links.flatMap(\.rules).contains { wanted in
      var same = rule
      same.priority = wanted.priority
      return same == wanted
    }
    guard !isReplaced else { return false }
    return (observed.kernel?.routes ?? []).contains { route in
      route.table == rule.table && route.family == rule.family && route.type == 1
        && (route.destination.length == 0 || leadsToSession(route))
    }
  }
}
