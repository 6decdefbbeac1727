extension ImportedLink {
  /// Reads what stands in files alone, and rules.
  mutating func readSettings(_ unit: inout UnitReader) {
    for setting in FileSetting.interface {
      for key in setting.units {
        if let text = unit.takeLast(key) { set(setting.word, setting.word(text)) }
      }
    }
    if kind == .macvtap, unit.take("Link", "AllMulticast", as: UnitWords.flag) == false {
      set("all-multicast", "no")
    }
    set("ipv6-mtu", unit.take("Network", "IPv6MTUBytes", as: UnitWords.bytes))
    let generation = unit.take("Network", "IPv6LinkLocalAddressGenerationMode") {
      IPv6AddressGeneration(rawValue: $0)
    }
    set("ipv6-address-generation", generation?.rawValue)
    readDHCPOptions(&unit)
    readRAOptions(&unit)
    readRules(&unit)
  }

  /// Of both families where both say the same, else of each.
  private mutating func readDHCPOptions(_ unit: inout UnitReader) {
    var both: [YAMLTree.Entry] = []
    var families: [String: [YAMLTree.Entry]] = [:]
    for setting in FileSetting.dhcp {
      var texts: [String: String] = [:]
      for key in setting.units {
        texts[key.section] = unit.takeLast(key).map(setting.word)
      }
      guard let first = texts.values.first else { continue }
      if setting.units.count == texts.count, Set(texts.values).count == 1 {
        both.append(YAMLTree.Entry(setting.word, first))
        continue
      }
      for (section, text) in texts {
        let family = section == "DHCPv4" ? "ipv4" : "ipv6"
        families[family, default: []].append(YAMLTree.Entry(setting.word, text))
      }
    }
    let entries =
      both + families.sorted { $0.key < $1.key }.map { YAMLTree.Entry($0.key, .map($0.value)) }
    if !entries.isEmpty { set(YAMLTree.Entry("dhcp-options", .map(entries))) }
  }

  private mutating func readRAOptions(_ unit: inout UnitReader) {
    var entries: [YAMLTree.Entry] = []
    for setting in FileSetting.routerAdvertisement {
      for key in setting.units {
        guard let text = unit.takeLast(key) else { continue }
        entries.append(YAMLTree.Entry(setting.word, setting.word(text)))
      }
    }
    if !entries.isEmpty { set(YAMLTree.Entry("ra-options", .map(entries))) }
  }

  /// Reads what a .link file says of the hardware.
  mutating func readHardware(_ unit: inout UnitReader) {
    var entries: [YAMLTree.Entry] = []
    for setting in FileSetting.hardware {
      for key in setting.units {
        guard let text = unit.takeLast(key) else { continue }
        entries.append(YAMLTree.Entry(setting.word, setting.word(text)))
      }
    }
    if !entries.isEmpty { set(YAMLTree.Entry("hardware", .map(entries))) }
  }

  private mutating func readRules(_ unit: inout UnitReader) {
    var rules: [YAMLTree.Item] = []
    unit.takeSections("RoutingPolicyRule") { section in
      guard let rule = YAMLTree(rule: section) else { return false }
      rules.append(YAMLTree.Item(rule))
      return true
    }
    if !rules.isEmpty { set(YAMLTree.Entry("routing-policy", .list(rules))) }
  }
}

extension UnitReader {
  /// Takes the value that counts of a setting's key, which may be spelled as in older versions.
  fileprivate mutating func takeLast(_ key: UnitKey) -> String? {
    let former = FileSetting.formerKeys[key].flatMap { takeLast($0.section, $0.key) }
    return takeLast(key.section, key.key) ?? former
  }
}

extension FileSetting {
  /// How the oldest version spells keys that have another name by now.
  fileprivate static let formerKeys: [UnitKey: UnitKey] = {
    let keys = (interface + dhcp + routerAdvertisement + hardware).flatMap(\.units)
    let oldest = NetworkdVersion(NetworkdVersion.oldest)
    let former = keys.compactMap { key in
      UnitKeys.spelling(of: key, in: oldest).map { (key, $0) }
    }
    return Dictionary(former.filter { $0 != $1 }) { first, _ in first }
  }()

  /// The manifest's word for a text of a unit file.
  func word(_ text: String) -> String {
    let takesFlag =
      switch type.shape {
      case .boolean: true
      case .words(let words): words.contains("yes")
      default: false
      }
    guard takesFlag, let flag = UnitWords.flag(text) else { return text }
    return flag ? "yes" : "no"
  }
}

extension YAMLTree {
  /// Reads a [RoutingPolicyRule] section; `nil` where the manifest has no word for something in it.
  fileprivate init?(rule section: UnitFile.Section) {
    let words = [
      "From": "from", "To": "to", "Priority": "priority", "TypeOfService": "type-of-service",
      "IncomingInterface": "incoming-interface", "OutgoingInterface": "outgoing-interface",
      "Type": "type", "SuppressPrefixLength": "suppress-prefix-length",
    ]
    var entries: [Entry] = []
    var family: String?
    for entry in section.entries where !entry.value.isEmpty {
      switch entry.key {
      case "From" where entry.value == "any", "To" where entry.value == "any": continue
      case "From", "To":
        guard let network = CIDR(entry.value) ?? IPAddress(entry.value).map(CIDR.host) else {
          return nil
        }
        entries.append(Entry(words[entry.key] ?? "", network.network))
      case "Family": family = entry.value
      case "Table":
        guard let table = UnitWords.table(entry.value) else { return nil }
        if table != 254 { entries.append(Entry("table", table)) }
      case "InvertRule":
        guard let isInverted = UnitWords.flag(entry.value) else { return nil }
        if isInverted { entries.append(Entry("invert", "yes")) }
      case "FirewallMark":
        let parts = entry.value.split(separator: "/")
        guard let mark = parts.first else { return nil }
        entries.append(Entry("mark", mark))
        if parts.count == 2 { entries.append(Entry("mask", parts[1])) }
      default:
        guard let word = words[entry.key] else { return nil }
        entries.append(Entry(word, entry.value))
      }
    }
    let keys = Set(entries.map(\.key))
    if !keys.contains("from"), !keys.contains("to"), family != "both" {
      // networkd takes such a rule for IPv4.
      entries.append(Entry("family", family ?? "ipv4"))
    }
    if !keys.contains("priority") {
      entries.append(
        Entry(
          "priority", PolicyRuleTable.standardPriority,
          remark: "the file leaves it to the kernel, which counts down from 32765"))
    }
    self = .map(entries)
  }

  /// Reads an [Address] section; `nil` where the manifest has no word for something in it.
  init?(address section: UnitFile.Section) {
    var address: String?
    var entries: [Entry] = []
    for entry in section.entries where !entry.value.isEmpty {
      switch entry.key {
      case "Address": address = CIDR(entry.value)?.description ?? entry.value
      case "Label": entries.append(Entry("label", entry.value))
      case "PreferredLifetime" where entry.value == "0": entries.append(Entry("preferred", "no"))
      case "PreferredLifetime" where ["forever", "infinity"].contains(entry.value): continue
      case "AddPrefixRoute":
        guard let makesRoute = UnitWords.flag(entry.value) else { return nil }
        if !makesRoute { entries.append(Entry("prefix-route", "no")) }
      default: return nil
      }
    }
    guard let address else { return nil }
    self = entries.isEmpty ? .scalar(address) : .map([Entry("address", address)] + entries)
  }
}
