/// The keys of one entry below `routing-policy:`.
enum PolicyRuleTable {
  /// The kernel and networkd would choose one after what is there already, so that an order of
  /// commands decided; the number is nmstate's.
  static let standardPriority: UInt32 = 30000

  static let table = MappingTable<ManifestRule>(
    keys: [
      Key(
        "from", .network, into: { $0.from = $1 }, "The network that the packets come from.",
        unset: "from anywhere", goes: "[RoutingPolicyRule] From="),
      Key(
        "to", .network, into: { $0.to = $1 }, "The network that they go to.", unset: "to anywhere",
        goes: "[RoutingPolicyRule] To="),
      Key(
        "family", .word, into: { $0.family = $1 }, "The family of the packets.",
        unset: "that of from and to; both where neither is given",
        goes: "[RoutingPolicyRule] Family="),
      Key(
        "priority", .number(1...UInt32.max), into: { $0.priority = $1 },
        "The rule with the lowest number is asked first; 32766 is that of the main table.",
        unset: "\(standardPriority)", goes: "[RoutingPolicyRule] Priority="),
      Key(
        "table", .number(1...UInt32.max, help: ["main": "table main is 254"]),
        into: { $0.table = $1 },
        "The number of the routing table that says the way.", unset: "254, the main table",
        goes: "[RoutingPolicyRule] Table="),
      Key(
        "type", .word, into: { $0.type = $1 }, "What happens to the packets.",
        unset: "table: the table says the way", goes: "[RoutingPolicyRule] Type="),
      Key(
        "mark", .mark, into: { $0.mark = $1 }, "The mark that a firewall has put on the packets.",
        unset: "any", goes: "[RoutingPolicyRule] FirewallMark="),
      Key(
        "mask", .mark, into: { $0.mask = $1 }, "The bits of the mark that count.", unset: "all",
        goes: "[RoutingPolicyRule] FirewallMark="),
      Key(
        "type-of-service", .number(4...252), into: { $0.typeOfService = $1 },
        "The type of service in the head of the packets.", unset: "any",
        goes: "[RoutingPolicyRule] TypeOfService="),
      Key(
        "incoming-interface", .anyLink, into: { $0.incomingInterface = $1 },
        "The link that the packets come in on, by the kernel's name; lo for those of the host.",
        unset: "any", goes: "[RoutingPolicyRule] IncomingInterface="),
      Key(
        "outgoing-interface", .anyLink, into: { $0.outgoingInterface = $1 },
        "The link that the sockets of the packets are bound to, by the kernel's name.",
        unset: "any", goes: "[RoutingPolicyRule] OutgoingInterface="),
      Key(
        "invert", .boolean, into: { $0.invert = $1 },
        "Whether it is for all packets but those that it describes.", unset: "no",
        goes: "[RoutingPolicyRule] InvertRule="),
      Key(
        "suppress-prefix-length", .number(0...128), into: { $0.suppressPrefixLength = $1 },
        "Routes of the table with a prefix of this length or shorter do not count; "
          + "0 passes over default routes.",
        unset: "all routes count", goes: "[RoutingPolicyRule] SuppressPrefixLength="),
    ])

  static let type = table.type(
    "a rule", such: "{from: 192.168.250.0/24, table: 100}",
    start: { ManifestRule(range: $0.range) }, finish: finished)

  /// The rules that need more than one key.
  private static func finished(
    _ rule: ManifestRule, at place: Place, _ decoding: inout Decoding
  ) -> ManifestRule? {
    if let from = rule.from, let to = rule.to, from.value.family != to.value.family {
      decoding.report(
        Problem(
          "\(place): from and to have different address families", at: to.range,
          notes: [.init("from is \(from.value)", at: from.range)]))
      return nil
    }
    if let family = rule.family, let address = rule.from ?? rule.to,
      family.value.rawValue != address.value.family.rawValue
    {
      decoding.report(
        Problem(
          "\(place): family is \(family.value.rawValue), and \(address.value) is not",
          at: family.range, notes: [.init("it is given here", at: address.range)],
          help: "leave family out"))
      return nil
    }
    if let type = rule.type, type.value != .table,
      let range = rule.table?.range ?? rule.suppressPrefixLength?.range
    {
      decoding.report(
        Problem(
          "\(place): type \(type.value.rawValue) asks no table", at: range,
          notes: [.init("the type is given here", at: type.range)]))
      return nil
    }
    if let mask = rule.mask, rule.mark == nil {
      decoding.report("\(place): mask says something about mark, which is missing", at: mask.range)
      return nil
    }
    if let mark = rule.mark, let mask = rule.mask, mark.value & ~mask.value != 0 {
      decoding.report(
        "\(place): mark has bits that mask lacks, so no packet has it", at: mark.range)
      return nil
    }
    if let length = rule.suppressPrefixLength, length.value > 32, rule.families.contains(.ipv4) {
      decoding.report(
        "\(place): an IPv4 prefix has no length of \(length.value)", at: length.range)
      return nil
    }
    if let service = rule.typeOfService, let objection = objection(to: service.value, of: rule) {
      decoding.report("\(place): \(objection)", at: service.range)
      return nil
    }
    return rule
  }

  /// fib4_rule_configure and fib6_rule_configure refuse the bits of congestion notification, and
  /// for IPv4 what lies above the old type of service.
  private static func objection(to service: UInt32, of rule: ManifestRule) -> String? {
    if !service.isMultiple(of: 4) {
      return "the lowest two bits of type-of-service are not for rules; the kernel takes multiples"
        + " of 4"
    }
    guard service > 28, rule.families.contains(.ipv4) else { return nil }
    return "the kernel takes no type-of-service above 28 for IPv4"
  }
}

extension ValueType where Value == String {
  /// A link of the host, the loopback included.
  fileprivate static var anyLink: Self {
    let name = ValueType<LinkName>.linkName
    return ValueType(expected: name.expected, shape: .either([name.shape, .words(["lo"])])) {
      node, place, decoding in
      if case .scalar(let scalar) = node.content, scalar.text == "lo" { return "lo" }
      return name.read(node, place, &decoding)?.text
    }
  }
}

extension ValueType where Value == UInt32 {
  /// A number in decimal or, as firewalls write marks, in hexadecimal.
  static var mark: Self {
    ValueType("a mark from 1 to 0xffffffff", mustBePlain: true) { text in
      let isHexadecimal = text.hasPrefix("0x")
      let digits = isHexadecimal ? text.dropFirst(2) : text[...]
      let isBare = digits.utf8.allSatisfy { isHexadecimal || (48...57).contains($0) }
      guard isBare, !digits.hasPrefix("+"), isHexadecimal || !digits.hasPrefix("0"),
        let number = UInt32(digits, radix: isHexadecimal ? 16 : 10), number > 0
      else { return nil }
      return number
    }
  }
}
