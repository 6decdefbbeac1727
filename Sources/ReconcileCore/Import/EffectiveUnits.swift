/// The unit files that count on a host, in the order of networkd, each with its drop-ins.
struct EffectiveUnits {
  struct File {
    var unit: UnitOnDisk
    var sections: [UnitFile.Section]

    /// Where a person finds it.
    var path: String { isInterfaces ? "/etc/network/interfaces" : unit.path }
    /// Whether it stands for stanzas of Debian's file.
    var isInterfaces: Bool { unit.name.hasPrefix(Ifupdown.prefix) }
    var name: String { unit.name }
    /// Whether a package brought it: then it is of nobody's making on this host.
    var isPackaged: Bool { unit.isPackaged }

    /// The values of a key, an empty assignment taking the earlier away.
    func values(_ section: String, _ key: String) -> [String] {
      UnitFile(name: name, sections: sections).values(section, key)
    }

    /// The id of the link in the name of a file of ours.
    var ownID: String? { Ownership.link(ofFile: name) }

    /// The name without its number and ending: `lan` of `10-lan.network`.
    var stem: String {
      if let ownID { return ownID }
      let base = name.prefix(upTo: name.lastIndex(of: ".") ?? name.endIndex)
      let rest = base.drop { $0.isNumber }
      return String(rest.hasPrefix("-") && rest.count > 1 ? rest.dropFirst() : base[...])
    }
  }

  let networks: [File]
  let netdevs: [File]
  let links: [File]
  /// Files that are passed over for damage in them or in a drop-in.
  let broken: [UnitOnDisk]
  /// The files without our header: that makes none of them special here.
  let plain: [UnitOnDisk]

  init(_ units: [UnitOnDisk]) {
    let plain = units.map { unit in
      var unit = unit
      unit.text = Ownership.withoutHeader(unit.text)
      return unit
    }
    self.plain = plain
    var broken: [UnitOnDisk] = []
    func files(_ kind: UnitFileKind) -> [File] {
      let dropIns = UnitMatch.dropIns(of: kind, among: plain)
      return UnitMatch.files(of: kind, among: plain).compactMap { unit in
        let parts = [unit] + dropIns[unit.name, default: []]
        guard parts.allSatisfy(\.isReadableByNetworkd) else { return nil }
        let files = parts.map { UnitFile(name: unit.name, parsing: $0.text) }
        let file = UnitFile(files[0], dropIns: Array(files.dropFirst()))
        guard !file.isBroken else {
          broken.append(unit)
          return nil
        }
        return File(unit: unit, sections: file.sections)
      }
    }
    networks = files(.network)
    netdevs = files(.netdev)
    links = files(.link)
    self.broken = broken
  }
}

/// The lines of a link's files, from which is taken what a manifest has a key for; what is left
/// goes to `networkd:` word for word.
struct UnitReader {
  private let kind: UnitFileKind
  private(set) var sections: [UnitFile.Section]

  init(_ kind: UnitFileKind, _ sections: [UnitFile.Section]) {
    self.kind = kind
    // What begins with X- is for others.
    self.sections = sections.filter { !$0.name.hasPrefix("X-") }.map { section in
      var section = section
      section.entries.removeAll { $0.key.hasPrefix("X-") }
      return section
    }
  }

  /// Takes all values of a key, an empty one taking the earlier away.
  mutating func take(_ section: String, _ key: String) -> [String] {
    let values = UnitFile(name: "", sections: sections).values(section, key)
    for place in sections.indices where sections[place].name == section {
      sections[place].remove(key)
    }
    return values
  }

  /// Takes the value that counts of a key with one.
  mutating func takeLast(_ section: String, _ key: String) -> String? {
    take(section, key).last
  }

  /// Takes the values that are understood; others stay.
  mutating func take<Value>(
    _ section: String, _ key: String, as read: (String) -> Value?
  ) -> Value? {
    let values = UnitFile(name: "", sections: sections).values(section, key)
    guard let value = values.last.flatMap(read) else { return nil }
    _ = take(section, key)
    return value
  }

  /// Puts a value back that the manifest has no word for.
  mutating func putBack(_ section: String, _ key: String, _ values: [String]) {
    guard !values.isEmpty else { return }
    var new = UnitFile.Section(section)
    new.set(key, each: values)
    sections.append(new)
  }

  /// Takes each section of the name that the body understands.
  mutating func takeSections(_ name: String, where isTaken: (UnitFile.Section) -> Bool) {
    sections.removeAll { $0.name == name && isTaken($0) }
  }

  mutating func drop(_ section: String) {
    sections.removeAll { $0.name == section }
  }

  /// What nobody took, as it stands below `networkd:`.
  var rest: YAMLTree? {
    var names: [String] = []
    for section in sections where !section.entries.isEmpty && !names.contains(section.name) {
      names.append(section.name)
    }
    guard !names.isEmpty else { return nil }
    return .map(
      names.map { name in
        let all = sections.filter { $0.name == name && !$0.entries.isEmpty }
        guard UnitKeys.isRepeated(section: name, in: kind) else {
          return YAMLTree.Entry(name, Self.tree(of: all.flatMap(\.entries)))
        }
        let trees = all.map { Self.tree(of: $0.entries) }
        return YAMLTree.Entry(name, trees.count == 1 ? trees[0] : .list(trees.map { .init($0) }))
      })
  }

  private static func tree(of entries: [UnitFile.Entry]) -> YAMLTree {
    var keys: [String] = []
    for entry in entries where !keys.contains(entry.key) { keys.append(entry.key) }
    return .map(
      keys.map { key in
        var values: [String] = []
        for entry in entries where entry.key == key {
          if entry.value.isEmpty { values = [] } else { values.append(entry.value) }
        }
        return values.count == 1
          ? YAMLTree.Entry(key, values[0])
          : values.isEmpty ? YAMLTree.Entry(key, "") : YAMLTree.Entry(key, each: values)
      })
  }
}

extension UnitOnDisk {
  /// Whether a package brought it: then it is of nobody's making on this host.
  var isPackaged: Bool { folder.hasPrefix("/usr/") || folder.hasPrefix("/lib/") }
}
