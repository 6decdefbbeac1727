extension Planner {
  /// The MTU that a link shall have: its own, else that of the link it follows, else what a NIC had
  /// before us; `nil`: whatever it has.
  func mtu(of link: DesiredLink) -> UInt32? {
    if let mtu = link.mtu { return mtu }
    if let parent = link.parent { return byName[parent].flatMap(mtu) }
    if let master = link.master, master.kind == .bond { return byName[master.name].flatMap(mtu) }
    switch link.kind {
    case .bond, .dummy: return 1500
    case .bridge: return leastMTU(ofPortsOf: link)
    case .vrf: return nil
    case .nic, .vlan, .macvlan, .macvtap, .ipvlan:
      return before(link)?.mtu ?? host.links[link.name.text]?.mtu
    }
  }

  /// What the kernel gives a bridge that nobody has set one for (`br_mtu_auto_adjust`). Once somebody
  /// has, also by removing it again, it no longer does.
  private func leastMTU(ofPortsOf bridge: DesiredLink) -> UInt32 {
    let ours = (members[bridge.name] ?? [])
      .filter { $0.kind.isVirtual || host.links[$0.name.text] != nil }
      .compactMap { mtu(of: $0) ?? host.links[$0.name.text]?.mtu }
    let others =
      host.links[bridge.name.text].flatMap { host.members[$0.index] }?
      .filter { !wantedIndices.contains($0.index) && !leaving.contains($0.name) } ?? []
    return (ours + others.map(\.mtu)).min() ?? 1500
  }

  /// The address that a link shall have, whether the manifest says it or not; `nil`: whatever it has.
  func mac(of link: DesiredLink) -> MACAddress? {
    if let mac = link.mac { return mac }
    let kernel = host.links[link.name.text]
    switch link.kind {
    case .nic where link.master?.kind == .bond: return nil
    case .nic: return kernel?.permanentMAC ?? before(link)?.mac ?? kernel?.ownMAC
    case .vlan, .ipvlan:
      return link.parent.flatMap { byName[$0] }.flatMap(mac)
        ?? link.lower.flatMap { host.links[$0.text]?.mac }
    case .macvlan, .macvtap:
      if link.macvlanMode == .passthru { return link.lower.flatMap { host.links[$0.text]?.mac } }
      return observed.derivedMAC?.address(of: link.name)
    case .bond, .bridge, .dummy, .vrf: return observed.derivedMAC?.address(of: link.name)
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
  /// - Parameters:
  ///   - applied: Seconds since the epoch.
  ///   - untouched: The guests' interfaces that it does not hold for.
  package func record(
    of plan: Plan, applied: Int64, without untouched: Set<String> = []
  ) -> AppliedRecord {
    var links: [String: AppliedRecord.Link] = [:]
    let problems = plan.links.filter { $0.problem != nil }
    let stuck = Set(problems.filter(\.isOfLink).map(\.name))
    for link in desired.links where link.isManaged {
      if stuck.contains(link.name.text) {
        // It was not applied, so nobody can have taken it away.
        links[link.name.text] = observed.record?.links[link.name.text]
        continue
      }
      var entry = AppliedRecord.Link(
        kind: link.kind.rawValue, values: values(of: link), before: nil)
      if !link.kind.isVirtual {
        entry.before =
          before(link)
          ?? host.links[link.name.text].map { AppliedRecord.Before(mtu: $0.mtu, mac: $0.ownMAC) }
      }
      links[link.name.text] = entry
    }
    var record = AppliedRecord(
      generation: (observed.record?.generation ?? 0) + 1, host: desired.host, applied: applied,
      files: files.wanted.filter { files.strangers[$0.key] == nil }.mapValues(\.text), links: links)
    record.networks = NetworkComparison(planner: self).remembered
    record.attachments = GuestComparison(planner: self, beside: [])
      .record(without: untouched.union(problems.map(\.name)))
    return record
  }

  /// What has to be remembered before the first step of a plan, as no later look at the host tells:
  /// what NICs have that come into our care and get something else. `nil`: nothing.
  package func recordBefore(_ plan: Plan, at now: Int64) -> AppliedRecord? {
    var record = observed.record ?? .beginning(of: desired.host, at: now)
    let changed = plan.links.filter { link in
      link.isOfLink && link.differences.contains { $0.attribute == .mtu || $0.attribute == .mac }
    }.map(\.name)
    for link in desired.links
    where link.isManaged && !link.kind.isVirtual && changed.contains(link.name.text) {
      guard before(link) == nil, let kernel = host.links[link.name.text] else { continue }
      record.links[link.name.text] = AppliedRecord.Link(
        kind: link.kind.rawValue, values: observed.record?.links[link.name.text]?.values ?? [:],
        before: AppliedRecord.Before(mtu: kernel.mtu, mac: kernel.ownMAC))
    }
    return record.links == observed.record?.links ?? [:] ? nil : record
  }
}
