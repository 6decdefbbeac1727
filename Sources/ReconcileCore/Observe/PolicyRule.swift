/// A policy rule, without who made it: which packets it is for, and what happens to them.
package struct RuleSpecification: Sendable, Hashable {
  package var family: AddressFamily
  /// FRA_PRIORITY: rules are asked in the order of it.
  package var priority: UInt32 = 0
  package var from: CIDR?
  package var to: CIDR?
  /// FRA_FWMARK, 0 for any.
  package var mark: UInt32 = 0
  /// FRA_FWMASK: the bits of the mark that count.
  package var mask: UInt32 = 0
  package var typeOfService: UInt8 = 0
  package var incomingInterface: String?
  package var outgoingInterface: String?
  /// FIB_RULE_INVERT: it is for all other packets.
  package var isInverted = false
  package var action = RuleAction.table.number
  /// 0 where the action is not to look into a table.
  package var table: UInt32 = 254
  /// FRA_SUPPRESS_PREFIXLEN: routes with no longer a prefix do not count.
  package var suppressedPrefixLength: UInt32?

  package init(family: AddressFamily) {
    self.family = family
  }
}

/// A policy rule in the kernel: RTM_NEWRULE.
package struct KernelRule: Sendable, Hashable {
  package var rule: RuleSpecification
  /// FRA_PROTOCOL: RTPROT_*; the three rules of a fresh kernel have 2, kernel.
  package var origin: UInt8 = 0
  /// Whether it asks for more than a `RuleSpecification` tells, such as a port or a user.
  package var hasMore = false

  package init(_ rule: RuleSpecification) {
    self.rule = rule
  }

  /// Whether it does what the specification says, whoever made it.
  package func isSame(as rule: RuleSpecification) -> Bool { !hasMore && self.rule == rule }
}

extension RuleSpecification: CustomStringConvertible {
  /// RT_TABLE_* of linux/rtnetlink.h.
  private static let tableNames: [UInt32: String] = [253: "default", 254: "main", 255: "local"]

  /// In the words of `ip-rule(8)`, which are the same for both families unless an address tells.
  package var description: String {
    var words = ["\(priority):"]
    if isInverted { words.append("not") }
    words += ["from", from?.description ?? "all"]
    if let to { words += ["to", to.description] }
    if typeOfService != 0 { words += ["tos", "0x" + String(typeOfService, radix: 16)] }
    if mark != 0 || mask != 0 {
      let bits = mask == .max ? "" : "/0x" + String(mask, radix: 16)
      words += ["fwmark", "0x" + String(mark, radix: 16) + bits]
    }
    if let incomingInterface { words += ["iif", incomingInterface] }
    if let outgoingInterface { words += ["oif", outgoingInterface] }
    if let action = RuleAction.allCases.first(where: { $0.number == action }), action != .table {
      words.append(action.rawValue)
    } else {
      words += ["lookup", Self.tableNames[table] ?? String(table)]
    }
    if let suppressedPrefixLength {
      words += ["suppress_prefixlength", String(suppressedPrefixLength)]
    }
    let isTold = from != nil || to != nil
    return (isTold || family == .ipv4 ? words : ["-6"] + words).joined(separator: " ")
  }
}
