/// What files of others do to ours and to guests.
extension Planner {
  /// What others have put beside our files, and which keys it sets: networkd lays it over them.
  var dropIns: [String] {
    var taken: Set<String> = []
    return UnitOnDisk.folders.flatMap { folder in observed.units.filter { $0.folder == folder } }
      .filter { $0.isDropIn && Ownership.hasPrefix($0.name) && taken.insert($0.name).inserted }
      .filter { !$0.isMask && $0.isReadableByNetworkd && isOfWantedFile($0) }
      .map { unit in
        let sections = UnitFile(name: unit.name, parsing: unit.text).sections
        let keys = sections.map { section in
          "[\(section.name)] " + unique(section.entries.map { "\($0.key)=" }).joined(separator: " ")
        }
        return "\(unit.path) is somebody else's and changes what our file says: "
          + (keys.isEmpty ? "nothing yet" : unique(keys).joined(separator: ", "))
      }
  }

  private func isOfWantedFile(_ unit: UnitOnDisk) -> Bool {
    files.wanted[String(unit.name.prefix { $0 != "/" }.dropLast(2))] != nil
  }

  private func unique(_ words: [String]) -> [String] {
    var seen: Set<String> = []
    return words.filter { seen.insert($0).inserted }
  }

  /// The .network files of others that networkd takes for guests' macvtaps, and lays on them.
  var capturedTaps: [String] {
    let taps = (observed.kernel?.links ?? []).filter { $0.kind == "macvtap" && !isOurs($0) }
    var captured: [String: [String]] = [:]
    for tap in taps {
      guard let unit = files.match.file(for: tap, where: { !Ownership.hasPrefix($0.name) }),
        !(version.matchesKind
          && Ownership.guardName.utf8.lexicographicallyPrecedes(unit.name.utf8)),
        files.match.network(unit)?.isUnmanaged != true
      else { continue }
      captured[unit.path, default: []].append(tap.name)
    }
    return captured.sorted { $0.key < $1.key }.map { path, names in
      "\(path) of others captures guests' macvtaps (\(names.joined(separator: ", "))) and runs on them"
        + " what it says: add Kind=!macvtap to its [Match]"
    }
  }

  /// The .netdev of somebody else that makes a link of this name before ours can: of two networkd
  /// takes the first by file name.
  func rival(of link: DesiredLink) -> String? {
    guard link.kind.isVirtual, link.isManaged else { return nil }
    return rivals[link.name.text]?.path
  }
}

/// The .netdev files of others by the name that they give a link, the first by file name.
struct NetdevNames: Sendable {
  private var first: [String: UnitOnDisk] = [:]

  init(_ units: [UnitOnDisk]) {
    var strongest: [String: UnitOnDisk] = [:]
    for folder in UnitOnDisk.folders {
      for unit in units where unit.folder == folder && unit.name.hasSuffix(".netdev") {
        if strongest[unit.name] == nil { strongest[unit.name] = unit }
      }
    }
    let others = strongest.values.filter { unit in
      !Ownership.hasPrefix(unit.name) && !unit.isMask && unit.isReadableByNetworkd
    }
    for unit in others.sorted(by: { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }) {
      let file = UnitFile(name: unit.name, parsing: unit.text)
      // networkd passes over a file without a kind.
      guard let name = file.values("NetDev", "Name").last,
        file.values("NetDev", "Kind").last != nil
      else { continue }
      if first[name] == nil { first[name] = unit }
    }
  }

  /// The one that comes before the file of ours.
  subscript(link: String) -> UnitOnDisk? {
    rival(of: link, before: "\(Ownership.prefix)\(link).netdev")
  }

  /// The one that comes before a file of that name.
  func rival(of link: String, before file: String) -> UnitOnDisk? {
    first[link].flatMap { $0.name.utf8.lexicographicallyPrecedes(file.utf8) ? $0 : nil }
  }
}
