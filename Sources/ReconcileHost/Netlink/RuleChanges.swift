import CLinux
import ReconcileCore
import SystemPackage

extension RouteSocket {
  /// Adds a policy rule as networkd makes it; one of the same kind by somebody else stays beside it.
  mutating func add(_ rule: RuleSpecification, doing action: String) throws(NetlinkError) {
    let message = MessageWriter.rule(
      RTM_NEWRULE, flags: NLM_F_CREATE | NLM_F_EXCL, rule, origin: KernelRoute.Origin.static)
    do throws(NetlinkError) {
      try request(message, doing: action)
    } catch {
      guard error.refusal == .fileExists else { throw error }
    }
  }

  mutating func remove(
    _ rule: RuleSpecification, origin: UInt8, doing action: String
  ) throws(NetlinkError) {
    // The kernel takes the first that has all that is asked for, also if it asks for more itself.
    let found = try rules().filter { $0.isDeleted(with: rule, origin: origin) }
    guard found.contains(where: { $0.isSame(as: rule) }) else { return }
    guard found.first?.isSame(as: rule) ?? false else {
      throw NetlinkError(action, .ambiguous(nil))
    }
    do throws(NetlinkError) {
      try request(MessageWriter.rule(RTM_DELRULE, flags: 0, rule, origin: origin), doing: action)
    } catch {
      guard error.refusal == .noSuchFileOrDirectory else { throw error }
    }
  }
}

extension KernelRule {
  /// Whether RTM_DELRULE for the other would take it away if it comes first.
  fileprivate func isDeleted(with other: RuleSpecification, origin: UInt8) -> Bool {
    func isAsked<Value: Equatable>(_ path: KeyPath<RuleSpecification, Value>, unless any: Value)
      -> Bool
    {
      other[keyPath: path] == any || other[keyPath: path] == rule[keyPath: path]
    }
    return self.origin == origin && rule.family == other.family && rule.priority == other.priority
      && rule.action == other.action && isAsked(\.table, unless: 0) && isAsked(\.from, unless: nil)
      && isAsked(\.to, unless: nil) && isAsked(\.mark, unless: 0) && isAsked(\.mask, unless: 0)
      && isAsked(\.typeOfService, unless: 0) && isAsked(\.incomingInterface, unless: nil)
      && isAsked(\.outgoingInterface, unless: nil) && isAsked(\.isInverted, unless: false)
      && isAsked(\.suppressedPrefixLength, unless: nil)
  }
}

extension MessageWriter {
  fileprivate static func rule(
    _ type: Int, flags: Int32, _ rule: RuleSpecification, origin: UInt8
  ) -> MessageWriter {
    var header = fib_rule_hdr()
    header.family = rule.family.socketFamily
    header.src_len = rule.from?.length ?? 0
    header.dst_len = rule.to?.length ?? 0
    header.tos = rule.typeOfService
    // networkd names the main table in each new rule, and does not know one without it for its own.
    let isOfTable = rule.action == RuleAction.table.number
    let table = isOfTable || type == RTM_DELRULE ? rule.table : UInt32(RT_TABLE_MAIN.rawValue)
    header.table = UInt8(exactly: table) ?? UInt8(RT_TABLE_UNSPEC.rawValue)
    header.action = rule.action
    header.flags = rule.isInverted ? UInt32(FIB_RULE_INVERT) : 0
    var message = MessageWriter(type, flags: flags | NLM_F_ACK, header)
    message.put(FRA_PRIORITY, rule.priority)
    message.put(FRA_TABLE, table)
    message.put(FRA_PROTOCOL, origin)
    if let from = rule.from { message.put(FRA_SRC, from.address.bytes) }
    if let to = rule.to { message.put(FRA_DST, to.address.bytes) }
    if rule.mark != 0 || rule.mask != 0 {
      message.put(FRA_FWMARK, rule.mark)
      message.put(FRA_FWMASK, rule.mask)
    }
    if let name = rule.incomingInterface { message.put(FRA_IIFNAME, name) }
    if let name = rule.outgoingInterface { message.put(FRA_OIFNAME, name) }
    if let length = rule.suppressedPrefixLength { message.put(FRA_SUPPRESS_PREFIXLEN, length) }
    return message
  }
}
