/// The keys that systemd knows in unit files, by its version.
///
/// The tables are from the parsers of systemd 247 to 262; tests compare them with the daemon that
/// runs. They are parsed when the first key of a kind of file is asked for.
package enum UnitKeys {
  /// What a version of systemd makes of a key.
  package enum Status: Sendable, Hashable {
    case known
    /// The key came with a later version; this one logs a line and passes it over.
    case newer(since: Int)
    /// The key is passed over from this version on.
    case gone(since: Int, instead: UnitKey?)
    /// No version has it; the key that was probably meant may be in another section or file.
    case unknown(closest: UnitKey?)
  }

  /// - Parameter version: `nil` where no host is asked: then only what no version has is unknown.
  package static func status(of key: UnitKey, in version: NetworkdVersion?) -> Status {
    guard let entry = entry(key) else { return .unknown(closest: closest(to: key)) }
    guard let version else { return .known }
    if version.number < entry.since { return .newer(since: entry.since) }
    if let gone = entry.gone, version.number >= gone {
      return .gone(since: gone, instead: entry.newer.map { key.renamed($0) })
    }
    return .known
  }

  /// How a version spells a key that is written as the newest version spells it.
  ///
  /// - Returns: `nil` if the version has nothing that means the same.
  package static func spelling(of key: UnitKey, in version: NetworkdVersion) -> UnitKey? {
    if status(of: key, in: version) == .known { return key }
    let older = sections(of: key.file).flatMap { section, keys in
      keys.entries.compactMap { name, entry in
        let older = UnitKey(file: key.file, section: section, key: name)
        // What took the place of a key that is gone does not mean the same.
        let isSame = entry.gone == nil && entry.newer.map { older.renamed($0) } == key
        return isSame && status(of: older, in: version) == .known ? older : nil
      }
    }
    return older.min { ($0.section, $0.key) < ($1.section, $1.key) }
  }

  /// How the newest version spells a key: the same, or what took its place.
  package static func newest(of key: UnitKey) -> UnitKey {
    entry(key)?.newer.map { key.renamed($0) } ?? key
  }

  /// Whether some version has such a section in this kind of file.
  package static func hasSection(_ name: String, in file: UnitFileKind) -> Bool {
    sections(of: file)[name] != nil
  }

  /// Whether each section of that name stands for a thing of its own, such as a route.
  package static func isRepeated(section: String, in file: UnitFileKind) -> Bool {
    sections(of: file)[section]?.isRepeated ?? false
  }

  /// Whether a second line with that key adds to the first; else it replaces it.
  package static func isList(_ key: UnitKey) -> Bool {
    entry(key)?.isList ?? false
  }

  /// The kinds of link (`Kind=`) whose .netdev may have the section; empty where any may.
  package static func kinds(ofNetdevSection section: String) -> [String] {
    sections(of: .netdev)[section]?.kinds ?? []
  }

  /// All keys of a kind of file that some version has, sorted.
  package static func all(_ file: UnitFileKind) -> [UnitKey] {
    sections(of: file)
      .flatMap { section, keys in
        keys.entries.keys.map { UnitKey(file: file, section: section, key: $0) }
      }
      .sorted { ($0.section, $0.key) < ($1.section, $1.key) }
  }

  /// The section that somebody meant.
  static func closest(toSection name: String, in file: UnitFileKind) -> String? {
    Suggestion.closest(to: name, among: sections(of: file).keys)
  }

  // MARK: The key that somebody meant

  private static func closest(to key: UnitKey) -> UnitKey? {
    let section = sections(of: key.file)[key.section]
    if let near = Suggestion.closest(to: key.key, among: section?.entries.keys.map { $0 } ?? []) {
      return UnitKey(file: key.file, section: key.section, key: near)
    }
    return elsewhere(key)
  }

  /// The same key in another place: in the section that most keys are in, else in the only one.
  private static func elsewhere(_ key: UnitKey) -> UnitKey? {
    let name = key.key.lowercased()
    let files = [key.file] + UnitFileKind.allCases.filter { $0 != key.file }
    for file in files {
      let found = all(file).filter { $0.key.lowercased() == name }
      let general = found.filter { ["Link", "NetDev", "Network"].contains($0.section) }
      if general.count == 1 { return general.first }
      if found.count == 1 { return found.first }
    }
    return nil
  }

  // MARK: The tables

  private struct Section {
    var isRepeated: Bool
    var kinds: [String]
    var entries: [String: Entry] = [:]
  }

  private struct Entry {
    /// 0 for what the oldest supported version has.
    var since = 0
    var gone: Int?
    /// The newer spelling: `Key`, or `Section.Key`.
    var newer: String?
    var isList = false
  }

  private static let network = parsed(networkKeys)
  private static let netdev = parsed(netdevKeys)
  private static let link = parsed(linkKeys)

  private static func sections(of file: UnitFileKind) -> [String: Section] {
    switch file {
    case .network: network
    case .netdev: netdev
    case .link: link
    }
  }

  private static func entry(_ key: UnitKey) -> Entry? {
    sections(of: key.file)[key.section]?.entries[key.key]
  }

  /// Reads a table of words.
  ///
  /// - `[Section]`, with `+` if it may repeat and `=kind,kind` if it is for those kinds of link
  /// - `Key`, with `*` if it is a list, `:since`, `!gone` and `>NewerSpelling` where they apply
  private static func parsed(_ table: String) -> [String: Section] {
    var sections: [String: Section] = [:]
    var name = ""
    var section = Section(isRepeated: false, kinds: [])
    // An array of bytes: a view of the text costs five times as much.
    for word in Array(table.utf8).split(whereSeparator: { $0 == 0x20 || $0 == 0x0a }) {
      if word.first == UInt8(ascii: "["), let end = word.firstIndex(of: UInt8(ascii: "]")) {
        sections[name] = section
        name = text(word[..<end].dropFirst())
        let kinds = word[end...].split(separator: UInt8(ascii: "=")).dropFirst().first
        section = Section(
          isRepeated: word[end...].contains(UInt8(ascii: "+")),
          kinds: (kinds?.split(separator: UInt8(ascii: ",")) ?? []).map(text))
      } else {
        let (key, entry) = parsed(key: word)
        section.entries[key] = entry
      }
    }
    sections[name] = section
    sections[""] = nil
    return sections
  }

  private static func parsed(key word: ArraySlice<UInt8>) -> (String, Entry) {
    var entry = Entry()
    let end = word.firstIndex(where: isMark) ?? word.endIndex
    var marks = word[end...]
    while let mark = marks.popFirst() {
      let value = marks.prefix { !isMark($0) }
      switch mark {
      case UInt8(ascii: "*"): entry.isList = true
      case UInt8(ascii: ":"): entry.since = Int(text(value)) ?? 0
      case UInt8(ascii: "!"): entry.gone = Int(text(value))
      case UInt8(ascii: ">"): entry.newer = text(value)
      default: break
      }
    }
    return (text(word[..<end]), entry)
  }

  private static func isMark(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "*"), UInt8(ascii: ":"), UInt8(ascii: "!"), UInt8(ascii: ">"): true
    default: false
    }
  }

  private static func text(_ bytes: ArraySlice<UInt8>) -> String {
    String(decoding: bytes, as: UTF8.self)
  }
}

extension UnitKey {
  /// The key under a newer name, which has its section in front where that is another.
  fileprivate func renamed(_ name: String) -> UnitKey {
    var key = self
    if let dot = name.firstIndex(of: ".") {
      key.section = String(name[..<dot])
      key.key = String(name[dot...].dropFirst())
    } else {
      key.key = String(name)
    }
    return key
  }
}
