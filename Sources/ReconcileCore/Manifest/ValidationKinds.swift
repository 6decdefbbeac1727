/// The rules of what may sit on what, and be a member of what.
extension Validation {
  static func unknownMembers(_ links: LinkGraph) -> [Problem] {
    guard links.isComplete else { return [] }
    return links.links.flatMap { master in
      master.members.compactMap { member in
        guard links[member.value] == nil, !links.faulty.contains(member.value.text) else {
          return nil
        }
        let others = links.links.count > 200 ? [] : links.ids.filter { $0 != master.name.text }
        return Problem(
          "members of \(master.title): there is no link '\(member.value)'", at: member.range,
          help: Suggestion.help(for: member.value.text, among: others)
            ?? "a link that exists already is named under 'nics:', as '\(member.value):'")
      }
    }
  }

  /// A link has one master.
  static func repeatedMembers(_ links: LinkGraph) -> [Problem] {
    var first: [LinkName: (master: ManifestLink, range: SourceRange)] = [:]
    return links.links.flatMap { master in
      master.members.compactMap { member -> Problem? in
        guard let other = first[member.value] else {
          first[member.value] = (master, member.range)
          return nil
        }
        return Problem(
          "members of \(master.title): '\(member.value)' is a member of \(other.master.title) already",
          at: member.range, notes: [.init("it is named here", at: other.range)])
      }
    }
  }

  /// A master cannot be below its own members (netdev_upper_dev_link refuses it).
  static func loops(_ links: LinkGraph) -> [Problem] {
    links.links.flatMap { master in
      master.members.compactMap { member -> Problem? in
        guard let link = links[member.value],
          links.isAbove(link, master)
        else { return nil }
        return Problem(
          "members of \(master.title): '\(member.value)' sits on \(master.name) itself",
          at: member.range)
      }
    }
  }

  static func wrongParents(_ links: LinkGraph) -> [Problem] {
    links.links.compactMap { link in
      guard let range = link.parent?.range, let parent = links.parent(of: link),
        let reason = link.kind.objection(toParent: parent.kind)
      else { return nil }
      return Problem("parent of \(link.title): \(reason)", at: range)
    }
  }

  static func wrongMembers(_ links: LinkGraph) -> [Problem] {
    links.links.flatMap { master in
      master.members.compactMap { member -> Problem? in
        guard let link = links[member.value],
          let reason = master.kind.objection(toMember: link.kind)
        else { return nil }
        return Problem("members of \(master.title): \(reason)", at: member.range)
      }
    }
  }

  /// A port gives all its packets to its master: it has no addresses, and no macvlan gets any.
  static func portsInUse(_ links: LinkGraph) -> [Problem] {
    links.links.compactMap { link in
      guard let master = links.master(of: link), master.kind != .vrf else { return nil }
      if let (what, range) = link.firstLayer3 {
        return Problem(
          "\(what) of \(link.title): it is a member of \(master.title), which has the addresses",
          at: range, help: "write it for '\(master.name)'")
      }
      let child = links.children(of: link).first { $0.kind.isMacvlan || $0.kind == .ipvlan }
      if let child, let parent = child.parent {
        return Problem(
          "parent of \(child.title): '\(link.name)' is a member of \(master.title), "
            + "and the kernel puts no \(child.kind) on a member", at: parent.range,
          help: "write 'parent: \(master.name)'")
      }
      if master.kind == .bond, let mtu = link.settings.mtu,
        mtu.value != links.mtu(of: master)?.mtu.value
      {
        return Problem(
          "mtu of \(link.title): a member of a bond has the bond's", at: mtu.range,
          help: "write 'mtu: \(mtu.value)' for '\(master.name)'")
      }
      return nil
    }
  }

  static func repeatedVLANs(_ links: LinkGraph) -> [Problem] {
    var first: [String: ManifestLink] = [:]
    return links.links.compactMap { link in
      guard link.kind == .vlan, let parent = link.parent, let id = link.options[.id] else {
        return nil
      }
      let key = "\(parent.value) \(link.text(.vlanProtocol) ?? "") \(id.value)"
      guard let other = first[key] else {
        first[key] = link
        return nil
      }
      return Problem(
        "id of \(link.title): \(other.title) is VLAN \(id.value) of '\(parent.value)' already",
        at: id.range, notes: [.init("it stands here", at: other.range)])
    }
  }

  static func repeatedTables(_ links: LinkGraph) -> [Problem] {
    var first: [OptionValue: ManifestLink] = [:]
    return links.links.compactMap { link in
      guard link.kind == .vrf, let table = link.options[.table] else { return nil }
      guard let other = first[table.value] else {
        first[table.value] = link
        return nil
      }
      return Problem(
        "table of \(link.title): \(table.value) is that of \(other.title)", at: table.range,
        notes: [.init("it stands here", at: other.range)])
    }
  }

  /// An ipvlan has the address of its parent.
  static func sharedMACs(_ links: LinkGraph) -> [Problem] {
    links.links.compactMap { link in
      guard link.kind.sharesMAC, let mac = link.settings.mac else { return nil }
      return Problem(
        "mac of \(link.title): an \(link.kind) has the address of its parent", at: mac.range,
        help: "remove it, or make it a macvlan")
    }
  }

  /// udev reads a .link file before the NIC has the name that it is known by.
  static func namelessRenames(_ links: LinkGraph) -> [Problem] {
    links.links.compactMap { link in
      let match = link.identity.match
      let isKnown = match?.permanentMAC != nil || match?.path != nil || match?.driver != nil
      if link.kind == .nic, !isKnown, let (what, range) = link.firstOfLinkFile {
        return Problem(
          "\(what) of \(link.title): udev sets it before the NIC has its name", at: range,
          help: "write 'match: {permanent-mac: …}'; 'reconcile identify' shows the address")
      }
      guard let name = link.identity.setName else { return nil }
      if match?.permanentMAC == nil, match?.path == nil, match?.driver == nil {
        return Problem(
          "set-name of \(link.title): a NIC that is known by its name alone cannot get another",
          at: name.range,
          help: "write 'match: {permanent-mac: …}'; 'reconcile identify' shows the address")
      }
      guard let other = links[name.value], other.name != link.name else { return nil }
      return Problem(
        "set-name of \(link.title): \(other.title) has that name", at: name.range,
        notes: [.init("it is written here", at: other.range)])
    }
  }

  /// Nothing is written for such a NIC: only what says which one it is, and what it is to us, counts.
  static func unmanagedSettings(_ links: LinkGraph) -> [Problem] {
    links.links.compactMap { link in
      guard let managed = link.identity.managed, !managed.value else { return nil }
      let allowed: Set = ["managed", "match", "management", "allow"]
      guard let key = link.keys.first(where: { !allowed.contains($0.value) }) else { return nil }
      return Problem(
        "\(key.value) of \(link.title): others care for this NIC", at: key.range,
        notes: [.init("'managed' says so", at: managed.range)],
        help: "remove it, or remove 'managed: no'")
    }
  }
}

extension LinkKind {
  fileprivate func objection(toParent parent: LinkKind) -> String? {
    switch parent {
    case .vrf: "no link sits on a VRF; name the VRF's member"
    case .ipvlan where self != .ipvlan: "the kernel puts no \(self) on an ipvlan"
    case .nic, .bond, .bridge, .vlan, .macvlan, .macvtap, .ipvlan, .dummy: nil
    }
  }

  fileprivate func objection(toMember member: LinkKind) -> String? {
    switch (self, member) {
    case (.vrf, .vrf): "a VRF is no member of a VRF"
    case (.bridge, .bridge): "the kernel makes no bridge a port of a bridge"
    case (.bond, .bond): "the kernel makes no bond a member of a bond"
    case (.bond, .bridge), (.bond, .vrf), (.bridge, .vrf): "a \(member) is no member of a \(self)"
    case (.bond, .macvtap), (.bridge, .macvtap): "a macvtap belongs to the program that opens it"
    case (.bond, .ipvlan), (.bridge, .ipvlan): "an ipvlan takes only packets to its own addresses"
    default: nil
    }
  }
}

extension ManifestLink {
  /// The first setting that stands in a .link file, but for the name.
  fileprivate var firstOfLinkFile: (String, SourceRange)? {
    if let hardware = settings.hardware { return ("hardware", hardware.range) }
    guard let networkd = settings.networkd, !networkd.value.link.isEmpty else { return nil }
    return ("networkd: link", networkd.range)
  }

  /// The first setting that needs addresses.
  fileprivate var firstLayer3: (String, SourceRange)? {
    if let address = settings.addresses.first { return ("addresses", address.range) }
    if let gateway = settings.gateway.first { return ("gateway", gateway.range) }
    if let route = settings.routes.first { return ("routes", route.range) }
    if let dhcp = settings.dhcp, dhcp.value != .no { return ("dhcp", dhcp.range) }
    if let acceptRA = settings.acceptRA, acceptRA.value { return ("accept-ra", acceptRA.range) }
    return nil
  }
}
