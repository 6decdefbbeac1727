/// By what a NIC is known, and who cares for it.
package struct NICIdentity: Sendable {
  /// None: by the kernel's name, which is the id.
  package var match: NICMatch?
  /// The name that the NIC gets.
  package var setName: Located<LinkName>?
  /// Whether reconcile writes files for it; others do where not.
  package var managed: Located<Bool>?

  package init() {}

  package var isManaged: Bool { managed?.value ?? true }

  static let keys: [Key<NICIdentity>] = [
    Key(
      "match", NICMatch.type, whole: { $0.match = $1 },
      "What the NIC is known by: permanent-mac, path, driver or name; all that are given must hold.",
      unset: "the kernel's name, which is the id", goes: "[Match]"),
    Key(
      "set-name", .linkName, into: { $0.setName = $1 },
      "The name that the NIC gets, by a .link file.",
      unset: "it keeps its name", goes: "[Link] Name= of a .link"),
    Key(
      "managed", .boolean, into: { $0.managed = $1 },
      "Whether reconcile cares for it; if not, others do, and it is only a parent or member.",
      unset: "yes"),
  ]
}

/// What must hold of a NIC for it to be the one that is meant.
package struct NICMatch: Sendable {
  package var range: SourceRange
  package var permanentMAC: Located<MACAddress>?
  /// ID_PATH of udev(7), with globs.
  package var path: Located<String>?
  /// The name of the driver, with globs.
  package var driver: Located<String>?
  /// The kernel's name or another one of the NIC, with globs.
  package var name: Located<String>?

  static let type = table.type(
    "a match", such: "{permanent-mac: 52:54:00:83:53:f2}",
    start: { NICMatch(range: $0.range) },
    finish: { match, place, decoding -> NICMatch? in
      guard !match.isEmpty else {
        decoding.report(
          "\(place) names nothing", at: match.range,
          help: "write one of permanent-mac, path, driver and name")
        return nil
      }
      return match
    })

  static let table = MappingTable<NICMatch>(keys: [
    Key(
      "permanent-mac", .mac, into: { $0.permanentMAC = $1 },
      "The address that the NIC was made with.",
      unset: "not looked at", goes: "[Match] PermanentMACAddress="),
    Key(
      "path", .glob, into: { $0.path = $1 },
      "Where it is plugged in, as 'reconcile identify' shows it.",
      unset: "not looked at", goes: "[Match] Path="),
    Key(
      "driver", .glob, into: { $0.driver = $1 }, "The driver in the kernel.",
      unset: "not looked at",
      goes: "[Match] Driver="),
    Key(
      "name", .glob, into: { $0.name = $1 }, "The kernel's name, with globs.",
      unset: "not looked at",
      goes: "[Match] Name="),
  ])

  private var isEmpty: Bool { permanentMAC == nil && path == nil && driver == nil && name == nil }
}

extension ValueType where Value == String {
  /// A pattern of fnmatch(3) that stands as one word in a unit file.
  static var glob: Self {
    ValueType(
      "a name such as enp4s0, where * and ? stand for others", shape: .text(pattern: Pattern.glob)
    ) { text throws(Complaint) in
      guard !text.isEmpty else { return nil }
      guard text.utf8.allSatisfy({ (0x21...0x7e).contains($0) && !"\"'\\".utf8.contains($0) })
      else {
        throw Complaint("has a space, a quote or a letter that no name of a NIC has")
      }
      guard !text.hasPrefix("!") else {
        throw Complaint("begins with '!'", help: "name what it is, not what it is not")
      }
      return text
    }
  }
}
