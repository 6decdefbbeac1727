@testable import ReconcileCore

/// What the unit files of a host say to networkd 252 and udev, apart from how they say it.
struct Meaning {
  /// By the link's id, then by the place of the fact: `.netdev [Bond] Mode`.
  private(set) var links: [String: [String: [String]]] = [:]

  init(_ files: [UnitFile]) {
    var tables: [String: String] = [:]
    for file in files where file.suffix == ".netdev" {
      tables[file.link] = file.values("VRF", "Table").last
    }
    for file in files where file.name != Ownership.guardName {
      // networkd puts the routes of a member there.
      let table = file.values("Network", "VRF").last.flatMap { tables[$0] }
      for section in file.sections {
        read(section, of: file.suffix, table: table, into: &links[file.link, default: [:]])
      }
    }
    for (link, facts) in links {
      links[link] = facts.merging(Self.derived(facts)) { written, _ in written }
    }
  }

  /// What a link is said to be or to have, its defaults too.
  func facts(_ link: String, _ place: String) -> [String] {
    links[link]?[place] ?? (links[link] == nil ? [] : Known.facts[place]?.unset ?? [])
  }

  private func read(
    _ section: UnitFile.Section, of suffix: String, table: String?,
    into facts: inout [String: [String]]
  ) {
    func add(_ values: [String], at place: String) {
      let form = Known.facts[place]?.form ?? .text
      facts[place] = form.isList ? form.order(facts[place, default: []] + values) : values
    }
    if let repeated = Repeated(section, table: table) {
      add([repeated.text], at: repeated.place)
      return
    }
    for entry in section.entries {
      if let repeated = Repeated(entry, in: section, table: table) {
        add([repeated.text], at: repeated.place)
        continue
      }
      for place in Self.places(suffix, section.name, entry.key) {
        add((Known.facts[place]?.form ?? .text).values(entry.value), at: place)
      }
    }
  }

  /// Where a key says something: several files may have the same one, and a key of [DHCP] stands
  /// for those of newer sections.
  static func places(_ suffix: String, _ section: String, _ key: String) -> [String] {
    switch (section, key) {
    case ("NetDev", "MTUBytes"), ("Link", "MTUBytes"), ("NetDev", "MACAddress"),
      ("Link", "MACAddress"), ("NetDev", "Description"), ("Network", "Description"):
      return [key]
    case ("DHCP", "UseDNS"), ("DHCP", "UseNTP"), ("DHCP", "UseDomains"):
      return [".network [DHCPv4] \(key)", ".network [DHCPv6] \(key)"]
    case ("DHCP", "RouteMetric"):
      return [".network [DHCPv4] \(key)", ".network [IPv6AcceptRA] \(key)"]
    case ("Network", "IPv6Token"):
      return [".network [IPv6AcceptRA] Token"]
    case ("DHCP", _):
      return [".network [DHCPv4] \(key)"]
    default:
      return ["\(suffix) [\(section)] \(key)"]
    }
  }

  /// Defaults that follow from other facts.
  private static func derived(_ facts: [String: [String]]) -> [String: [String]] {
    var derived: [String: [String]] = [:]
    if facts[".netdev [NetDev] Kind"] == ["bond"] {
      // bond_option_mode_set: these modes look at carriers where nobody says anything.
      let modes: Set = ["802.3ad", "balance-tlb", "balance-alb"]
      let mode = facts[".netdev [Bond] Mode"]?.first ?? "balance-rr"
      derived[".netdev [Bond] MIIMonitorSec"] = [modes.contains(mode) ? "100ms" : "0ms"]
    }
    // ActivationPolicy= of systemd.network(5).
    let policy = facts[".network [Link] ActivationPolicy"]?.first ?? "up"
    derived[".network [Link] RequiredForOnline"] = [
      ["up", "always-up", "bound"].contains(policy) ? "yes" : "no"
    ]
    return derived
  }
}

extension UnitFile {
  /// The suffix with its dot.
  var suffix: String { name.lastIndex(of: ".").map { String(name[$0...]) } ?? "" }

  /// The id in its name, which is the same in the manifests of both programs.
  var link: String {
    let stem = name.dropLast(suffix.count)
    for prefix in ["10-netplan-", Ownership.prefix] where stem.hasPrefix(prefix) {
      return String(stem.dropFirst(prefix.count))
    }
    return String(stem)
  }
}

/// A section that a file may have several of, or a key that is short for one.
private struct Repeated {
  let place: String
  let text: String

  init?(_ section: UnitFile.Section, table: String?) {
    var values: [String: String] = [:]
    for entry in section.entries { values[entry.key] = entry.value }
    self.init(section.name, values, table: table)
  }

  init?(_ entry: UnitFile.Entry, in section: UnitFile.Section, table: String?) {
    switch (section.name, entry.key) {
    case ("Network", "Address"): self.init("Address", ["Address": entry.value], table: table)
    case ("Network", "Gateway"):
      let everything = entry.value.contains(":") ? "::/0" : "0.0.0.0/0"
      self.init("Route", ["Destination": everything, "Gateway": entry.value], table: table)
    default: return nil
    }
  }

  /// With the defaults of networkd 252 and the kernel filled in.
  private init?(_ section: String, _ written: [String: String], table: String?) {
    var values = written
    func fill(_ key: String, _ value: String) {
      if values[key] == nil { values[key] = value }
    }
    switch section {
    case "Route":
      let isIPv6 = [values["Destination"], values["Gateway"]]
        .contains { $0?.contains(":") ?? false }
      fill("Type", "unicast")
      let type = values["Type"]
      fill("Table", table ?? (type == "local" ? "255" : "254"))
      // IP6_RT_PRIO_USER.
      fill("Metric", isIPv6 ? "1024" : "0")
      fill("GatewayOnLink", "no")
      // IPv6 has no scopes of routes.
      if isIPv6 { values["Scope"] = nil }
      if !isIPv6 {
        let near = values["Gateway"] == nil && type == "unicast" ? "link" : "global"
        fill("Scope", type == "local" ? "host" : near)
      }
      if let source = values["PreferredSource"] { values["PreferredSource"] = Self.bare(source) }
    case "RoutingPolicyRule":
      fill("Table", "254")
      fill(
        "Family",
        [values["From"], values["To"]].contains { $0?.contains(":") ?? false } ? "ipv6" : "ipv4")
      for key in ["From", "To"] {
        if let network = values[key] { values[key] = Self.network(network) }
      }
    case "Address":
      fill("PreferredLifetime", "forever")
    default: return nil
    }
    if let flag = values["GatewayOnLink"] {
      values["GatewayOnLink"] = Form.flag.values(flag).joined()
    }
    if let destination = values["Destination"] { values["Destination"] = Self.network(destination) }
    place = ".network [\(section)]"
    text = values.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: " ")
  }

  private static func network(_ text: String) -> String {
    text.contains("/") ? text : text + (text.contains(":") ? "/128" : "/32")
  }

  private static func bare(_ text: String) -> String { String(text.prefix { $0 != "/" }) }
}
