/// Turns what a host has into a manifest: the way back from files and live links.
///
/// A pure function: `Importer(units:…).result()`.
package struct Importer {
  /// A manifest, and what it does not say.
  package struct Result: Sendable {
    package var tree: YAMLTree
    package var notes: [ImportNote]

    /// Whether something of the host is not in the manifest.
    package var isIncomplete: Bool { notes.contains { $0.kind == .leftOut } }
  }

  let units: EffectiveUnits
  let match: UnitMatch
  /// `nil` where only a tree of files is looked at.
  let kernel: KernelState?
  let derivedMAC: DerivedMAC?

  /// Whether what the kernel does not have counts as taken away by hand.
  var isExact = false

  var links: [ImportedLink] = []
  var notes: [ImportNote] = []

  /// - Parameters:
  ///   - units: The files of networkd's folders.
  ///   - others: What Debian's ifupdown has besides.
  ///   - kernel: The live links, if there are any.
  ///   - facts: What udev and the host say besides, as far as [Match] asks for it.
  package init(
    units: [UnitOnDisk], others: Ifupdown? = nil, kernel: KernelState? = nil,
    derivedMAC: DerivedMAC? = nil, facts: MatchFacts = MatchFacts(),
    version: NetworkdVersion = NetworkdVersion(NetworkdVersion.newest)
  ) {
    self.units = EffectiveUnits(units + (others?.units ?? []))
    notes = others?.notes ?? []
    match = UnitMatch(self.units.plain, facts: facts, version: version)
    self.kernel = kernel
    self.derivedMAC = derivedMAC
  }

  package func result() -> Result {
    var importer = self
    importer.gather()
    for place in importer.links.indices { importer.links[place].read(&importer.notes) }
    importer.overlayLive()
    return importer.composed()
  }

  mutating func leaveOut(_ subject: String, _ reason: String) {
    notes.append(ImportNote(.leftOut, subject, reason))
  }

  mutating func remark(_ subject: String, _ text: String) {
    notes.append(ImportNote(.remark, subject, text))
  }
}
