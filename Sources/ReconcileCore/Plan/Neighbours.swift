extension Planner {
  /// Why the kernel will not put the macvlan on its lower, or keep it there; `nil` where it will.
  ///
  /// It is asked before an apply: a link that is replaced is gone when the kernel refuses the new
  /// one.
  func neighbour(of link: DesiredLink, _ macvlan: DesiredLink.Macvlan) -> String? {
    guard let lower = host.links[macvlan.lower.text] else { return nil }
    if let master = lower.master {
      let name = host.names[master] ?? "another link"
      return "\(lower.name) is a port of \(name), and the kernel puts no macvlan on a port"
    }
    if macvlan.mode == .passthru {
      let other = host.macvlans[lower.index, default: []].first {
        $0.name != link.name.text && staysThere($0)
      }
      return other.map { "mode passthru allows no other on \(lower.name), and \($0.name) is there" }
    }
    // Of the manifest's own links validation has told before.
    guard let owner = host.owners[lower.index], owner.name != link.name.text, staysThere(owner),
      owner.kind == "macvtap" || wanted(owner) == nil
    else { return nil }
    return "\(owner.name) has mode passthru on \(lower.name), which allows no other there"
  }

  /// The links that leave and must be gone before the kernel takes a new one: it has the same MAC,
  /// or one of the two wants the lower for itself.
  func predecessors(of link: DesiredLink, _ macvlan: DesiredLink.Macvlan) -> [String] {
    guard let lower = host.links[macvlan.lower.text] else { return [] }
    let mac = mac(of: link)
    return leaving.sorted().filter { name in
      guard let other = host.links[name], other.lower == lower.index else { return false }
      return other.mac == mac || macvlan.mode == .passthru
        || other.macvlanMode == MacvlanMode.passthru.number
    }
  }

  /// Whether this apply neither removes the link nor gives it another lower.
  private func staysThere(_ other: KernelLink) -> Bool {
    guard other.kind == "macvlan" else { return true }
    guard let macvlan = wanted(other)?.macvlan else { return !leaving.contains(other.name) }
    return host.links[macvlan.lower.text]?.index == other.lower
  }

  private func wanted(_ link: KernelLink) -> DesiredLink? {
    (try? LinkName(link.name)).flatMap { byName[$0] }
  }
}
