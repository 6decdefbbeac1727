/// Renders links to systemd-networkd files: a pure function with a byte-stable result.
package struct Renderer: Sendable {
  package let version: NetworkdVersion

  package init(version: NetworkdVersion) {
    self.version = version
  }

  /// All files of a host, sorted by name as networkd reads them.
  package func files(_ desired: Desired) -> [UnitFile] {
    var files = desired.links.filter(\.isManaged).concurrentFlatMap(files)
    if version.matchesKind { files.append(guardFile) }
    files += desired.containers.compactMap(\.file)
    let rules = TapRules.lines(desired)
    if !rules.isEmpty { files.append(UnitFile(name: Ownership.rulesName, statements: rules)) }
    return files.sorted { $0.name < $1.name }
  }

  /// The files for the initrd of a host, which has no guests to be guarded.
  package func initrdFiles(_ desired: Desired) throws(Desired.NoManagement) -> [UnitFile] {
    try files(desired.forInitrd())
      .filter { $0.name != Ownership.guardName && Ownership.isUnit($0.name) }
  }

  private func files(_ link: DesiredLink) -> [UnitFile] {
    let files =
      [networkFile(link)] + (link.kind.isVirtual ? [netdevFile(link)] : [])
      + (link.hasLinkFile ? [linkFile(link)] : [])
    guard let raw = link.raw else { return files }
    return files.map { $0.overlaid(with: raw) }
  }

  private func netdevFile(_ link: DesiredLink) -> UnitFile {
    var netdev = UnitFile.Section("NetDev")
    netdev.set("Name", link.name)
    netdev.set("Kind", link.kind)
    netdev.set("Description", link.description)
    // Here and not in the .network: from 257 to 261 the two would fight. MTUBytes= is the other
    // way round: here it would silently raise the lower's.
    netdev.set("MACAddress", link.mac)
    return UnitFile(
      name: Ownership.fileName(link.name, "netdev"),
      sections: [netdev] + optionSections(LinkOption.tables[link.kind] ?? [], link.options))
  }

  /// The sections that options stand in, with what is not the default anyway.
  private func optionSections(
    _ table: [LinkOption], _ values: [Attribute: OptionValue]
  ) -> [UnitFile.Section] {
    var sections: [UnitFile.Section] = []
    for option in table {
      guard let unit = option.unit, let value = values[option.attribute],
        option.isAlwaysRendered || value != option.standard
      else { continue }
      if sections.last?.name != unit.section { sections.append(UnitFile.Section(unit.section)) }
      sections[sections.count - 1].set(unit.key, each: option.unitTexts(value))
    }
    return sections
  }

  private func networkFile(_ link: DesiredLink) -> UnitFile {
    var section = UnitFile.Section("Link")
    section.set("MTUBytes", link.mtu)
    if !link.kind.isVirtual { section.set("MACAddress", link.mac) }
    section.set("AllMulticast", link.tap.map { $0.allMulticast ? "yes" : "no" })
    section.set("ActivationPolicy", link.activationPolicy?.rawValue)
    section.set("RequiredForOnline", link.requiredForOnline?.rawValue)

    return UnitFile(
      name: Ownership.fileName(link.name, "network"),
      sections: [match(link), section, networkSection(link)]
        + addressSections(link) + routeSections(link) + link.rules.map(ruleSection)
        + clientSections(link)
        + portSections(link) + virtualFunctionSections(link))
  }

  private func match(_ link: DesiredLink) -> UnitFile.Section {
    var section = UnitFile.Section("Match")
    guard let match = link.match else {
      section.set("Name", link.kernelName)
      return section
    }
    section.set("PermanentMACAddress", match.permanentMAC)
    section.set("Path", match.path)
    section.set("Driver", match.driver)
    section.set("Name", match.name.map { name in link.newName.map { "\(name) \($0)" } ?? name })
    return section
  }

  /// What udev gives a NIC its name by; the first .link that matches stands alone, so it says what
  /// the system's own one says besides the name.
  private func linkFile(_ link: DesiredLink) -> UnitFile {
    var section = UnitFile.Section("Link")
    if let name = link.newName {
      section.set("Name", name)
    } else {
      section.entries.append(LinkFileDefaults.naming)
    }
    section.entries += LinkFileDefaults.others(in: version)
    for value in fileValues(link, in: "Link", of: .link) { section.set(value.key, value.text) }
    var match = match(link)
    if link.match == nil {
      match = UnitFile.Section("Match")
      match.set("OriginalName", link.name)
    } else if let name = link.match?.name {
      match.remove("Name")
      match.set("OriginalName", name)
    }
    return UnitFile(name: Ownership.fileName(link.name, "link"), sections: [match, section])
  }

  private func networkSection(_ link: DesiredLink) -> UnitFile.Section {
    var network = UnitFile.Section("Network")
    network.set("Description", link.description)
    if link.dhcp != .no { network.set("DHCP", link.dhcp.rawValue) }
    network.set("LinkLocalAddressing", link.linkLocal.rawValue)
    network.set("IPv6AcceptRA", link.acceptRA ? "yes" : "no")
    network.set("IPv6PrivacyExtensions", link.ipv6Privacy?.rawValue)
    network.set(
      "IPv6LinkLocalAddressGenerationMode",
      link.ipv6AddressGeneration?.rawValue)
    network.set("IPv6MTUBytes", link.ipv6MTU)
    network.set("Address", each: link.addresses.filter { link.addressOptions[$0] == nil })
    if !deniesOnLink(link) {
      network.set("Gateway", each: link.routes.compactMap(\.plainGateway))
    }
    network.set("DNS", each: link.dns)
    network.set("Domains", each: link.search)
    network.set("NTP", each: link.ntp)
    if let forwarding = link.forwarding {
      if version.forwardsPerLink {
        network.set("IPv4Forwarding", forwarding.contains(.ipv4) ? "yes" : "no")
        network.set("IPv6Forwarding", forwarding.contains(.ipv6) ? "yes" : "no")
      } else {
        network.set("IPForward", forwarding.rawValue)
      }
    }
    network.set("KeepConfiguration", keepConfiguration(link))
    if let master = link.master, let key = master.kind.networkKey {
      network.set(key, master.name)
      if master.isPrimary { network.set("PrimarySlave", "yes") }
    }
    for value in fileValues(link, in: "Network") { network.set(value.key, value.text) }
    // One on each line: until 261 networkd reads no list.
    for child in link.children {
      if let key = child.kind.networkKey { network.set(key, child.name) }
    }
    return network
  }

  /// Without it, any reload with a changed file takes the addresses of a link away and adds them
  /// again. A lease and static addresses cannot both be kept; the static ones are.
  private func keepConfiguration(_ link: DesiredLink) -> String? {
    guard version.reloadFlapsWithoutKeep else { return link.keepsAddresses ? "static" : nil }
    return link.dhcp != .no && link.addresses.isEmpty ? "dhcp" : "static"
  }

  /// Whether it must be said of each gateway that it is not on the link: networkd takes those of a
  /// link without static addresses to be, and logs a warning.
  private func deniesOnLink(_ link: DesiredLink) -> Bool {
    link.addresses.isEmpty && version.awaitsGateways
  }

  private func routeSections(_ link: DesiredLink) -> [UnitFile.Section] {
    let deniesOnLink = deniesOnLink(link)
    return link.routes.compactMap { route in
      guard deniesOnLink || route.plainGateway == nil else { return nil }
      var section = routeSection(route)
      if deniesOnLink, route.gateway != nil, !route.isOnLink { section.set("GatewayOnLink", "no") }
      return section
    }
  }

  private func routeSection(_ route: RouteSpecification) -> UnitFile.Section {
    var section = UnitFile.Section("Route")
    // Gateway= alone is the default route.
    if route.plainGateway == nil { section.set("Destination", route.destination) }
    section.set("Gateway", route.gateway)
    if route.isOnLink { section.set("GatewayOnLink", "yes") }
    // Unset is the table local for the type local, and the main table for the others.
    let isLocal = route.type == RouteType.local.number
    if route.table != 254 || isLocal { section.set("Table", route.table) }
    if route.metric != 0 { section.set("Metric", route.metric) }
    section.set("PreferredSource", route.source)
    if route.scope != route.naturalScope {
      section.set("Scope", RouteScope.allCases.first { $0.number == route.scope }?.rawValue)
    }
    if let type = RouteType.allCases.first(where: { $0.number == route.type }), type != .unicast {
      section.set("Type", type.rawValue)
    }
    section.set("MTUBytes", route.metrics.mtu)
    section.set("TCPAdvertisedMaximumSegmentSize", route.metrics.maximumSegment)
    section.set("InitialCongestionWindow", route.metrics.congestionWindow)
    section.set("InitialAdvertisedReceiveWindow", route.metrics.receiveWindow)
    return section
  }

  private func addressSections(_ link: DesiredLink) -> [UnitFile.Section] {
    guard !link.addressOptions.isEmpty else { return [] }
    return link.addresses.compactMap { address in
      guard let options = link.addressOptions[address] else { return nil }
      var section = UnitFile.Section("Address")
      section.set("Address", address)
      section.set("Label", options.label)
      if !options.isPreferred { section.set("PreferredLifetime", 0) }
      if !options.makesPrefixRoute { section.set("AddPrefixRoute", "no") }
      return section
    }
  }

  private func ruleSection(_ rule: RuleSpecification) -> UnitFile.Section {
    var section = UnitFile.Section("RoutingPolicyRule")
    if rule.from == nil, rule.to == nil { section.set("Family", rule.family.rawValue) }
    section.set("From", rule.from)
    section.set("To", rule.to)
    section.set("Priority", rule.priority)
    if rule.mark != 0 {
      section.set("FirewallMark", rule.mask == .max ? "\(rule.mark)" : "\(rule.mark)/\(rule.mask)")
    }
    if rule.typeOfService != 0 { section.set("TypeOfService", rule.typeOfService) }
    section.set("IncomingInterface", rule.incomingInterface)
    section.set("OutgoingInterface", rule.outgoingInterface)
    if rule.isInverted { section.set("InvertRule", "yes") }
    if let action = RuleAction.allCases.first(where: { $0.number == rule.action }), action != .table
    {
      section.set("Type", action.rawValue)
    } else {
      section.set("Table", rule.table)
      section.set("SuppressPrefixLength", rule.suppressedPrefixLength)
    }
    return section
  }

  /// What DHCP clients and the reader of router advertisements are told.
  private func clientSections(_ link: DesiredLink) -> [UnitFile.Section] {
    ["DHCPv4", "DHCPv6", "IPv6AcceptRA"].compactMap { name in
      let values = fileValues(link, in: name)
      var section = UnitFile.Section(name)
      // Without router advertisements nobody tells the DHCPv6 client to start.
      if name == "DHCPv6", link.dhcp.contains(.ipv6), !link.acceptRA,
        !values.contains(where: { $0.key == "WithoutRA" })
      {
        section.set("WithoutRA", "solicit")
      }
      for value in values { section.set(value.key, value.text) }
      return section.entries.isEmpty ? nil : section
    }
  }

  /// The settings of the link that stand in one section, spelled for the version.
  private func fileValues(
    _ link: DesiredLink, in section: String, of file: UnitFileKind = .network
  ) -> [(key: String, text: String)] {
    guard !link.fileValues.isEmpty else { return [] }
    return link.fileValues.compactMap { value in
      // What the version does not know has been refused, unless it can be left out.
      guard let unit = UnitKeys.spelling(of: value.unit, in: version), unit.section == section,
        unit.file == file
      else { return nil }
      return (unit.key, value.value)
    }
  }

  /// Rates, which networkd does not know, are set by rtnetlink alone; so is no VLAN.
  private func virtualFunctionSections(_ link: DesiredLink) -> [UnitFile.Section] {
    link.virtualFunctions.map { function in
      var section = UnitFile.Section("SR-IOV")
      section.set("VirtualFunction", function.number)
      if let vlan = function.vlan, vlan > 0 {
        section.set("VLANId", vlan)
        section.set("QualityOfService", function.priority)
        section.set("VLANProtocol", function.vlanProtocol?.rawValue)
      }
      section.set("MACSpoofCheck", function.checksSpoofing.map { $0 ? "yes" : "no" })
      section.set("Trust", function.isTrusted.map { $0 ? "yes" : "no" })
      section.set("LinkState", function.state.map(\.networkd))
      section.set("MACAddress", function.mac)
      return section
    }
  }

  private func portSections(_ link: DesiredLink) -> [UnitFile.Section] {
    guard let port = link.port else { return [] }
    let options = link.kind == .bridge ? [] : optionSections(LinkOption.bridgePort, port.options)
    return options
      + (port.vlans ?? []).map { vlan in
        var section = UnitFile.Section("BridgeVLAN")
        if vlan.isPVID { section.set("PVID", vlan.id) }
        if vlan.isUntagged { section.set("EgressUntagged", vlan.id) }
        section.set("VLAN", vlan.id)
        return section
      }
  }

  /// Keeps a catch-all .network from running DHCP on guests' taps.
  private var guardFile: UnitFile {
    var match = UnitFile.Section("Match")
    match.set("Kind", "macvtap")
    var link = UnitFile.Section("Link")
    link.set("Unmanaged", "yes")
    return UnitFile(name: Ownership.guardName, sections: [match, link])
  }
}

extension RouteSpecification {
  package var family: AddressFamily { destination.family }

  /// The gateway of a default route that has nothing else to it, as Gateway= makes it.
  package var plainGateway: IPAddress? {
    guard let gateway else { return nil }
    var plain = RouteSpecification(gateway: gateway)
    plain.origin = origin
    return self == plain ? gateway : nil
  }
}
