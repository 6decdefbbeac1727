/// The keys of the top level and of each kind of link.
enum ManifestTables {
  /// A manifest while it is read.
  struct Draft: Sendable {
    var version: Located<UInt32>?
    var include: [Located<String>] = []
    var links: [LinkKind: [ManifestLink]] = [:]
    var vars: [Variable] = []
    var without: [Located<String>] = []

    fileprivate subscript(kind: LinkKind) -> [ManifestLink] {
      get { links[kind] ?? [] }
      set { links[kind] = newValue }
    }
  }

  static let top = MappingTable<Draft>(
    keys: [
      Key("version", version, into: \.version, "The version of this format.", unset: nil),
      Key(
        "include", includes, into: \.include,
        "Files that this one builds on; later ones win, and this one wins over all.",
        unset: "none"),
      Key("vars", Variable.type, into: \.vars, Variable.summary, unset: "none"),
      Key("without", Without.type, into: \.without, Without.summary, unset: "nothing"),
    ]
      + LinkKind.allCases.map { kind in
        Key(
          kind.key, LinkTables.links(kind), into: \.[kind], LinkTables.summary(kind), unset: "none")
      },
    later: ["guests", "libvirt-networks"])

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
