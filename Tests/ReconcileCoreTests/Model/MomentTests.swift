import Support
import Foundation
import Testing

@testable import ReconcileCore

@Suite struct MomentTests {
  @Test(arguments: [
    (0, "1970-01-01T00:00:00Z"), (1_795_352_701, "2026-11-22T13:05:01Z"),
    (951_782_400, "2000-02-29T00:00:00Z"), (4_107_542_399, "2100-02-28T23:59:59Z"),
    (4_107_542_400, "2100-03-01T00:00:00Z"), (-1, "1969-12-31T23:59:59Z"),
  ])
  func `a moment is a date and a time`(seconds: Int64, text: String) {
    #expect(Moment(seconds: seconds).machineText == text)
  }

  @Test func `any moment is what the system says`() {
    var random = SplitMix64(seed: 7)
    for _ in 0..<2000 {
      let seconds = Int64.random(in: -2_000_000_000...40_000_000_000, using: &random)
      let date = Date(timeIntervalSince1970: TimeInterval(seconds))
      #expect(Moment(seconds: seconds).machineText == date.formatted(.iso8601))
    }
  }

  @Test func `people read it with blanks`() {
    #expect(Moment(seconds: 1_795_352_701).description == "2026-11-22 13:05:01 UTC")
  }
}
