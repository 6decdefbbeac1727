extension Importer {
  /// Finds the links, the file of each, and what sits on what.
  mutating func gather() {
    for file in units.broken where !file.isPackaged {
      leaveOut(file.path, "it or a drop-in of it is damaged, so nothing of it counts")
    }
    gatherNetdevs()
    gatherLiveLinks()
    if kernel == nil { gatherNamedNICs() }
    gatherNetworks()
    gatherLinkFiles()
    gatherParents()
    gatherMembers()
    dropLoose()
  }

  /// The links that files make.
  private mutating func gatherNetdevs() {
    var owners: [String: String] = [:]
    for file in units.netdevs where !file.isPackaged {
      guard let name = file.values("NetDev", "Name").last,
        let word = file.values("NetDev", "Kind").last
      else {
        leaveOut(file.path, "it has no Name= or no Kind=, so networkd ignores it too")
        continue
      }
      if let owner = owners[name] {
        remark(file.path, "networkd never uses it: \(owner) makes '\(name)' already")
        continue
      }
      owners[name] = file.name
      guard let kind = LinkKind(rawValue: word), kind.isVirtual else {
        leaveOut(file.path, "a manifest has no links of kind \(word), so the file stays as it is")
        continue
      }
      guard (try? LinkName(name)) != nil else {
        leaveOut(file.path, "'\(name)' is no name that a manifest takes")
        continue
      }
      var link = ImportedLink(id: name, kernelName: name, kind: kind)
      link.netdev = file
      link.live = kernel?.links.first { $0.name == name && $0.kind == kind.kernelName }
      if let other = kernel?.links.first(where: { $0.name == name && $0.kind != kind.kernelName }) {
        leaveOut(
          file.path, "the live '\(name)' is no \(kind) but \(other.kind ?? "a physical link")")
        continue
      }
      links.append(link)
    }
  }

  /// NICs, and links that were made by hand.
  private mutating func gatherLiveLinks() {
    let known = Set(links.map(\.id))
    for live in kernel?.links ?? [] where !live.isLoopback && !known.contains(live.name) {
      guard (try? LinkName(live.name)) != nil else { continue }
      if let owner = live.owner(isNamed: isNamed(live)) {
        remark(live.name, "it belongs to \(owner), so it is not imported")
        continue
      }
      let kind = LinkKind(rawValue: live.kind ?? "") ?? .nic
      var link = ImportedLink(id: live.name, kernelName: live.name, kind: kind)
      link.live = live
      links.append(link)
    }
  }

  /// Whether a .network speaks of the very link.
  private func isNamed(_ live: KernelLink) -> Bool {
    guard let unit = match.file(for: live),
      let file = units.networks.first(where: { $0.unit.path == unit.path })
    else { return false }
    return NICMatchReading(file).hasName(live.name)
  }

  /// Without a kernel: what [Match] sections call by name.
  private mutating func gatherNamedNICs() {
    for file in units.networks where !file.isPackaged {
      for name in UnitWords.words(file.values("Match", "Name"))
      where (try? LinkName(name)) != nil && !links.contains(where: { $0.kernelName == name }) {
        // Of our own file the name tells the id.
        let id = file.ownID ?? name
        guard !links.contains(where: { $0.id == id }) else { continue }
        links.append(ImportedLink(id: id, kernelName: name, kind: .nic))
      }
    }
  }

  /// Gives each link its .network, and each .network that is left a link or a word.
  private mutating func gatherNetworks() {
    var used: Set<String> = []
    for place in links.indices {
      guard let name = links[place].kernelName else { continue }
      let live = links[place].live ?? KernelLink(name: name, kind: links[place].kind)
      guard let unit = match.file(for: live),
        let file = units.networks.first(where: { $0.unit.path == unit.path })
      else { continue }
      links[place].network = file
      used.insert(file.name)
      if links[place].kind == .nic { links[place] = identified(links[place], by: file) }
    }
    for file in units.networks where !used.contains(file.name) && !file.isPackaged {
      gatherUnused(file)
    }
  }

  /// A .network that no link has.
  private mutating func gatherUnused(_ file: EffectiveUnits.File) {
    let names = UnitWords.words(file.values("Match", "Name"))
    if file.values("Link", "Unmanaged").last.flatMap(UnitWords.flag) == true {
      let isGuard =
        file.values("Match", "Kind").contains { $0.contains("macvtap") }
        || names.contains { $0.hasPrefix("macvtap") }
      remark(
        file.path,
        isGuard
          ? "reconcile writes such a guard of its own: \(Ownership.guardName)"
          : "it keeps networkd from links of others, so it stays as it is")
      return
    }
    if let rival = links.first(where: { names.contains($0.kernelName ?? "") })?.network {
      leaveOut(file.path, "networkd never uses it: \(rival.name) matches first")
      return
    }
    guard kernel == nil else {
      leaveOut(file.path, "its [Match] hits no link of this host, so it stays as it is")
      return
    }
    guard let matches = NICMatchReading(file, newName: newName(by: file)).entries, !matches.isEmpty
    else {
      leaveOut(file.path, "its [Match] is not one that a manifest can have: run this on the host")
      return
    }
    if let place = links.firstIndex(where: {
      $0.kind == .nic && $0.network == nil
        && ($0.kernelName.map { [$0] } == names || $0.id == file.ownID)
    }) {
      // It calls the NIC by its name, and by more.
      links[place].network = file
      links[place].set(YAMLTree.Entry("match", .map(matches)))
      return
    }
    var link = ImportedLink(id: freeID(file.stem), kernelName: nil, kind: .nic)
    link.network = file
    link.set(YAMLTree.Entry("match", .map(matches)))
    links.append(link)
  }

  /// The name that our .link beside a .network of ours gives the NIC.
  private func newName(by file: EffectiveUnits.File) -> String? {
    guard let id = file.ownID else { return nil }
    return units.links.first { $0.ownID == id }?.values("Link", "Name").last
  }

  func freeID(_ stem: String) -> String {
    let letters = stem.map { character -> Character in
      (try? LinkName("a\(character)")) != nil ? character : "-"
    }
    var id = String(letters.drop { $0 == "-" }.prefix(LinkName.longest))
    if (try? LinkName(id)) == nil { id = String("nic-\(id)".prefix(LinkName.longest)) }
    var number = 2
    let base = id.prefix(LinkName.longest - 3)
    while links.contains(where: { $0.id == id }) {
      id = "\(base)-\(number)"
      number += 1
    }
    return id
  }

  /// By what a NIC is known, where that is not its name.
  private mutating func identified(_ link: ImportedLink, by file: EffectiveUnits.File)
    -> ImportedLink
  {
    var link = link
    guard let name = link.kernelName else { return link }
    if let id = file.ownID, !links.contains(where: { $0.id == id && $0.kernelName != name }) {
      link.id = id
    }
    let reading = NICMatchReading(file, live: link.live, newName: newName(by: file))
    guard let entries = reading.entries else {
      if !reading.hasName(name) {
        remark(file.path, "its [Match] is none of a manifest: here '\(name)' stands for it")
      }
      return link
    }
    let isNameAlone = entries.map(\.key) == ["name"]
    // A pattern of somebody's file may hit several NICs: each has an entry of its own.
    if isNameAlone, link.id == name || (file.ownID == nil && !reading.hasName(name)) { return link }
    if !entries.isEmpty { link.set(YAMLTree.Entry("match", .map(entries))) }
    return link
  }

  /// Who sits on whom: by the lines of the lower's file, else by the kernel.
  private mutating func gatherParents() {
    for lower in links {
      for kind in LinkKind.allCases where kind.shape == .stacked {
        guard let key = kind.networkKey, let file = lower.network else { continue }
        for name in UnitWords.words(file.values("Network", key)) {
          gatherParent(of: name, kind, lower.id, file)
        }
      }
    }
    let names = kernel.map {
      Dictionary($0.links.map { ($0.index, $0.name) }) { first, _ in first }
    }
    for place in links.indices where links[place].kind.shape == .stacked {
      guard links[place].parent == nil, let lower = links[place].live?.lower,
        links[place].live?.lowerNamespace == nil, let name = names?[lower]
      else { continue }
      links[place].parent = links.first { $0.kernelName == name }?.id ?? name
    }
  }

  private mutating func gatherParent(
    of name: String, _ kind: LinkKind, _ lower: String, _ file: EffectiveUnits.File
  ) {
    guard let place = links.firstIndex(where: { $0.id == name && $0.kind.isVirtual }) else {
      leaveOut(
        file.path,
        "\(kind.networkKey ?? "")=\(name): no .netdev makes '\(name)', so nothing comes of it")
      return
    }
    guard links[place].kind == kind else {
      leaveOut(
        file.path, "\(kind.networkKey ?? "")=\(name): '\(name)' is a \(links[place].kind)")
      return
    }
    if let other = links[place].parent, other != lower {
      leaveOut(file.path, "\(kind.networkKey ?? "")=\(name): it sits on '\(other)' already")
      return
    }
    links[place].parent = lower
  }

  /// Who is whose member: by the lines of the member's file, else by the kernel.
  private mutating func gatherMembers() {
    let names = Dictionary((kernel?.links ?? []).map { ($0.index, $0.name) }) { first, _ in first }
    for member in links {
      var isTold = false
      for kind in LinkKind.allCases where kind.shape == .master {
        guard let key = kind.networkKey, let file = member.network,
          let name = file.values("Network", key).last
        else { continue }
        isTold = true
        guard let place = links.firstIndex(where: { $0.id == name && $0.kind == kind }) else {
          leaveOut(file.path, "\(key)=\(name): no .netdev makes '\(name)'")
          continue
        }
        links[place].members.append(member.id)
        if file.values("Network", "PrimarySlave").last.flatMap(UnitWords.flag) == true {
          links[place].set("primary", member.id)
        }
      }
      guard !isTold, let master = member.live?.master, let name = names[master],
        let place = links.firstIndex(where: { $0.id == name && $0.kind.shape == .master })
      else { continue }
      links[place].members.append(member.id)
    }
  }

  /// Takes out what nobody made, and NICs of which there is nothing to say.
  private mutating func dropLoose() {
    for link in links where link.kind.shape == .stacked && link.parent == nil {
      leaveOut(
        link.netdev?.path ?? link.id,
        "no .network names '\(link.id)', so networkd never makes it")
    }
    links.removeAll { $0.kind.shape == .stacked && $0.parent == nil }
    let inUse = Set(links.compactMap(\.parent) + links.flatMap(\.members))
    let kept = links.filter { link in
      link.kind != .nic || link.network != nil || link.text("set-name") != nil
        || inUse.contains(link.id) || hasLiveSettings(link)
    }
    for link in links where !kept.contains(where: { $0.id == link.id }) {
      guard let file = link.link else { continue }
      leaveOut(file.path, "nothing else is said of '\(link.id)', so it stays as it is")
    }
    links = kept
  }
}

extension KernelLink {
  /// A link of which only the files are known.
  fileprivate init(name: String, kind: LinkKind) {
    self.init(index: 0, name: name)
    self.kind = kind.kernelName
  }

  /// Who else made the link, as far as its name or kind tells; `nil` where somebody did by hand.
  fileprivate func owner(isNamed: Bool) -> String? {
    // A macvtap that no .netdev makes is a guest's.
    if kind == "macvtap" { return "a guest" }
    guard !isNamed, let kind else { return nil }
    if name.hasPrefix("br-"), name.utf8.count == 15, name.dropFirst(3).allSatisfy(\.isHexDigit) {
      return "docker"
    }
    if let known = Self.owners.first(where: { name.hasPrefix($0.prefix) }) { return known.owner }
    return LinkKind(rawValue: kind) == nil && kind != "veth" ? "whoever made it (\(kind))" : nil
  }

  private static let owners: [(prefix: String, owner: String)] = [
    ("docker", "docker"), ("virbr", "libvirt"), ("vnet", "libvirt"), ("podman", "podman"),
    ("cni", "a container runtime"), ("flannel", "flannel"), ("cali", "calico"), ("lxcbr", "lxc"),
    ("lxdbr", "lxd"), ("incusbr", "incus"), ("vrrp", "keepalived"), ("veth", "a container"),
  ]
}
