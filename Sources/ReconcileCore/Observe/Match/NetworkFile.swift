/// A .network with its drop-ins, as networkd has it in memory.
package struct NetworkFile: Sendable {
  /// The file itself.
  package let unit: UnitOnDisk
  /// Those that are laid over it, in order.
  package let dropIns: [UnitOnDisk]
  /// What all of them say together: the sections of the file and then those of each drop-in.
  package let effective: UnitFile
  /// Whether networkd leaves a link alone that this file is chosen for. It then says of the link
  /// that it has no file.
  package let isUnmanaged: Bool
  let match: MatchSection

  /// - Returns: `nil` where networkd passes the file over: it is damaged, or a drop-in of it is, or
  ///   its [Match] says nothing. Whether its conditions hold is another question.
  init?(_ unit: UnitOnDisk, dropIns: [UnitOnDisk], version: NetworkdVersion) {
    guard ([unit] + dropIns).allSatisfy(\.isReadableByNetworkd) else { return nil }
    self.unit = unit
    self.dropIns = dropIns
    effective = UnitFile(
      UnitFile(name: unit.name, parsing: unit.text),
      dropIns: dropIns.map { UnitFile(name: $0.name, parsing: $0.text) })
    match = MatchSection(effective, version: version)
    guard !effective.isBroken, !match.isEmpty else { return nil }
    let switches = effective.sections.filter { $0.name == "Link" }.flatMap(\.entries)
      .filter { $0.key == "Unmanaged" }
    // What is no boolean is passed over.
    isUnmanaged = switches.compactMap { Switch.value($0.value) }.last ?? false
  }

  /// The last of the file and its drop-ins that assigns the key.
  package func origin(of key: String, in section: String) -> UnitOnDisk? {
    ([unit] + dropIns).last { unit in
      UnitFile(name: unit.name, parsing: unit.text).sections.contains { part in
        part.name == section && part.entries.contains { $0.key == key }
      }
    }
  }
}
