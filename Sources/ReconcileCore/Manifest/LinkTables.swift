/// The keys of each kind of link.
enum LinkTables {
  /// A link while it is read, of any kind.
  struct Draft: Sendable {
    var parent: Located<LinkName>?
    var members: [Located<LinkName>] = []
    var options: [Attribute: Located<OptionValue>] = [:]
    var identity = NICIdentity()
    var settings = InterfaceSettings()

    fileprivate subscript(option: Attribute) -> Located<OptionValue>? {
      get { options[option] }
      set { options[option] = newValue }
    }
  }

  static func summary(_ kind: LinkKind) -> String {
    switch kind {
    case .nic:
      "The links that exist without us, by an id: the kernel's name, unless 'match' is given."
    case .bond: "The bonds to make of several members, by the name they get."
    case .bridge: "The bridges to make, by the name they get."
    case .vlan: "The VLANs to make, by the name they get."
    case .macvlan: "The macvlans to make, by the name they get."
    case .macvtap: "The macvtaps to make for programs that open /dev/tapN, by the name they get."
    case .ipvlan: "The ipvlans to make, by the name they get."
    case .dummy: "The dummy links to make, by the name they get."
    case .vrf: "The VRFs to make, by the name they get."
    }
  }

  static func table(_ kind: LinkKind) -> MappingTable<Draft> {
    tables[kind] ?? MappingTable(keys: [])
  }

  private static let tables = Dictionary(
    uniqueKeysWithValues: LinkKind.allCases.map { kind in
      (kind, MappingTable<Draft>(keys: keys(kind), later: later(kind)))
    })

  private static func keys(_ kind: LinkKind) -> [Key<Draft>] {
    var keys: [Key<Draft>] = []
    switch kind.shape {
    case .alone: break
    case .stacked:
      keys.append(
        Key(
          "parent", .linkName, into: \.parent, "The id of the link that it sits on.", unset: nil))
    case .master:
      keys.append(
        Key(
          "members", listOf: .linkName, into: \.members,
          "The ids of the links that it is the master of.", unset: "none"))
    }
    if kind == .nic { keys += NICIdentity.keys.map { $0.of(\.identity) } }
    keys += (LinkOption.tables[kind] ?? []).map { option in
      Key(
        option.key, option.valueType, into: \.[option.attribute], option.explanation,
        unset: option.unset, goes: option.unit?.description)
    }
    if kind == .nic {
      keys.append(
        Key(
          "hardware", HardwareSettings.type, into: \.settings.hardware,
          "What udev sets of the NIC when it appears: at boot, or by 'udevadm trigger'.",
          unset: "what the driver does"))
    }
    return keys + InterfaceTable.keys.map { $0.of(\.settings) }
  }

  private static func later(_ kind: LinkKind) -> Set<String> {
    InterfaceTable.later.union(kind == .macvtap ? ["owner", "group"] : [])
  }

  /// A mapping from ids to links of one kind.
  static func links(_ kind: LinkKind) -> ValueType<[ManifestLink]> {
    let table = table(kind)
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
        var draft = Draft()
        table.decode(
          entry.value, as: "\(kind) \(quoted(entry.key.value))", at: entry.key.range, into: &draft,
          &decoding)
        guard let name, decoding.faults == before, draft.isComplete(kind) else {
          decoding.faultyLinks.insert(entry.key.value)
          return nil
        }
        return ManifestLink(name: name, range: entry.key.range, kind: kind, draft: draft)
      }
    }
  }
}

extension LinkTables.Draft {
  /// Whether nothing is missing that a fragment may leave to another file.
  fileprivate func isComplete(_ kind: LinkKind) -> Bool {
    (kind.shape != .stacked || parent != nil)
      && (LinkOption.tables[kind] ?? []).allSatisfy {
        $0.unset != nil || options[$0.attribute] != nil
      }
  }
}

extension ManifestLink {
  fileprivate convenience init(
    name: LinkName, range: SourceRange, kind: LinkKind, draft: LinkTables.Draft
  ) {
    self.init(
      name: name, range: range, kind: kind, parent: draft.parent, members: draft.members,
      options: draft.options, identity: draft.identity, settings: draft.settings)
  }
}

extension Decoding {
  /// The id of a link, which is its name.
  fileprivate mutating func name(_ key: Located<String>, _ kind: LinkKind) -> LinkName? {
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
