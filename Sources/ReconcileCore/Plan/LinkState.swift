extension LinkComparison {
  func compare(_ kernel: KernelLink, _ work: inout LinkWork) {
    var kernel = kernel
    if link.kind.isVirtual {
      // Whatever is below a replaced link goes with it.
      let isUndermined = kernel.lower.map { doomed[$0] != nil } ?? false
      let options = optionDifferences(kernel)
      if kernel.kind != link.kind.kernelName || sitsElsewhere(kernel) || isUndermined
        || options.contains(where: \.isReplacement)
      {
        replace(kernel, isUndermined: isUndermined, &work)
        return
      }
      compareOptions(kernel, options, &work)
    }
    compareName(&kernel, &work)
    compareMaster(kernel, &work)
    comparePort(kernel, &work)
    compareVirtualFunctions(kernel, &work)
    compareHardware(kernel, &work)
    compareState(kernel, &work)
    compareForwarding(kernel, &work)
    compareIPv6(kernel, &work)
    compareTap(kernel, &work)
    AddressComparison(comparison: self, kernel: kernel).compare(&work)
    RouteComparison(comparison: self, kernel: kernel).compare(&work)
    compareOwner(kernel, &work)
  }

  private func sitsElsewhere(_ kernel: KernelLink) -> Bool {
    guard let lower = link.lower else { return false }
    return kernel.lowerNamespace != nil || kernel.lower != planner.host.links[lower.text]?.index
  }

  /// The first of all changes: the others know the link by its new name.
  private func compareName(_ kernel: inout KernelLink, _ work: inout LinkWork) {
    guard let name = link.newName, kernel.name != name.text else { return }
    differ(.setName, now: kernel.name, after: name.text, impact: .flap, &work)
    work.before.append(.rename(link: kernel.name, to: name.text))
    kernel.name = name.text
  }

  private func compareHardware(_ kernel: KernelLink, _ work: inout LinkWork) {
    if let mtu = planner.mtu(of: link), mtu != kernel.mtu {
      let isNIC = !link.kind.isVirtual
      differ(
        .mtu, now: String(kernel.mtu), after: String(mtu), impact: isNIC ? .flap : .none, &work)
      let change = KernelChange.setMTU(link: kernel.name, mtu)
      noteTaps(on: kernel, below: mtu, &work)
      // networkd raises all links of a reload at once, and one above its lower's not at all.
      if mtu > kernel.mtu {
        work.before.append(change)
      } else {
        work.after.append(change)
      }
    }
    if let mac, mac != kernel.mac, !planner.isGuests(kernel) {
      // Whoever gave a NIC another address than its own had a reason that nobody has told us.
      let isForgotten = !link.kind.isVirtual && link.mac == nil && isTakenOver
      differ(
        .mac, now: kernel.mac?.description, after: mac.description,
        impact: isForgotten ? .isolation : .address, &work)
      if isForgotten { work.keep.mac = kernel.mac }
      work.after.append(.setMAC(link: kernel.name, mac))
    }
  }

  /// The kernel lowers what sits on a link with it, and raises nothing.
  private func noteTaps(on kernel: KernelLink, below mtu: UInt32, _ work: inout LinkWork) {
    let taps = planner.host.macvlans[kernel.index, default: []].filter { $0.isTap && $0.mtu < mtu }
    for (old, taps) in Dictionary(grouping: taps, by: \.mtu).sorted(by: { $0.key < $1.key }) {
      let guests = planner.host.names(of: taps)
      work.notes.append(
        "\(link.name): \(listed(guests)) \(guests.count == 1 ? "keeps" : "keep") the MTU of"
          + " \(old) until \(guests.count == 1 ? "it is" : "they are") stopped and started")
    }
  }

  private func compareState(_ kernel: KernelLink, _ work: inout LinkWork) {
    switch link.activationPolicy ?? .up {
    case .up, .alwaysUp:
      guard !kernel.isUp else { return }
      differ(.state, now: "down", after: "up", cause: cause(of: .activationPolicy), &work)
      // networkd may have made it beside one that leaves: the kernel lets only one of them go up.
      let predecessors = planner.predecessors(of: link)
      if predecessors.isEmpty {
        work.before.append(.setUp(link: kernel.name, true))
      } else {
        work.deletions += predecessors
        work.after.append(.setUp(link: kernel.name, true))
      }
    case .down, .alwaysDown:
      guard kernel.isUp else { return }
      work.plan.differences.append(
        Difference(
          .state, now: "up", after: "down", layer: .kernel,
          cause: isChangedByManifest(.activationPolicy) ? .change : .drift,
          impact: planner.impactOfDown(kernel)))
      work.after.append(.setUp(link: kernel.name, false))
    case .manual, .bound: return
    }
  }

  private func compareForwarding(_ kernel: KernelLink, _ work: inout LinkWork) {
    for family in AddressFamily.allCases {
      let perLink = planner.version.forwardsPerLink
      let now =
        if perLink {
          family == .ipv4 ? kernel.forwardsIPv4 : kernel.forwardsIPv6
        } else {
          planner.observed.forwarding[family] ?? false
        }
      let wanted = link.forwarding?.contains(family)
      if let wanted, wanted || perLink, wanted != now {
        differ(
          .forwarding, now: "\(family.rawValue) \(now ? "on" : "off")",
          after: wanted ? "on" : "off", impact: wanted ? .none : .flap, &work)
        let change = KernelChange.setForwarding(link: perLink ? kernel.name : nil, family, wanted)
        if isReconfigured { work.expected.append(change) } else { work.after.append(change) }
      } else if !perLink, wanted != true, now, wasForwarding(family) {
        work.notes.append(
          "\(link.name): \(family.rawValue) forwarding of the host stays on: up to systemd 255"
            + " IPForward= only ever turns it on (sysctl turns it off)")
      }
    }
  }

  /// What the kernel does with IPv6 on this link.
  private func compareIPv6(_ kernel: KernelLink, _ work: inout LinkWork) {
    if let wanted = link.ipv6Privacy, let now = kernel.usesTemporaryAddresses,
      // Any negative number is no, any above 2 is 2.
      min(max(now, 0), 2) != wanted.number
    {
      let word = IPv6Privacy.allCases.first { $0.number == min(max(now, 0), 2) }
      differ(.ipv6Privacy, now: word?.rawValue, after: wanted.rawValue, &work)
      set(.setIPv6(link: kernel.name, .privacy, wanted.number), &work)
    }
    if let wanted = link.ipv6MTU, let now = kernel.ipv6MTU, now != wanted {
      differ(.ipv6MTU, now: String(now), after: String(wanted), &work)
      set(.setIPv6(link: kernel.name, .mtu, Int32(clamping: wanted)), &work)
    }
    if let wanted = link.ipv6AddressGeneration, link.linkLocal.contains(.ipv6),
      let now = kernel.addressGenerationMode, now != wanted.number
    {
      let word = IPv6AddressGeneration(number: now)
      differ(.ipv6AddressGeneration, now: word?.rawValue, after: wanted.rawValue, &work)
      set(.setAddressGenerationMode(link: kernel.name, wanted.number), &work)
    }
  }

  private func set(_ change: KernelChange, _ work: inout LinkWork) {
    if isReconfigured { work.expected.append(change) } else { work.after.append(change) }
  }

  private func wasForwarding(_ family: AddressFamily) -> Bool {
    let applied = record?.values[.forwarding]?.first.flatMap(Families.init(rawValue:))
    return applied?.contains(family) ?? false
  }

  /// Whether networkd has taken the link into our file's care.
  private func compareOwner(_ kernel: KernelLink, _ work: inout LinkWork) {
    guard let networkd = planner.observed.networkd else { return }
    let wanted = "\(UnitOnDisk.ourFolder)/\(networkFile)"
    let now = networkd.links[kernel.index]?.networkFile
    // The kernel tells of a port that leaves its bridge as if the link had gone. networkd then sees
    // it as a new one, without the addresses that it has, and waits for its link-local one for ever.
    if networkd.links[kernel.index] == nil, networkd.loaded?[networkFile] != nil,
      link.linkLocal.contains(.ipv6),
      let address = planner.host.addresses[kernel.index, default: []].map(\.address)
        .first(where: { $0.family == .ipv6 && $0.address.isLinkLocal })
    {
      work.after.append(.announceAddress(link: kernel.name, address))
    }
    let isSilent = networkd.links[kernel.index] == nil && record != nil && !kernel.hasCarrier
    if isSilent, !planner.files.isChanged(networkFile) {
      work.notes.append(
        "\(link.name): no carrier, systemd-networkd says nothing of it until there is one")
    } else if now != wanted {
      work.needsReload = true
      if record == nil, work.plan.differences.isEmpty || now != nil {
        differ(.managed, now: now ?? "no", after: "by reconcile", layer: .networkd, &work)
      } else if record != nil, !planner.files.isChanged(networkFile) {
        differ(.managed, now: now ?? "no", after: wanted, layer: .networkd, &work)
      }
    } else if !planner.files.isChanged(networkFile), !planner.files.isLoaded(networkFile) {
      work.needsReload = true
      differ(.managed, now: "not reloaded", after: "loaded", layer: .networkd, &work)
    }
    if networkd.links[kernel.index]?.administrativeState == "failed" {
      work.notes.append(
        "\(link.name): systemd-networkd has given it up and keeps nothing there as it should be;"
          + " 'networkctl reconfigure \(kernel.name)' makes it try again, and takes the addresses away"
          + " for a moment")
    }
    if let address = chosenAnew(kernel) {
      work.plan.differences.append(
        Difference(
          .address, now: address.description, after: "chosen anew", layer: .networkd,
          cause: .change, impact: .address))
    }
    if losesLease(kernel) {
      work.plan.differences.append(
        Difference(
          .dhcp, now: "leased", after: "lost once and leased again", layer: .networkd,
          cause: .change, impact: .flap))
    }
  }

  /// The IPv4 link-local address (RFC 3927) of a link that networkd configures anew: it lets go of
  /// it and chooses one again, mostly the same.
  private func chosenAnew(_ kernel: KernelLink) -> CIDR? {
    guard isReconfigured, link.linkLocal.contains(.ipv4) else { return nil }
    return planner.host.addresses[kernel.index, default: []].map(\.address)
      .first { $0.family == .ipv4 && $0.address.isLinkLocal }
  }

  /// Up to systemd 256 a reload of a changed file ends a lease unless both the old and the new file
  /// keep it.
  private func losesLease(_ kernel: KernelLink) -> Bool {
    guard planner.isReloaded(link), planner.version.reloadFlapsWithoutKeep, link.dhcp != .no,
      planner.observed.networkd?.links[kernel.index]?.leasedAddress != nil
    else { return false }
    let keeps = "KeepConfiguration=dhcp\n"
    let old = planner.observed.record?.files[networkFile] ?? ""
    return !old.contains(keeps)
      || planner.files.wanted[networkFile]?.text.contains(keeps) == false
  }
}
