/// The keys of the top level and of each kind of link.
enum ManifestTables {
  /// A manifest while it is read.
  struct Draft: Sendable {
    var version: Located<UInt32>?
    var include: [Located<String>] = []
    var links: [LinkKind: [ManifestLink]] = [:]
    var vars: [Variable] = []
    var without: [Located<String>] = []
    var guests: [ManifestGuest] = []
    var guestTaps = ManifestGuestTaps()
    var networks: [ManifestNetwork] = []

    fileprivate subscript(kind: LinkKind) -> [ManifestLink] {
      get { links[kind] ?? [] }
      set { links[kind] = newValue }
    }
  }

  static let top = MappingTable<Draft>(
    keys: [
      Key("version", version, into: { $0.version = $1 }, "The version of this format.", unset: nil),
      Key(
        "include", includes, whole: { $0.include = $1 },
        "Files that this one builds on; later ones win, and this one wins over all.",
        unset: "none"),
      Key("vars", Variable.type, whole: { $0.vars = $1 }, Variable.summary, unset: "none"),
      Key("without", Without.type, whole: { $0.without = $1 }, Without.summary, unset: "nothing"),
    ]
      + LinkKind.allCases.map { kind in
        Key(
          kind.key, LinkTables.links(kind), whole: { $0[kind] = $1 }, LinkTables.summary(kind),
          unset: "none")
      }
      + [
        Key(
          "libvirt-networks", NetworkTable.type, whole: { $0.networks = $1 }, NetworkTable.summary,
          unset: "none"),
        Key(
          "guests", GuestTable.type, whole: { $0.guests = $1 }, GuestTable.summary, unset: "none"),
        Key(
          "guest-taps", ManifestGuestTaps.type, whole: { $0.guestTaps = $1 },
          ManifestGuestTaps.summary, unset: "as their defaults say"),
      ])

  static let includes = ValueType.includePath.located.list

  static let version = ValueType<UInt32>(
    "the number 1", shape: .integer(1...1), mustBePlain: true
  ) { text throws(Complaint) in
    guard text == "1" else {
      throw Complaint("is not a version that this program reads", help: "write 'version: 1'")
    }
    return 1
  }
}
