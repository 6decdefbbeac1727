/// What is written of a macvtap besides the options of its kind.
package struct TapSettings: Sendable {
  package var owner: Located<String>?
  package var group: Located<String>?
  package var allMulticast: Located<Bool>?

  static let keys: [Key<TapSettings>] = [
    Key(
      "owner", account("a user", such: "libvirt-qemu"), into: { $0.owner = $1 },
      "The user who opens /dev/tapN, by name or number.", unset: "root",
      goes: "OWNER= of a rule of udev"),
    Key(
      "group", account("a group", such: "kvm"), into: { $0.group = $1 },
      "The group whose members open /dev/tapN, by name or number.", unset: "root",
      goes: "GROUP= of a rule of udev"),
    Key(
      "all-multicast", .boolean, into: { $0.allMulticast = $1 },
      "Whether the guest gets all multicast packets: IPv6 needs them, since nobody tells the host "
        + "which ones the guest has asked for.",
      unset: "yes", goes: "[Link] AllMulticast="),
  ]

  static let allMulticastKey = UnitKey(file: .network, section: "Link", key: "AllMulticast")

  /// What stands in a rule of udev between quotes.
  private static func account(_ thing: String, such example: String) -> ValueType<String> {
    ValueType(
      "\(thing) such as \(example)",
      shape: .either([
        .integer(0...UInt32.max - 1),
        .string(pattern: "^([A-Za-z_][A-Za-z0-9._-]{0,31}|[0-9]{1,10})$"),
      ])
    ) { text in
      if let number = UInt32(text) { return number < .max && "\(number)" == text ? text : nil }
      // Booleans, to whoever reads YAML by the book.
      guard !["true", "false", "yes", "no", "on", "off"].contains(text) else { return nil }
      let isPlain = text.utf8.allSatisfy { byte in
        (97...122).contains(byte) || (65...90).contains(byte) || (48...57).contains(byte)
          || "._-".utf8.contains(byte)
      }
      return isPlain && (1...32).contains(text.utf8.count)
        && text.utf8.first.map { $0 == 95 || $0 >= 65 } ?? false ? text : nil
    }
  }
}
