import Testing

@testable import ReconcileCore

@Suite struct FightLedgerTests {
  private static func plan(_ rows: [(String, String?, Cause)]) -> Plan {
    var link = LinkPlan(name: "vmbridge", kind: "macvlan", verb: .change)
    link.differences = rows.map { attribute, now, cause in
      Difference(
        Attribute(rawValue: attribute) ?? .host, now: now, after: "x", layer: .kernel, cause: cause)
    }
    return Plan(host: "hv01", links: [link], steps: [], notes: [])
  }

  private static let nothing = plan([])

  private static func applies(_ ledger: FightLedger) -> [String: Int] {
    Dictionary(
      uniqueKeysWithValues: ledger.rounds.map { ("\($0.attribute) \($0.value)", $0.applies) })
  }

  @Test func `three applies in a row make a fight`() {
    var ledger = FightLedger()
    let plan = Self.plan([("mtu", "1400", .drift), ("mode", "vepa", .change), ("mac", nil, .drift)])
    for count in 1...3 {
      ledger = ledger.after(plan, remaining: Self.nothing)
      #expect(Self.applies(ledger) == ["mtu 1400": count, "mac gone": count])
      #expect(ledger.rounds.allSatisfy { $0.isFight == (count == 3) })
    }
  }

  @Test func `an apply that does not find it begins anew, and so does another value`() {
    let first = Self.plan([("mtu", "1400", .drift)])
    var ledger = FightLedger().after(first, remaining: Self.nothing)
    ledger = ledger.after(first, remaining: Self.nothing)
    let other = ledger.after(Self.plan([("mtu", "1300", .drift)]), remaining: Self.nothing)
    #expect(Self.applies(other) == ["mtu 1300": 1])
    ledger = ledger.after(Self.nothing, remaining: Self.nothing)
    #expect(ledger.rounds.isEmpty)
  }

  @Test func `what was not repaired was not put back`() {
    let plan = Self.plan([("mtu", "1400", .drift), ("mac", "a", .drift)])
    var ledger = FightLedger().after(plan, remaining: Self.nothing)
    let left = Self.plan([("mtu", "1400", .drift)])
    for _ in 0..<5 { ledger = ledger.after(plan, remaining: left) }
    #expect(Self.applies(ledger) == ["mtu 1400": 1, "mac a": 6])
    #expect(FightLedger().after(left, remaining: left).rounds.isEmpty)
  }
}
