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
  /// The guests' interfaces that have a parent here.
  let attachments: [GuestAttachment]
  private let places: [LinkName: Int]
  /// By place in `links`: the places of the links below, nearest first. Every check asks for them.
  private let below: [[Int]]
  /// The macvlans by the link that the kernel puts them on: a macvlan's parent that is a macvlan
  /// itself stands for its own lower (macvlan_common_newlink in drivers/net/macvlan.c).
  let macvlansByLower: [(lower: ManifestLink, macvlans: [ManifestLink])]

  /// The first link that names each member.
  private let masters: [LinkName: ManifestLink]

  init(
    _ all: [ManifestLink], guests: [ManifestGuest] = [], faulty: Set<String> = [],
    isComplete: Bool = true
  ) {
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
    let parents = links.map { link in link.parent.flatMap { places[$0.value] } }
    below = links.indices.map { Self.chain(from: $0, parents) }
    var groups: [Int: [ManifestLink]] = [:]
    for (place, link) in links.enumerated() where link.kind.isMacvlan {
      // A circle of macvlans has no lower.
      if let lower = below[place].first(where: { !links[$0].kind.isMacvlan }) {
        groups[lower, default: []].append(link)
      }
    }
    var masters: [LinkName: ManifestLink] = [:]
    for master in links {
      for member in master.members where masters[member.value] == nil {
        masters[member.value] = master
      }
    }
    self.masters = masters
    macvlansByLower = links.indices.compactMap { place in
      groups[place].map { (links[place], $0) }
    }
    (self.links, self.repeated, self.places) = (links, repeated, places)
    (self.faulty, self.isComplete) = (faulty, isComplete)
    attachments = GuestAttachment.all(of: guests, on: links, places: places)
  }

  /// Where parents go in a circle, each once. Never many more than the kernel would take.
  private static func chain(from start: Int, _ parents: [Int?]) -> [Int] {
    var chain: [Int] = []
    var next = parents[start]
    while let place = next, chain.count <= mostAncestors, place != start, !chain.contains(place) {
      chain.append(place)
      next = parents[place]
    }
    return chain
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

  /// The links below this one, nearest first; where parents go in a circle, each once.
  func ancestors(of link: ManifestLink) -> [ManifestLink] {
    (places[link.name].map { below[$0] } ?? []).map { links[$0] }
  }

  /// The MTU that the manifest gives the link: its own, or that of the nearest link below; a bridge
  /// without one has the smallest of its ports.
  func mtu(of link: ManifestLink) -> (link: ManifestLink, mtu: Located<UInt32>)? {
    for giver in [link] + ancestors(of: link) {
      if let mtu = giver.settings.mtu { return (giver, mtu) }
      guard giver.kind == .bridge else { continue }
      let ports = giver.members.compactMap { self[$0.value] }
        .compactMap { port in port.settings.mtu.map { (link: port, mtu: $0) } }
      if let smallest = ports.min(by: { $0.mtu.value < $1.mtu.value }) { return smallest }
    }
    return nil
  }
}

extension LinkGraph {
  /// Whether a link is another one, or sits on it, directly or by members of what it sits on.
  func isAbove(_ link: ManifestLink, _ other: ManifestLink) -> Bool {
    var open = [link.name]
    var seen = Set(open)
    while let name = open.popLast() {
      guard name != other.name else { return true }
      guard let next = self[name] else { continue }
      let below = [next.parent?.value].compactMap { $0 } + next.members.map(\.value)
      open += below.filter { seen.insert($0).inserted }
    }
    return false
  }

  /// The bond, bridge or VRF that the link is a member of.
  func master(of link: ManifestLink) -> ManifestLink? { masters[link.name] }

  /// The VRF that the link's addresses are in: it has addresses and routes of its own.
  func vrf(of link: ManifestLink) -> ManifestLink? {
    [link, master(of: link)].compactMap { $0 }.first { $0.kind == .vrf }
  }

  /// The table that the link's routes without one of their own, or with the main one, are in.
  func mainTable(of link: ManifestLink) -> UInt32 {
    guard link.kind != .vrf, case .number(let table) = vrf(of: link)?.options[.table]?.value
    else { return 254 }
    return UInt32(clamping: table)
  }

  /// The links that name this one as their parent.
  func children(of link: ManifestLink) -> [ManifestLink] {
    links.filter { $0.parent?.value == link.name }
  }
}

/// An interface of a guest beside the link that it names.
struct GuestAttachment: Sendable {
  var guest: ManifestGuest
  var interface: ManifestAttachment
  var parent: ManifestLink
  /// Where `parent` is written.
  var range: SourceRange

  /// What systemd-nspawn makes for it; `nil`: libvirt makes a macvtap.
  var container: ContainerLinkKind?

  var title: String { interface.title(in: guest) }
  var mode: GuestMode { interface.mode?.value ?? .bridge }
  var lowerUse: LowerUse { container?.lowerUse ?? (mode == .passthru ? .exclusive : .shared) }

  /// Those that shall be there.
  fileprivate static func all(
    of guests: [ManifestGuest], on links: [ManifestLink], places: [LinkName: Int]
  ) -> [GuestAttachment] {
    guests.flatMap { guest in
      guest.interfaces.compactMap { interface in
        // A virtual function reaches the wire and the host by the NIC's own switch.
        guard interface.virtualFunction == nil, let parent = interface.parent,
          let place = places[parent.value],
          interface.isAttached(in: guest)
        else { return nil }
        return GuestAttachment(
          guest: guest, interface: interface, parent: links[place], range: parent.range,
          container: guest.isContainer ? interface.kind?.value ?? .macvlan : nil)
      }
    }
  }
}

extension LinkGraph {
  /// The link that the kernel puts a guest's macvtap on, or what a container gets.
  func lower(of attachment: GuestAttachment) -> ManifestLink? {
    lower(of: attachment.container?.linkKind ?? .macvtap, on: attachment.parent)
  }

  /// The link that the kernel puts one of that kind on whose parent is this one.
  func lower(of kind: LinkKind, on parent: ManifestLink) -> ManifestLink? {
    ([parent] + ancestors(of: parent)).first { !kind.isFlattened(on: $0.kind) }
  }

  /// The guests' interfaces by the name of the link that their macvtaps are on.
  var attachmentsByLower: [LinkName: [GuestAttachment]] {
    attachments.reduce(into: [:]) { groups, attachment in
      if let lower = lower(of: attachment) { groups[lower.name, default: []].append(attachment) }
    }
  }
}

/// A link, or an interface of a container, that shares the packets of another link.
enum LowerUser {
  case link(ManifestLink, LowerUse, parent: SourceRange)
  // Half a kilobyte, which the links, of which there are many more, have no need of.
  indirect case container(GuestAttachment)

  var use: LowerUse {
    switch self {
    case .link(_, let use, _): use
    case .container(let attachment): attachment.lowerUse
    }
  }

  var title: String {
    switch self {
    case .link(let link, _, _): link.title
    case .container(let attachment): attachment.title
    }
  }

  var range: SourceRange {
    switch self {
    case .link(let link, _, _): link.range
    case .container(let attachment): attachment.interface.range
    }
  }

  var parentRange: SourceRange {
    switch self {
    case .link(_, _, let parent): parent
    case .container(let attachment): attachment.range
    }
  }

  /// Where its mode is written, or it itself.
  var modeRange: SourceRange {
    switch self {
    case .link(let link, _, _): link.modeRange
    case .container(let attachment): attachment.interface.range
    }
  }
}

extension LinkGraph {
  /// Who shares which link. Of libvirt's guests nobody knows which are on this host.
  var usersByLower: [(lower: ManifestLink, users: [LowerUser])] {
    var users: [LinkName: [LowerUser]] = [:]
    for link in links {
      guard let use = link.lowerUse, let parent = link.parent,
        let lower = self.parent(of: link).flatMap({ lower(of: link.kind, on: $0) })
      else { continue }
      users[lower.name, default: []].append(.link(link, use, parent: parent.range))
    }
    for attachment in attachments where attachment.container != nil {
      guard let lower = lower(of: attachment) else { continue }
      users[lower.name, default: []].append(.container(attachment))
    }
    return links.compactMap { link in users[link.name].map { (link, $0) } }
  }
}

extension ManifestLink {
  /// The mode of a macvlan or macvtap.
  var mode: MacvlanMode? {
    guard kind.isMacvlan else { return nil }
    return text(.mode).flatMap(MacvlanMode.init(rawValue:)) ?? .bridge
  }

  /// The word of an option, or what stands where it is not written.
  func text(_ attribute: Attribute) -> String? {
    let standard = LinkOption.option(attribute, of: kind)?.standard
    return (options[attribute]?.value ?? standard)?.description
  }

  /// `macvlan 'vmbridge'`.
  var title: String { "\(kind) '\(name)'" }
}
