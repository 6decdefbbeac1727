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
    guard let link = links[parent.value] else {
      return unknown(parent, of: title, key: key, links)
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

  private static func unknown(
    _ parent: Located<LinkName>, of title: String, key: String, _ links: LinkGraph
  ) -> Problem? {
    guard links.isComplete, !links.faulty.contains(parent.value.text), links[parent.value] == nil
    else { return nil }
    let ids = links.links.count > 200 ? [] : links.ids
    return Problem(
      "\(key) of \(title): there is no link '\(parent.value)'", at: parent.range,
      help: Suggestion.help(for: parent.value.text, among: ids)
        ?? "a link that exists already is named under 'nics:', as '\(parent.value):'")
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

    var title: String { interface.title(in: guest) }
    var mac: MACAddress { interface.mac(in: guest) }
    var isAttached: Bool { interface.isAttached(in: guest) }

    func problems(on links: LinkGraph) -> [Problem] {
      [parentProblem(links), kindProblem, targetProblem, trustProblem].compactMap { $0 }
        + functionProblems(links)
    }

    /// What a virtual function cannot have, or somebody else says.
    private func functionProblems(_ links: LinkGraph) -> [Problem] {
      guard let function = interface.virtualFunction, interface.isAttached(in: guest) else {
        return []
      }
      guard let parent = interface.parent else {
        return [
          Problem(
            "vf of \(title): a virtual function is one of a NIC", at: function.range,
            help: "name the NIC as its 'parent'")
        ]
      }
      guard let nic = links[parent.value] else { return [] }
      guard nic.kind == .nic else {
        return [
          Problem(
            "vf of \(title): \(nic.title) has no virtual functions, a NIC has", at: function.range,
            notes: [.init("\(nic.title) is here", at: nic.range)])
        ]
      }
      if let mode = interface.mode, mode.value != .passthru {
        return [
          Problem(
            "mode of \(title): a virtual function is one guest's alone", at: mode.range,
            help: "leave it out, or write 'mode: passthru' for a macvtap on it")
        ]
      }
      return ownProblems
        + problems(
          beside: nic.settings.virtualFunctions.first {
            $0.number == function.value
          })
    }

    /// A guest that has the device itself brings its own driver for it.
    private var ownProblems: [Problem] {
      guard interface.isHostDevice else { return [] }
      let written: [(key: String, range: SourceRange?)] = [
        ("model", interface.model?.range), ("target", interface.target?.range),
        ("link", interface.link?.range),
        ("trust-guest-rx-filters", interface.trustsGuest?.range),
        ("inbound", interface.inbound == nil ? nil : interface.range),
        ("outbound", interface.outbound == nil ? nil : interface.range),
      ]
      return written.compactMap { key, range in
        range.map {
          Problem(
            "\(key) of \(title): a guest has a virtual function as it is", at: $0,
            help: "leave it out: 'link', 'trust' and rates stand below 'vfs' of the NIC;"
              + " or write 'mode: passthru' for a macvtap on it")
        }
      }
    }

    /// libvirt sets its address and its VLAN whenever the guest starts.
    private func problems(beside written: ManifestVirtualFunction?) -> [Problem] {
      guard let written else { return [] }
      var problems: [Problem] = []
      if let mac = written.mac {
        problems.append(
          Problem(
            "mac of vf \(written.number): \(title) gives it \(self.mac)", at: mac.range,
            notes: [.init("the interface is here", at: interface.range)],
            help: "write it for the interface alone"))
      }
      if let priority = written.priority, priority.value != 0 {
        problems.append(
          Problem(
            "priority of vf \(written.number): libvirt takes it away when guest '\(guest.name)' starts",
            at: priority.range, notes: [.init("the interface is here", at: interface.range)]))
      }
      if let tag = written.vlanProtocol, tag.value != .dot1q {
        problems.append(
          Problem(
            "protocol of vf \(written.number): libvirt makes it 802.1Q when guest '\(guest.name)'"
              + " starts", at: tag.range,
            notes: [.init("the interface is here", at: interface.range)]))
      }
      return problems
    }

    private func parentProblem(_ links: LinkGraph) -> Problem? {
      guard let parent = interface.parent else { return nil }
      // A virtual function is beside the NIC, whoever has that for a member.
      guard interface.virtualFunction == nil else {
        return GuestValidation.unknown(parent, of: title, key: "parent", links)
      }
      return GuestValidation.problem(withParent: parent, of: title, key: "parent", links)
    }

    private var kindProblem: Problem? {
      interface.kind.map {
        Problem(
          "kind of \(title): libvirt gives a guest a macvtap", at: $0.range,
          help: "leave it out, or write 'manager: nspawn' for the guest")
      }
    }

    private var targetProblem: Problem? {
      guard let target = interface.target,
        let prefix = GuestTarget.reservedPrefix(of: target.value.text)
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
  }

  /// All macvlans and macvtaps of a host share few lowers: one address twice is always a slip.
  private static func repeatedMACs(_ attachments: [Attachment], _ links: LinkGraph) -> [Problem] {
    repeated(
      attachments.filter(\.isAttached).map { attachment in
        let interface = attachment.interface
        return Use(
          attachment.mac, of: "mac of \(attachment.title)", by: attachment.title,
          at: interface.mac?.range ?? interface.range)
      },
      besides: links.links.compactMap { link in
        link.settings.mac.map { Use($0.value, of: "", by: link.title, at: $0.range) }
      }
    ) { "\($0.owner) has \($0.value) too" }
  }

  private static func repeatedTargets(
    _ attachments: [Attachment], _ links: LinkGraph
  ) -> [Problem] {
    repeated(
      attachments.filter(\.isAttached).compactMap { attachment in
        attachment.interface.target.map {
          Use($0.value, of: "target of \(attachment.title)", by: attachment.title, at: $0.range)
        }
      },
      besides: links.links.map { Use($0.name, of: "", by: $0.title, at: $0.range) }
    ) { "\($0.owner) has that name" }
  }

  private static func repeatedUUIDs(_ guests: [ManifestGuest]) -> [Problem] {
    repeated(
      guests.compactMap { guest in
        let title = "guest '\(guest.name)'"
        return guest.uuid.map { Use($0.value, of: "uuid of \(title)", by: title, at: $0.range) }
      }
    ) { "\($0.owner) has it too" }
  }

  /// A value that only one can have.
  private struct Use<Value: Hashable> {
    var value: Value
    var title: String
    var owner: String
    var range: SourceRange

    init(_ value: Value, of title: String, by owner: String, at range: SourceRange) {
      (self.value, self.title, self.owner, self.range) = (value, title, owner, range)
    }
  }

  /// A problem for each value that somebody before has.
  private static func repeated<Value>(
    _ uses: [Use<Value>], besides others: [Use<Value>] = [], message: (Use<Value>) -> String
  ) -> [Problem] {
    var first = Dictionary(others.map { ($0.value, $0) }, uniquingKeysWith: { $1 })
    return uses.compactMap { use in
      guard let other = first.updateValue(use, forKey: use.value) else { return nil }
      first[use.value] = other
      return Problem(
        "\(use.title): \(message(other))", at: use.range,
        notes: [.init("it is given here", at: other.range)])
    }
  }
}
