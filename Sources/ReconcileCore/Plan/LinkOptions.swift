/// An option of a live link that is not what it shall be.
struct OptionDifference {
  var option: LinkOption
  var now: OptionValue
  var wanted: OptionValue
  /// Whether only a new link can have it.
  var isReplacement: Bool
}

extension LinkComparison {
  /// The options of the kind that differ; what this kernel does not know is not compared.
  func optionDifferences(_ kernel: KernelLink) -> [OptionDifference] {
    guard kernel.kind == link.kind.kernelName else { return [] }
    return differences(LinkOption.tables[link.kind] ?? [], link.options, kernel.data)
  }

  private func differences(
    _ table: [LinkOption], _ wanted: [Attribute: OptionValue], _ data: LinkData
  ) -> [OptionDifference] {
    let mode = wanted[.mode]?.description ?? ""
    return table.compactMap { option in
      // What only other modes have, the kernel does not take in this one.
      guard let place = option.kernel, option.modes.isEmpty || option.modes.contains(mode),
        let wanted = wanted[option.attribute] ?? (option.attribute.namesMember ? .noLink : nil)
      else { return nil }
      let bytes = data[place.attribute]
      let now = bytes.flatMap { option.value($0, names: planner.host.names) } ?? option.absent
      guard let now, now != wanted else { return nil }
      return OptionDifference(
        option: option, now: now, wanted: wanted,
        isReplacement: option.change == .replace || crossesPassthru(option, now, wanted))
    }
  }

  /// A macvlan of mode passthru is made so and stays so.
  private func crossesPassthru(
    _ option: LinkOption, _ now: OptionValue, _ wanted: OptionValue
  ) -> Bool {
    let passthru = OptionValue.word(MacvlanMode.passthru.rawValue)
    return link.kind.isMacvlan && option.attribute == .mode
      && (now == passthru || wanted == passthru)
  }

  func compareOptions(
    _ kernel: KernelLink, _ differences: [OptionDifference], _ work: inout LinkWork
  ) {
    var live: [OptionSetting] = []
    var down: [OptionSetting] = []
    for difference in differences {
      let attribute = difference.option.attribute
      // A link that is no member yet is the primary one later.
      if attribute.namesMember, !isReady(difference.wanted) { continue }
      differ(
        attribute, now: difference.now.description, after: difference.wanted.description,
        impact: impact(of: difference, kernel), &work)
      let setting = OptionSetting(attribute, difference.wanted)
      if difference.option.change == .down, kernel.isUp {
        down.append(setting)
      } else {
        live.append(setting)
      }
    }
    if !live.isEmpty { work.after.append(.setOptions(link: kernel.name, link.kind, live)) }
    if !down.isEmpty {
      work.after.append(.setOptionsDown(link: kernel.name, link.kind, down))
    }
  }

  private func isReady(_ value: OptionValue) -> Bool {
    guard case .link(let name) = value else { return true }
    guard let member = planner.host.links[name.text] else {
      return false
    }
    return member.master != nil && member.master == kernel?.index
  }

  private func impact(of difference: OptionDifference, _ kernel: KernelLink) -> Impact {
    switch difference.option.change {
    case .live:
      // Host and guests talk through bridge mode alone.
      let leavesBridge =
        link.kind.isMacvlan && difference.option.attribute == .mode
        && difference.now == .word(MacvlanMode.bridge.rawValue)
      return leavesBridge && planner.host.hasGuests(on: kernel) ? .guests : .none
    case .down: return kernel.isUp ? planner.impactOfDown(kernel) : .none
    case .replace: return planner.host.loss(of: kernel)
    }
  }

  // MARK: Masters and ports

  /// Whether the kernel has the link below the master that the manifest gives it.
  func compareMaster(_ kernel: KernelLink, _ work: inout LinkWork) {
    let now = kernel.master.flatMap { planner.host.names[$0] }
    let wanted = link.master?.name.text
    if let master = kernel.master, let cause = doomed[master], now == wanted, let wanted {
      differ(
        .master, now: "\(wanted), which goes", after: wanted, cause: cause, impact: .flap, &work)
      joinMaster(&work)
      return
    }
    guard now != wanted else { return }
    // Somebody else's bridge or bond carries what the host is reached over, for all we know.
    let isForeign = now != nil && record?.values[.master] != [now ?? ""]
    let impact: Impact =
      isForeign && isTakenOver
      ? .isolation : now == nil && wanted != nil && !carriesAddresses(kernel) ? .none : .flap
    differ(.master, now: now, after: wanted, impact: impact, &work)
    if wanted != nil {
      let squatters = planner.squatters(on: kernel, for: link)
      work.deletions += squatters
      if isReconfigured, squatters.isEmpty {
        work.expected.append(.setMaster(link: kernel.name, wanted, link.master?.kind))
      } else {
        joinMaster(&work)
      }
    } else {
      let change = KernelChange.setMaster(link: kernel.name, nil, nil)
      if isReconfigured { work.expected.append(change) } else { work.after.append(change) }
    }
  }

  private func carriesAddresses(_ kernel: KernelLink) -> Bool {
    planner.host.addresses[kernel.index, default: []].contains { !$0.address.address.isLinkLocal }
  }

  /// Makes the link a member of its master, which is there by then.
  func joinMaster(_ work: inout LinkWork) {
    guard let master = link.master else { return }
    let name = planner.kernelName(link.name)
    work.joins.append(.setMaster(link: name, master.name.text, master.kind))
    if master.kind == .vrf {
      // The kernel moves the routes into the VRF's table and forgets those that do not fit.
      work.joins += link.routes.map { .putRoute(link: name, $0) }
    }
  }

  /// What the link has as a port of a bridge.
  func comparePort(_ kernel: KernelLink, _ work: inout LinkWork) {
    guard let port = link.port else { return }
    let isBridge = link.kind == .bridge
    guard isBridge || kernel.portKind == "bridge" else {
      // It is compared once it is a port.
      return
    }
    let differences =
      isBridge ? [] : differences(LinkOption.bridgePort, port.options, kernel.portData)
    for difference in differences {
      differ(
        difference.option.attribute, now: difference.now.description,
        after: difference.wanted.description, &work)
    }
    if !differences.isEmpty {
      let change = KernelChange.setPortOptions(
        link: kernel.name, differences.map { OptionSetting($0.option.attribute, $0.wanted) })
      if isReconfigured { work.expected.append(change) } else { work.after.append(change) }
    }
    comparePortVLANs(kernel, port, isBridge: isBridge, &work)
  }

  private func comparePortVLANs(
    _ kernel: KernelLink, _ port: DesiredLink.Port, isBridge: Bool, _ work: inout LinkWork
  ) {
    guard let wanted = port.vlans, let present = kernel.portVLANs else { return }
    let missing = wanted.filter { !present.contains($0) }
    let stale = present.filter { vlan in !wanted.contains { $0.id == vlan.id } }
    guard !missing.isEmpty || !stale.isEmpty else { return }
    for vlan in missing {
      let now = present.first { $0.id == vlan.id }
      differ(
        .portVLAN, now: now?.description, after: vlan.description,
        cause: wasApplied(.portVLAN, vlan.description) ? .drift : .change,
        impact: now == nil ? .none : .flap, &work)
    }
    for vlan in stale {
      differ(
        .portVLAN, now: vlan.description, after: nil,
        cause: isTakenOver || wasApplied(.portVLAN, vlan.description) ? .change : .drift,
        impact: .flap, &work)
    }
    let change = KernelChange.setPortVLANs(
      link: kernel.name, isBridge: isBridge, add: missing, remove: stale.map(\.id))
    if isReconfigured { work.expected.append(change) } else { work.after.append(change) }
  }
}

extension LinkOption {
  /// What it stands for that the kernel does not show an attribute; `nil`: the kernel lacks it.
  fileprivate var absent: OptionValue? {
    switch form {
    case .macs: .macs([])
    case .arpTargets: .addresses([])
    case .link: OptionValue.noLink
    case .number, .flag, .words, .time, .mac: nil
    }
  }
}
