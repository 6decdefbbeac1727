/// The keys of each kind of link.
enum LinkTables {
  /// A link while it is read, of any kind.
  struct Draft: Sendable {
    var parent: Located<LinkName>?
    var members: [Located<LinkName>] = []
    var options: [Attribute: Located<OptionValue>] = [:]
    var identity = NICIdentity()
    var settings = InterfaceSettings()
    var keys: [Located<String>] = []

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

  /// Each table is made when the first link of its kind is read.
  static func table(_ kind: LinkKind) -> MappingTable<Draft> {
    switch kind {
    case .nic: nic
    case .bond: bond
    case .bridge: bridge
    case .vlan: vlan
    case .macvlan: macvlan
    case .macvtap: macvtap
    case .ipvlan: ipvlan
    case .dummy: dummy
    case .vrf: vrf
    }
  }

  private static let nic = makeTable(.nic)
  private static let bond = makeTable(.bond)
  private static let bridge = makeTable(.bridge)
  private static let vlan = makeTable(.vlan)
  private static let macvlan = makeTable(.macvlan)
  private static let macvtap = makeTable(.macvtap)
  private static let ipvlan = makeTable(.ipvlan)
  private static let dummy = makeTable(.dummy)
  private static let vrf = makeTable(.vrf)

  private static let settings = InterfaceTable.keys.map { $0.of(\Draft.settings) }

  private static func makeTable(_ kind: LinkKind) -> MappingTable<Draft> {
    var keys: [Key<Draft>] = []
    switch kind.shape {
    case .alone: break
    case .stacked:
      keys.append(
        Key(
          "parent", .linkName, into: { $0.parent = $1 }, "The id of the link that it sits on.",
          unset: nil))
    case .master:
      keys.append(
        Key(
          "members", listOf: .linkName, into: { $0.members = $1 },
          "The ids of the links that it is the master of.", unset: "none"))
    }
    if kind == .nic { keys += NICIdentity.keys.map { $0.of(\.identity) } }
    keys += (LinkOption.tables[kind] ?? []).map { option in
      Key(
        option.key, option.valueType, into: { $0[option.attribute] = $1 }, option.explanation,
        unset: option.unset, goes: option.unit?.description)
    }
    if kind == .nic {
      keys.append(
        Key(
          "hardware", HardwareSettings.type, whole: { $0.settings.hardware = $1 },
          "What udev sets of the NIC when it appears: at boot, or by 'udevadm trigger'.",
          unset: "what the driver does"))
      keys.append(
        Key(
          "vfs", VirtualFunctionTable.type, whole: { $0.settings.virtualFunctions = $1 },
          "The virtual functions of the NIC (SR-IOV), by number; what is not given of one is its "
            + "user's business.",
          unset: "none is touched"))
    }
    if kind == .macvtap { keys += TapSettings.keys.map { $0.of(\.settings.tap) } }
    return MappingTable(keys: keys + settings)
  }

  /// A mapping from ids to links of one kind.
  static func links(_ kind: LinkKind) -> ValueType<[ManifestLink]> {
    let expected = "a mapping with the id of each \(kind) as a key"
    return .init(
      expected: expected, shape: .entries(table(kind).keys.map(\.description))
    ) { node, place, decoding in
      guard let entries = node.entries(of: expected, at: place, &decoding) else {
        decoding.knowsAllLinks = false
        return nil
      }
      let table = table(kind)
      return entries.compactMap { entry in
        let before = decoding.faults
        let name = decoding.name(entry.key, kind)
        var draft = Draft()
        draft.keys = table.decode(
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
      options: draft.options, identity: draft.identity, settings: draft.settings,
      keys: draft.keys)
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
