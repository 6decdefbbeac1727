/// What is written of `guest-taps`.
package struct ManifestGuestTaps: Sendable {
  package var ipv6: Located<Bool>?
  package var allMulticast: Located<Bool>?

  static let summary =
    "What the host does with the macvtaps of guests that sit on links of the manifest, whoever has "
    + "started them: by default what IPv6 in a guest needs."

  static let type = MappingTable<ManifestGuestTaps>(keys: [
    Key(
      "ipv6", .boolean, into: { $0.ipv6 = $1 },
      "Whether the host has IPv6 on them, and so a link-local address of its own in the guests' "
        + "network: yes leaves that to the host.",
      unset: "no", goes: "a rule of udev, net.ipv6.conf.*.disable_ipv6"),
    Key(
      "all-multicast", .boolean, into: { $0.allMulticast = $1 },
      "Whether they take all multicast packets. Without them a guest gets no neighbour solicitation "
        + "unless the host trusts its filters; no leaves them as they are.",
      unset: "yes, where the host does not follow the guest's filters", goes: "a rule of udev"),
  ]).type(
    "guest-taps", such: "{ipv6: yes, all-multicast: no}", start: { _ in ManifestGuestTaps() },
    finish: { taps, _, _ -> ManifestGuestTaps? in taps })
}

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
