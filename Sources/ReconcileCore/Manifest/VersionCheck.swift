/// What a manifest asks for that a version of systemd does not know.
package enum VersionCheck {
  /// - Parameter version: That of the host; `nil` where none is asked, and only what no version
  ///   knows is reported.
  package static func problems(
    in manifest: Manifest, for version: NetworkdVersion?
  ) -> [Problem] {
    manifest.links.flatMap { link in
      raw(link, version) + (version.map { options(link, $0) + settings(link, $0) } ?? [])
    }
  }

  private static func raw(_ link: ManifestLink, _ version: NetworkdVersion?) -> [Problem] {
    link.settings.networkd?.value.problems(
      kind: link.kind.kernelName, version: version,
      modelled: { key in
        // Other kinds have no word for it.
        if link.kind == .macvtap, key == TapSettings.allMulticastKey { return "all-multicast" }
        return ModelledKeys.manifestKey(key)
      }) ?? []
  }

  private static func options(_ link: ManifestLink, _ version: NetworkdVersion) -> [Problem] {
    let port = link.settings.port
    return newer(link.options, LinkOption.tables[link.kind] ?? [], .netdev, link, version)
      + newer(port?.options ?? [:], LinkOption.bridgePort, .network, link, version)
  }

  private static func newer(
    _ written: [Attribute: Located<OptionValue>], _ table: [LinkOption], _ file: UnitFileKind,
    _ link: ManifestLink, _ version: NetworkdVersion
  ) -> [Problem] {
    guard !written.isEmpty else { return [] }
    return table.compactMap { option in
      guard let value = written[option.attribute], let unit = option.unit,
        case .newer(let since) = UnitKeys.status(
          of: UnitKey(file: file, section: unit.section, key: unit.key), in: version)
      else { return nil }
      return problem(option.key, link, value.range, since, version)
    }
  }

  private static func settings(_ link: ManifestLink, _ version: NetworkdVersion) -> [Problem] {
    var problems: [Problem] = []
    func check(_ key: String, _ section: String, _ name: String, _ ranges: [SourceRange]) {
      guard !ranges.isEmpty,
        case .newer(let since) = UnitKeys.status(
          of: UnitKey(file: .network, section: section, key: name), in: version)
      else { return }
      problems += ranges.map { problem(key, link, $0, since, version) }
    }
    let settings = link.settings
    check(
      "activation-policy", "Link", "ActivationPolicy",
      settings.activationPolicy.map { [$0.range] } ?? [])
    let types = settings.rules.compactMap(\.type).filter { $0.value != .table }
    check("type of a rule", "RoutingPolicyRule", "Type", types.map(\.range))
    check(
      "advertised-mss of a route", "Route", "TCPAdvertisedMaximumSegmentSize",
      settings.routes.compactMap(\.maximumSegment?.range))
    problems += gateways(link, version)
    for value in link.settings.writtenValues where !value.value.isOptional {
      guard UnitKeys.spelling(of: value.value.unit, in: version) == nil,
        case .newer(let since) = UnitKeys.status(of: value.value.unit, in: version)
      else { continue }
      problems.append(
        problem(
          "\(value.value.attribute.rawValue): \(value.value.text)", link, value.range, since,
          version))
    }
    return problems
  }

  /// Those that the version takes to be on the link, for it waits for no lease that reaches them.
  private static func gateways(_ link: ManifestLink, _ version: NetworkdVersion) -> [Problem] {
    let settings = link.settings
    guard !version.awaitsGateways, settings.addresses.isEmpty else { return [] }
    let routes = settings.routes.filter { $0.via != nil && $0.onLink?.value != true }
    return (settings.gateway.map(\.range) + routes.compactMap(\.via?.range)).map { range in
      Problem(
        "gateway of \(link.title): without an address on the link, systemd \(version) takes it to be"
          + " on the link; systemd 249 waits until it can be reached",
        at: range,
        help: "give the link an address, write a route with 'on-link: yes', or upgrade systemd")
    }
  }

  private static func problem(
    _ key: String, _ link: ManifestLink, _ range: SourceRange, _ since: Int,
    _ version: NetworkdVersion
  ) -> Problem {
    Problem(
      "\(key) of \(link.title): systemd \(version) does not know it; systemd \(since) brought it",
      at: range, help: "remove it, or upgrade systemd on the host")
  }
}

/// The keys of unit files that the manifest has words for.
enum ModelledKeys {
  /// The key of the manifest that says what a key of a unit file says.
  static func manifestKey(_ key: UnitKey) -> String? {
    switch key.file {
    case .network: network["\(key.section).\(key.key)"] ?? portKeys["\(key.section).\(key.key)"]
    case .netdev: netdev["\(key.section).\(key.key)"] ?? options["\(key.section).\(key.key)"]
    case .link: link["\(key.section).\(key.key)"]
    }
  }

  private static let network: [String: String] = [
    "Link.MTUBytes": "mtu", "Link.MACAddress": "mac",
    "Link.ActivationPolicy": "activation-policy",
    "Link.RequiredForOnline": "required-for-online",
    "Network.Description": "description", "Network.DHCP": "dhcp", "Network.Address": "addresses",
    "Network.Gateway": "gateway", "Network.DNS": "dns", "Network.Domains": "search",
    "Network.NTP": "ntp", "Network.LinkLocalAddressing": "link-local",
    "Network.IPv6AcceptRA": "accept-ra", "Network.IPv6PrivacyExtensions": "ipv6-privacy",
    "Network.IPForward": "forwarding", "Network.IPv4Forwarding": "forwarding",
    "Network.IPv6Forwarding": "forwarding", "Network.PrimarySlave": "primary",
    "Network.Bond": "members", "Network.Bridge": "members", "Network.VRF": "members",
    "Network.VLAN": "parent", "Network.MACVLAN": "parent", "Network.MACVTAP": "parent",
    "Network.IPVLAN": "parent", "BridgeVLAN.VLAN": "port", "BridgeVLAN.PVID": "port",
    "BridgeVLAN.EgressUntagged": "port",
    "Network.IPv6MTUBytes": "ipv6-mtu",
    "Network.IPv6LinkLocalAddressGenerationMode": "ipv6-address-generation",
  ].merging(fileSettings) { $1 }

  private static let fileSettings: [String: String] = Dictionary(
    (FileSetting.interface.map { ("", $0) } + FileSetting.dhcp.map { ("dhcp-options: ", $0) }
      + FileSetting.routerAdvertisement.map { ("ra-options: ", $0) })
      .flatMap { mapping, setting in
        setting.units.map { ("\($0.section).\($0.key)", mapping + setting.word) }
      }, uniquingKeysWith: { first, _ in first })

  private static let netdev: [String: String] = [
    "NetDev.MACAddress": "mac", "NetDev.MTUBytes": "mtu", "NetDev.Description": "description",
  ]

  private static let link: [String: String] = [
    "Link.Name": "set-name", "Link.MACAddress": "mac", "Link.MTUBytes": "mtu",
    "Link.Description": "description",
  ].merging(
    FileSetting.hardware.flatMap { setting in
      setting.units.map { ("\($0.section).\($0.key)", "hardware: \(setting.word)") }
    }
  ) { $1 }

  private static let options = units(LinkKind.allCases.flatMap { LinkOption.table(of: $0) })
  private static let portKeys = units(LinkOption.bridgePort).mapValues { "port: \($0)" }

  private static func units(_ table: [LinkOption]) -> [String: String] {
    Dictionary(
      table.compactMap { option in
        option.unit.map { ("\($0.section).\($0.key)", option.key) }
      }, uniquingKeysWith: { first, _ in first })
  }
}
