/// How the value of a key is read.
enum Form {
  case text
  case flag
  case families
  /// A time; a bare number is in seconds.
  case time
  /// The low half of an address; without a word in front it is static.
  case token
  /// Words in their order, of all lines.
  case list
  /// Words in no order, of all lines and files.
  case set

  var isList: Bool {
    switch self {
    case .list, .set: true
    case .text, .flag, .families, .time, .token: false
    }
  }

  func values(_ text: String) -> [String] {
    switch self {
    case .text: return [text]
    case .token: return [text.contains(":") && !text.contains("static:") ? "static:\(text)" : text]
    case .list, .set: return text.split(separator: " ").map(String.init)
    case .flag:
      switch text {
      case "true", "yes", "1", "on": return ["yes"]
      case "false", "no", "0", "off": return ["no"]
      default: return [text]
      }
    case .families:
      switch text {
      case "yes", "true": return ["ipv4", "ipv6"]
      case "no", "false": return []
      default: return [text]
      }
    case .time:
      let digits = text.prefix { $0.isNumber }
      guard let number = Int(digits) else { return [text] }
      switch text.dropFirst(digits.count) {
      case "ms": return ["\(number)ms"]
      case "s", "": return ["\(number * 1000)ms"]
      case "min": return ["\(number * 60000)ms"]
      default: return [text]
      }
    }
  }

  func order(_ values: [String]) -> [String] {
    switch self {
    case .set: Set(values).sorted()
    case .text, .flag, .families, .time, .token, .list: values
    }
  }
}

/// The keys that have a meaning here, and what holds where a file lacks them: in systemd 252
/// (systemd.network(5), systemd.netdev(5), systemd.link(5)) or in the kernel.
///
/// A key that is not here counts as a difference, so that none is passed over.
enum Known {
  struct Fact {
    var form: Form
    var unset: [String]
  }

  static let facts: [String: Fact] = {
    var facts: [String: Fact] = [:]
    func add(_ section: String, _ keys: [(String, Form, String?)]) {
      for (key, form, unset) in keys {
        facts[section.isEmpty ? key : "\(section) \(key)"] = Fact(
          form: form, unset: unset.map { [$0] } ?? [])
      }
    }
    add(
      "",
      [("MTUBytes", .set, nil), ("MACAddress", .set, nil), ("Description", .text, nil)])
    for file in [".network", ".link"] {
      add(
        "\(file) [Match]",
        [
          ("Name", .set, nil), ("OriginalName", .set, nil), ("PermanentMACAddress", .set, nil),
          ("Driver", .set, nil), ("Path", .set, nil),
        ])
    }
    add(
      ".link [Link]",
      [
        ("Name", .text, nil), ("WakeOnLan", .text, nil), ("AlternativeNamesPolicy", .set, nil),
        ("MACAddressPolicy", .text, nil),
      ])
    add(".netdev [NetDev]", [("Name", .text, nil), ("Kind", .text, nil)])
    add(
      ".netdev [Bond]",
      [
        ("Mode", .text, "balance-rr"), ("MIIMonitorSec", .time, nil), ("UpDelaySec", .time, "0ms"),
        ("DownDelaySec", .time, "0ms"), ("TransmitHashPolicy", .text, "layer2"),
        ("LACPTransmitRate", .text, "slow"), ("MinLinks", .text, "0"),
        ("AdSelect", .text, "stable"), ("AllSlavesActive", .flag, "no"),
        ("ARPIntervalSec", .time, "0ms"), ("ARPIPTargets", .list, nil),
        ("ARPValidate", .text, "none"), ("ARPAllTargets", .text, "any"),
        ("FailOverMACPolicy", .text, "none"), ("GratuitousARP", .text, "1"),
        ("PacketsPerSlave", .text, "1"), ("PrimaryReselectPolicy", .text, "always"),
        ("ResendIGMP", .text, "1"), ("LearnPacketIntervalSec", .time, "1000ms"),
      ])
    add(
      ".netdev [Bridge]",
      [
        ("STP", .flag, "no"), ("Priority", .text, "32768"), ("ForwardDelaySec", .time, "15000ms"),
        ("HelloTimeSec", .time, "2000ms"), ("MaxAgeSec", .time, "20000ms"),
        ("AgeingTimeSec", .time, "300000ms"),
      ])
    add(".netdev [VLAN]", [("Id", .text, nil)])
    add(".netdev [VRF]", [("Table", .text, nil)])
    add(
      ".network [Link]",
      [("ActivationPolicy", .text, "up"), ("RequiredForOnline", .flag, nil)])
    add(
      ".network [Network]",
      [
        ("DHCP", .families, nil), ("LinkLocalAddressing", .families, nil),
        ("IPv6AcceptRA", .flag, "yes, by default"), ("IPv6PrivacyExtensions", .flag, "no"),
        ("IPv6MTUBytes", .text, nil), ("IPv6LinkLocalAddressGenerationMode", .text, nil),
        ("DNS", .list, nil), ("Domains", .list, nil), ("NTP", .list, nil), ("Bond", .text, nil),
        ("Bridge", .text, nil), ("VRF", .text, nil), ("PrimarySlave", .flag, "no"),
        ("VLAN", .set, nil), ("KeepConfiguration", .text, "no"),
        ("ConfigureWithoutCarrier", .flag, "no"), ("EmitLLDP", .flag, "no"),
      ])
    add(
      ".network",
      // The first address of a subnet is the one that packets are sent from.
      [("[Address]", .list, nil), ("[Route]", .set, nil), ("[RoutingPolicyRule]", .set, nil)])
    add(
      ".network [Bridge]",
      [("Cost", .text, nil), ("Priority", .text, "32"), ("NeighborSuppression", .flag, "no")])
    let lease: [(String, Form, String?)] = [
      ("UseDNS", .flag, "yes"), ("UseNTP", .flag, "yes"), ("UseDomains", .flag, "no"),
      ("UseHostname", .flag, "yes"), ("SendHostname", .flag, "yes"), ("Hostname", .text, nil),
    ]
    add(
      ".network [DHCPv4]",
      lease + [
        ("UseMTU", .flag, "no"), ("UseRoutes", .flag, "yes"), ("RouteMetric", .text, "1024"),
        ("ClientIdentifier", .text, "duid"),
      ])
    add(".network [DHCPv6]", lease + [("WithoutRA", .text, "no")])
    add(".network [IPv6AcceptRA]", [("RouteMetric", .text, "1024"), ("Token", .token, nil)])
    return facts
  }()
}
