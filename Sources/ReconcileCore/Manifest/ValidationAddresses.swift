extension Validation {
  /// One address on two links answers on both; link-local ones belong to their link, and each VRF
  /// has a world of its own.
  static func repeatedAddresses(_ links: LinkGraph) -> [Problem] {
    struct Place: Hashable {
      var vrf: LinkName?
      var address: IPAddress
    }
    var elsewhere: [Place: (link: ManifestLink, range: SourceRange)] = [:]
    return links.links.flatMap { link in
      let vrf = links.vrf(of: link)?.name
      var here: [IPAddress: SourceRange] = [:]
      return link.settings.addresses.compactMap { cidr -> Problem? in
        let address = cidr.value.address
        if let first = here[address] {
          return Problem(
            "addresses of \(link.title): \(address) is given twice", at: cidr.range,
            notes: [.init("it stands here already", at: first)])
        }
        here[address] = cidr.range
        guard !address.isLinkLocal else { return nil }
        let place = Place(vrf: vrf, address: address)
        if let first = elsewhere[place] {
          return Problem(
            "addresses of \(link.title): \(address) is an address of \(first.link.title) too",
            at: cidr.range, notes: [.init("it is given here", at: first.range)])
        }
        elsewhere[place] = (link, cidr.range)
        return nil
      }
    }
  }

  /// The kernel takes IPv6 away from a link whose MTU is below 1280 (RFC 8200, 5).
  static func smallIPv6MTUs(_ links: LinkGraph) -> [Problem] {
    links.links.compactMap { link in
      guard let (giver, mtu) = links.mtu(of: link), mtu.value < 1280,
        let (user, range) = link.firstIPv6User
      else { return nil }
      return Problem(
        "mtu of \(giver.title): \(mtu.value) is below 1280, the least that IPv6 takes",
        at: mtu.range, notes: [.init("\(user) of \(link.title) needs it", at: range)])
    }
  }

  /// The kernel refuses an MTU of IPv6 that the link does not have.
  static func bigIPv6MTUs(_ links: LinkGraph) -> [Problem] {
    links.links.compactMap { link in
      guard let own = link.settings.ipv6MTU, let (giver, mtu) = links.mtu(of: link),
        own.value > mtu.value
      else { return nil }
      return Problem(
        "ipv6-mtu of \(link.title): \(own.value) is above its mtu", at: own.range,
        notes: [.init("mtu of \(giver.title) is \(mtu.value)", at: mtu.range)])
    }
  }

  /// Options of a client that never runs.
  static func uselessOptions(_ links: LinkGraph) -> [Problem] {
    links.links.flatMap { link -> [Problem] in
      let settings = link.settings
      let acceptsRA = settings.acceptRA?.value ?? false
      var problems: [Problem] = []
      // A router can tell the link to ask DHCPv6.
      if let options = settings.dhcpOptions, settings.dhcp?.value ?? .no == .no, !acceptsRA {
        problems.append(
          Problem(
            "dhcp-options of \(link.title): the link asks no DHCP", at: options.range,
            help: "write 'dhcp: yes', or the family that it is to ask"))
      }
      if let options = settings.raOptions, !acceptsRA {
        problems.append(
          Problem(
            "ra-options of \(link.title): the link takes no router advertisements",
            at: options.range, help: "write 'accept-ra: yes'"))
      }
      return problems
    }
  }

  /// DHCPv6, router advertisements and link-local routers need a link-local address.
  static func missingLinkLocal(_ links: LinkGraph) -> [Problem] {
    links.links.compactMap { link in
      guard let linkLocal = link.settings.linkLocal, !linkLocal.value.contains(.ipv6),
        !link.settings.addresses.contains(where: {
          $0.value.family == .ipv6 && $0.value.address.isLinkLocal
        }),
        let (user, range) = link.firstLinkLocalUser
      else { return nil }
      return Problem(
        "link-local of \(link.title): \(user) needs an IPv6 link-local address",
        at: linkLocal.range, notes: [.init("\(user) is asked for here", at: range)],
        help: "write 'link-local: \(linkLocal.value == .ipv4 ? "yes" : "ipv6")'")
    }
  }
}

extension ManifestLink {
  /// The first setting that has no effect without IPv6.
  fileprivate var firstIPv6User: (String, SourceRange)? {
    if let address = settings.addresses.first(where: { $0.value.family == .ipv6 }) {
      return ("address \(address.value)", address.range)
    }
    return firstLinkLocalUser
  }

  /// The first setting that has no effect without an IPv6 link-local address.
  fileprivate var firstLinkLocalUser: (String, SourceRange)? {
    if let acceptRA = settings.acceptRA, acceptRA.value { return ("accept-ra", acceptRA.range) }
    if let dhcp = settings.dhcp, dhcp.value.contains(.ipv6) { return ("DHCPv6", dhcp.range) }
    let routers = settings.gateway + settings.routes.compactMap(\.via)
    let router = routers.first { $0.value.family == .ipv6 && $0.value.isLinkLocal }
    return router.map { ("router \($0.value)", $0.range) }
  }
}
