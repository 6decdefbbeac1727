/// The errors that only show when values are seen together.
enum Validation {
  /// Each check tells one kind of cause, so that no cause is told twice.
  private static let checks: [@Sendable (LinkGraph) -> [Problem]] = [
    repeatedIds, unknownParents, circles, deepChains, sharedLowers, passthruMACs, repeatedMACs,
    parentMTUs,
    repeatedAddresses, repeatedGateways, unreachableRouters, repeatedRoutes, repeatedRules,
    smallIPv6MTUs, bigIPv6MTUs, uselessOptions,
    missingLinkLocal, waitsForDownLinks,
    unknownMembers, repeatedMembers, loops, wrongParents, wrongMembers, portsInUse,
    repeatedVLANs, repeatedTables, unfitOptions, uselessPorts, unfitVirtualFunctions,
    unmanagedSettings, sharedMACs,
    namelessRenames,
  ]

  static func problems(in links: LinkGraph) -> [Problem] {
    checks.flatMap { $0(links) }
  }

  private static func repeatedIds(_ links: LinkGraph) -> [Problem] {
    links.repeated.map { link in
      let first = links[link.name]
      return Problem(
        "\(link.title) has the id of another link", at: link.range,
        notes: first.map { [.init("\($0.title) has it", at: $0.range)] } ?? [])
    }
  }
}

extension Validation {
  static func unknownParents(_ links: LinkGraph) -> [Problem] {
    guard links.isComplete else { return [] }
    return links.links.compactMap { link in
      guard let parent = link.parent, links[parent.value] == nil,
        !links.faulty.contains(parent.value.text)
      else { return nil }
      // Among hundreds of names, a close one says nothing.
      let others = links.links.count > 200 ? [] : links.ids.filter { $0 != link.name.text }
      return Problem(
        "parent of \(link.title): there is no link '\(parent.value)'", at: parent.range,
        help: Suggestion.help(for: parent.value.text, among: others)
          ?? "a link that exists already is named under 'nics:', as '\(parent.value):'")
    }
  }

  static func circles(_ links: LinkGraph) -> [Problem] {
    var told: Set<LinkName> = []
    return links.links.compactMap { link in
      let ancestors = links.ancestors(of: link)
      // In a circle the last of them is the one that has this link as its parent.
      guard let parent = link.parent, (ancestors.last ?? link).parent?.value == link.name,
        told.insert(link.name).inserted
      else { return nil }
      told.formUnion(ancestors.map(\.name))
      let names = ([link] + ancestors + [link]).map(\.name.text)
      return Problem(
        "parents in a circle: " + names.joined(separator: " -> "), at: parent.range)
    }
  }

  /// One chain or circle that is too long has many links that are too high; the first tells it.
  static func deepChains(_ links: LinkGraph) -> [Problem] {
    let most = LinkGraph.mostAncestors
    let high = links.links.first { links.ancestors(of: $0).count > most }
    guard let link = high, let parent = link.parent else { return [] }
    return [
      Problem("parent of \(link.title): more than \(most) links below it", at: parent.range)
    ]
  }

  /// Boot waits (systemd-networkd-wait-online) for what never happens.
  static func waitsForDownLinks(_ links: LinkGraph) -> [Problem] {
    links.links.compactMap { link in
      guard let policy = link.settings.activationPolicy,
        policy.value == .down || policy.value == .alwaysDown,
        let required = link.settings.requiredForOnline, required.value != .no
      else { return nil }
      return Problem(
        "required-for-online of \(link.title): boot would wait for a link that is kept down",
        at: required.range,
        notes: [.init("activation-policy is \(policy.value.rawValue)", at: policy.range)])
    }
  }

  /// What the kernel does not put on one link beside each other (rx_handler of net/core/dev.c).
  static func sharedLowers(_ links: LinkGraph) -> [Problem] {
    links.usersByLower.compactMap { lower, users in
      guard users.count > 1 else { return nil }
      if let place = users.firstIndex(where: { $0.use == .exclusive }) {
        let owner = users[place]
        let others = users[..<place] + users[(place + 1)...]
        return Problem(
          "\(owner.title) has mode passthru, which allows no other on '\(lower.name)'",
          at: owner.modeRange,
          notes: others.prefix(3).map { .init("\($0.title) is another", at: $0.range) })
      }
      guard let ipvlan = users.first(where: { $0.use == .byAddress }),
        let macvlan = users.first(where: { $0.use == .shared })
      else { return nil }
      return Problem(
        "parent of \(ipvlan.title): the kernel does not put ipvlans and macvlans on one parent",
        at: ipvlan.parentRange, notes: [.init("\(macvlan.title) is on it", at: macvlan.range)])
    }
  }

  /// A passthru macvlan and its lower have one address: what is set on either is set on both.
  static func passthruMACs(_ links: LinkGraph) -> [Problem] {
    links.links.compactMap { link in
      guard link.mode == .passthru, let mac = link.settings.mac,
        let lower = links.ancestors(of: link).last, lower.settings.mac?.value != mac.value
      else { return nil }
      return Problem(
        "mac of \(link.title): in mode passthru it is that of \(lower.title)", at: mac.range,
        notes: lower.settings.mac.map { [.init("which is given here", at: $0.range)] } ?? [],
        help: "write 'mac: \(mac.value)' for \(lower.title) instead")
    }
  }

  /// Links on one lower with one address: the kernel refuses the second (macvlan_addr_busy).
  static func repeatedMACs(_ links: LinkGraph) -> [Problem] {
    links.macvlansByLower.flatMap { lower, macvlans in
      var first: [MACAddress: (link: ManifestLink, range: SourceRange)] = [:]
      return ([lower] + macvlans).compactMap { link -> Problem? in
        guard let mac = link.settings.mac, link.mode != .passthru else { return nil }
        if let other = first[mac.value] {
          return Problem(
            "mac of \(link.title): \(other.link.title) on the same lower has \(mac.value) too",
            at: mac.range, notes: [.init("it is given here", at: other.range)])
        }
        first[mac.value] = (link, mac.range)
        return nil
      }
    }
  }

  /// The nearest link below with an MTU in the manifest limits those above.
  static func parentMTUs(_ links: LinkGraph) -> [Problem] {
    links.links.compactMap { link in
      guard let mtu = link.settings.mtu,
        let (below, limit) = links.parent(of: link).flatMap({ links.mtu(of: $0) }),
        mtu.value > limit.value
      else { return nil }
      return Problem(
        "mtu of \(link.title): \(mtu.value) is above that of \(below.title)", at: mtu.range,
        notes: [.init("mtu of \(below.title) is \(limit.value)", at: limit.range)])
    }
  }
}

extension ManifestLink {
  /// Where the mode is written, or the id if it is not.
  var modeRange: SourceRange { options[.mode]?.range ?? range }
}
