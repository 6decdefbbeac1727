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
      summary: "another .network file matches a link of the manifest as well, and is never used",
      findOnHost: secondFile),
    Lint(
      id: "name-at-upgrade",
      summary: "a NIC is known by its name alone while the plan is for another version of systemd, "
        + "which may name it otherwise",
      findOnHost: nameAtUpgrade),
  ]

  private static func wirelessParent(_ links: [ManifestLink], _ planner: Planner) -> [Finding] {
    links.compactMap { link in
      guard link.kind.isMacvlan, link.mode != .passthru, let range = link.parent?.range,
        let lower = planner.byName[link.name]?.lower,
        // udev names them so; the kernel's own name is wlan0.
        let name = planner.host.links[lower.text]?.name, name.hasPrefix("wl")
      else { return nil }
      return Finding(
        link: link,
        message: "parent of \(link.title): '\(name)' is wireless and passes packets from its own"
          + " MAC alone",
        range: range, help: "use an ipvlan, mode passthru, or another NIC")
    }
  }

  private static func secondFile(_ links: [ManifestLink], _ planner: Planner) -> [Finding] {
    var others: [String: UnitOnDisk] = [:]
    for unit in planner.observed.units
    where unit.name.hasSuffix(".network") && !Ownership.hasPrefix(unit.name) && !unit.isMask
      // Told with what takes it away.
      && !planner.takeover.contains(unit)
    {
      // A catch-all below ours is meant to hit what is left.
      let names = UnitFile(name: unit.name, parsing: unit.text).values("Match", "Name")
      if names.count == 1 { others[names[0]] = unit }
    }
    guard !others.isEmpty else { return [] }
    return links.compactMap { link in
      guard let name = planner.host.links[link.name.text]?.name, let other = others[name],
        link.identity.isManaged
      else { return nil }
      return Finding(
        link: link,
        message: "\(other.path) is for \(link.title), too, and is never used beside ours",
        range: link.range, help: "remove that file")
    }
  }

  private static func nameAtUpgrade(_ links: [ManifestLink], _ planner: Planner) -> [Finding] {
    guard let running = planner.observed.networkd?.version, running != planner.version else {
      return []
    }
    return links.compactMap { link in
      guard link.kind == .nic, link.identity.match == nil, link.identity.isManaged,
        planner.host.links[link.name.text]?.permanentMAC != nil
      else { return nil }
      return Finding(
        link: link,
        message:
          "\(link.title) is known by its name alone, and systemd \(planner.version) may give it "
          + "another",
        range: link.range,
        help:
          "write 'match: {permanent-mac: \(planner.host.links[link.name.text]?.permanentMAC?.description ?? "…")}'"
      )
    }
  }
}
