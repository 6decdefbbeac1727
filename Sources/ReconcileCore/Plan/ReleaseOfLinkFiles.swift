/// Whether udev goes by the .link of a NIC that is let go of, under its new name, as before.
extension Release {
  /// Of the .link that match a NIC udev takes the first by file name, at the next boot.
  func checkLinkFiles(in observed: Observation) throws(Obstacle) {
    let own = files.filter { $0.old.hasSuffix(".link") }
    guard !own.isEmpty else { return }
    let ours = Set(files.map(\.old)).union(files.map(\.new))
    // udev reads as root.
    let readable = observed.units.map { unit in
      var unit = unit
      unit.access = .readable
      return unit
    }
    let dropIns = UnitMatch.dropIns(of: .link, among: readable)
    let others = UnitMatch.files(of: .link, among: readable).filter { !ours.contains($0.path) }
    let networks = UnitMatch(
      observed.units, facts: observed.matchFacts,
      version: observed.networkd?.version ?? NetworkdVersion(NetworkdVersion.newest))
    for file in own {
      let (old, new) = (Self.name(of: file.old), Self.name(of: file.new))
      guard let id = Ownership.link(ofFile: old) else { continue }
      let between = others.filter { old < $0.name && $0.name < new }
      guard !between.isEmpty else { continue }
      let network = "\(UnitOnDisk.ourFolder)/\(Ownership.prefix)\(id).network"
      let nics = (observed.kernel?.links ?? []).filter {
        $0.canBeNIC && networks.file(for: $0)?.path == network
      }
      let match = UnitFile(name: old, parsing: file.text)
      let known =
        nics.isEmpty
        ? [KnownOfNIC(match)] : nics.map { KnownOfNIC(match, $0, observed) }
      let rival = between.first { other in
        let whole = UnitFile(
          UnitFile(name: other.name, parsing: other.text),
          dropIns: (dropIns[other.name] ?? []).map { UnitFile(name: $0.name, parsing: $0.text) })
        return known.contains { $0.mayBeMeant(by: whole) }
      }
      if let rival { throw .captured(link: id, by: rival.path) }
    }
  }

  private static func name(of path: String) -> String {
    String(path.dropFirst(UnitOnDisk.ourFolder.count + 1))
  }
}

/// What is known of a NIC at the next boot, by keys of [Match]; of a key that is not in here nothing
/// is, as of the name that the kernel will give it.
private struct KnownOfNIC {
  private var values: [String: Set<String>] = [:]
  private var addresses: Set<[UInt8]> = []
  /// Whether the kernel has the NIC, so that it is known to be of no kind where it has none.
  private var isPresent = false

  /// - Parameter match: The .link that it has its name by now.
  init(_ match: UnitFile) {
    for key in ["OriginalName", "Path", "Driver"] {
      let words = match.values("Match", key).flatMap { Words.split($0, .quoted) }
      // A pattern tells no value.
      guard !words.contains(where: { $0.contains(where: "!*?[\\".contains) }) else { continue }
      values[key] = Set(words)
    }
    addresses = Self.addresses(in: match, "PermanentMACAddress")
  }

  init(_ match: UnitFile, _ nic: KernelLink, _ observed: Observation) {
    self.init(match)
    let (facts, device) = (observed.nics[nic.index], observed.matchFacts.devices[nic.index])
    values["Path", default: []].formUnion(
      [facts?.path, device?.properties["ID_PATH"]].compactMap(\.self))
    values["Driver", default: []].formUnion([facts?.driver, device?.driver].compactMap(\.self))
    if let address = nic.permanentMAC ?? nic.mac { addresses.insert(address.bytes) }
    isPresent = nic.kind == nil
  }

  /// Whether a .link may be for the NIC: only what contradicts it tells that it is not.
  func mayBeMeant(by file: UnitFile) -> Bool {
    let entries = file.sections.filter { $0.name == "Match" }.flatMap(\.entries)
    // udev passes over one that says nothing that it knows.
    let saysSomething = entries.contains {
      let key = UnitKey(file: .link, section: "Match", key: $0.key)
      return UnitKeys.status(of: key, in: nil) == .known && !file.values("Match", $0.key).isEmpty
    }
    guard saysSomething else { return false }
    for key in ["MACAddress", "PermanentMACAddress"] {
      let asked = Self.addresses(in: file, key)
      if !asked.isEmpty, !addresses.isEmpty, asked.isDisjoint(with: addresses) { return false }
    }
    for key in ["OriginalName", "Path", "Driver"] {
      guard let known = values[key], !known.isEmpty else { continue }
      let patterns = Self.patterns(in: file, key)
      if !known.contains(where: patterns.holds) { return false }
    }
    return !isPresent || Self.patterns(in: file, "Kind").holds(for: nil)
  }

  private static func patterns(in file: UnitFile, _ key: String) -> PatternList {
    var list = PatternList()
    for value in file.values("Match", key) {
      let areNegated = value.hasPrefix("!")
      let words = Words.split(areNegated ? value.dropFirst() : value[...], .quoted)
      list.append(words, areNegated: areNegated)
    }
    return list
  }

  private static func addresses(in file: UnitFile, _ key: String) -> Set<[UInt8]> {
    Set(
      file.values("Match", key).flatMap { Words.split($0, .plain) }
        .compactMap(HardwareAddress.bytes))
  }
}
