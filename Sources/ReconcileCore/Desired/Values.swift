extension DesiredLink {
  /// The values that a plan compares with what was last applied, as plans write them.
  ///
  /// What is unset stands for its default and is left out, so a key that goes is seen to go.
  package var values: [Attribute: [String]] {
    var values: [Attribute: [String]] = [:]
    func set(_ attribute: Attribute, _ value: (some CustomStringConvertible)?) {
      if let value { values[attribute] = [value.description] }
    }
    func set(_ attribute: Attribute, each list: [some CustomStringConvertible]) {
      if !list.isEmpty { values[attribute] = list.map(\.description) }
    }
    set(.parent, parent)
    set(.master, master?.name)
    for option in LinkOption.tables[kind] ?? [] {
      guard let value = options[option.attribute] else { continue }
      if option.isAlwaysRendered || value != option.standard {
        set(option.attribute, each: value.texts)
      }
    }
    if let port {
      for option in LinkOption.bridgePort {
        guard let value = port.options[option.attribute], value != option.standard else { continue }
        set(option.attribute, each: value.texts)
      }
      set(.portVLAN, each: port.vlans ?? [])
    }
    set(.owner, tap?.owner)
    set(.group, tap?.group)
    set(.allMulticast, tap?.allMulticast == false ? "no" : nil)
    set(.virtualFunction, each: virtualFunctions)
    set(.description, description)
    set(.mtu, mtu)
    set(.mac, mac)
    set(.setName, newName)
    set(.linkLocal, linkLocal == .ipv6 ? nil : linkLocal.rawValue)
    set(.address, each: addresses)
    if !addressOptions.isEmpty {
      set(
        .addressOptions,
        each: addresses.compactMap { address in
          addressOptions[address].map { "\(address) \($0)" }
        })
    }
    for route in routes { values[route.attribute, default: []].append(route.text) }
    set(.rule, each: rules)
    set(.dhcp, dhcp == .no ? nil : dhcp.rawValue)
    set(.acceptRA, acceptRA ? "yes" : nil)
    set(.ipv6Privacy, ipv6Privacy?.rawValue)
    set(.ipv6MTU, ipv6MTU)
    set(.ipv6AddressGeneration, ipv6AddressGeneration?.rawValue)
    for value in fileValues where values[value.attribute]?.contains(value.text) != true {
      values[value.attribute, default: []].append(value.text)
    }
    set(.forwarding, forwarding?.rawValue)
    set(.dns, each: dns)
    set(.search, each: search)
    set(.ntp, each: ntp)
    set(.requiredForOnline, requiredForOnline?.rawValue)
    set(.activationPolicy, activationPolicy?.rawValue)
    set(.management, isManagement ? "yes" : nil)
    set(.networkd, each: raw?.lines ?? [])
    set(.children, each: children.map(\.name))
    return values
  }
}

extension RouteSpecification {
  /// Whether plans call it a gateway or a route.
  var attribute: Attribute { plainGateway == nil ? .route : .gateway }

  /// For a gateway its address alone.
  var text: String { plainGateway?.description ?? description }

  /// The kernel's metric where none is given: IP6_RT_PRIO_USER for IPv6.
  static func defaultMetric(_ family: AddressFamily) -> UInt32 { family == .ipv4 ? 0 : 1024 }

  var effectiveMetric: UInt32 { metric == 0 ? Self.defaultMetric(family) : metric }
}

extension RouteSpecification {
  /// A route of the kernel, whoever made it.
  init(_ route: KernelRoute) {
    self.init(destination: route.destination)
    gateway = route.gateway
    table = route.table
    metric = route.metric == Self.defaultMetric(route.family) ? 0 : route.metric
    source = route.source
    scope = route.scope
    type = route.type
    isOnLink = route.isOnLink
    metrics = route.metrics
    origin = route.origin
  }

  /// Whether the kernel's route is this one, but for who made it and its metrics.
  func isSame(as route: KernelRoute) -> Bool {
    destination == route.destination && gateway == route.gateway && table == route.table
      && effectiveMetric == (route.metric == 0 ? Self.defaultMetric(family) : route.metric)
      && type == route.type && (family == .ipv6 || scope == route.scope)
      && (source == nil || source == route.source) && isOnLink == route.isOnLink
  }
}

extension RawUnits {
  /// A text for each line, as plans and the record have it.
  fileprivate var lines: [String] {
    UnitFileKind.allCases.flatMap { file in
      self[file].flatMap { section in
        section.entries.map {
          ".\(file) [\(section.name.value)] \($0.key.value)=\($0.value.value)"
        }
      }
    }
  }
}
