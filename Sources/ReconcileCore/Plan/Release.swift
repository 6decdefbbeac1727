/// Letting go of links: their files become plain ones that networkd reads as before.
package struct Release: Sendable {
  /// One of our files and the plain one that takes its place.
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

  package enum Obstacle: Error {
    /// The links that are ours instead.
    case unknown([String])
    /// A file has the name of a plain one.
    case taken(String)
  }

  package private(set) var links: [String]
  package private(set) var files: [File] = []
  package private(set) var dropIns: [DropIn] = []
  /// What is known as applied from then on.
  package private(set) var record: AppliedRecord

  /// The name of the guard of guests' taps where it is nobody's: behind the links' files.
  private static let guardName = "11-macvtap-unmanaged.network"

  /// - Parameter link: The id; `nil` for all.
  package init(of link: String?, from observed: Observation) throws(Obstacle) {
    let known = observed.record?.links.keys.sorted() ?? []
    guard var record = observed.record, link.map(known.contains) ?? !known.isEmpty else {
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
      let main = String(unit.name.prefix { $0 != "/" })
      let old = unit.isDropIn ? String(main.dropLast(2)) : main
      guard let new = names[old] else { continue }
      let path = "\(UnitOnDisk.ourFolder)/\(new)\(unit.name.dropFirst(old.count))"
      if own.contains(where: { $0.path == path }) { throw .taken(path) }
      files.append(
        File(old: unit.path, new: path, text: Ownership.withoutHeader(unit.text)))
    }
    dropIns = Self.dropIns(for: links, own, record)
    for id in links { record.links[id] = nil }
    for name in names.keys { record.files[name] = nil }
    record.generation += 1
    self.record = record
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
