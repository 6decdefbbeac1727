extension Validation {
  static func repeatedGateways(_ links: LinkGraph) -> [Problem] {
    links.links.flatMap { link in
      var first: [AddressFamily: SourceRange] = [:]
      return link.settings.gateway.compactMap { gateway -> Problem? in
        let family = gateway.value.family
        guard let other = first[family] else {
          first[family] = gateway.range
          return nil
        }
        return Problem(
          "gateway of \(link.title): a second one for \(family.rawValue)", at: gateway.range,
          notes: [.init("the first is here", at: other)],
          help: "a further default route with another metric goes under 'routes'")
      }
    }
  }

  /// A router must be on the link: in a subnet, by a route, or because the manifest says so.
  static func unreachableRouters(_ links: LinkGraph) -> [Problem] {
    links.links.flatMap { link in
      link.routers.compactMap { key, router, help -> Problem? in
        let address = router.value
        if let own = link.settings.addresses.first(where: { $0.value.address == address }) {
          return Problem(
            "\(key) of \(link.title): \(address) is an address of the link itself",
            at: router.range, notes: [.init("it is given here", at: own.range)])
        }
        guard !link.reaches(address) else { return nil }
        let subnets = link.settings.addresses.filter { $0.value.family == address.family }
        return Problem(
          "\(key) of \(link.title): \(address) is in no subnet of the link", at: router.range,
          notes: subnets.prefix(3).map { .init("a subnet is \($0.value.network)", at: $0.range) },
          help: "if it is on the link all the same, \(help)")
      }
    }
  }

  /// Two routes to one network with one metric: the kernel refuses the second (IPv4) or spreads
  /// the packets over both (IPv6).
  static func repeatedRoutes(_ links: LinkGraph) -> [Problem] {
    var seen: [StaticRoute.Identity: (link: ManifestLink, range: SourceRange)] = [:]
    return links.links.flatMap { link in
      link.staticRoutes(mainTable: links.mainTable(of: link)).compactMap { route -> Problem? in
        guard let first = seen[route.identity] else {
          seen[route.identity] = (link, route.range)
          return nil
        }
        return Problem(
          "\(link.title): a second \(route.identity)", at: route.range,
          notes: [.init("the first is of \(first.link.title)", at: first.range)],
          help: route.isGateway
            ? "keep one gateway, or write it under 'routes' with a metric of its own"
            : "give it a metric of its own")
      }
    }
  }

  /// Two rules for the same packets with one priority: the one that comes first wins, by chance.
  static func repeatedRules(_ links: LinkGraph) -> [Problem] {
    var seen: [RuleSpecification: (link: ManifestLink, range: SourceRange)] = [:]
    return links.links.flatMap { link in
      link.settings.rules.compactMap { rule -> Problem? in
        let selections = RuleSpecification.all(rule).map(\.selection)
        if let first = selections.compactMap({ seen[$0] }).first {
          return Problem(
            "\(link.title): a second rule for these packets with priority "
              + "\(selections.first?.priority ?? 0)", at: rule.range,
            notes: [.init("the first is of \(first.link.title)", at: first.range)],
            help: "give it a priority of its own")
        }
        for selection in selections { seen[selection] = (link, rule.range) }
        return nil
      }
    }
  }
}

extension RuleSpecification {
  /// The packets that it is for, and when.
  fileprivate var selection: RuleSpecification {
    var selection = self
    selection.action = 0
    selection.table = 0
    selection.suppressedPrefixLength = nil
    return selection
  }
}

/// A route as the kernel gets it, whichever key asked for it.
private struct StaticRoute {
  /// What no two routes of one host have in common.
  struct Identity: Hashable, CustomStringConvertible {
    let to: CIDR
    let table: UInt32
    let metric: UInt32

    init(to: CIDR, table: UInt32, metric: UInt32?) {
      self.to = to
      self.table = table
      // The kernel takes 0 for IP6_RT_PRIO_USER.
      self.metric = to.family == .ipv6 && metric ?? 0 == 0 ? 1024 : metric ?? 0
    }

    var description: String {
      let route = to.length == 0 ? "default route for \(to.family.rawValue)" : "route to \(to)"
      return "\(route) with metric \(metric) in table \(table)"
    }
  }

  var identity: Identity
  var range: SourceRange
  var isGateway: Bool
}

extension ManifestLink {
  /// - Parameter mainTable: What the link has in place of the main table.
  fileprivate func staticRoutes(mainTable: UInt32) -> [StaticRoute] {
    // A second gateway of one family is told by a check of its own.
    let gateways = AddressFamily.allCases.compactMap { family in
      settings.gateway.first { $0.value.family == family }
    }
    return gateways.map {
      StaticRoute(
        identity: .init(to: .everything($0.value.family), table: mainTable, metric: nil),
        range: $0.range, isGateway: true)
    }
      + settings.routes.map { route in
        let table = route.table.flatMap { $0.value == 254 ? nil : $0.value } ?? mainTable
        return StaticRoute(
          identity: .init(to: route.to.value, table: table, metric: route.metric?.value),
          range: route.to.range, isGateway: false)
      }
  }

  fileprivate func reaches(_ router: IPAddress) -> Bool {
    router.isLinkLocal
      || settings.addresses.contains { $0.value.contains(router) }
      || settings.routes.contains { $0.via == nil && $0.to.value.contains(router) }
      || settings.dhcp?.value.contains(router.family) == true
      || router.family == .ipv6 && settings.acceptRA?.value == true
  }

  /// What must be reached over the link, under which key, and how to say that it can be.
  fileprivate var routers: [(key: String, address: Located<IPAddress>, help: String)] {
    let gateways = settings.gateway.map { gateway in
      let host = "\(CIDR.host(gateway.value))"
      let text = gateway.value.family == .ipv6 ? "\"\(host)\"" : host
      return ("gateway", gateway, "add the route {to: \(text)} under 'routes'")
    }
    let vias = settings.routes.compactMap { route in
      route.onLink?.value == true
        ? nil : route.via.map { ("via of a route", $0, "add 'on-link: yes' to the route") }
    }
    return gateways + vias
  }
}
