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
