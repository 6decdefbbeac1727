/// The links of one manifest with what sits on what; the ground of all checks.
struct LinkGraph {
  /// Without links that have faults of their own, and the first of two with one id.
  let links: [ManifestLink]
  /// Those whose id is taken by a link before them.
  let repeated: [ManifestLink]
  /// The ids of links that could not be read.
  let faulty: Set<String>
  /// Whether a link that is not here was not written anywhere.
  let isComplete: Bool
  private let places: [LinkName: Int]

  init(_ all: [ManifestLink], faulty: Set<String> = [], isComplete: Bool = true) {
    var links: [ManifestLink] = []
    var repeated: [ManifestLink] = []
    var places: [LinkName: Int] = [:]
    for link in all {
      if places[link.name] != nil {
        repeated.append(link)
      } else {
        places[link.name] = links.count
        links.append(link)
      }
    }
    (self.links, self.repeated, self.places) = (links, repeated, places)
    (self.faulty, self.isComplete) = (faulty, isComplete)
  }

  subscript(name: LinkName) -> ManifestLink? {
    places[name].map { links[$0] }
  }

  var ids: [String] { links.map(\.name.text) + faulty.sorted() }

  func parent(of link: ManifestLink) -> ManifestLink? {
    link.parent.flatMap { self[$0.value] }
  }

  /// How many links the kernel lets stand on each other (MAX_NEST_DEV in linux/netdevice.h).
  static let mostAncestors = 8

  /// The links below this one, nearest first; where parents go in a circle, each once. Never many
  /// more than the kernel would take.
  func ancestors(of link: ManifestLink) -> [ManifestLink] {
    var result: [ManifestLink] = []
    var seen: Set<LinkName> = [link.name]
    var next = parent(of: link)
    while let link = next, result.count <= Self.mostAncestors, seen.insert(link.name).inserted {
      result.append(link)
      next = parent(of: link)
    }
    return result
  }

  /// The MTU that the manifest gives the link: its own, or that of the nearest link below.
  func mtu(of link: ManifestLink) -> (link: ManifestLink, mtu: Located<UInt32>)? {
    for giver in [link] + ancestors(of: link) {
      if let mtu = giver.settings.mtu { return (giver, mtu) }
    }
    return nil
  }

  /// The macvlans by the name of the link that the kernel puts them on: a macvlan's parent that is
  /// a macvlan itself stands for its own lower (macvlan_common_newlink in drivers/net/macvlan.c).
  var macvlansByLower: [(lower: ManifestLink, macvlans: [ManifestLink])] {
    var groups: [LinkName: [ManifestLink]] = [:]
    for link in links where link.parent != nil {
      if let lower = ancestors(of: link).last, lower.parent == nil {
        groups[lower.name, default: []].append(link)
      }
    }
    return links.compactMap { link in groups[link.name].map { (link, $0) } }
  }
}

extension ManifestLink {
  var parent: Located<LinkName>? {
    switch kind {
    case .nic: nil
    case .macvlan(let settings): settings.parent
    }
  }

  var mode: MacvlanMode? {
    switch kind {
    case .nic: nil
    case .macvlan(let settings): settings.mode?.value ?? .bridge
    }
  }

  /// `macvlan 'vmbridge'`.
  var title: String {
    switch kind {
    case .nic: "nic '\(name)'"
    case .macvlan: "macvlan '\(name)'"
    }
  }
}
