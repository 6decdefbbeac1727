import ReconcileCore
import Testing

@testable import ReconcileHost

/// What rtnetlink makes of a rule is what a dump shows of it.
@Suite(.serialized, .enabled(if: Namespace.isAvailable))
struct LiveRuleTests {
  private static let all: [RuleSpecification] = {
    var whole = RuleSpecification(family: .ipv4)
    whole.priority = 11
    whole.from = CIDR("10.1.0.0/16")
    whole.to = CIDR("10.2.0.0/16")
    whole.mark = 0x10
    whole.mask = 0xf0
    whole.typeOfService = 8
    whole.incomingInterface = "lo"
    whole.outgoingInterface = "enp4s0"
    whole.isInverted = true
    whole.table = 4000
    whole.suppressedPrefixLength = 0
    var forbidden = RuleSpecification(family: .ipv6)
    forbidden.priority = 12
    forbidden.to = CIDR("fd00:4::/48")
    forbidden.action = RuleAction.prohibit.number
    forbidden.table = 0
    return [whole, forbidden]
  }()

  @Test(arguments: all)
  func `a rule is made, found again and removed`(rule: RuleSpecification) throws {
    try Namespace.withNIC { socket in
      let before = try socket.rules()
      for _ in 1...2 { try socket.perform(.addRule(rule)) }
      let now = try socket.rules().filter { !before.contains($0) }
      #expect(now.map(\.rule) == [rule])
      #expect(now.map(\.origin) == [KernelRoute.Origin.static])
      #expect(now.map(\.hasMore) == [false])
      for _ in 1...2 { try socket.perform(.removeRule(rule, origin: KernelRoute.Origin.static)) }
      #expect(try socket.rules() == before)
    }
  }

  @Test func `rules of others that ask for more, or are of others, stay`() throws {
    try Namespace.withNIC { socket in
      try Namespace.shell(
        """
        ip rule add priority 500 from 10.1.0.0/16 lookup 100 sport 80 protocol static
        ip rule add priority 500 from 10.1.0.0/16 lookup 100 protocol boot
        """)
      let others = try socket.rules()
      var rule = RuleSpecification(family: .ipv4)
      rule.priority = 500
      rule.from = CIDR("10.1.0.0/16")
      rule.table = 100
      try socket.perform(.removeRule(rule, origin: KernelRoute.Origin.static))
      #expect(try socket.rules() == others)
      try socket.perform(.addRule(rule))
      #expect(try socket.rules().count == others.count + 1)
      // The kernel would take the first that fits.
      #expect(throws: NetlinkError.self) {
        try socket.perform(.removeRule(rule, origin: KernelRoute.Origin.static))
      }
      #expect(try socket.rules().count == others.count + 1)
    }
  }
}
