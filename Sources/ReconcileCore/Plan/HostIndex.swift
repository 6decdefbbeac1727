/// The observed host, looked up by name and index.
struct HostIndex: Sendable {
  /// By the kernel's name; a NIC that the manifest matches, or matched, by something else, by its id.
  let links: [String: KernelLink]
  let addresses: [Int32: [KernelAddress]]
  let routes: [Int32: [KernelRoute]]
  let names: [Int32: String]
  let byIndex: [Int32: KernelLink]
  /// The links that sit directly on each link.
  let uppers: [Int32: [KernelLink]]
  /// The macvlans and macvtaps by the link they sit on: the kernel counts both.
  let macvlans: [Int32: [KernelLink]]
  /// Who has which packets of each link.
  let lowerUsers: [Int32: [LowerUse: [KernelLink]]]
  /// The ports of each bridge, and the members of each bond and VRF.
  let members: [Int32: [KernelLink]]
  let taps: GuestTaps
  /// The running guests that have virtual functions of each NIC, by their numbers.
  let functionGuests: [Int32: [UInt32: [String]]]
  /// What each `match` of the manifest hits, where that is not one link.
  let ambiguous: [LinkName: [String]]

  init(
    _ observed: Observation, _ desired: Desired,
    _ version: NetworkdVersion = NetworkdVersion(NetworkdVersion.newest)
  ) {
    let kernel = observed.kernel ?? KernelState()
    var links = Dictionary(
      kernel.links.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    var ambiguous: [LinkName: [String]] = [:]
    for nic in desired.links where nic.match != nil || nic.newName != nil {
      let candidates = kernel.links.filter { $0.isMeant(by: nic, observed) }
      // The id is no name of the kernel's.
      if nic.match != nil { links[nic.name.text] = nil }
      if candidates.count == 1 { links[nic.name.text] = candidates[0] }
      if candidates.count > 1 { ambiguous[nic.name] = candidates.map(\.name) }
    }
    for (id, link) in Self.formerNICs(observed, desired, links, version) { links[id] = link }
    self.links = links
    self.ambiguous = ambiguous
    taps = GuestTaps(observed.guests, kernel.links)
    addresses = Dictionary(grouping: kernel.addresses, by: \.link)
    routes = Dictionary(grouping: kernel.routes.filter { $0.link != nil }, by: { $0.link ?? 0 })
    names = Dictionary(
      kernel.links.map { ($0.index, $0.name) }, uniquingKeysWith: { first, _ in first })
    byIndex = Dictionary(
      kernel.links.map { ($0.index, $0) }, uniquingKeysWith: { first, _ in first })
    let stacked = kernel.links.filter { $0.lower != nil && $0.lowerNamespace == nil }
    uppers = Dictionary(grouping: stacked) { $0.lower ?? 0 }
    let macvlans = stacked.filter { $0.kind == "macvlan" || $0.kind == "macvtap" }
    self.macvlans = Dictionary(grouping: macvlans) { $0.lower ?? 0 }
    lowerUsers = stacked.reduce(into: [:]) { users, link in
      guard let use = link.lowerUse else { return }
      users[link.lower ?? 0, default: [:]][use, default: []].append(link)
    }
    functionGuests = observed.virtualFunctions.mapValues { slots in
      slots.reduce(into: [:]) { $0[$1.number] = observed.runningUsers(of: $1).map(\.name) }
    }
    members = Dictionary(grouping: kernel.links.filter { $0.master != nil }) { $0.master ?? 0 }
  }

  /// The NICs that were ours, by their ids; `nil` for one that is gone or ours by another id.
  ///
  /// The file that was applied tells which one it was, also once it is gone.
  private static func formerNICs(
    _ observed: Observation, _ desired: Desired, _ links: [String: KernelLink],
    _ version: NetworkdVersion
  ) -> [String: KernelLink?] {
    guard let record = observed.record else { return [:] }
    let names = Set(desired.links.map(\.name.text))
    let former = record.links.filter { !$0.value.isVirtual && !names.contains($0.key) }.keys
    guard !former.isEmpty else { return [:] }
    let kept = Set(desired.links.filter(\.isManaged).compactMap { links[$0.name.text]?.index })
    return former.reduce(into: [:]) { found, id in
      guard let file = record.nicFile(id) else { return }
      let match = UnitMatch([file], facts: observed.matchFacts, version: version)
      let hits = (observed.kernel?.links ?? []).filter { $0.canBeNIC && match.file(for: $0) != nil }
      found.updateValue(
        hits.count == 1 && !kept.contains(hits[0].index) ? hits[0] : nil, forKey: id)
    }
  }
}

extension KernelLink {
  /// Whether it is the NIC that the manifest describes.
  fileprivate func isMeant(by nic: DesiredLink, _ observed: Observation) -> Bool {
    let names = [name] + alternativeNames
    guard let match = nic.match else {
      return name == nic.newName?.text || name == nic.name.text
    }
    guard canBeNIC else { return false }
    if let wanted = match.permanentMAC, permanentMAC != wanted { return false }
    if let pattern = match.name, !names.contains(where: { glob(pattern, matches: $0) }) {
      // A NIC that we have renamed is the one that it was.
      guard let newName = nic.newName, name == newName.text else { return false }
    }
    if let pattern = match.path, !observed.isPath(of: self, pattern) { return false }
    if let pattern = match.driver, !observed.isDriver(of: self, pattern) { return false }
    return true
  }
}
