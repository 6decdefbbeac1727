/// The macvtaps that libvirt has made for guests.
extension Planner {
  /// What they lack, where they sit on links of the manifest: the rule of udev is there for those to
  /// come, and does nothing where no systemd-udevd runs.
  func guestTaps() -> [LinkWork] {
    let wanted = desired.guestTaps
    guard wanted.disablesIPv6 || wanted.allMulticast,
      case .domains(let domains) = observed.guests
    else { return [] }
    let ends = domains.flatMap { domain in
      (domain.live ?? []).compactMap { interface in
        interface.target.map { ($0, GuestEnd(guest: domain.name, interface: interface)) }
      }
    }
    let byName = Dictionary(ends, uniquingKeysWith: { first, _ in first })
    return (observed.kernel?.links ?? []).compactMap { tap in
      guard tap.kind == LinkKind.macvtap.rawValue, !wantedIndices.contains(tap.index),
        let lower = tap.lower, tap.lowerNamespace == nil, wantedIndices.contains(lower),
        let end = byName[tap.name]
      else { return nil }
      return work(on: tap, of: end)
    }
  }

  private struct GuestEnd {
    var guest: String
    var interface: DomainInterface

    /// Whether libvirt sets the tap's filters as the guest tells them.
    var isFollowed: Bool { interface.trustsGuest && interface.model == "virtio" }
  }

  private func work(on tap: KernelLink, of end: GuestEnd) -> LinkWork {
    var work = LinkWork(
      plan: LinkPlan(
        name: tap.name, kind: "tap of \(end.guest)", parent: tap.lower.flatMap { host.names[$0] },
        verb: .change))
    let rules = files.wanted[Ownership.rulesName]?.text
    let cause: Cause = observed.record?.files[Ownership.rulesName] == rules ? .drift : .change
    work.plan.isKnown = cause == .drift
    func differ(_ attribute: Attribute, _ now: String, _ after: String) {
      work.plan.differences.append(
        Difference(attribute, now: now, after: after, layer: .kernel, cause: cause))
    }
    // A kernel without IPv6 has none to turn off.
    if desired.guestTaps.disablesIPv6, !tap.disablesIPv6, tap.usesTemporaryAddresses != nil {
      differ(.hostIPv6, "yes", "no")
      work.after.append(.setIPv6(link: tap.name, .isDisabled, 1))
    }
    if desired.guestTaps.allMulticast, !end.isFollowed, !tap.isAllMulticast {
      differ(.allMulticast, "no", "yes")
      work.after.append(.setAllMulticast(link: tap.name, true))
    }
    return work
  }
}
