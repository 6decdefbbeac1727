@testable import ReconcileCore

/// What links of random manifests say of themselves.
extension RandomHost {
  /// What a link is used for, apart from itself.
  enum Use {
    case own
    /// Of a bond.
    case member
    /// Of a bridge.
    case port(filtersVLANs: Bool)
  }

  mutating func settings(
    of link: String, _ use: Use = .own, subnet: Int, hasMAC: Bool = true
  ) -> String {
    var text = ""
    func put(_ key: String, _ value: String) { text += "    \(key): \(value)\n" }
    if chance(20) {
      put("description", pick(["uplink to sw1", "\"a: b # c\"", "the $$5 port", "yes"]))
    }
    if chance(20) { put("mtu", "\(number(1280...1500))") }
    if chance(10) { put("lldp", pick(["yes", "no", "routers-only"])) }
    if chance(10) { put("emit-lldp", pick(["yes", "no", "nearest-bridge"])) }
    if chance(5) { put("ignore-carrier", pick(["yes", "no"])) }
    if chance(10) { put("fights", pick(["report", "repair"])) }
    text += raw(link)
    switch use {
    case .member: return text
    case .port(let filtersVLANs): return text + port(filtersVLANs)
    case .own: break
    }
    if chance(15), hasMAC { put("mac", mac()) }
    text += layer3(link, subnet)
    if chance(20) { put("link-local", pick(["yes", "no", "ipv4", "ipv6"])) }
    if chance(20) { put("forwarding", pick(["yes", "no", "ipv4", "ipv6"])) }
    if chance(20) {
      put("required-for-online", pick(["yes", "no", "carrier", "routable", "degraded"]))
    }
    if chance(10) {
      put("activation-policy", pick(["up", "always-up", "manual", "down", "bound"]))
    }
    return text
  }

  private mutating func layer3(_ link: String, _ subnet: Int) -> String {
    var text = ""
    func put(_ key: String, _ value: String) { text += "    \(key): \(value)\n" }
    if chance(50) { text += addresses(link, subnet) }
    if chance(10) { text += rules(subnet) }
    if chance(10) { put("foreign-addresses", pick(["keep", "remove"])) }
    if chance(10) { put("keep-addresses", "[10.0.\(subnet).64/28, \"fd00::7\"]") }
    if chance(20) { put("dns", "[10.0.\(subnet).53, \"fd00::53\"]") }
    if chance(20) { put("search", "[example.org, ~corp.example]") }
    if chance(10) { put("ntp", "[ntp.example.org, 10.0.0.1]") }
    if chance(30) {
      let families = pick(["yes", "no", "ipv4", "ipv6"])
      put("dhcp", families)
      if families == "yes", chance(60) { put("dhcp-options", dhcpOptions()) }
      if families != "no", chance(20) {
        put("dhcp-options", pick(["{use-dns: no}", "{use-ntp: no, iaid: 7}"]))
      }
    }
    if chance(20) {
      let accepts = pick(["yes", "no"])
      put("accept-ra", accepts)
      if accepts == "yes", chance(60) { put("ra-options", raOptions()) }
    }
    if chance(20) { put("ipv6-privacy", pick(["yes", "no", "prefer-public"])) }
    if chance(5) { put("ipv6-mtu", "1280") }
    if chance(5) { put("ipv6-address-generation", pick(["eui64", "none", "stable-privacy"])) }
    return text
  }

  private mutating func addresses(_ link: String, _ subnet: Int) -> String {
    let first = "10.0.\(subnet).5/24"
    var addresses = [chance(15) ? "{address: \(first), label: \"\(link):1\"}" : first]
    if chance(40) {
      let address = "\"fd00:\(subnet)::5/64\""
      addresses.append(chance(20) ? "{address: \(address), prefix-route: no}" : address)
    }
    if chance(20) {
      let address = "10.1.\(subnet).5/24"
      addresses.append(
        chance(40) ? "{address: \(address), preferred: no, label: \"\(link):2\"}" : address)
    }
    return "    addresses: [\(addresses.joined(separator: ", "))]\n" + routes(subnet)
  }

  private mutating func routes(_ subnet: Int) -> String {
    var text = chance(10) ? "    gateway: 10.0.\(subnet).1\n" : ""
    guard chance(30) else { return text }
    text += "    routes:\n"
    text += "      - {to: 172.\(number(16...31)).\(subnet).0/24, via: 10.0.\(subnet).1"
    if chance(30) { text += ", metric: \(number(1...500))" }
    if chance(30) { text += ", table: \(number(1...200))" }
    if chance(30) { text += ", source: 10.0.\(subnet).5" }
    if chance(20) { text += ", mtu: 1400, advertised-mss: 1360" }
    if chance(20) { text += ", congestion-window: 20, advertised-receive-window: 30" }
    text += "}\n"
    if chance(30) {
      text += "      - {to: 172.15.\(subnet).0/24, scope: \(pick(["link", "global"]))}\n"
    }
    if chance(30) { text += "      - {to: 172.14.\(subnet).0/24, type: blackhole}\n" }
    if chance(30) {
      text += "      - {to: default, via: 198.51.100.\(subnet), on-link: yes, metric: \(subnet)}\n"
    }
    return text
  }

  private mutating func rules(_ subnet: Int) -> String {
    let rules = [
      "{from: 10.0.\(subnet).0/24, table: \(subnet)}",
      "{to: \"fd00:\(subnet)::/64\", table: 101, priority: \(500 + subnet)}",
      "{mark: 0x10, mask: 0xf0, table: 102, priority: \(1000 + subnet)}",
      "{mark: 7, family: ipv4, priority: \(1500 + subnet)}",
      "{priority: \(2000 + subnet), suppress-prefix-length: 0, family: ipv6}",
      "{to: 198.51.\(subnet).0/24, type: prohibit, priority: \(2500 + subnet)}",
      "{from: 10.0.\(subnet).5/32, incoming-interface: lo, type-of-service: 8, invert: yes}",
    ]
    return "    routing-policy: [\(some(rules))]\n"
  }

  private mutating func dhcpOptions() -> String {
    let shared = some([
      "use-dns: no", "use-ntp: yes", "use-domains: route", "use-hostname: no", "use-mtu: yes",
      "use-gateway: no", "route-metric: \(number(0...2000))", "route-table: 100",
      "hostname: hv01", "send-hostname: yes", "client-identifier: mac", "iaid: \(number(0...9))",
    ])
    let family = pick([
      "", ", ipv6: {use-dns: yes, use-address: no, rapid-commit: no}", ", ipv4: {use-dns: yes}",
      ", ipv6: {without-ra: information-request}",
    ])
    return "{\(shared)\(family)}"
  }

  private mutating func raOptions() -> String {
    let options = some([
      "use-dns: no", "use-domains: yes", "use-gateway: no", "use-routes: no", "use-mtu: no",
      "use-autonomous-prefix: yes", "route-metric: 300", "route-table: 100", "token: \"::1\"",
    ])
    return "{\(options)}"
  }

  /// The settings of a port of a bridge.
  private mutating func port(_ filtersVLANs: Bool) -> String {
    guard chance(70) else { return "" }
    var entries = [
      "cost: 50", "priority: 3", "hairpin: yes", "learning: no", "multicast-router: no",
    ]
    if filtersVLANs {
      entries += [
        "vlans: [10-12, 20]",
        pick(["pvid: 7", "pvid: 7, untagged: []", "pvid: 7, untagged: [10, 30]", "untagged: [10]"]),
      ]
    }
    return "    port: {\(some(entries))}\n"
  }

  /// What no key of a manifest says.
  private mutating func raw(_ link: String) -> String {
    guard chance(10) else { return "" }
    let neighbors = (8...9).map {
      "{Address: 10.9.9.\($0), LinkLayerAddress: \"02:00:00:00:00:0\($0)\"}"
    }
    let classes = (1...2).map { "{ClassId: \"1:\($0)\", Rate: \($0)M}" }
    let sections = some([
      "Network: {LLMNR: no, MulticastDNS: yes}", "Neighbor: [\(neighbors.joined(separator: ", "))]",
      "HierarchyTokenBucketClass: [\(classes.joined(separator: ", "))]",
    ])
    return "    networkd: {network: {\(sections)}}\n"
  }
}
