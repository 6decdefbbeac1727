@testable import ReconcileCore

/// What a unit file says, in lines that are the same for files that mean the same to networkd.
struct UnitMeaning {
  /// `[Section] Key=value`; for a section that repeats, all of it in one line.
  private(set) var lines: Set<String> = []

  /// - Parameter sections: Those of the file and of its drop-ins.
  init(_ sections: [UnitFile.Section], of kind: UnitFileKind) {
    let file = UnitFile(name: "", sections: sections)
    // networkd takes the gateways of a link without static addresses to be on the link.
    let onLink = (file.values("Network", "Address") + file.values("Address", "Address")).isEmpty
    for section in sections where section.name != "Match" && !section.name.hasPrefix("X-") {
      if UnitKeys.isRepeated(section: section.name, in: kind) {
        lines.insert(Self.line(of: section, onLink))
        continue
      }
      for entry in section.entries {
        let values = file.values(section.name, entry.key)
        let isList = UnitKeys.isList(
          UnitKey(file: kind, section: section.name, key: entry.key))
        for value in isList ? values : values.suffix(1) {
          let words = isList ? value.split(separator: " ").map(String.init) : [value]
          for word in words {
            if section.name == "Network", entry.key == "Gateway", onLink {
              lines.insert("[Route] Gateway=\(word) GatewayOnLink=yes")
            } else {
              lines.formUnion(Self.lines(section.name, entry.key, word))
            }
          }
        }
      }
    }
  }

  private static func lines(_ section: String, _ key: String, _ word: String) -> [String] {
    let value = normal(key, word)
    switch (section, key) {
    // Up to systemd 255 of both families in one word.
    case ("Network", "IPForward"):
      let families = Families(rawValue: value) ?? .no
      return [(AddressFamily.ipv4, "IPv4"), (.ipv6, "IPv6")].map {
        "[Network] \($1)Forwarding=\(families.contains($0) ? "yes" : "no")"
      }
    // Up to systemd 242 for both clients.
    case ("DHCP", "UseDNS"), ("DHCP", "UseNTP"):
      return ["[DHCPv4] \(key)=\(value)", "[DHCPv6] \(key)=\(value)"]
    case ("DHCP", _): return ["[DHCPv4] \(key)=\(value)"]
    default: return ["[\(section)] \(key)=\(value)"]
    }
  }

  /// A section of which each is one more.
  private static func line(of section: UnitFile.Section, _ impliesOnLink: Bool) -> String {
    var values: [String: String] = [:]
    for entry in section.entries where !entry.value.isEmpty {
      values[entry.key] = normal(entry.key, entry.value)
    }
    if section.name == "Route" {
      if values["Table"] == "254" { values["Table"] = nil }
      if values["Type"] == "local", values["Table"] == nil { values["Table"] = "255" }
      if values["Destination"].map({ $0.hasSuffix("/0") }) == true { values["Destination"] = nil }
      if impliesOnLink, values["Gateway"] != nil, values["GatewayOnLink"] == nil {
        values["GatewayOnLink"] = "yes"
      }
      if values["GatewayOnLink"] == "no" { values["GatewayOnLink"] = nil }
    }
    // What has nothing else to it stands in [Network], too.
    if section.name == "Route" || section.name == "Address", values.count == 1,
      let (key, value) = values.first, key == "Gateway" || key == "Address"
    {
      return "[Network] \(key)=\(value)"
    }
    return "[\(section.name)] "
      + values.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: " ")
  }

  private static func normal(_ key: String, _ word: String) -> String {
    switch key {
    case "From", "To", "Destination", "Address":
      return (CIDR(word) ?? IPAddress(word).map(CIDR.host))?.description ?? word
    case "Table": return UnitWords.table(word).map { "\($0)" } ?? word
    case "MACAddress": return MACAddress(word)?.description ?? word
    case _ where UInt64(word) != nil: return key.hasSuffix("Sec") ? "\(word)s" : word
    default: return UnitWords.flag(word).map { $0 ? "yes" : "no" } ?? word
    }
  }
}
