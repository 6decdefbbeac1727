extension Lint {
  /// What the manifest alone shows.
  static let ofManifest = [
    Lint(
      id: "host-on-nic",
      summary: "the host has addresses on a NIC itself while macvlans or guests are on it: "
        + "they and the host cannot reach each other",
      find: hostOnNIC),
    Lint(
      id: "vepa-without-hairpin",
      summary: "what is of mode vepa reaches its neighbours on the same parent only by a switch "
        + "that sends frames back where they came from, which few do",
      find: vepaWithoutHairpin),
    Lint(
      id: "shared-subnet",
      summary: "several links have an address in one subnet: "
        + "the host answers and sends on one of them only",
      find: sharedSubnet),
    Lint(
      id: "never-online",
      summary: "boot waits for a link to reach a state that it cannot reach: "
        + "systemd-networkd-wait-online gives up after two minutes",
      find: neverOnline),
    Lint(
      id: "unlisted-child",
      summary: "the parent is not managed, so systemd-networkd does not make the link at boot: "
        + "it is there only after an apply",
      find: unlistedChild),
    Lint(
      id: "wide-match",
      summary: "a match with a glob or a driver alone may hit several links, today or later",
      find: wideMatch, findOnHost: wideMatchOnHost),
    Lint(
      id: "unstable-name",
      summary: "a NIC is known by a name that the kernel gives in the order of discovery: "
        + "another card, or another kernel, exchanges such names",
      find: unstableName),
    Lint(
      id: "gateway-without-address",
      summary: "a default route goes over a link on which the host has no address: "
        + "nobody can answer",
      find: gatewayWithoutAddress),
    Lint(
      id: "strict-parent",
      summary: "the address of the NIC looks like that of a hoster who drops packets from any "
        + "other MAC: links with a MAC of their own have no traffic there",
      find: strictParent),
    Lint(
      id: "unwatched-bond",
      summary: "the bond does not watch its members: one without a carrier is used all the same",
      find: unwatchedBond),
  ]

  private static func hostOnNIC(_ links: LinkGraph) -> [Finding] {
    let macvlans = Dictionary(
      links.macvlansByLower.map { ($0.lower.name, $0.macvlans) }, uniquingKeysWith: +)
    let guests = links.attachmentsByLower
    return links.links.compactMap { lower in
      let macvlan = macvlans[lower.name]?.first.map { ($0.title, $0.range) }
      let guest = guests[lower.name]?.first.map { ($0.title, $0.range) }
      guard let (title, range) = macvlan ?? guest,
        let (what, place) = lower.addressOfHost
      else { return nil }
      return Finding(
        link: lower,
        message:
          "\(lower.title) has addresses itself, which macvlans and guests on it cannot reach",
        range: place, notes: [.init("\(title) is on it", at: range)],
        help: "move it to a macvlan of mode bridge, as in"
          + " 'macvlans: {host0: {parent: \(lower.name), \(what)}}'")
    }
  }

  private static func vepaWithoutHairpin(_ links: LinkGraph) -> [Finding] {
    let help = "write 'mode: bridge'"
    let guests = links.attachmentsByLower
    let macvlans = Dictionary(
      links.macvlansByLower.map { ($0.lower.name, $0.macvlans) }, uniquingKeysWith: +)
    return links.links.flatMap { lower -> [Finding] in
      let (macvlans, guests) = (macvlans[lower.name] ?? [], guests[lower.name] ?? [])
      guard macvlans.count + guests.count > 1 else { return [] }
      let message = "mode vepa needs a switch behind '\(lower.name)' that sends frames back"
      return macvlans.filter { $0.mode == .vepa }.map { link in
        Finding(
          link: link, message: "mode of \(link.title): \(message)",
          range: link.options[.mode]?.range ?? link.range, help: help)
      }
        + guests.filter { $0.mode == .vepa }.map { guest in
          Finding(
            link: guest.parent, message: "mode of \(guest.title): \(message)",
            range: guest.interface.mode?.range ?? guest.range, help: help)
        }
    }
  }

  private static func sharedSubnet(_ links: LinkGraph) -> [Finding] {
    struct Place: Hashable {
      var vrf: LinkName?
      var subnet: CIDR
    }
    var firsts: [Place: (link: ManifestLink, range: SourceRange)] = [:]
    return links.links.flatMap { link in
      let vrf = links.vrf(of: link)?.name
      return link.settings.addresses.compactMap { address -> Finding? in
        let subnet = address.value.network
        let isHost = Int(subnet.length) == subnet.family.bits
        guard !subnet.address.isLinkLocal, !isHost else { return nil }
        let place = Place(vrf: vrf, subnet: subnet)
        guard let first = firsts[place] else {
          firsts[place] = (link, address.range)
          return nil
        }
        guard first.link.name != link.name else { return nil }
        return Finding(
          link: link,
          message: "\(link.title) has an address in \(subnet), as \(first.link.title) has",
          range: address.range, notes: [.init("the other address is here", at: first.range)],
          help: "keep one link for each subnet")
      }
    }
  }

  private static func neverOnline(_ links: LinkGraph) -> [Finding] {
    links.links.compactMap { link in
      guard let required = link.settings.requiredForOnline,
        [.yes, .degraded, .routable].contains(required.value), !link.mayHaveAddress(in: links),
        !(required.value != .routable && links.master(of: link) != nil)
      else { return nil }
      return Finding(
        link: link,
        message: "required-for-online of \(link.title): it has no address, so it is never "
          + (required.value == .routable ? "routable" : "more than carrier"),
        range: required.range, help: "write 'required-for-online: carrier', or 'no'")
    }
  }

  private static func unlistedChild(_ links: LinkGraph) -> [Finding] {
    links.links.compactMap { link in
      guard let range = link.parent?.range, let parent = links.parent(of: link),
        !parent.identity.isManaged
      else { return nil }
      return Finding(
        link: link,
        message: "parent of \(link.title): \(parent.title) is not managed, so nobody makes the "
          + "link at boot before reconcile runs",
        range: range,
        notes: parent.identity.managed.map { [.init("it says so here", at: $0.range)] } ?? [],
        help: "remove 'managed: no', or run 'reconcile apply' at boot")
    }
  }

  private static func wideMatch(_ links: LinkGraph) -> [Finding] {
    links.links.compactMap { link in
      guard let match = link.identity.match, match.permanentMAC == nil else { return nil }
      func finding(_ pattern: Located<String>, _ notes: [Problem.Note] = []) -> Finding {
        Finding(
          link: link,
          message: "match of \(link.title): '\(pattern.value)' may hit more than one link",
          range: pattern.range, notes: notes,
          help: "name one NIC, by permanent-mac or its whole path")
      }
      if let path = match.path, path.isGlob { return finding(path) }
      if let name = match.name, name.isGlob {
        // networkd lays the file on whatever has such a name: what sits on the NIC, for instance.
        let others = links.links.filter {
          $0.kind.isVirtual && glob(name.value, matches: $0.name.text)
        }
        return finding(name, others.map { .init("\($0.title) has such a name", at: $0.range) })
      }
      guard let driver = match.driver, match.path == nil, match.name == nil else { return nil }
      return Finding(
        link: link,
        message: "match of \(link.title): every NIC with driver '\(driver.value)' is meant",
        range: driver.range, help: "add permanent-mac or path")
    }
  }

  private static func unstableName(_ links: LinkGraph) -> [Finding] {
    links.links.compactMap { link in
      guard link.kind == .nic, link.identity.match == nil, link.name.text.hasPrefix("eth"),
        !link.name.text.dropFirst(3).isEmpty,
        link.name.text.dropFirst(3).utf8.allSatisfy({ (48...57).contains($0) })
      else { return nil }
      return Finding(
        link: link,
        message: "\(link.title) is known by a name that the kernel gives in the order of discovery",
        range: link.range,
        help: "write 'match: {permanent-mac: …}'; 'reconcile identify' shows the address")
    }
  }

  private static func gatewayWithoutAddress(_ links: LinkGraph) -> [Finding] {
    links.links.compactMap { link in
      let route = link.settings.routes.first {
        $0.to.value.length == 0 && $0.via != nil && $0.onLink?.value == true
      }
      guard let route, let via = route.via,
        !link.settings.addresses.contains(where: { $0.value.family == via.value.family }),
        link.settings.dhcp?.value.contains(via.value.family) != true, !via.value.isLinkLocal,
        via.value.family == .ipv4 || link.settings.acceptRA?.value != true
      else { return nil }
      return Finding(
        link: link,
        message: "routes of \(link.title): a default route over a link without an address",
        range: route.range, help: "give the link an address, or the route another link")
    }
  }

  /// One address alone and a router outside of it: the way of hosters that filter by MAC.
  private static func strictParent(_ links: LinkGraph) -> [Finding] {
    let macvlans = Dictionary(
      links.macvlansByLower.map { ($0.lower.name, $0.macvlans) }, uniquingKeysWith: +)
    let guests = links.attachmentsByLower
    return links.links.compactMap { lower in
      let child = macvlans[lower.name]?.first { $0.mode != .passthru }.map { ($0.title, $0.range) }
      let guest = guests[lower.name]?.first { $0.lowerUse == .shared }.map { ($0.title, $0.range) }
      let single = lower.settings.addresses.first { Int($0.value.length) == $0.value.family.bits }
      let hasOnLink = lower.settings.routes.contains { $0.onLink?.value == true }
      guard let single, hasOnLink, let (title, range) = child ?? guest else { return nil }
      return Finding(
        link: lower,
        message: "\(lower.title) has a single address and a router beside it, as with hosters "
          + "that drop packets from other MACs",
        range: single.range, notes: [.init("\(title) has a MAC of its own", at: range)],
        help: "use an ipvlan or routed addresses, or ask the hoster for a MAC")
    }
  }

  private static func unwatchedBond(_ links: LinkGraph) -> [Finding] {
    links.links.compactMap { link in
      guard link.kind == .bond, link.members.count > 1, link.options[.miiInterval] == nil,
        link.options[.arpInterval] == nil,
        !LinkOption.modesWithMII.contains(link.text(.mode) ?? "")
      else { return nil }
      return Finding(
        link: link, message: "\(link.title) does not watch the carrier of its members",
        range: link.range, help: "write 'mii-interval: 100ms'")
    }
  }
}

extension ManifestLink {
  /// What gives the host an address on the link, and where it is written.
  fileprivate var addressOfHost: (text: String, range: SourceRange)? {
    if let address = settings.addresses.first {
      return ("addresses: [\(quotedIfIPv6(address.value))]", address.range)
    }
    guard let dhcp = settings.dhcp, dhcp.value != .no else { return nil }
    return ("dhcp: \(dhcp.value.rawValue)", dhcp.range)
  }

  /// YAML takes a value with '::' for a mapping in some places.
  private func quotedIfIPv6(_ address: CIDR) -> String {
    address.family == .ipv6 ? "\"\(address)\"" : "\(address)"
  }

  /// Whether the link gets an address by something that the manifest says.
  fileprivate func mayHaveAddress(in links: LinkGraph) -> Bool {
    !settings.addresses.isEmpty || settings.dhcp.map { $0.value != .no } ?? false
      || settings.acceptRA?.value ?? false || settings.networkd?.value.hasLayer3 ?? false
      || (settings.requiredForOnline?.value != .routable && hasLinkLocal(in: links))
  }

  /// Whether the kernel gives it an IPv6 link-local address.
  private func hasLinkLocal(in links: LinkGraph) -> Bool {
    if let linkLocal = settings.linkLocal { return linkLocal.value != .no }
    return links.children(of: self).isEmpty && links.master(of: self) == nil && kind != .vrf
      && kind != .macvtap
  }
}

extension Located<String> {
  fileprivate var isGlob: Bool { value.contains { "*?[".contains($0) } }
}
