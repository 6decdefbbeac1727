@testable import ReconcileCore

/// Whether what happened during an apply is what its plan has announced.
struct WalkRules {
  let plan: PlanFacts
  let before: KernelState

  private let names: [Int32: String]
  private let links: [Int32: KernelLink]

  init(plan: PlanFacts, before: KernelState) {
    self.plan = plan
    self.before = before
    names = Dictionary(uniqueKeysWithValues: before.links.map { ($0.index, $0.name) })
    links = Dictionary(uniqueKeysWithValues: before.links.map { ($0.index, $0) })
  }

  // MARK: Events

  /// - Returns: A line for each interruption that nobody was told of.
  func surprises(in events: [Watcher.Event]) -> [String] {
    events.compactMap { event in
      switch event {
      case .link(let link): surprise(of: link)
      case .linkGone(let link):
        leaves(names[link.index] ?? link.name) ? nil : "link \(link.name) was deleted"
      case .addressGone(let address):
        names[address.link].flatMap { name in
          wasThere(address) && !announces(name, address)
            ? "\(name) lost \(address.address)" : nil
        }
      case .routeGone(let route):
        // The kernel's own routes come and go with the addresses.
        route.origin == KernelRoute.Origin.kernel || !wasThere(route) || announces(route)
          ? nil : "\(name(of: route)) lost the route \(route.destination)"
      // Walks give no link a rule: all are others'.
      case .ruleGone(let rule): "rule '\(rule.rule)' was deleted"
      }
    }
  }

  private func surprise(of link: KernelLink) -> String? {
    guard let old = links[link.index] else {
      let verb = entry(link.name)?.verb
      return verb == "add" || verb == "replace" ? nil : "link \(link.name) was made"
    }
    guard !mayFlap(old.name) else { return nil }
    if old.isUp, !link.isUp { return "\(link.name) went down" }
    if old.hasCarrier, !link.hasCarrier { return "\(link.name) lost its carrier" }
    return nil
  }

  private func wasThere(_ address: KernelAddress) -> Bool {
    before.addresses.contains { $0.link == address.link && $0.address == address.address }
  }

  private func wasThere(_ route: KernelRoute) -> Bool {
    before.routes.contains {
      $0.link == route.link && $0.destination == route.destination && $0.table == route.table
        && $0.metric == route.metric && $0.gateway == route.gateway
    }
  }

  private func name(of route: KernelRoute) -> String { route.link.flatMap { names[$0] } ?? "host" }

  // MARK: What the plan says

  private func entry(_ name: String) -> PlanFacts.Link? { plan.links.first { $0.name == name } }

  /// Whether the link goes: by itself, or as somebody else's on one of ours.
  private func leaves(_ name: String) -> Bool {
    if let verb = entry(name)?.verb, verb == "replace" || verb == "remove" { return true }
    return plan.links.flatMap(\.differences).contains {
      $0.attribute == "link" && $0.now?.contains(" \(name) on it") == true
    }
  }

  /// Whether the plan announces that the link is gone or down for a moment.
  private func mayFlapItself(_ name: String) -> Bool {
    leaves(name)
      || entry(name)?.differences.contains { row in
        ["flap", "guests", "isolation"].contains(row.impact) && takesCarrier(row, from: name)
      } == true
  }

  /// Whether a link has to go down, or to another one, for what a row tells.
  private func takesCarrier(_ row: PlanFacts.Row, from name: String) -> Bool {
    guard let attribute = Attribute(rawValue: row.attribute) else { return false }
    let kind = before.links.first { $0.name == name }?.kind.flatMap(LinkKind.init(rawValue:))
    let option = LinkOption.table(of: kind ?? .nic).first { $0.attribute == attribute }
    return option.map { $0.change != .live } ?? Self.ofTheLinkItself.contains(attribute)
  }

  private static let ofTheLinkItself: Set<Attribute> = [
    .link, .kind, .match, .setName, .parent, .master, .state, .mtu, .mac, .hardware,
  ]

  /// The same, by what it sits on or is made of.
  private func mayFlap(_ name: String, depth: Int = 0) -> Bool {
    guard depth < 10, !mayFlapItself(name) else { return true }
    guard let link = before.links.first(where: { $0.name == name }) else { return false }
    // The carrier of a bridge without ports means nothing: it goes with the next change of anything.
    if link.kind == "bridge", !before.links.contains(where: { $0.master == link.index }) {
      return true
    }
    let below = before.links.filter { $0.index == link.lower || $0.master == link.index }
    return below.contains { mayFlap($0.name, depth: depth + 1) }
  }

  private func announces(_ name: String, _ address: KernelAddress) -> Bool {
    // Without a carrier they are on their way out.
    if mayFlap(name) || links[address.link]?.hasCarrier == false { return true }
    let text = address.address.description
    return entry(name)?.differences.contains { row in
      row.attribute == "address" && row.now?.begins(with: text) == true
        // The kernel makes another link-local address of another MAC.
        || address.address.address.isLinkLocal && ["mac", "link-local"].contains(row.attribute)
    } == true
  }

  private func announces(_ route: KernelRoute) -> Bool {
    let name = name(of: route)
    if mayFlap(name) || route.link.flatMap({ links[$0] })?.hasCarrier == false { return true }
    let specification = RouteSpecification(route)
    let isNamed = entry(name)?.differences.contains { row in
      row.attribute == specification.attribute.rawValue
        && row.now?.begins(with: specification.text) == true
    }
    return isNamed == true || goesWithAddress(route)
  }

  /// Whether the kernel takes the route away with an address: the one that it is sent from, or the
  /// last IPv4 one of the link.
  private func goesWithAddress(_ route: KernelRoute) -> Bool {
    let own = before.addresses.filter {
      $0.link == route.link && $0.address.family == route.family
    }
    let gone = own.filter { announces(name(of: route), $0) }
    return gone.contains { $0.address.address == route.source }
      || route.family == .ipv4 && !gone.isEmpty && gone.count == own.count
  }

  // MARK: Afterwards

  /// - Returns: What has changed of links that the plan does not name.
  func trespasses(_ after: KernelState) -> [String] {
    let named = Set(plan.links.map(\.name))
    return before.links.filter { !named.contains($0.name) && !leaves($0.name) }.flatMap { old in
      guard let new = after.links.first(where: { $0.name == old.name }) else {
        return ["\(old.name) is gone"]
      }
      var lines: [String] = []
      if new.index != old.index { lines.append("\(old.name) is another link") }
      if new.mac != old.mac { lines.append("\(old.name) has another MAC") }
      let left = Set(after.addresses.filter { $0.link == new.index }.map(\.address))
      for address in before.addresses where address.link == old.index && address.isPermanent {
        if !left.contains(address.address) { lines.append("\(old.name) lost \(address.address)") }
      }
      return lines
    }
  }
}

extension String {
  /// Whether the words of a row are about that, and maybe say more of it.
  fileprivate func begins(with text: String) -> Bool { self == text || hasPrefix(text + " ") }
}
