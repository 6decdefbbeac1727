/// A setting that stands in unit files alone: the kernel shows nothing of it.
struct FileSetting: Sendable {
  /// Its word in manifests.
  let word: String
  /// What plans call it, or the mapping that it stands in.
  let attribute: Attribute
  /// Reads it as the text that the unit file has.
  let type: ValueType<String>
  let summary: String
  let unset: String
  /// Where it is written, as the newest version of systemd spells it.
  let units: [UnitKey]

  init(
    _ word: String, _ attribute: Attribute, _ type: ValueType<String>, _ summary: String,
    unset: String, _ units: String..., file: UnitFileKind = .network
  ) {
    self.word = word
    self.attribute = attribute
    self.type = type
    self.summary = summary
    self.unset = unset
    self.units = units.map { text in
      let parts = text.split(separator: ".").map(String.init)
      return UnitKey(file: file, section: parts[0], key: parts[1])
    }
  }

  /// The key of a mapping whose settings are gathered as written.
  var key: Key<WrittenSettings> {
    let places = units.map { "[\($0.section)] \($0.key)=" }
    return Key(
      word, type, into: { $0[word] = $1 }, summary, unset: unset,
      goes: places.joined(separator: ", "))
  }
}

/// The file settings of one mapping that are written, sorted by word.
package struct WrittenSettings: Sendable {
  private struct Entry: Sendable {
    var word: String
    var value: Located<String>
  }

  private var entries: [Entry] = []

  subscript(word: String) -> Located<String>? {
    get { entries.first { $0.word == word }?.value }
    set {
      entries.removeAll { $0.word == word }
      guard let newValue else { return }
      let place = entries.firstIndex { $0.word > word } ?? entries.endIndex
      entries.insert(Entry(word: word, value: newValue), at: place)
    }
  }

  var isEmpty: Bool { entries.isEmpty }
}

/// What is written of `dhcp-options`.
package struct DHCPOptions: Sendable {
  package var range: SourceRange
  /// For both families.
  var both = WrittenSettings()
  /// For one, over `both`.
  var ipv4: WrittenSettings?
  var ipv6: WrittenSettings?

  static let table = MappingTable<DHCPOptions>(
    keys: FileSetting.dhcp.map { $0.key.of(\.both) } + [
      Key(
        "ipv4", family("DHCPv4", such: "{use-dns: no}"), whole: { $0.ipv4 = $1 },
        "The same for DHCPv4 alone.", unset: "as for both"),
      Key(
        "ipv6", family("DHCPv6", such: "{use-dns: no}"), whole: { $0.ipv6 = $1 },
        "The same for DHCPv6 alone, as far as it has them.", unset: "as for both"),
    ])

  static let type = table.type(
    "DHCP options", such: "{use-dns: no, route-metric: 200}",
    start: { DHCPOptions(range: $0.range) }, finish: { options, _, _ -> DHCPOptions? in options })

  private static func family(_ section: String, such example: String) -> ValueType<WrittenSettings>
  {
    let settings = FileSetting.dhcp.filter { $0.units.contains { $0.section == section } }
    return MappingTable<WrittenSettings>(keys: settings.map(\.key)).type(
      "\(section) options", such: example, start: { _ in WrittenSettings() },
      finish: { settings, _, _ -> WrittenSettings? in settings })
  }
}

/// What is written of `ra-options`.
package struct RAOptions: Sendable {
  package var range: SourceRange
  var written = WrittenSettings()

  static let table = MappingTable<RAOptions>(
    keys: FileSetting.routerAdvertisement.map { $0.key.of(\.written) })

  static let type = table.type(
    "options of router advertisements", such: "{use-dns: no, route-metric: 200}",
    start: { RAOptions(range: $0.range) }, finish: { options, _, _ -> RAOptions? in options })
}

/// What is written of `hardware`.
package struct HardwareSettings: Sendable {
  package var range: SourceRange
  var written = WrittenSettings()

  static let table = MappingTable<HardwareSettings>(
    keys: FileSetting.hardware.map { $0.key.of(\.written) })

  static let type = table.type(
    "hardware settings", such: "{wake-on-lan: magic, rx-ring: 4096}",
    start: { HardwareSettings(range: $0.range) },
    finish: { settings, _, _ -> HardwareSettings? in settings })
}
