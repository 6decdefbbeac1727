import CLinux
import ReconcileCore

extension KernelRule {
  /// Reads the payload of RTM_NEWRULE; `nil` for families other than IPv4 and IPv6.
  init?(_ payload: RawSpan) throws(MalformedMessage) {
    let header = try payload.load(fib_rule_hdr.self)
    guard let family = AddressFamily(socketFamily: header.family) else { return nil }
    var rule = RuleSpecification(family: family)
    var origin: UInt8 = 0
    var hasMore = false
    rule.table = UInt32(header.table)
    rule.action = header.action
    rule.typeOfService = header.tos
    rule.isInverted = header.flags & UInt32(FIB_RULE_INVERT) != 0
    try payload.forEachAttribute(from: MemoryLayout<fib_rule_hdr>.size) {
      (type, value) throws(MalformedMessage) in
      switch type {
      case FRA_TABLE: rule.table = try value.load(UInt32.self)
      case FRA_PRIORITY: rule.priority = try value.load(UInt32.self)
      case FRA_PROTOCOL: origin = try value.load(UInt8.self)
      case FRA_SRC: rule.from = CIDR(address: try value.ipAddress(), length: header.src_len)
      case FRA_DST: rule.to = CIDR(address: try value.ipAddress(), length: header.dst_len)
      case FRA_FWMARK: rule.mark = try value.load(UInt32.self)
      case FRA_FWMASK: rule.mask = try value.load(UInt32.self)
      case FRA_IIFNAME: rule.incomingInterface = value.text()
      case FRA_OIFNAME: rule.outgoingInterface = value.text()
      // -1 is none.
      case FRA_SUPPRESS_PREFIXLEN:
        let length = try value.load(UInt32.self)
        rule.suppressedPrefixLength = length == .max ? nil : length
      case FRA_FLOW, FRA_TUN_ID, FRA_SUPPRESS_IFGROUP, FRA_L3MDEV, FRA_GOTO, FRA_UID_RANGE...:
        hasMore = true
      default: break
      }
    }
    if rule.action != RuleAction.table.number { rule.table = 0 }
    self.init(rule)
    self.origin = origin
    self.hasMore = hasMore
  }
}
