extension RouteSpecification {
  /// The default route through a gateway.
  init(gateway: IPAddress) {
    self.init(destination: .everything(gateway.family))
    self.gateway = gateway
  }

  init(_ route: ManifestRoute) {
    self.init(destination: route.to.value.network)
    gateway = route.via?.value
    table = route.table?.value ?? 254
    metric = route.metric?.value ?? 0
    source = route.source?.value
    isOnLink = route.onLink?.value ?? false
    type = (route.type?.value ?? .unicast).number
    scope = route.scope?.value.number ?? naturalScope
    metrics.mtu = route.mtu?.value
    metrics.maximumSegment = route.maximumSegment?.value
    metrics.congestionWindow = route.congestionWindow?.value
    metrics.receiveWindow = route.receiveWindow?.value
  }

  /// The scope that networkd and `ip-route(8)` give where none is written.
  package var naturalScope: UInt8 {
    guard destination.family == .ipv4 else { return RouteScope.global.number }
    let scope: RouteScope =
      switch RouteType.allCases.first(where: { $0.number == type }) {
      case .local: .host
      case .unicast: gateway == nil ? .link : .global
      case .blackhole, .unreachable, .prohibit, nil: .global
      }
    return scope.number
  }
}

extension RuleSpecification {
  /// One rule for each family that the manifest's is for.
  static func all(_ rule: ManifestRule) -> [RuleSpecification] {
    rule.families.map { RuleSpecification(rule, family: $0) }
  }

  private init(_ rule: ManifestRule, family: AddressFamily) {
    self.init(family: family)
    priority = rule.priority?.value ?? PolicyRuleTable.standardPriority
    // Of all addresses the kernel keeps none.
    from = rule.from.flatMap { $0.value.length == 0 ? nil : $0.value }
    to = rule.to.flatMap { $0.value.length == 0 ? nil : $0.value }
    mark = rule.mark?.value ?? 0
    mask = mark == 0 ? 0 : rule.mask?.value ?? .max
    typeOfService = UInt8(clamping: rule.typeOfService?.value ?? 0)
    incomingInterface = rule.incomingInterface?.value
    outgoingInterface = rule.outgoingInterface?.value
    isInverted = rule.invert?.value ?? false
    let type = rule.type?.value ?? .table
    action = type.number
    table = type == .table ? rule.table?.value ?? 254 : 0
    suppressedPrefixLength = rule.suppressPrefixLength?.value
  }
}
