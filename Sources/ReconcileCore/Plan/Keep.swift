/// What an apply would take from the host and a person may well have forgotten in the manifest.
struct Keep {
  var addresses: [KernelAddress] = []
  var routes: [KernelRoute] = []
  var mac: MACAddress?

  var isEmpty: Bool { addresses.isEmpty && routes.isEmpty && mac == nil }

  /// The link's entry in the manifest, with what it has and what it would lose.
  func lines(for link: DesiredLink) -> [String] {
    guard !isEmpty else { return [] }
    var lines = ["\(link.kind.key):", "  \(link.name):"]
    if let mac { lines.append("    mac: \(mac)") }
    let leased = Set(
      addresses.filter { !$0.isPermanent }.map(\.address.family)
        + routes.filter { $0.origin == KernelRoute.Origin.dhcp }.map(\.family))
    let wanted = Set(
      AddressFamily.allCases.filter { leased.contains($0) || link.dhcp.contains($0) })
    if !leased.isEmpty {
      let word = wanted.count == 2 ? "yes" : wanted.first?.rawValue ?? "yes"
      lines.append("    dhcp: \(word)")
    }
    if routes.contains(where: { $0.origin == KernelRoute.Origin.ra }) {
      lines.append("    accept-ra: yes")
    }
    let fixed = addresses.filter(\.isPermanent).map(\.address)
    if !fixed.isEmpty { lines.append("    addresses: \(list(link.addresses + fixed))") }

    let lost = routes.filter { !leased.contains($0.family) && $0.origin != KernelRoute.Origin.ra }
      .map(RouteSpecification.init)
    let gateways = lost.compactMap(\.plainGateway)
    if !gateways.isEmpty {
      let all = link.routes.compactMap(\.plainGateway) + gateways
      lines.append("    gateway: \(all.count == 1 ? quoted(all[0].description) : list(all))")
    }
    let others = lost.filter { $0.plainGateway == nil }
    if !others.isEmpty {
      lines.append("    routes:")
      lines += others.map { "      - \(entry($0))" }
    }
    return lines
  }

  private func list(_ values: [some CustomStringConvertible]) -> String {
    "[" + values.map { quoted($0.description) }.joined(separator: ", ") + "]"
  }

  /// Within a flow list a colon at an edge trips YAML up.
  private func quoted(_ text: String) -> String { text.contains(":") ? "\"\(text)\"" : text }

  private func entry(_ route: RouteSpecification) -> String {
    var parts = ["to: \(quoted(route.destination.description))"]
    if let gateway = route.gateway { parts.append("via: \(quoted(gateway.description))") }
    if route.table != 254 { parts.append("table: \(route.table)") }
    if route.metric != 0 { parts.append("metric: \(route.metric)") }
    if route.isOnLink { parts.append("on-link: yes") }
    return "{" + parts.joined(separator: ", ") + "}"
  }
}
