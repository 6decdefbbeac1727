/// The files of others that describe links of the manifest, in the folder that is ours to write.
///
/// What is in other folders comes back by itself, at boot or with a package: there ours wins by its
/// name.
struct Takeover: Sendable {
  /// The files, drop-ins with them, by the link that they are for.
  private(set) var files: [(link: LinkName, unit: UnitOnDisk)] = []
  /// The paths of those that other links have, too: they stay.
  private(set) var shared: Set<String> = []

  init(_ desired: Desired, _ observed: Observation, _ version: NetworkdVersion) {
    let links = desired.links.filter(\.isManaged)
    let names = Dictionary(
      links.flatMap { link in [(link.name.text, link.name), (link.kernelName.text, link.name)] },
      uniquingKeysWith: { first, _ in first })
    let foreign = observed.units.filter { unit in
      unit.folder == UnitOnDisk.ourFolder && !unit.isMask && !Ownership.hasHeader(unit.text)
        && observed.record?.files[unit.name] == nil && !Ownership.hasPrefix(unit.name)
    }
    for unit in foreign where !unit.isDropIn {
      let file = UnitFile(name: unit.name, parsing: unit.text)
      guard let link = link(of: file, unit, links, names, observed, version) else { continue }
      let dropIns = foreign.filter { $0.name.hasPrefix("\(unit.name).d/") }
      files += ([unit] + dropIns).map { (link, $0) }
    }
  }

  private mutating func link(
    of file: UnitFile, _ unit: UnitOnDisk, _ links: [DesiredLink], _ names: [String: LinkName],
    _ observed: Observation, _ version: NetworkdVersion
  ) -> LinkName? {
    if unit.name.hasSuffix(".netdev") {
      let name = file.values("NetDev", "Name").last.flatMap { names[$0] }
      return links.first { $0.name == name && $0.kind.isVirtual }?.name
    }
    if unit.name.hasSuffix(".link") {
      let name = file.values("Link", "Name").last
      return links.first { $0.newName?.text == name && name != nil }?.name
    }
    let dropIns = observed.units.filter { $0.isDropIn && $0.name.hasPrefix("\(unit.name).d/") }
    let match = UnitMatch([unit] + dropIns, facts: observed.matchFacts, version: version)
    guard match.network(unit)?.isUnmanaged != true else { return nil }
    // A pattern is for links to come as well: unless it wins over ours it is in nobody's way.
    guard Self.isNarrow(file) || Self.sortsBeforeOurs(unit) else { return nil }
    let hits = (observed.kernel?.links ?? []).filter { match.file(for: $0) != nil }.map(\.name)
    let words = UnitWords.words(file.values("Match", "Name")).filter { (try? LinkName($0)) != nil }
    let all = Set(hits + words)
    let ours = all.compactMap { names[$0] }.min()
    guard ours != nil, all.allSatisfy({ names[$0] != nil }) else {
      if ours != nil { shared.insert(unit.path) }
      return nil
    }
    return ours
  }

  /// Whether [Match] says which links are meant, by name or address.
  static func isNarrow(_ file: UnitFile) -> Bool {
    let words = UnitWords.words(file.values("Match", "Name"))
    if !words.isEmpty { return words.allSatisfy { (try? LinkName($0)) != nil } }
    return ["MACAddress", "PermanentMACAddress", "Path"].contains {
      !file.values("Match", $0).isEmpty
    }
  }

  static func sortsBeforeOurs(_ unit: UnitOnDisk) -> Bool {
    unit.name.utf8.lexicographicallyPrecedes(Ownership.prefix.utf8)
  }

  func contains(_ unit: UnitOnDisk) -> Bool { files.contains { $0.unit.path == unit.path } }
}

extension Planner {
  /// What `apply --adopt` would do about files of others, as long as nobody has asked for it.
  var takeoverNotes: [String] {
    // One that wins is told as a conflict.
    let shadowed = takeover.files.map(\.unit).filter { unit in
      !unit.isDropIn && !(unit.name.hasSuffix(".network") && Takeover.sortsBeforeOurs(unit))
    }
    let told = adopts ? [] : shadowed.map(\.path)
    return told.map {
      "\($0) describes a link of this manifest, too: 'reconcile apply --adopt' takes it away and"
        + " keeps a copy"
    }
      + takeover.shared.sorted().map {
        "\($0) describes links of this manifest and others, so it stays"
      }
  }

  /// The files of others that this apply takes away.
  var adopted: [(link: LinkName, unit: UnitOnDisk)] { adopts ? takeover.files : [] }

  /// What files of others say of links that come into our care with this apply.
  static func oldFiles(
    _ desired: Desired, _ observed: Observation, _ host: HostIndex, _ version: NetworkdVersion
  ) -> [LinkName: OldFile] {
    let new = desired.links.filter { $0.isManaged && observed.record?.has($0) != true }
    let units = observed.units.filter { !Ownership.hasPrefix($0.name) }
    guard !new.isEmpty, units.contains(where: { $0.name.hasSuffix(".network") }) else { return [:] }
    let effective = EffectiveUnits(units)
    let match = UnitMatch(effective.plain, facts: observed.matchFacts, version: version)
    var files: [LinkName: EffectiveUnits.File] = [:]
    for link in new {
      guard let kernel = host.links[link.name.text], let unit = match.file(for: kernel) else {
        continue
      }
      files[link.name] = effective.networks.first { $0.path == unit.path }
    }
    guard !files.isEmpty else { return [:] }
    // The names of live links, and nothing else of the kernel.
    let result = Importer(units: units, facts: observed.matchFacts, version: version).result()
    let manifest = Importer.load(result.tree).manifest
    let links = Dictionary(
      (manifest.map { Desired($0).links } ?? []).map { ($0.name, $0) },
      uniquingKeysWith: { first, _ in first })
    return files.reduce(into: [:]) { old, file in
      guard let link = links[file.key] else { return }
      old[file.key] = OldFile(
        file: UnitFile(name: file.value.name, sections: file.value.sections), link: link)
    }
  }
}

/// The .network that somebody else has for a link of ours.
struct OldFile: Sendable {
  /// With its drop-ins.
  var file: UnitFile
  /// What it comes to, with the defaults of a manifest where it says nothing.
  var link: DesiredLink
}

extension LinkComparison {
  /// Rows for what the manifest says and the old files do not, and for defaults of ours.
  func compareWithOldFile(_ old: OldFile, _ work: inout LinkWork) {
    let standards = Set(FileDefault.all.map(\.attribute))
    for attribute in Attribute.allCases
    where attribute.isFileOnly && !standards.contains(attribute) {
      let (before, after) = (old.link.values[attribute] ?? [], link.values[attribute] ?? [])
      for value in before where !after.contains(value) {
        differ(attribute, now: value, after: nil, layer: .file, &work)
      }
      for value in after where !before.contains(value) {
        differ(attribute, now: nil, after: value, layer: .file, &work)
      }
    }
    guard let new = planner.files.wanted[networkFile] else { return }
    for standard in FileDefault.all { compare(standard, old.file, new, &work) }
  }

  /// Compares a line that the renderer may write whether the manifest says something or not.
  private func compare(
    _ standard: FileDefault, _ old: UnitFile, _ new: UnitFile, _ work: inout LinkWork
  ) {
    let before = old.values(standard.section, standard.key).last
    let after = new.values(standard.section, standard.key).last ?? standard.networkd
    guard standard.isOther(before ?? standard.networkd, after) else { return }
    let rows = work.plan.differences.indices.filter {
      work.plan.differences[$0].attribute == standard.attribute
    }
    if rows.isEmpty {
      differ(standard.attribute, now: before, after: after, layer: .file, &work)
    }
    guard before == nil else { return }
    for row in work.plan.differences.indices
    where work.plan.differences[row].attribute == standard.attribute {
      work.plan.differences[row].isDefault = true
    }
  }

  /// A row for each file that is taken away.
  func compareAdopted(_ work: inout LinkWork) {
    for (name, unit) in planner.adopted where name == link.name {
      differ(.file, now: unit.path, after: "taken over, a copy is kept", layer: .file, &work)
    }
  }
}

/// A line that the renderer writes whether the manifest says something or not.
private struct FileDefault {
  let section: String
  let key: String
  let attribute: Attribute
  /// What networkd does where the line is not written.
  let networkd: String

  static let all = [
    FileDefault(
      section: "Network", key: "LinkLocalAddressing", attribute: .linkLocal, networkd: "ipv6"),
    FileDefault(section: "Network", key: "IPv6AcceptRA", attribute: .acceptRA, networkd: "yes"),
    FileDefault(
      section: "Network", key: "KeepConfiguration", attribute: .keepConfiguration, networkd: "no"),
    FileDefault(
      section: "Link", key: "RequiredForOnline", attribute: .requiredForOnline, networkd: "yes"),
  ]

  /// Whether two values mean something else, however they are spelled.
  func isOther(_ before: String, _ after: String) -> Bool {
    before != after
      && (UnitWords.flag(before) == nil || UnitWords.flag(before) != UnitWords.flag(after))
  }
}
