/// Letting go of links: their files become plain ones that networkd reads as before.
package struct Release: Sendable {
  /// One of our files and the plain one that takes its place, under the same name where that is
  /// given.
  package struct File: Sendable, Hashable {
    /// The paths.
    package var old: String
    package var new: String
    package var text: String

    /// Whether it lies in a `.d` folder.
    package var isDropIn: Bool { old.hasSuffix(".conf") }
  }

  /// A line that another link's file of ours loses and that has to stay.
  package struct DropIn: Sendable, Hashable {
    package var path: String
    package var text: String
  }

  /// A macvtap without the rule that gave its device away.
  package struct Ownerless: Sendable, Hashable {
    package var link: String
    /// The line of udev(7) that keeps the owner, where somebody writes it.
    package var rule: String
  }

  package enum Obstacle: Error, Hashable {
    /// The links that are ours instead.
    case unknown([String])
    /// A file has the name of a plain one, or is laid over that name.
    case taken(String)
    /// A drop-in of one of the files lies in a folder that is not ours to write.
    case beside(String)
    /// networkd would go by that file for a link, and not by the plain one.
    case captured(link: String, by: String)
  }

  package private(set) var links: [String]
  /// Whether the guests' interfaces are let go of, too.
  package private(set) var forgetsGuests = false
  /// The networks of libvirt that are let go of, too.
  package private(set) var networks: [String] = []
  package private(set) var files: [File] = []
  package private(set) var dropIns: [DropIn] = []
  /// What is known as applied from then on.
  package private(set) var record: AppliedRecord
  /// The routing rules and routes of others that networkd drops when it reads the files.
  package private(set) var losses: [String] = []
  /// The macvtaps whose `/dev/tapN` belongs to root alone after the next boot.
  package private(set) var ownerless: [Ownerless] = []

  /// The name of the guard of guests' taps where it is nobody's: behind the links' files.
  private static let guardName = "11-macvtap-unmanaged.network"

  /// The rules of udev where they are nobody's.
  package static let rulesName = "70-taps.rules"

  /// - Parameter link: The id; `nil` for all.
  package init(of link: String?, from observed: Observation) throws(Obstacle) {
    let known = observed.record?.links.keys.sorted() ?? []
    guard var record = observed.record, link.map(known.contains) ?? !record.isEmpty else {
      throw .unknown(known)
    }
    links = link.map { [$0] } ?? known
    var names: [String: String] = [:]
    for id in links {
      for suffix in ["link", "netdev", "network"] {
        names["\(Ownership.prefix)\(id).\(suffix)"] = "10-\(id).\(suffix)"
      }
    }
    if link == nil { names[Ownership.guardName] = Self.guardName }
    let own = observed.units.filter { $0.folder == UnitOnDisk.ourFolder }
    for unit in own {
      guard let new = names[unit.mainName] else { continue }
      let path = "\(UnitOnDisk.ourFolder)/\(new)\(unit.name.dropFirst(unit.mainName.count))"
      files.append(
        File(old: unit.path, new: path, text: Ownership.withoutHeader(unit.text)))
    }
    if link == nil {
      files += Self.otherFiles(in: observed)
      for name in record.files.keys where !Ownership.isUnit(name) { record.files[name] = nil }
    }
    dropIns = Self.dropIns(for: links, own, record)
    for id in links { record.links[id] = nil }
    if link == nil {
      forgetsGuests = !record.attachments.isEmpty
      networks = record.networks.keys.sorted()
      (record.attachments, record.networks) = ([:], [:])
    } else {
      ownerless = links.compactMap { id in
        let values = observed.record?.links[id]?.values ?? [:]
        return TapRules.line(
          for: id, owner: values[.owner]?.first, group: values[.group]?.first
        ).map { Ownerless(link: id, rule: $0) }
      }
    }
    for name in names.keys { record.files[name] = nil }
    record.generation += 1
    self.record = record
    try checkNames(in: observed.units)
    try checkPaths(in: observed.units + observed.otherFiles)
    try checkLinkFiles(in: observed)
    try checkNetdevs(in: observed)
    try checkMatches(in: observed)
    losses = losses(in: observed)
  }

  /// Those that systemd-networkd does not read. The settings of a container bear its name.
  private static func otherFiles(in observed: Observation) -> [File] {
    observed.otherFiles.compactMap { file in
      let isSettings = file.name.hasSuffix(Ownership.settingsSuffix)
      guard isSettings ? Ownership.hasHeader(file.text) : file.name == Ownership.rulesName else {
        return nil
      }
      return File(
        old: file.path, new: isSettings ? file.path : "\(file.folder)/\(rulesName)",
        text: Ownership.withoutHeader(file.text))
    }
  }

  /// The lines in files that stay ours which make the links, or make others their members.
  private static func dropIns(
    for links: [String], _ own: [UnitOnDisk], _ record: AppliedRecord
  ) -> [DropIn] {
    own.flatMap { unit -> [DropIn] in
      guard unit.name.hasSuffix(".network"), !unit.isDropIn,
        let id = Ownership.link(ofFile: unit.name), !links.contains(id)
      else { return [] }
      let file = UnitFile(name: unit.name, parsing: unit.text)
      return links.compactMap { link in
        guard let kind = record.links[link].flatMap({ LinkKind(rawValue: $0.kind) }),
          let key = kind.networkKey, file.values("Network", key).contains(link)
        else { return nil }
        return DropIn(path: "\(unit.path).d/\(link).conf", text: "[Network]\n\(key)=\(link)\n")
      }
    }
  }
}

// MARK: Whether networkd goes on as before

extension Release {
  /// A plain file takes its name from weaker folders, and what is beside that name is laid over it.
  /// One that stands there already, with the same text, was left by a run that did not end.
  private func checkNames(in units: [UnitOnDisk]) throws(Obstacle) {
    let planned = Dictionary(
      files.map { ($0.new, $0.text) }, uniquingKeysWith: { first, _ in first })
    let main = files.filter { !$0.isDropIn }
    let (old, new) = (Set(main.map(\.old)), Set(main.map(\.new)))
    for unit in units {
      let path = "\(UnitOnDisk.ourFolder)/\(unit.mainName)"
      if old.contains(path), unit.isDropIn, unit.folder != UnitOnDisk.ourFolder {
        throw .beside(unit.path)
      }
      if new.contains(path), planned[unit.path] != unit.text { throw .taken(unit.path) }
    }
  }

  /// What stands where a drop-in or a file that networkd does not read would be written.
  private func checkPaths(in present: [UnitOnDisk]) throws(Obstacle) {
    let planned = Dictionary(
      files.filter { $0.new != $0.old }.map { ($0.new, $0.text) }
        + dropIns.map { ($0.path, $0.text) },
      uniquingKeysWith: { first, _ in first })
    for file in present {
      // A drop-in of ours would hide one of its name in a weaker folder.
      let isUnit = UnitOnDisk.folders.contains(file.folder)
      let path = isUnit ? "\(UnitOnDisk.ourFolder)/\(file.name)" : file.path
      if let text = planned[path], text != file.text { throw .taken(file.path) }
    }
  }

  /// Of two .netdev for one name networkd takes the first by file name.
  private func checkNetdevs(in observed: Observation) throws(Obstacle) {
    let left = Set(files.map(\.new))
    let others = NetdevNames(observed.units.filter { !left.contains($0.path) })
    for link in links {
      if let rival = others.rival(of: link, before: "10-\(link).netdev") {
        throw .captured(link: link, by: rival.path)
      }
    }
  }

  /// Of the .network that match a link it takes the first by file name.
  private func checkMatches(in observed: Observation) throws(Obstacle) {
    let renamed = Dictionary(files.map { ($0.old, $0) }, uniquingKeysWith: { first, _ in first })
    let plain = observed.units.map { unit in
      guard let file = renamed[unit.path] else { return unit }
      var unit = unit
      unit.name = String(file.new.dropFirst(UnitOnDisk.ourFolder.count + 1))
      unit.text = file.text
      return unit
    }
    let version = observed.networkd?.version ?? NetworkdVersion(NetworkdVersion.newest)
    let before = UnitMatch(observed.units, facts: observed.matchFacts, version: version)
    let after = UnitMatch(plain, facts: observed.matchFacts, version: version)
    for link in (observed.kernel?.links ?? []) + links(toComeOn: observed) {
      guard let now = before.file(for: link)?.path else { continue }
      let wanted = renamed[now]?.new ?? now
      if let found = after.file(for: link)?.path, found != wanted {
        throw .captured(link: link.name, by: found)
      }
    }
  }

  /// Links that networkd may yet make, and a guest's tap where the guard of these goes.
  private func links(toComeOn observed: Observation) -> [KernelLink] {
    let present = Set((observed.kernel?.links ?? []).map(\.name))
    var toCome = links.filter { !present.contains($0) }.compactMap { id -> KernelLink? in
      guard let kind = observed.record?.links[id].flatMap({ LinkKind(rawValue: $0.kind) }),
        kind.isVirtual
      else { return nil }
      var link = KernelLink(index: 0, name: id)
      link.kind = kind.kernelName
      return link
    }
    if files.contains(where: { $0.new.hasSuffix(Self.guardName) }) {
      var tap = KernelLink(index: 0, name: "macvtap0")
      tap.kind = "macvtap"
      toCome.append(tap)
    }
    return toCome
  }

  /// Up to 256 a reload with a new .network drops rules that no file has, and on the link routes
  /// that are not of `proto static`.
  private func losses(in observed: Observation) -> [String] {
    guard let networkd = observed.networkd, networkd.version.reloadDropsForeign,
      let kernel = observed.kernel, !files.isEmpty
    else { return [] }
    var losses: [String] = []
    if networkd.managesForeignRules {
      let ours = Set((observed.record?.links ?? [:]).values.flatMap { $0.values[.rule] ?? [] })
      losses += kernel.rules
        .filter { $0.origin != KernelRoute.Origin.kernel }
        .filter { $0.hasMore || !ours.contains($0.rule.description) }
        .map { "rule \($0.rule)" }
    }
    if networkd.managesForeignRoutes {
      let touched = Set(files.map(\.old))
      for link in kernel.links {
        guard let path = networkd.links[link.index]?.networkFile,
          touched.contains(path) || dropIns.contains(where: { $0.path.hasPrefix("\(path).d/") })
        else { continue }
        losses += kernel.routes
          .filter { $0.link == link.index }
          .filter { $0.origin == KernelRoute.Origin.boot || $0.isOfRoutingDaemon }
          .map { "route \(RouteSpecification($0).text) dev \(link.name)" }
      }
    }
    return losses
  }
}

extension UnitOnDisk {
  /// The name of the file, also of the one that a drop-in is laid over.
  fileprivate var mainName: String {
    isDropIn ? String(name.prefix { $0 != "/" }.dropLast(2)) : name
  }
}
