/// Which .network networkd takes for a link: the first by name whose [Match] holds.
///
/// A file in a stronger folder takes the name from those in weaker ones even where it says nothing:
/// an empty file is a mask, and one that networkd cannot read or that is damaged hides the others
/// as well.
package struct UnitMatch: Sendable {
  /// The files that have their name, sorted by it in byte order.
  private var units: [UnitOnDisk] = []
  /// The drop-ins by the name of their file, in the order in which they are read.
  private let dropIns: [String: [UnitOnDisk]]
  /// The files of ours by the one name that they match, so that a host of many links does not
  /// compare each link with each file.
  private var ours: [String: Int] = [:]
  private var others: [(position: Int, file: NetworkFile)] = []
  private let facts: MatchFacts
  private let version: NetworkdVersion

  /// - Parameter all: The files of all folders, of each kind.
  package init(
    _ all: [UnitOnDisk], facts: MatchFacts = MatchFacts(),
    version: NetworkdVersion = NetworkdVersion(NetworkdVersion.newest)
  ) {
    self.facts = facts
    self.version = version
    dropIns = Self.dropIns(of: .network, among: all)
    units = Self.files(of: .network, among: all)
    for (position, unit) in units.enumerated() {
      if dropIns.isEmpty || dropIns[unit.name] == nil, let link = Self.link(ofOwn: unit) {
        ours[link] = position
      } else if let file = network(unit) {
        others.append((position, file))
      }
    }
  }

  /// The files of a kind that have their name and say something, sorted by it in byte order.
  static func files(of kind: UnitFileKind, among all: [UnitOnDisk]) -> [UnitOnDisk] {
    let ending = ".\(kind)"
    return strongest(of: all) { $0.name.hasSuffix(ending) }
      .filter { !$0.isMask && $0.isReadableByNetworkd }
  }

  /// The drop-ins by the name of their file, in the order in which they are read.
  static func dropIns(
    of kind: UnitFileKind, among all: [UnitOnDisk]
  ) -> [String: [UnitOnDisk]] {
    let folder = ".\(kind).d/"
    // A masked one is read like the others and says nothing.
    return Dictionary(grouping: strongest(of: all) { $0.isDropIn && $0.name.contains(folder) }) {
      file in
      String(file.name.prefix { $0 != "/" }.dropLast(2))
    }
  }

  /// Of the files of one name the one in the strongest folder, sorted by name in byte order.
  private static func strongest(
    of all: [UnitOnDisk], where isWanted: (UnitOnDisk) -> Bool
  ) -> [UnitOnDisk] {
    // Sorted by what is small: hosts have thousands of files.
    var found: [(name: String, rank: Int, place: Int)] = []
    for (place, file) in all.enumerated() where isWanted(file) && file.access != .unseen {
      guard let rank = UnitOnDisk.folders.firstIndex(of: file.folder) else { continue }
      found.append((file.name, rank, place))
    }
    found.sort { left, right in
      left.name == right.name
        ? left.rank < right.rank : left.name.precedesInBytes(right.name)
    }
    var files: [UnitOnDisk] = []
    for (name, _, place) in found where files.last?.name != name { files.append(all[place]) }
    return files
  }

  private static let lineFeed = UInt8(ascii: "\n")
  private static let ownStart = Array("\(Ownership.header)\n[Match]\nName=".utf8)
  private static let matchEnd = Array("Match]".utf8)

  /// The link of a file of ours that nobody has given another [Match].
  private static func link(ofOwn unit: UnitOnDisk) -> String? {
    guard let link = Ownership.link(ofFile: unit.name) else { return nil }
    var text = unit.text
    let isPlain = text.withUTF8 { bytes in
      let name = link.utf8
      let end = ownStart.count + name.count
      // The section ends with a blank line behind its one key.
      guard bytes.count > end + 1, bytes[end] == lineFeed, bytes[end + 1] == lineFeed,
        bytes[..<ownStart.count].elementsEqual(ownStart),
        bytes[ownStart.count..<end].elementsEqual(name)
      else { return false }
      return hasPlainSections(bytes[(end + 2)...])
    }
    return isPlain ? link : nil
  }

  /// Whether no bracket stands there but those of sections, none of which is [Match].
  private static func hasPlainSections(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
    var rest = bytes
    while let bracket = rest.firstIndex(of: UInt8(ascii: "[")) {
      rest = rest[(bracket + 1)...]
      let end = rest.firstIndex(of: lineFeed) ?? rest.endIndex
      let name = rest[..<end]
      guard name.last == UInt8(ascii: "]"), !name.elementsEqual(matchEnd),
        !name.contains(where: { $0 == 0x22 || $0 == 0x27 || $0 == 0x5c })
      else { return false }
    }
    return true
  }

  /// A file as networkd loads it; `nil` where it does not.
  func network(_ unit: UnitOnDisk) -> NetworkFile? {
    NetworkFile(unit, dropIns: dropIns[unit.name] ?? [], version: version)
  }

  // MARK: Asking

  /// The file for a link among those that `isCandidate` lets through.
  package func file(
    for link: KernelLink, where isCandidate: (UnitOnDisk) -> Bool = { _ in true }
  ) -> UnitOnDisk? {
    guard otherManager(of: link) == nil else { return nil }
    let own = own(link).filter { isCandidate(units[$0]) }.min()
    // Only what sorts before our own file can take the link from it.
    for (position, file) in others where position < own ?? units.count {
      if isCandidate(units[position]), holds(file, link) { return units[position] }
    }
    return own.map { units[$0] }
  }

  /// The file that networkd takes for a link, with what is laid over it.
  ///
  /// Where it is `isUnmanaged`, or where there is none, networkd leaves the link alone.
  package func winner(for link: KernelLink) -> NetworkFile? {
    file(for: link).flatMap(network)
  }

  /// All files that match a link: the first is the one that networkd takes, the others it ignores.
  package func matches(for link: KernelLink) -> [NetworkFile] {
    guard otherManager(of: link) == nil else { return [] }
    var found = own(link).compactMap { position in
      network(units[position]).map { (position: position, file: $0) }
    }
    // By place: these are large, and seldom what is asked for.
    for place in others.indices where holds(others[place].file, link) {
      found.append(others[place])
    }
    return found.sorted { $0.position < $1.position }.map(\.file)
  }

  private func own(_ link: KernelLink) -> [Int] {
    ([link.name] + link.alternativeNames).compactMap { ours[$0] }
  }

  private func holds(_ file: NetworkFile, _ link: KernelLink) -> Bool {
    file.match.holds(for: link, facts.devices[link.index])
      && file.match.conditions.values.allSatisfy { $0.holds(on: facts.host) }
  }

  /// The program that manages the link in networkd's place, where udev says so.
  package func otherManager(of link: KernelLink) -> String? {
    guard version.heedsManagedBy,
      let manager = facts.devices[link.index]?.properties["ID_NET_MANAGED_BY"],
      manager != "io.systemd.Network"
    else { return nil }
    return manager
  }

  // MARK: What is asked of the host

  /// What the files ask of the host besides rtnetlink, for the links that they would match otherwise.
  ///
  /// Debian's own files ask for drivers and for virtualization, but only behind names that few hosts
  /// have, so that on most hosts nothing is left to ask.
  package func demand(for links: [KernelLink]) -> MatchDemand {
    var demand = MatchDemand()
    for link in links {
      // What rtnetlink shows of no kind is hardware, or made by drivers that udev may have rules for.
      if version.heedsManagedBy, link.kind == nil, !link.isLoopback {
        demand.properties.insert(link.index)
      }
    }
    for (_, file) in others {
      let match = file.match
      guard match.asksDriver || match.asksProperties || !match.conditions.isEmpty else { continue }
      for link in links where match.holdsInKernel(for: link) {
        if match.asksDriver { demand.drivers.insert(link.index) }
        if match.asksProperties { demand.properties.insert(link.index) }
        if !match.conditions.isEmpty { demand.wantsHost = true }
        if match.conditions.keys.contains(where: \.dependsOnVirtualization) {
          demand.wantsVirtualization = true
        }
      }
    }
    return demand
  }
}

extension String {
  /// As `lexicographicallyPrecedes` has it of `utf8`, which is many times slower.
  fileprivate func precedesInBytes(_ other: String) -> Bool {
    utf8.withContiguousStorageIfAvailable { left in
      other.utf8.withContiguousStorageIfAvailable { right in
        for place in 0..<min(left.count, right.count) where left[place] != right[place] {
          return left[place] < right[place]
        }
        return left.count < right.count
      }
    }.flatMap(\.self) ?? utf8.lexicographicallyPrecedes(other.utf8)
  }
}
