/// A [Match] section in the words of `match:`.
struct NICMatchReading {
  private let file: EffectiveUnits.File
  private let live: KernelLink?
  /// The name that a .link of ours gives the NIC: its .network has both names.
  private let newName: String?

  init(_ file: EffectiveUnits.File, live: KernelLink? = nil, newName: String? = nil) {
    self.file = file
    self.live = live
    self.newName = newName
  }

  /// Whether the section calls the link by this very name.
  func hasName(_ name: String) -> Bool {
    UnitWords.words(file.values("Match", "Name")).contains(name)
  }

  /// `nil` where it says something that `match:` has no key for.
  var entries: [YAMLTree.Entry]? {
    var entries: [YAMLTree.Entry] = []
    let written = file.sections.filter { $0.name == "Match" }.flatMap(\.entries)
    var seen: Set<String> = []
    for key in written.map(\.key) where !key.hasPrefix("X-") && seen.insert(key).inserted {
      var words = UnitWords.words(file.values("Match", key))
      if words.count > 1 { words.removeAll { $0 == newName } }
      guard let word = words.first else { continue }
      switch key {
      case "Name" where words.count > 1 && live.map({ words.contains($0.name) }) == true:
        entries.append(YAMLTree.Entry("name", live?.name ?? word))
      case "Name", "OriginalName":
        guard words.count == 1, !word.hasPrefix("!") else { return nil }
        entries.append(YAMLTree.Entry("name", word))
      case "PermanentMACAddress", "MACAddress":
        guard words.count == 1, let mac = MACAddress(word) else { return nil }
        // A NIC that the kernel knows no permanent address of is known by its name.
        if live == nil || live?.permanentMAC == mac {
          entries.append(YAMLTree.Entry("permanent-mac", mac))
        }
      case "Path", "Driver":
        guard words.count == 1, !word.hasPrefix("!") else { return nil }
        entries.append(YAMLTree.Entry(key.lowercased(), word))
      // NICs are what is meant anyway.
      case "Type" where words == ["ether"]: continue
      default: return nil
      }
    }
    return entries
  }
}
