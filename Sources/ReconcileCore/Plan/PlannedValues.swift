extension Planner {
  /// The MTU that a link shall have: its own, else the parent's, else what the NIC had before us.
  func mtu(of link: DesiredLink) -> UInt32? {
    if let mtu = link.mtu { return mtu }
    if let parent = link.macvlan?.parent { return byName[parent].flatMap(mtu) }
    return before(link)?.mtu ?? host.links[link.name.text]?.mtu
  }

  /// The address that a link shall have, whether the manifest says it or not.
  func mac(of link: DesiredLink) -> MACAddress? {
    if let mac = link.mac { return mac }
    let kernel = host.links[link.name.text]
    switch link.kind {
    case .nic: return kernel?.permanentMAC ?? before(link)?.mac ?? kernel?.mac
    case .macvlan(let macvlan) where macvlan.mode == .passthru:
      return host.links[macvlan.lower.text]?.mac
    case .macvlan: return observed.derivedMAC?.address(of: link.name)
    }
  }

  /// The values of the manifest, and those that stand where it says none.
  func values(of link: DesiredLink) -> [Attribute: [String]] {
    var values = link.values
    if let mtu = mtu(of: link) { values[.mtu] = [String(mtu)] }
    if let mac = mac(of: link) { values[.mac] = [mac.description] }
    return values
  }

  /// What a NIC had before it came into our care.
  private func before(_ link: DesiredLink) -> AppliedRecord.Before? {
    observed.record?.links[link.name.text]?.before
  }

  /// What is remembered once the plan of this planner holds.
  ///
  /// - Parameter applied: Seconds since the epoch.
  package func record(of plan: Plan, applied: Int64) -> AppliedRecord {
    var links: [String: AppliedRecord.Link] = [:]
    let stuck = Set(plan.links.filter { $0.problem != nil }.map(\.name))
    for link in desired.links {
      if stuck.contains(link.name.text) {
        // It was not applied, so nobody can have taken it away.
        links[link.name.text] = observed.record?.links[link.name.text]
        continue
      }
      var entry = AppliedRecord.Link(kind: link.kindWord, values: values(of: link), before: nil)
      if link.macvlan == nil {
        entry.before =
          before(link)
          ?? host.links[link.name.text].map { AppliedRecord.Before(mtu: $0.mtu, mac: $0.mac) }
      }
      links[link.name.text] = entry
    }
    return AppliedRecord(
      generation: (observed.record?.generation ?? 0) + 1, host: desired.host, applied: applied,
      files: files.wanted.mapValues(\.text), links: links)
  }
}
