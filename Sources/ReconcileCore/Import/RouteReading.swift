/// Reads a [Route] section; `nil` where the manifest has no word for something in it.
extension YAMLTree {
  init?(route section: UnitFile.Section) {
    var values: [String: String] = [:]
    for entry in section.entries where !entry.value.isEmpty { values[entry.key] = entry.value }
    var entries: [Entry] = []
    func take(_ keys: String...) -> String? {
      keys.compactMap { values.removeValue(forKey: $0) }.first
    }
    let gateway = take("Gateway")
    let via = gateway.flatMap { IPAddress($0) }
    guard gateway == nil || via != nil else { return nil }
    let destination = take("Destination")
    let to = destination.flatMap { CIDR($0) ?? IPAddress($0).map(CIDR.host) }
    guard destination == nil || to != nil, to != nil || via != nil else { return nil }
    entries.append(
      Entry(
        "to",
        to.map { $0.length == 0 && via != nil ? "default" : $0.network.description } ?? "default"))
    if let via { entries.append(Entry("via", via)) }
    if let text = take("Table") {
      guard let table = UnitWords.table(text) else { return nil }
      if table != 254 { entries.append(Entry("table", table)) }
    } else if values["Type"] == RouteType.local.rawValue {
      // networkd's default for the type local.
      entries.append(Entry("table", 255))
    }
    if let text = take("Metric") {
      guard let metric = UInt32(text) else { return nil }
      entries.append(Entry("metric", metric))
    }
    if let text = take("PreferredSource") {
      guard let source = IPAddress(text) else { return nil }
      entries.append(Entry("source", source))
    }
    if let text = take("Scope") {
      guard let scope = RouteScope(rawValue: text) else { return nil }
      entries.append(Entry("scope", scope.rawValue))
    }
    if let text = take("Type") {
      guard let type = RouteType(rawValue: text) else { return nil }
      if type != .unicast { entries.append(Entry("type", type.rawValue)) }
    }
    if let text = take("GatewayOnLink", "GatewayOnlink") {
      guard let isOnLink = UnitWords.flag(text) else { return nil }
      if isOnLink { entries.append(Entry("on-link", "yes")) }
    }
    for (key, word) in [
      ("MTUBytes", "mtu"), ("TCPAdvertisedMaximumSegmentSize", "advertised-mss"),
      ("InitialCongestionWindow", "congestion-window"),
      ("InitialAdvertisedReceiveWindow", "advertised-receive-window"),
    ] {
      guard let text = take(key) else { continue }
      guard let number = UnitWords.bytes(text) else { return nil }
      entries.append(Entry(word, number))
    }
    guard values.isEmpty else { return nil }
    self = .map(entries)
  }

  /// A route as `routes:` has it.
  init(_ route: RouteSpecification) {
    var entries = [
      Entry(
        "to",
        route.destination.length == 0 && route.gateway != nil
          ? "default" : route.destination.description)
    ]
    if let gateway = route.gateway { entries.append(Entry("via", gateway)) }
    if route.table != 254 { entries.append(Entry("table", route.table)) }
    if route.metric != 0 { entries.append(Entry("metric", route.metric)) }
    if let source = route.source { entries.append(Entry("source", source)) }
    if route.scope != route.naturalScope,
      let scope = RouteScope.allCases.first(where: { $0.number == route.scope })
    {
      entries.append(Entry("scope", scope.rawValue))
    }
    if let type = RouteType.allCases.first(where: { $0.number == route.type }), type != .unicast {
      entries.append(Entry("type", type.rawValue))
    }
    if route.isOnLink { entries.append(Entry("on-link", "yes")) }
    for (word, number) in [
      ("mtu", route.metrics.mtu), ("advertised-mss", route.metrics.maximumSegment),
      ("congestion-window", route.metrics.congestionWindow),
      ("advertised-receive-window", route.metrics.receiveWindow),
    ] {
      if let number { entries.append(Entry(word, number)) }
    }
    self = .map(entries)
  }
}
