import Testing

@testable import ReconcileCore

/// What lines of unit files are as values.
@Suite struct LinkOptionTests {
  private func read(_ text: String, _ attribute: Attribute) throws -> OptionValue? {
    try #require(LinkOption.option(attribute, of: .bond)).value(unitText: text)
  }

  @Test func `a time without a unit is in seconds`() throws {
    #expect(try read("2", .miiInterval) == .time(2_000_000))
    #expect(try read("2ms", .miiInterval) == .time(2000))
  }

  @Test(arguments: [
    "20000000000000", "18446744073709551615", "18446744073709551616s", "3000000", "1500us", "",
    "s",
  ])
  func `a time that the kernel cannot have is none`(text: String) throws {
    #expect(try read(text, .miiInterval) == nil)
  }

  @Test func `ARP is asked of distinct IPv4 addresses, sixteen of them`() throws {
    let most = (1...16).map { "10.0.0.\($0)" }
    #expect(
      try read(most.joined(separator: " "), .arpTargets)
        == .addresses(most.compactMap { IPAddress($0) }))
    for wrong in [
      "10.0.0.1 fd00::1", "10.0.0.1 10.0.0.1", (most + ["10.0.0.17"]).joined(separator: " "),
    ] {
      #expect(try read(wrong, .arpTargets) == nil)
    }
  }
}
