extension Lint {
  /// What only shows beside the host.
  static let ofHost = [
    Lint(
      id: "wireless-parent",
      summary:
        "the parent is a wireless NIC: the access point takes packets from its MAC alone, so "
        + "links with a MAC of their own have no traffic",
      findOnHost: wirelessParent),
    Lint(
      id: "second-file",
      summary: "two .network files are for one link of the manifest, and one of them is never used",
      findOnHost: secondFile),
    Lint(
      id: "name-at-upgrade",
      summary: "a NIC is known by its name alone while the plan is for another version of systemd, "
        + "which may name it otherwise",
      findOnHost: nameAtUpgrade),
  ]

  private static func wirelessParent(_ manifest: Manifest, _ planner: Planner) -> [Finding] {
    func finding(
      _ lower: LinkName?, of title: String, at range: SourceRange, in link: ManifestLink,
      help: String
    ) -> Finding? {
      // udev names them so; the kernel's own name is wlan0.
      guard let lower, let name = planner.host.links[lower.text]?.name, name.hasPrefix("wl") else {
        return nil
      }
      return Finding(
        link: link,
        message: "parent of \(title): '\(name)' is wireless and passes packets from its own MAC"
          + " alone",
        range: range, help: help)
    }
    let macvlans = manifest.links.compactMap { link -> Finding? in
      guard link.kind.isMacvlan, link.mode != .passthru, let range = link.parent?.range else {
        return nil
      }
      return finding(
        planner.byName[link.name]?.lower, of: link.title, at: range, in: link,
        help: "use an ipvlan, mode passthru, or another NIC")
    }
    // A guest on a macvlan is warned of with that.
    let guests = LinkGraph(manifest.links, guests: manifest.guests).attachments
      .filter { !$0.parent.kind.isMacvlan && $0.lowerUse == .shared }
    return macvlans
      + guests.compactMap {
        finding(
          $0.parent.name, of: $0.title, at: $0.range, in: $0.parent,
          help: $0.container == nil
            ? "use mode passthru, another NIC, or a network of libvirt's own that is routed"
            : "write 'kind: ipvlan', or use another NIC")
      }
  }

  private static func secondFile(_ manifest: Manifest, _ planner: Planner) -> [Finding] {
    let links = manifest.links
    // A name is one link's alone.
    let isKnownByMore = links.contains { $0.identity.match != nil || $0.identity.setName != nil }
    let afterwards = isKnownByMore ? planner.matchAfterwards : nil
    let others = planner.observed.units.filter { !Ownership.hasPrefix($0.name) }
    guard isKnownByMore || !others.isEmpty else { return [] }
    let foreign = UnitMatch(
      others, facts: planner.observed.matchFacts, version: planner.version)
    let owners = isKnownByMore ? owners(of: links) : [:]
    return links.filter(\.identity.isManaged).flatMap { link -> [Finding] in
      guard let kernel = planner.host.links[link.name.text] ?? planned(link) else { return [] }
      var findings = foreign.matches(for: kernel).filter(planner.isIdle).map { file in
        Finding(
          link: link,
          message: "\(file.unit.path) is for \(link.title), too, and is never used beside ours",
          range: link.range, help: "remove that file")
      }
      if let file = afterwards?.file(for: kernel), let winner = owners[file.name],
        winner.name != link.name
      {
        findings.append(
          Finding(
            link: link,
            message:
              "\(winner.title) and \(link.title) are both for \(kernel.name), and the file of"
              + " the first is used alone",
            range: link.range, notes: [.init("\(winner.title) is here", at: winner.range)],
            help: "keep one of them, or make the match narrower"))
      }
      return findings
    }
  }

  /// The links by the names of their .network files.
  private static func owners(of links: [ManifestLink]) -> [String: ManifestLink] {
    Dictionary(
      links.filter(\.identity.isManaged).map { (Ownership.fileName($0.name, "network"), $0) },
      uniquingKeysWith: { first, _ in first })
  }

  /// A link that is not there yet, as far as it is known.
  private static func planned(_ link: ManifestLink) -> KernelLink? {
    guard link.kind.isVirtual else { return nil }
    var kernel = KernelLink(index: 0, name: link.name.text)
    kernel.kind = link.kind.kernelName
    return kernel
  }

  /// What sits on a NIC may have its name, its driver or its address: VLANs, guests' taps.
  static func wideMatchOnHost(_ manifest: Manifest, _ planner: Planner) -> [Finding] {
    let links = manifest.links
    let nics = links.filter { $0.identity.match != nil && $0.identity.isManaged }
    guard !nics.isEmpty, let kernel = planner.observed.kernel else { return [] }
    let match = planner.matchAfterwards
    var hits: [String: [String]] = [:]
    for link in kernel.links where !link.canBeNIC {
      if let file = match.file(for: link) { hits[file.name, default: []].append(link.name) }
    }
    return nics.compactMap { nic in
      guard let names = hits[Ownership.fileName(nic.name, "network")],
        let range = nic.identity.match?.range
      else { return nil }
      return Finding(
        link: nic,
        message: "match of \(nic.title): what is for the NIC is laid on"
          + " \(names.joined(separator: ", ")) as well",
        range: range, help: "match by path, or by the whole name")
    }
  }

  private static func nameAtUpgrade(_ manifest: Manifest, _ planner: Planner) -> [Finding] {
    guard let running = planner.observed.networkd?.version, running != planner.version else {
      return []
    }
    return manifest.links.compactMap { link in
      guard link.kind == .nic, link.identity.match == nil, link.identity.isManaged,
        let mac = planner.host.links[link.name.text]?.permanentMAC
      else { return nil }
      return Finding(
        link: link,
        message:
          "\(link.title) is known by its name alone, and systemd \(planner.version) may give it "
          + "another",
        range: link.range,
        help: "write 'match: {permanent-mac: \(mac)}'"
      )
    }
  }
}

extension Planner {
  /// Which file networkd takes once ours are written.
  fileprivate var matchAfterwards: UnitMatch {
    let ours = files.wanted.values.map { file in
      UnitOnDisk(
        folder: UnitOnDisk.ourFolder, name: file.name, text: file.text,
        identity: FileIdentity(device: 0, inode: 0, modified: 0, size: 0))
    }
    let others = observed.units.filter { unit in
      files.wanted[unit.name] == nil && !files.changes.contains(.remove(unit.name))
        && !takeover.contains(unit)
    }
    return UnitMatch(ours + others, facts: observed.matchFacts, version: version)
  }

  /// Whether a file of others is for this link or that, and not for what is left, while ours comes
  /// first. What is told elsewhere is not told again.
  fileprivate func isIdle(_ file: NetworkFile) -> Bool {
    Takeover.isNarrow(file.effective) && !Takeover.sortsBeforeOurs(file.unit)
      && !takeover.contains(file.unit) && !takeover.shared.contains(file.unit.path)
  }
}
