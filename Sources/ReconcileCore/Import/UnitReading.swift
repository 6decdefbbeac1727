extension ImportedLink {
  /// Reads its files: the inverse of what `Renderer` writes, and of what others write instead.
  mutating func read(_ notes: inout [ImportNote]) {
    var network = UnitReader(.network, network?.sections ?? [])
    var netdev = UnitReader(.netdev, netdev?.sections ?? [])
    network.drop("Match")
    netdev.drop("Match")
    readNetdev(&netdev, &notes)
    readLinkSection(&network)
    readNetworkSection(&network)
    readForwarding(&network)
    readAddresses(&network)
    readRoutes(&network)
    readPort(&network)
    readLegacyDHCP(&network)
    dropOwn(&network)
    readSettings(&network)
    if let rest = network.rest { raw.append(YAMLTree.Entry("network", rest)) }
    if let rest = netdev.rest { raw.append(YAMLTree.Entry("netdev", rest)) }
    if kind.isVirtual, self.netdev != nil, self.network == nil, live?.isUp != true {
      set("activation-policy", "manual", remark: "no .network file brings it up")
    }
  }

  private mutating func readNetdev(_ unit: inout UnitReader, _ notes: inout [ImportNote]) {
    guard let netdev else { return }
    for key in ["Name", "Kind"] { _ = unit.take("NetDev", key) }
    set("description", unit.takeLast("NetDev", "Description"))
    set("mac", unit.take("NetDev", "MACAddress") { MACAddress($0) })
    set("mtu", unit.take("NetDev", "MTUBytes", as: UnitWords.bytes))
    readOptions(LinkOption.tables[kind] ?? [], &unit, from: netdev, &notes)
    if kind.isMacvlan, text("mode") == nil {
      // networkd leaves the kernel's own default then, which is not ours.
      set("mode", "vepa", remark: "\(netdev.name) says no Mode=")
    }
  }

  /// Takes the options of a kind; what reads as the default is not written.
  private mutating func readOptions(
    _ table: [LinkOption], _ unit: inout UnitReader, from file: EffectiveUnits.File,
    _ notes: inout [ImportNote]
  ) {
    for option in table {
      guard let place = option.unit else { continue }
      let texts = unit.take(place.section, place.key)
      guard let value = option.value(unitTexts: texts) else {
        if !texts.isEmpty {
          notes.append(
            ImportNote(
              .leftOut, file.path,
              "\(place.key)=\(texts.joined(separator: " ")) is not understood, so it is left out"))
        }
        continue
      }
      if option.isAlwaysRendered || value != option.standard { set(option.entry(value)) }
    }
  }

  private mutating func readLinkSection(_ unit: inout UnitReader) {
    if let mtu = unit.take("Link", "MTUBytes", as: UnitWords.bytes) { set("mtu", mtu) }
    if let mac = unit.take("Link", "MACAddress", as: { MACAddress($0) }), text("mac") == nil {
      set("mac", mac)
    }
    let policy = unit.take("Link", "ActivationPolicy") { ActivationPolicy(rawValue: $0) }
    if let policy, policy != .up { set("activation-policy", policy.rawValue) }
    if let required = unit.take("Link", "RequiredForOnline", as: UnitWords.online) {
      stated.requiredForOnline = (required, nil)
    }
    if unit.take("Link", "Unmanaged", as: UnitWords.flag) == true { set("managed", "no") }
  }

  private mutating func readNetworkSection(_ unit: inout UnitReader) {
    if let description = unit.takeLast("Network", "Description") {
      set("description", description)
    }
    if let dhcp = unit.take("Network", "DHCP", as: UnitWords.families), dhcp != .no {
      set("dhcp", dhcp.rawValue)
    }
    if let linkLocal = unit.take("Network", "LinkLocalAddressing", as: UnitWords.families) {
      stated.linkLocal = (linkLocal, nil)
    }
    let acceptRA =
      unit.take("Network", "IPv6AcceptRA", as: UnitWords.flag)
      ?? unit.take("Network", "IPv6AcceptRouterAdvertisements", as: UnitWords.flag)
    if acceptRA == true { set("accept-ra", "yes") }
    if acceptRA == nil, ["yes", "ipv6"].contains(text("dhcp")) {
      set("accept-ra", "yes", remark: "the default of networkd, which DHCPv6 starts by")
    }
    set(
      "ipv6-privacy", unit.take("Network", "IPv6PrivacyExtensions", as: UnitWords.privacy)?.rawValue
    )
    set("dns", each: UnitWords.words(unit.take("Network", "DNS")))
    set("search", each: UnitWords.words(unit.take("Network", "Domains")))
    set("ntp", each: UnitWords.words(unit.take("Network", "NTP")))
    for kind in LinkKind.allCases {
      // Told by the links that these lines name.
      if let key = kind.networkKey { _ = unit.take("Network", key) }
    }
    _ = unit.take("Network", "PrimarySlave")
  }

  private mutating func readForwarding(_ unit: inout UnitReader) {
    if let forwarding = unit.take("Network", "IPForward", as: UnitWords.families) {
      set("forwarding", forwarding.rawValue)
    }
    let ipv4 = unit.take("Network", "IPv4Forwarding", as: UnitWords.flag)
    let ipv6 = unit.take("Network", "IPv6Forwarding", as: UnitWords.flag)
    guard ipv4 != nil || ipv6 != nil else { return }
    let word: Families =
      switch (ipv4 ?? false, ipv6 ?? false) {
      case (true, true): .yes
      case (true, false): .ipv4
      case (false, true): .ipv6
      case (false, false): .no
      }
    let silent = ipv4 == nil ? "IPv4" : ipv6 == nil ? "IPv6" : nil
    set(
      "forwarding", word.rawValue,
      remark: silent.map { "the file says nothing of \($0), which is off here" })
  }

  private mutating func readAddresses(_ unit: inout UnitReader) {
    var addresses = UnitWords.words(unit.take("Network", "Address"))
      .map { YAMLTree.Item(.scalar(CIDR($0)?.description ?? $0)) }
    unit.takeSections("Address") { section in
      guard let address = YAMLTree(address: section) else { return false }
      addresses.append(YAMLTree.Item(address))
      return true
    }
    if !addresses.isEmpty { set(YAMLTree.Entry("addresses", .list(addresses))) }
  }

  private static let onLinkKeys = ["GatewayOnLink", "GatewayOnlink"]

  private mutating func readRoutes(_ unit: inout UnitReader) {
    // What is no address, such as _dhcp4, has no word in the manifest.
    let texts = UnitWords.words(unit.take("Network", "Gateway"))
    var gateways = texts.compactMap { IPAddress($0) }
    unit.putBack("Network", "Gateway", texts.filter { IPAddress($0) == nil })
    var routes: [YAMLTree] = []
    // networkd takes the gateways of a link without static addresses to be on the link.
    let impliesOnLink = items("addresses").isEmpty
    if impliesOnLink {
      routes = gateways.map { gateway in
        var route = RouteSpecification(gateway: gateway)
        route.isOnLink = true
        return YAMLTree(route)
      }
      gateways = []
    }
    unit.takeSections("Route") { section in
      var section = section
      let keys = section.entries.map(\.key)
      if impliesOnLink, keys.contains("Gateway"), !keys.contains(where: Self.onLinkKeys.contains) {
        section.set("GatewayOnLink", "yes")
      }
      guard let route = YAMLTree(route: section), case .map(let entries) = route else {
        return false
      }
      if entries.map(\.key) == ["to", "via"], case .scalar("default") = entries[0].value,
        case .scalar(let via) = entries[1].value, let via = IPAddress(via),
        !gateways.contains(where: { $0.family == via.family })
      {
        gateways.append(via)
      } else {
        routes.append(route)
      }
      return true
    }
    if gateways.count == 1 {
      set("gateway", gateways[0])
    } else {
      set("gateway", each: gateways)
    }
    if !routes.isEmpty { set(YAMLTree.Entry("routes", .list(routes.map { .init($0) }))) }
  }

  private mutating func readPort(_ unit: inout UnitReader) {
    var port: [YAMLTree.Entry] = []
    for option in LinkOption.bridgePort {
      guard let place = option.unit, unit.sections.contains(where: { $0.name == place.section })
      else { continue }
      let texts = unit.take(place.section, place.key)
      guard let value = option.value(unitTexts: texts) else {
        unit.putBack(place.section, place.key, texts)
        continue
      }
      if value != option.standard { port.append(option.entry(value)) }
    }
    var vlans = PortVLANs()
    unit.takeSections("BridgeVLAN") { vlans.take($0) }
    port += vlans.entries
    if !port.isEmpty { set(YAMLTree.Entry("port", .map(port))) }
  }

  /// [DHCP] was both [DHCPv4] and [DHCPv6] up to systemd 242, and still is read so.
  private mutating func readLegacyDHCP(_ unit: inout UnitReader) {
    let old = unit.sections.filter { $0.name == "DHCP" }.flatMap(\.entries)
    unit.drop("DHCP")
    for entry in old {
      unit.putBack("DHCPv4", entry.key, [entry.value])
      if ["UseDNS", "UseNTP"].contains(entry.key) {
        unit.putBack("DHCPv6", entry.key, [entry.value])
      }
    }
  }

  /// Takes away what the renderer writes on its own account.
  private func dropOwn(_ unit: inout UnitReader) {
    let kept = unit.take("Network", "KeepConfiguration")
    unit.putBack(
      "Network", "KeepConfiguration",
      kept.filter { !["static", "dhcp", "dynamic", "no", "false"].contains($0) })
    let isAlone = ["yes", "ipv6"].contains(text("dhcp")) && text("accept-ra") != "yes"
    let withoutRA = unit.take("DHCPv6", "WithoutRA")
    if !isAlone || withoutRA != ["solicit"] {
      unit.putBack("DHCPv6", "WithoutRA", withoutRA)
    }
  }
}

extension LinkOption {
  /// Reads all lines of the option's key.
  func value(unitTexts texts: [String]) -> OptionValue? {
    guard let last = texts.last else { return nil }
    switch form {
    case .macs:
      let values = UnitWords.words(texts).map { MACAddress($0) }
      guard !values.contains(nil) else { return nil }
      return .macs(
        values.compactMap { $0 }.sorted { $0.bytes.lexicographicallyPrecedes($1.bytes) })
    case .arpTargets: return value(unitText: UnitWords.words(texts).joined(separator: " "))
    case .number, .flag, .words, .time, .mac, .link: return value(unitText: last)
    }
  }

  /// As a manifest has it.
  func entry(_ value: OptionValue, remark: String? = nil) -> YAMLTree.Entry {
    switch value {
    case .macs, .addresses: YAMLTree.Entry(key, each: value.texts)
    case .number, .flag, .word, .time, .mac, .link:
      YAMLTree.Entry(key, value.description, remark: remark)
    }
  }
}

/// The VLANs of a port, as [BridgeVLAN] sections tell them.
private struct PortVLANs {
  private var all: Set<UInt16> = []
  private var untagged: Set<UInt16> = []
  private var pvid: UInt16?

  /// Takes a section in; not one that has something else to say.
  mutating func take(_ section: UnitFile.Section) -> Bool {
    var new = self
    for entry in section.entries {
      guard let range = VLANRange(entry.value) else { return false }
      switch entry.key {
      case "VLAN": new.all.formUnion(range.first...range.last)
      case "EgressUntagged": new.untagged.formUnion(range.first...range.last)
      case "PVID" where range.first == range.last: new.pvid = range.first
      default: return false
      }
    }
    self = new
    return true
  }

  var entries: [YAMLTree.Entry] {
    var entries: [YAMLTree.Entry] = []
    let tagged = all.subtracting(untagged).subtracting(pvid.map { [$0] } ?? [])
    if !tagged.isEmpty { entries.append(YAMLTree.Entry("vlans", each: Self.ranges(tagged))) }
    if let pvid { entries.append(YAMLTree.Entry("pvid", pvid)) }
    // The VLAN of pvid leaves without a tag unless it is said which ones do.
    if untagged != Set(pvid.map { [$0] } ?? []) {
      entries.append(YAMLTree.Entry("untagged", each: Self.ranges(untagged)))
    }
    return entries
  }

  private static func ranges(_ ids: Set<UInt16>) -> [VLANRange] {
    ids.sorted().reduce(into: []) { ranges, id in
      if let last = ranges.last, last.last + 1 == id {
        ranges[ranges.count - 1].last = id
      } else {
        ranges.append(VLANRange(id, id))
      }
    }
  }
}
