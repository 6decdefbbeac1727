/// Compares the routes of a link that is there.
///
/// Routes of `proto static` and `proto boot` are ours to judge; those of leases, router
/// advertisements, routing daemons and the kernel itself are not.
struct RouteComparison {
  let comparison: LinkComparison
  let kernel: KernelLink

  private var link: DesiredLink { comparison.link }
  private var planner: Planner { comparison.planner }

  func compare(_ work: inout LinkWork) {
    let present = (planner.host.routes[kernel.index] ?? []).filter {
      $0.origin == KernelRoute.Origin.static || $0.origin == KernelRoute.Origin.boot
    }
    let ofOthers = (planner.host.routes[kernel.index] ?? []).filter(\.isOfOthers)
    for route in link.routes {
      if route.isBoundToLink {
        compare(route, with: present + ofOthers, &work)
      } else {
        compare(route, with: planner.observed.kernel?.routes ?? [], &work)
      }
    }
    for route in present where !link.routes.contains(where: { $0.isSame(as: route) }) {
      judge(route, &work)
    }
    for route in ofOthers
    where route.isDefault && losesDynamic(route)
      && !link.routes.contains(where: { $0.isSame(as: route) })
    {
      loseDynamic(route, &work)
    }
  }

  /// Whether a default route that no manifest lists goes with this apply: with the lease or the
  /// advertisement that brought it, or because networkd takes the link over and drops it.
  private func losesDynamic(_ route: KernelRoute) -> Bool {
    guard !link.isDynamic(route.family) || route.isOfRoutingDaemon else { return false }
    if comparison.endsLeases(route.family) { return !route.isOfRoutingDaemon }
    return planner.dropsRoutesOfOthers(on: link) && isolates(route)
  }

  private func loseDynamic(_ route: KernelRoute, _ work: inout LinkWork) {
    let specification = RouteSpecification(route)
    let isolates = isolates(route)
    work.plan.differences.append(
      Difference(
        specification.attribute, now: specification.text, after: nil, layer: .kernel,
        cause: .change, impact: isolates ? .isolation : .address,
        isForeign: !comparison.endsLeases(route.family)))
    if isolates { work.keep.routes.append(route) }
    if comparison.endsLeases(route.family) {
      work.removals.append(.removeRoute(link: kernel.name, specification))
    }
  }

  private func compare(
    _ route: RouteSpecification, with present: [KernelRoute], _ work: inout LinkWork
  ) {
    if let there = present.first(where: route.isSame) {
      if there.origin != KernelRoute.Origin.static {
        // networkd deletes such a route and adds it again when it configures the link.
        comparison.differ(
          route.attribute, now: "\(route.text) proto \(KernelRoute.Origin.text(there.origin))",
          after: "proto static",
          cause: comparison.wasApplied(route.attribute, route.text) ? .drift : .change, &work)
        work.before.append(.putRoute(link: kernel.name, route))
      } else if there.metrics != route.metrics {
        let now = RouteSpecification(there).description
        comparison.differ(route.attribute, now: now, after: route.description, &work)
        work.after.append(.putRoute(link: kernel.name, route))
      }
      return
    }
    guard kernel.hasCarrier || !kernel.isUp || link.ignoresCarrier else {
      work.notes.append("\(link.name): no carrier, route \(route.text) comes when there is one")
      return
    }
    let isBack = comparison.wasApplied(route.attribute, route.text)
    work.plan.differences.append(
      Difference(
        route.attribute, now: isBack ? "\(route.text) deleted" : nil,
        after: isBack ? "there again" : route.text, layer: .kernel,
        cause: isBack ? .drift : .change))
    let change = KernelChange.putRoute(link: kernel.name, route)
    if comparison.isReconfigured {
      work.expected.append(change)
    } else {
      work.after.append(change)
    }
  }

  /// A route that the manifest does not list.
  private func judge(_ route: KernelRoute, _ work: inout LinkWork) {
    let specification = RouteSpecification(route)
    let wasOurs = comparison.wasApplied(specification.attribute, specification.text)
    if !wasOurs, link.foreignAddresses == .keep, !comparison.losesStatic {
      keep(specification, route, &work)
      return
    }
    // On a host by hand nobody knows yet what is reached over a route that the manifest forgot.
    let isForgotten = comparison.isTakenOver && !route.isDefault
    let isolates = isForgotten || isolates(route)
    work.plan.differences.append(
      Difference(
        specification.attribute, now: specification.text, after: nil, layer: .kernel,
        cause: wasOurs || comparison.isTakenOver ? .change : .drift,
        impact: isolates ? .isolation : .address, isForeign: !wasOurs))
    if isolates || comparison.isTakenOver { work.keep.routes.append(route) }
    if !wasOurs { work.foreign.append(specification.text) }
    work.removals.append(.removeRoute(link: kernel.name, specification))
  }

  /// networkd drops what is not `proto static` from a link that it configures.
  private func keep(
    _ specification: RouteSpecification, _ route: KernelRoute, _ work: inout LinkWork
  ) {
    work.notes.append("\(link.name): route \(specification) is somebody else's and kept")
    var kept = specification
    kept.origin = KernelRoute.Origin.static
    let change = KernelChange.putRoute(link: kernel.name, kept)
    work.kept.append(change)
    if comparison.isReconfigured, route.origin != KernelRoute.Origin.static,
      planner.dropsRoutesOfOthers(on: link)
    {
      work.before.append(change)
    }
  }

  private func isolates(_ route: KernelRoute) -> Bool {
    planner.isolates(losing: route, from: link)
  }
}

extension KernelRoute {
  /// Whether neither an administrator nor the kernel itself has made it.
  var isOfOthers: Bool { origin == Origin.ra || origin >= 10 }
}

extension RouteSpecification {
  /// Whether the kernel binds it to a link: a blackhole belongs to the host.
  package var isBoundToLink: Bool { RouteType.hasLink(type) }
}
