/// A moment in UTC, to the second.
package struct Moment: Sendable, Hashable {
  /// Since the epoch.
  package var seconds: Int64

  package init(seconds: Int64) {
    self.seconds = seconds
  }

  /// As RFC 3339 has it: `2026-11-22T13:05:01Z`.
  package var machineText: String { text(between: "T") + "Z" }

  private func text(between: String) -> String {
    let days = (seconds - time) / 86_400
    let (year, month, day) = Self.date(daysSinceEpoch: days)
    func pad(_ number: Int64, _ width: Int = 2) -> String {
      let digits = String(number)
      return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
    return "\(pad(year, 4))-\(pad(month))-\(pad(day))\(between)"
      + "\(pad(time / 3600)):\(pad(time / 60 % 60)):\(pad(time % 60))"
  }

  /// The seconds since midnight.
  private var time: Int64 { (seconds % 86_400 + 86_400) % 86_400 }

  /// The Gregorian date, reckoned in years that begin in March: the leap day is their last.
  private static func date(daysSinceEpoch: Int64) -> (year: Int64, month: Int64, day: Int64) {
    // From the first of March of the year 0, in cycles of 400 years.
    let days = daysSinceEpoch + 719_468
    let cycle = (days >= 0 ? days : days - 146_096) / 146_097
    let rest = days - cycle * 146_097
    let year = (rest - rest / 1460 + rest / 36_524 - rest / 146_096) / 365
    let dayOfYear = rest - (365 * year + year / 4 - year / 100)
    let month = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * month + 2) / 5 + 1
    return (year + cycle * 400 + (month >= 10 ? 1 : 0), month < 10 ? month + 3 : month - 9, day)
  }
}

extension Moment: CustomStringConvertible {
  /// For people: `2026-11-22 13:05:01 UTC`.
  package var description: String { text(between: " ") + " UTC" }
}
