/// How systemd writes values (`systemd.syntax(7)`, `systemd.network(5)`).
enum UnitWords {
  static func flag(_ text: String) -> Bool? {
    switch text.lowercased() {
    case "yes", "true", "on", "1", "y", "t": true
    case "no", "false", "off", "0", "n", "f": false
    default: nil
    }
  }

  static func families(_ text: String) -> Families? {
    switch text {
    // The words of systemd before 219.
    case "both": return .yes
    case "v4": return .ipv4
    case "v6": return .ipv6
    case "none": return .no
    default: break
    }
    if let word = Families(rawValue: text.lowercased()) { return word }
    return flag(text).map { $0 ? .yes : .no }
  }

  /// A number of bytes, with K, M or G of 1024.
  static func bytes(_ text: String) -> UInt32? {
    let units: [Character: UInt32] = ["K": 1 << 10, "M": 1 << 20, "G": 1 << 30]
    guard let last = text.last else { return nil }
    let factor = units[last]
    guard let number = UInt32(factor == nil ? text[...] : text.dropLast()) else { return nil }
    let (bytes, isTooLarge) = number.multipliedReportingOverflow(by: factor ?? 1)
    return isTooLarge ? nil : bytes
  }

  static func online(_ text: String) -> OnlineRequirement? {
    if let word = OnlineRequirement(rawValue: text) { return word }
    return flag(text).map { $0 ? .yes : .no }
  }

  static func privacy(_ text: String) -> IPv6Privacy? {
    if let word = IPv6Privacy(rawValue: text) { return word }
    return flag(text).map { $0 ? .yes : .no }
  }

  static func table(_ text: String) -> UInt32? {
    // RT_TABLE_* of linux/rtnetlink.h.
    ["default": 253, "main": 254, "local": 255][text] ?? UInt32(text)
  }

  /// The words of a value that is a list.
  static func words(_ values: [String]) -> [String] {
    values.flatMap { $0.split(whereSeparator: \.isWhitespace).map(String.init) }
  }
}
