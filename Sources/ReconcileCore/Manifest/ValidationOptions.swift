/// The rules of the options of each kind.
extension Validation {
  static func unfitOptions(_ links: LinkGraph) -> [Problem] {
    links.links.filter { !$0.options.isEmpty }.flatMap { link in
      optionsOfOtherModes(link) + unfitMonitors(link) + unfitPrimaries(link) + unfitMasks(link)
    }
  }

  /// The kernel refuses such an option, and networkd says nothing.
  private static func optionsOfOtherModes(_ link: ManifestLink) -> [Problem] {
    (LinkOption.tables[link.kind] ?? []).compactMap { option in
      guard !option.modes.isEmpty, let written = link.options[option.attribute],
        let mode = link.text(.mode), !option.modes.contains(mode)
      else { return nil }
      let modes = option.modes.sorted()
      return Problem(
        "\(option.key) of \(link.title): only mode \(alternatives(modes)) knows it",
        at: written.range,
        notes: link.options[.mode].map { [.init("mode is \($0.value)", at: $0.range)] } ?? [],
        help: link.options[.mode] == nil ? "write 'mode: \(modes[0])'" : nil)
    }
  }

  private static func unfitMonitors(_ link: ManifestLink) -> [Problem] {
    guard link.kind == .bond else { return [] }
    let mii = link.options[.miiInterval]
    if let arp = link.options[.arpInterval], arp.value != .time(0), let mii, mii.value != .time(0) {
      return [
        Problem(
          "arp-interval of \(link.title): the kernel watches by ARP or by MII, not by both",
          at: arp.range, notes: [.init("mii-interval is given here", at: mii.range)])
      ]
    }
    let watchesByItself = LinkOption.modesWithMII.contains(link.text(.mode) ?? "")
    if watchesByItself, let mii, mii.value == .time(0) {
      return [
        Problem(
          "mii-interval of \(link.title): networkd passes over 0s, and in this mode the kernel "
            + "takes 100ms then", at: mii.range, help: "remove it")
      ]
    }
    let standard = OptionValue.time(watchesByItself ? LinkOption.standardMII : 0)
    guard case .time(let interval) = mii?.value ?? standard else { return [] }
    return [Attribute.upDelay, .downDelay, .peerNotifyDelay].compactMap {
      unfitDelay($0, of: link, interval: interval)
    }
  }

  /// The kernel refuses a delay where nobody looks at the carriers, and rounds others down.
  private static func unfitDelay(
    _ attribute: Attribute, of link: ManifestLink, interval: UInt64
  ) -> Problem? {
    guard let delay = link.options[attribute], case .time(let time) = delay.value, time > 0 else {
      return nil
    }
    let mii = link.options[.miiInterval]
    let notes = mii.map { [Problem.Note("mii-interval is \($0.value)", at: $0.range)] } ?? []
    let title = "\(attribute.rawValue) of \(link.title)"
    guard interval > 0 else {
      let usesARP = link.options[.arpInterval].map { $0.value != .time(0) } ?? false
      return Problem(
        "\(title): it counts in steps of mii-interval, which is \(mii == nil ? "not given" : "0s")",
        at: delay.range, notes: notes,
        help: usesARP ? "remove it" : "write 'mii-interval: 100ms'")
    }
    guard !time.isMultiple(of: interval) else { return nil }
    let nearest = OptionValue.time(max(time / interval, 1) * interval)
    return Problem(
      "\(title): \(delay.value) is no multiple of mii-interval, which is \(OptionValue.time(interval))",
      at: delay.range, notes: notes, help: "write '\(attribute.rawValue): \(nearest)'")
  }

  private static func unfitPrimaries(_ link: ManifestLink) -> [Problem] {
    guard let primary = link.options[.primary], case .link(let name) = primary.value,
      !link.members.contains(where: { $0.value == name })
    else { return [] }
    return [
      Problem(
        "primary of \(link.title): '\(name)' is no member of it", at: primary.range,
        help: Suggestion.help(for: name.text, among: link.members.map(\.value.text)))
    ]
  }

  /// BR_GROUPFWD_RESTRICTED of net/bridge/br_private.h.
  private static func unfitMasks(_ link: ManifestLink) -> [Problem] {
    guard let mask = link.options[.groupForwardMask], case .number(let bits) = mask.value,
      bits & 7 != 0
    else { return [] }
    return [
      Problem(
        "group-forward-mask of \(link.title): the kernel never forwards the groups of the bits 1, 2"
          + " and 4 (spanning tree, pause and LACP)", at: mask.range,
        help: bits & ~7 == 0 ? "remove it" : "write 'group-forward-mask: \(bits & ~7)'")
    ]
  }

  /// What networkd or a driver would refuse of a virtual function.
  static func unfitVirtualFunctions(_ links: LinkGraph) -> [Problem] {
    links.links.flatMap { link in
      link.settings.virtualFunctions.compactMap { function -> Problem? in
        let title = "vf \(function.number) of \(link.title)"
        let ofTag = [function.priority?.range, function.vlanProtocol?.range].compactMap(\.self)
        if let range = ofTag.first, (function.vlan?.value ?? 0) == 0 {
          return Problem(
            "\(title): priority and protocol are those of a VLAN's tag", at: range,
            help: "write 'vlan', or remove them")
        }
        if let minimum = function.minRate, let maximum = function.maxRate, maximum.value > 0,
          minimum.value > maximum.value
        {
          return Problem(
            "\(title): min-rate \(minimum.value) is above max-rate \(maximum.value)",
            at: minimum.range)
        }
        return nil
      }
    }
  }

  /// Settings of a port without a bridge do nothing.
  static func uselessPorts(_ links: LinkGraph) -> [Problem] {
    links.links.compactMap { link in
      guard let port = link.settings.port else { return nil }
      let bridge = link.kind == .bridge ? link : links.master(of: link)
      guard let bridge, bridge.kind == .bridge else {
        guard links.isComplete else { return nil }
        return Problem(
          "port of \(link.title): it is no member of a bridge", at: port.range,
          help: "name it below 'members' of a bridge, or remove 'port'")
      }
      if link.kind == .bridge, let option = port.options.values.first {
        return Problem(
          "port of \(link.title): a bridge's own port takes only vlans, pvid and untagged",
          at: option.range)
      }
      let first = port.vlans.first?.range ?? port.untagged?.first?.range ?? port.pvid?.range
      if let first, bridge.text(.vlanFiltering) != "yes" {
        return Problem(
          "port of \(link.title): \(bridge.title) does not filter by VLAN", at: first,
          help: "write 'vlan-filtering: yes' for '\(bridge.name)'")
      }
      return nil
    }
  }
}
