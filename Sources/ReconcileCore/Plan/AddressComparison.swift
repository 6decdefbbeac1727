/// Compares the addresses of a link that is there.
struct AddressComparison {
  let comparison: LinkComparison
  let kernel: KernelLink

  private var link: DesiredLink { comparison.link }
  private var present: [KernelAddress] {
    comparison.planner.host.addresses[kernel.index] ?? []
  }

  func compare(_ work: inout LinkWork) {
    let wanted = Set(link.addresses)
    let there = Set(present.map(\.address))
    for address in link.addresses where !there.contains(address) { add(address, &work) }
    for address in present where !wanted.contains(address.address) { judge(address, &work) }
    for address in present where wanted.contains(address.address) {
      compareBroadcast(address, &work)
      compareOptions(address, &work)
    }
    let duplicate = present.first { wanted.contains($0.address) && $0.isDuplicate }
    if let duplicate, work.plan.problem == nil {
      work.plan.problem = .unknown(
        "another host on the wire has \(duplicate.address.address), so the kernel does not use it")
    }
    restoreLinkLocal(&work)
  }

  /// An address added by hand has no broadcast address. networkd wants it to have one, cannot give
  /// it one, and at its next start tries 65,534 times before it gives the link up (252).
  private func compareBroadcast(_ address: KernelAddress, _ work: inout LinkWork) {
    guard let wanted = address.address.broadcast, address.broadcast != wanted else { return }
    let text = address.address.description
    work.plan.differences.append(
      Difference(
        .address, now: "\(text) broadcast \(address.broadcast?.description ?? "none")",
        after: "broadcast \(wanted)", layer: .kernel,
        cause: comparison.wasApplied(.address, text) ? .drift : .change, impact: .address))
    work.before.append(.renewAddress(link: kernel.name, address.address))
  }

  private func compareOptions(_ address: KernelAddress, _ work: inout LinkWork) {
    guard let wanted = options(of: address.address) else { return }
    // The kernel renames a label that is the link's name.
    let now = AddressOptions(address, on: comparison.kernel?.name ?? kernel.name)
    guard now != wanted else { return }
    let text = address.address.description
    comparison.differ(
      .addressOptions, now: "\(text) \(now)", after: "\(text) \(wanted)",
      impact: address.address.family == .ipv4 ? .address : .none, &work)
    work.after.append(.putAddress(link: kernel.name, address.address, wanted))
  }

  /// The options that an address shall have; `nil` where the manifest says, and said, nothing.
  private func options(of address: CIDR) -> AddressOptions? {
    if let options = link.addressOptions[address] { return options }
    let applied = comparison.record?.values[.addressOptions] ?? []
    return applied.contains { $0.hasPrefix("\(address) ") } ? AddressOptions() : nil
  }

  private func add(_ address: CIDR, _ work: inout LinkWork) {
    let isBack = comparison.wasApplied(.address, address.description)
    if address.family == .ipv6, kernel.disablesIPv6, !comparison.isReconfigured {
      work.plan.problem =
        work.plan.problem
        ?? .unknown("net.ipv6.conf.\(link.name).disable_ipv6 is 1, so it cannot have \(address)")
      return
    }
    if waitsForCarrier {
      work.notes.append("\(link.name): no carrier, \(address) comes when there is one")
      return
    }
    work.plan.differences.append(
      Difference(
        .address, now: isBack ? "\(address) deleted" : nil,
        after: isBack ? "there again" : address.description, layer: .kernel,
        cause: isBack ? .drift : .change))
    if let clash = clash(with: address) {
      work.after += [
        .removeAddress(link: kernel.name, clash), link.addition(of: address, to: kernel.name),
      ]
    } else {
      expect(link.addition(of: address, to: kernel.name), &work)
    }
  }

  /// Whether networkd gives the link no address yet.
  private var waitsForCarrier: Bool {
    !kernel.hasCarrier && kernel.isUp && !link.ignoresCarrier
      && comparison.planner.observed.networkd != nil
  }

  /// The kernel has an IPv6 address once on a link: with another prefix length it has to go first.
  private func clash(with address: CIDR) -> CIDR? {
    guard address.family == .ipv6 else { return nil }
    return present.map(\.address).first { $0.address == address.address }
  }

  /// An address that the manifest does not list: a lease, a leftover, or somebody else's.
  private func judge(_ address: KernelAddress, _ work: inout LinkWork) {
    let value = address.address
    let wasOurs = comparison.wasApplied(.address, value.description)
    if value.address.isLinkLocal {
      guard wasOurs || !link.linkLocal.contains(value.family) else { return }
      if value.family == .ipv4, !address.isPermanent { return }
    } else if isLeased(address) {
      return
    }
    let isMoved = comparison.planner.wants(value.address, besides: link.name.text)
    let isLost = comparison.isTakenOver && !isMoved && !value.address.isLinkLocal
    let isLease = comparison.endsLeases(value.family)
    let isEnded =
      value.address.isLinkLocal && !comparison.isTakenOver
      && comparison.isChangedByManifest(.linkLocal)
    let isClash = link.addresses.contains { clash(with: $0) == value }
    if !isMoved, !isClash, !isLease, !isEnded, link.keeps(value, wasOurs: wasOurs) {
      keep(address, &work)
      return
    }
    let isChange = wasOurs || comparison.isTakenOver || isLease || isEnded
    let holdsSession = comparison.planner.holdsSession(address)
    work.plan.differences.append(
      Difference(
        .address, now: address.isPermanent ? value.description : "\(value) (dynamic)", after: nil,
        layer: .kernel, cause: isChange ? .change : .drift,
        impact: isLost || holdsSession ? .isolation : .address,
        isForeign: !wasOurs && !isLease && !isEnded))
    if isLost || holdsSession { work.keep.addresses.append(address) }
    if !value.address.isLinkLocal, !wasOurs, !isLease, !isMoved, !isClash {
      work.foreign.append(value.description)
    }
    // It goes when the other one comes.
    if isClash, !waitsForCarrier { return }
    // Where two links have it for a moment, the kernel finds a duplicate and never uses it.
    if isMoved, value.family == .ipv6 {
      work.before.append(.removeAddress(link: kernel.name, value))
    } else {
      work.removals.append(.removeAddress(link: kernel.name, value))
    }
  }

  /// What the manifest leaves to others stays, unless the reload of a link with a lease takes it.
  private func keep(_ address: KernelAddress, _ work: inout LinkWork) {
    let text = address.address.description
    guard comparison.losesStatic else {
      work.notes.append("\(link.name): \(text) is somebody else's and kept")
      if address.isPermanent {
        work.kept.append(.addAddress(link: kernel.name, address.address))
      }
      return
    }
    work.plan.differences.append(
      Difference(
        .address, now: text, after: nil, layer: .networkd, cause: .change, impact: .address,
        isForeign: true))
  }

  /// Whether a lease or a router advertisement brought it, so that nobody lists it.
  private func isLeased(_ address: KernelAddress) -> Bool {
    let family = address.address.family
    if address.isTemporary { return link.isDynamic(.ipv6) }
    let state = comparison.planner.observed.networkd?.links[kernel.index]
    if link.dhcp.contains(family) {
      // With KeepConfiguration=dhcp a lease has no end in the kernel, and no file either between a
      // start of networkd and the next answer of the server.
      switch (family, state?.leasedAddress) {
      case (.ipv4, let leased?): if address.address.address == leased { return true }
      case (.ipv4, nil):
        if !comparison.wasApplied(.address, address.address.description) { return true }
      case (.ipv6, _): if address.address.length == 128 { return true }
      }
    }
    guard !address.isPermanent else { return false }
    // Taking a link over ends what a client other than networkd has leased.
    return link.isDynamic(family) || !(comparison.isTakenOver || comparison.endsLeases(family))
  }

  /// A link-local address that somebody took away keeps networkd at "configuring" for ever.
  private func restoreLinkLocal(_ work: inout LinkWork) {
    guard link.linkLocal.contains(.ipv6), link.ipv6AddressGeneration ?? .eui64 == .eui64,
      kernel.isUp, kernel.hasCarrier, !kernel.disablesIPv6,
      !present.contains(where: { $0.address.family == .ipv6 && $0.address.address.isLinkLocal }),
      // What leaves its master goes down and up, and gets one by itself.
      kernel.master == nil || kernel.portKind == LinkKind.vrf.rawValue,
      // The kernel makes one when the kind of it changes.
      comparison.isTakenOver || !comparison.isChangedByManifest(.ipv6AddressGeneration),
      let mac = kernel.mac, let address = CIDR(address: mac.linkLocal, length: 64)
    else { return }
    comparison.differ(.linkLocal, now: nil, after: address.description, &work)
    let change = KernelChange.addAddress(link: kernel.name, address)
    if comparison.isTakenOver || comparison.isChangedByManifest(.linkLocal) {
      expect(change, &work)
    } else {
      work.before.append(change)
    }
  }

  private func expect(_ change: KernelChange, _ work: inout LinkWork) {
    if comparison.isReconfigured {
      work.expected.append(change)
    } else {
      work.after.append(change)
    }
  }
}

extension DesiredLink {
  /// What makes an address of the link.
  func addition(of address: CIDR, to name: String) -> KernelChange {
    addressOptions[address].map { .putAddress(link: name, address, $0) }
      ?? .addAddress(link: name, address)
  }
}

extension MACAddress {
  /// The link-local address that the kernel makes of it: EUI-64 (RFC 4291, appendix A).
  var linkLocal: IPAddress {
    let high = UInt128((value >> 24) ^ 0x02_0000)
    let low = UInt128(value & 0xff_ffff)
    return IPAddress(
      family: .ipv6, value: 0xfe80 << 112 | high << 40 | 0xfffe << 24 | low)
  }
}
