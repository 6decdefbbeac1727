/// The keys of the top level and of each kind of link.
enum ManifestTables {
  /// A manifest while it is read.
  struct Draft: Sendable {
    var version: Located<UInt32>?
    var include: [Located<String>] = []
    var vars: [Variable] = []
    var without: [Located<String>] = []
    var nics: [ManifestLink] = []
    var macvlans: [ManifestLink] = []
  }

  struct MacvlanDraft: Sendable {
    var parent: Located<LinkName>?
    var mode: Located<MacvlanMode>?
    var settings = InterfaceSettings()
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
      Key(
        "nics", links("nic", nic, InterfaceSettings()) { (.nic, $0) }, into: \.nics,
        "The links that exist without us, by the kernel's name.", unset: "none"),
      Key(
        "macvlans", links("macvlan", macvlan, MacvlanDraft(), finish: macvlan),
        into: \.macvlans, "The macvlans to make, by the name they get.", unset: "none"),
    ],
    later: [
      "guests", "bonds", "bridges", "vlans", "ipvlans", "macvtaps", "dummies", "vrfs",
      "libvirt-networks",
    ])

  static let nic = MappingTable<InterfaceSettings>(
    keys: InterfaceTable.keys,
    later: InterfaceTable.later.union(["match", "set-name", "managed"]))

  static let macvlan = MappingTable<MacvlanDraft>(
    keys: [
      Key(
        "parent", .linkName, into: \.parent,
        "The id of the NIC or macvlan that it sits on.", unset: nil),
      Key(
        "mode", .word, into: \.mode, "Whom the link can reach on the same parent.",
        unset: "bridge (the kernel's own default is vepa)"),
    ] + InterfaceTable.keys.map { $0.of(\.settings) },
    later: InterfaceTable.later)

  static let includes = ValueType.includePath.located.list

  static let version = ValueType<UInt32>(
    "the number 1", shape: .integer(1...1), mustBePlain: true
  ) { text throws(Complaint) in
    guard text == "1" else {
      throw Complaint("is not a version that this program reads", help: "write 'version: 1'")
    }
    return 1
  }

  private static func macvlan(_ draft: MacvlanDraft) -> (ManifestLink.Kind, InterfaceSettings)? {
    guard let parent = draft.parent else { return nil }
    return (.macvlan(MacvlanSettings(parent: parent, mode: draft.mode)), draft.settings)
  }

  /// A mapping from ids to links of one kind.
  ///
  /// - Parameter finish: Returns `nil` where a required key is missing.
  private static func links<Draft: Sendable>(
    _ kind: String, _ table: MappingTable<Draft>, _ start: Draft,
    finish: @escaping @Sendable (Draft) -> (ManifestLink.Kind, InterfaceSettings)?
  ) -> ValueType<[ManifestLink]> {
    let shape = Shape.entries(table.keys.map(\.description))
    let expected = "a mapping with the id of each \(kind) as a key"
    return .init(expected: expected, shape: shape) { node, place, decoding in
      guard let entries = node.entries(of: expected, at: place, &decoding) else {
        decoding.knowsAllLinks = false
        return nil
      }
      return entries.compactMap { entry in
        let before = decoding.faults
        let name = decoding.name(entry.key, kind)
        var draft = start
        table.decode(
          entry.value, as: "\(kind) \(quoted(entry.key.value))", at: entry.key.range, into: &draft,
          &decoding)
        guard let name, decoding.faults == before, let (kind, settings) = finish(draft) else {
          decoding.faultyLinks.insert(entry.key.value)
          return nil
        }
        return ManifestLink(name: name, range: entry.key.range, kind: kind, settings: settings)
      }
    }
  }
}

extension Decoding {
  /// The id of a link, which is its name.
  fileprivate mutating func name(_ key: Located<String>, _ kind: String) -> LinkName? {
    do throws(LinkName.Defect) {
      return try LinkName(key.value)
    } catch {
      let complaint = Complaint(error)
      report(
        "\(kind) \(quoted(key.value)) \(complaint.message)", at: key.range, help: complaint.help)
      return nil
    }
  }
}
