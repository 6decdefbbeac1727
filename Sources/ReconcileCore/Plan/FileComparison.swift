/// The files that shall be in our folders beside those that are.
struct FileComparison: Sendable {
  enum Change: Sendable, Hashable {
    case write(UnitFile)
    case remove(String)

    var name: String {
      switch self {
      case .write(let file): file.name
      case .remove(let name): name
      }
    }
  }

  let wanted: [String: UnitFile]
  /// Files in our folders, by name.
  let present: [String: UnitOnDisk]
  /// Sorted by name.
  private(set) var changes: [Change]
  /// Files that bear our prefix and are not ours.
  let conflicts: Set<String>
  /// Settings of containers that somebody else has written, by name.
  let strangers: [String: UnitOnDisk]
  let match: UnitMatch

  private var changed: Set<String>
  private let faults: [String: (now: String, after: String)]
  /// The files that stay as somebody else wants them.
  private var withheld: Set<String> = []
  private let record: AppliedRecord?
  private let networkd: NetworkdState?

  /// - Parameter adopted: Files of others that go with this apply.
  init(
    wanted files: [UnitFile], observed: Observation, version: NetworkdVersion,
    adopted: Takeover? = nil
  ) {
    wanted = Dictionary(files.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    let own = (observed.units + observed.otherFiles).filter {
      $0.folder == Ownership.folder(ofFile: $0.name)
    }
    // Ours in the strongest folder would hide one in a weaker one.
    let hidden = Dictionary(
      observed.otherFiles.filter { $0.folder != Ownership.folder(ofFile: $0.name) }.map {
        ($0.name, $0)
      }, uniquingKeysWith: { first, _ in first })
    present = Dictionary(own.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    match = UnitMatch(
      observed.units.filter { adopted?.contains($0) != true }, facts: observed.matchFacts,
      version: version)
    faults = present.compactMapValues { Self.fault(of: $0, observed) }
    record = observed.record
    networkd = observed.networkd

    var changes: [Change] = []
    var conflicts: Set<String> = []
    var strangers: [String: UnitOnDisk] = [:]
    func isOurs(_ unit: UnitOnDisk) -> Bool {
      Ownership.hasHeader(unit.text) || observed.record?.files[unit.name] != nil
    }
    for file in files {
      guard let unit = present[file.name] else {
        if let other = hidden[file.name] {
          strangers[file.name] = other
        } else {
          changes.append(.write(file))
        }
        continue
      }
      if !isOurs(unit), Ownership.hasPrefix(unit.name) {
        conflicts.insert(file.name)
      } else if !isOurs(unit) {
        strangers[file.name] = unit
      } else if unit.text != file.text || faults[unit.name] != nil {
        changes.append(.write(file))
      }
    }
    for unit in own
    where wanted[unit.name] == nil && !unit.isDropIn {
      let hasPrefix = Ownership.hasPrefix(unit.name)
      if isOurs(unit), hasPrefix || unit.name.hasSuffix(Ownership.settingsSuffix) {
        changes.append(.remove(unit.name))
      } else if hasPrefix {
        conflicts.insert(unit.name)
      }
    }
    self.changes = changes.sorted { $0.name < $1.name }
    self.conflicts = conflicts
    self.strangers = strangers
    changed = Set(changes.map(\.name))
  }

  /// Neither writes these files nor has them loaded.
  mutating func withhold(_ names: Set<String>) {
    withheld = names
    changes.removeAll { names.contains($0.name) }
    changed.subtract(names)
  }

  func isChanged(_ name: String) -> Bool { changed.contains(name) }

  /// Whether the daemon has some version of the file in its memory.
  func isKnownToNetworkd(_ name: String) -> Bool {
    guard let networkd else { return false }
    if let loaded = networkd.loaded { return loaded[name] != nil }
    return present[name].map { $0.identity.modified < networkd.started } ?? false
  }

  /// Whether the daemon has the file as it stands.
  func isLoaded(_ name: String) -> Bool {
    guard let networkd, let unit = present[name] else { return false }
    if withheld.contains(name) { return true }
    return networkd.hasLoaded(unit)
  }

  /// How the file differs from what was last applied: the part of somebody else.
  func drift(_ name: String) -> Difference? {
    guard let applied = record?.files[name] else { return nil }
    guard let unit = present[name] else {
      var drift = Difference(
        .file, now: "\(name) deleted", after: wanted[name] == nil ? nil : "written again",
        layer: .file, cause: .drift)
      drift.edit = edit(name, applied, now: nil)
      return drift
    }
    if unit.text != applied, unit.text != wanted[name]?.text {
      var drift = Difference(
        .file, now: "\(name) edited", after: "as rendered", layer: .file, cause: .drift)
      drift.edit = edit(name, applied, now: unit)
      return drift
    }
    return faults[name].map {
      Difference(.file, now: "\(name) \($0.now)", after: $0.after, layer: .file, cause: .drift)
    }
  }

  /// What is wrong about a file of ours besides its text.
  private static func fault(
    of unit: UnitOnDisk, _ observed: Observation
  ) -> (now: String, after: String)? {
    if unit.isSymbolicLink { return ("is a symbolic link", "a file") }
    if unit.mode != 0o644 { return ("mode \(String(unit.mode, radix: 8))", "mode 644") }
    // In a tree that is only looked at, the files are whose that tree is.
    let isLive = observed.kernel != nil
    return isLive && unit.owner != 0 ? ("owner \(unit.owner)", "owner 0") : nil
  }

  private func edit(_ name: String, _ applied: String, now unit: UnitOnDisk?) -> FileEdit {
    FileEdit(
      path: Ownership.path(ofFile: name), applied: applied, at: record?.applied ?? 0, now: unit
    )
  }

  /// Whether the wanted bytes are others than those last applied.
  func isRerendered(_ name: String) -> Bool {
    guard let applied = record?.files[name] else { return false }
    return wanted[name]?.text != applied
  }
}
