/// The value of a link's option, apart from how a manifest, networkd and the kernel write it.
package enum OptionValue: Sendable, Hashable {
  case number(UInt64)
  case flag(Bool)
  case word(String)
  /// In microseconds.
  case time(UInt64)
  case mac(MACAddress)
  case macs([MACAddress])
  case addresses([IPAddress])
  case link(LinkName)

  /// No link.
  static let noLink = OptionValue.word("none")

  /// As manifests and plans write it, one text for each member of a list.
  package var texts: [String] {
    switch self {
    case .number(let number): [String(number)]
    case .flag(let isOn): [isOn ? "yes" : "no"]
    case .word(let word): [word]
    case .time(let time): [Self.text(microseconds: time)]
    case .mac(let mac): [mac.description]
    case .macs(let macs): macs.map(\.description)
    case .addresses(let addresses): addresses.map(\.description)
    case .link(let name): [name.text]
    }
  }

  /// In the largest unit that leaves a whole number, as `systemd.time(7)` reads it.
  private static func text(microseconds time: UInt64) -> String {
    for (unit, length) in [("s", 1_000_000 as UInt64), ("ms", 1000)]
    where time.isMultiple(of: length) {
      return "\(time / length)\(unit)"
    }
    return "\(time)us"
  }

  /// Reads what `text(microseconds:)` writes.
  package static func microseconds(_ text: some StringProtocol) -> UInt64? {
    for (unit, length) in [
      ("us", 1 as UInt64), ("ms", 1000), ("s", 1_000_000), ("min", 60_000_000),
    ]
    where text.hasSuffix(unit) {
      let digits = text.dropLast(unit.count)
      guard !digits.isEmpty, digits.utf8.allSatisfy({ (48...57).contains($0) }) else { continue }
      let (time, isTooLarge) = (UInt64(digits) ?? .max).multipliedReportingOverflow(by: length)
      return isTooLarge ? nil : time
    }
    return nil
  }
}

extension OptionValue: CustomStringConvertible {
  package var description: String { texts.joined(separator: ", ") }
}
