/// The errors of guests that only show when values are seen together.
enum GuestValidation {
  static func problems(in guests: [ManifestGuest], on links: LinkGraph) -> [Problem] {
    let attachments = guests.flatMap { guest in
      guest.interfaces.map { Attachment(guest: guest, interface: $0) }
    }
    return attachments.flatMap { $0.problems(on: links) } + repeatedMACs(attachments, links)
      + repeatedTargets(attachments, links) + repeatedUUIDs(guests)
  }

  /// What is wrong with a link that a macvtap shall sit on.
  static func problem(
    withParent parent: Located<LinkName>, of title: String, key: String, _ links: LinkGraph
  ) -> Problem? {
    guard links.isComplete, !links.faulty.contains(parent.value.text) else { return nil }
    guard let link = links[parent.value] else {
      let ids = links.links.count > 200 ? [] : links.ids
      return Problem(
        "\(key) of \(title): there is no link '\(parent.value)'", at: parent.range,
        help: Suggestion.help(for: parent.value.text, among: ids)
          ?? "a link that exists already is named under 'nics:', as '\(parent.value):'")
    }
    switch link.kind {
    case .nic, .bond, .bridge, .vlan, .macvlan, .macvtap, .dummy:
      return problem(withPort: link, parent, of: title, key: key, links)
    case .ipvlan, .vrf:
      return Problem(
        "\(key) of \(title): a macvtap cannot sit on \(link.title)", at: parent.range,
        notes: [.init("\(link.title) is here", at: link.range)])
    }
  }

  /// A port gives all packets to its master (EBUSY in macvlan_common_newlink).
  private static func problem(
    withPort link: ManifestLink, _ parent: Located<LinkName>, of title: String, key: String,
    _ links: LinkGraph
  ) -> Problem? {
    // A macvlan on a port has been told of already.
    guard !link.kind.isMacvlan, let master = links.master(of: link), master.kind != .vrf else {
      return nil
    }
    return Problem(
      "\(key) of \(title): \(link.title) is a member of \(master.title), and the kernel puts no"
        + " macvtap on a member", at: parent.range,
      notes: [.init("\(master.title) is here", at: master.range)],
      help: "write '\(key): \(master.name)'")
  }

  /// An interface, and whose it is.
  private struct Attachment {
    var guest: ManifestGuest
    var interface: ManifestAttachment

    var title: String { "interface '\(interface.name)' of guest '\(guest.name)'" }
    var mac: MACAddress {
      interface.mac?.value ?? .ofGuest(guest.name, interface: interface.name)
    }
    var isAttached: Bool { (interface.state ?? guest.state)?.value != .detached }

    func problems(on links: LinkGraph) -> [Problem] {
      [parentProblem(links), kindProblem, mtuProblem, targetProblem, trustProblem, modeProblem]
        .compactMap { $0 }
    }

    private func parentProblem(_ links: LinkGraph) -> Problem? {
      interface.parent.flatMap {
        GuestValidation.problem(withParent: $0, of: title, key: "parent", links)
      }
    }

    private var kindProblem: Problem? {
      interface.kind.map {
        Problem(
          "kind of \(title): libvirt gives a guest a macvtap", at: $0.range,
          help: "leave it out, or write 'manager: nspawn' for the guest")
      }
    }

    private var mtuProblem: Problem? {
      interface.mtu.map { mtu in
        Problem(
          "mtu of \(title): a macvtap has the MTU of its parent", at: mtu.range,
          help: interface.parent.map { "write 'mtu: \(mtu.value)' for '\($0.value)' instead" })
      }
    }

    /// libvirt drops these when the domain is defined.
    private var targetProblem: Problem? {
      let reserved = ["vnet", "vif", "macvtap", "macvlan"]
      guard let target = interface.target,
        let prefix = reserved.first(where: { target.value.text.hasPrefix($0) })
      else { return nil }
      return Problem(
        "target of \(title): libvirt keeps names that begin with '\(prefix)' for itself",
        at: target.range, help: "choose another, such as tap-\(guest.name.prefix(10))")
    }

    private var trustProblem: Problem? {
      guard let trusts = interface.trustsGuest, trusts.value,
        let model = interface.model, model.value != "virtio"
      else { return nil }
      return Problem(
        "trust-guest-rx-filters of \(title): only model virtio tells its filters",
        at: trusts.range, notes: [.init("model is '\(model.value)'", at: model.range)])
    }

    private var modeProblem: Problem? {
      guard let mode = interface.mode, mode.value == .source else { return nil }
      return Problem(
        "mode of \(title): libvirt has no mode source", at: mode.range,
        help: "write bridge, vepa, private or passthru")
    }
  }

  /// All macvlans and macvtaps of a host share few lowers: one address twice is always a slip.
  private static func repeatedMACs(
    _ attachments: [Attachment], _ links: LinkGraph
  ) -> [Problem] {
    var first: [MACAddress: (title: String, range: SourceRange)] = [:]
    for link in links.links {
      if let mac = link.settings.mac { first[mac.value] = (link.title, mac.range) }
    }
    return attachments.compactMap { attachment in
      guard attachment.isAttached else { return nil }
      let range = attachment.interface.mac?.range ?? attachment.interface.range
      if let other = first[attachment.mac] {
        return Problem(
          "mac of \(attachment.title): \(other.title) has \(attachment.mac) too", at: range,
          notes: [.init("it is given here", at: other.range)])
      }
      first[attachment.mac] = (attachment.title, range)
      return nil
    }
  }

  private static func repeatedTargets(
    _ attachments: [Attachment], _ links: LinkGraph
  ) -> [Problem] {
    var first: [LinkName: (title: String, range: SourceRange)] = [:]
    for link in links.links { first[link.name] = (link.title, link.range) }
    return attachments.compactMap { attachment in
      guard attachment.isAttached, let target = attachment.interface.target else { return nil }
      if let other = first[target.value] {
        return Problem(
          "target of \(attachment.title): \(other.title) has that name", at: target.range,
          notes: [.init("it is given here", at: other.range)])
      }
      first[target.value] = (attachment.title, target.range)
      return nil
    }
  }

  private static func repeatedUUIDs(_ guests: [ManifestGuest]) -> [Problem] {
    var first: [String: (name: String, range: SourceRange)] = [:]
    return guests.compactMap { guest in
      guard let uuid = guest.uuid else { return nil }
      if let other = first[uuid.value] {
        return Problem(
          "uuid of guest '\(guest.name)': guest '\(other.name)' has it too", at: uuid.range,
          notes: [.init("it is given here", at: other.range)])
      }
      first[uuid.value] = (guest.name, uuid.range)
      return nil
    }
  }
}
