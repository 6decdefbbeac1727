/// Who starts a guest.
package enum GuestManager: String, Sendable, Hashable, CaseIterable, Codable {
  case libvirt
  case nspawn
}

/// What systemd-nspawn makes for a container on a link.
package enum ContainerLinkKind: String, Sendable, Hashable, CaseIterable, Codable {
  case macvlan
  case ipvlan

  /// The key of [Network] in systemd.nspawn(5).
  var settingsKey: String {
    switch self {
    case .macvlan: "MACVLAN"
    case .ipvlan: "IPVLAN"
    }
  }
}

/// A container of systemd-nspawn as it shall be.
package struct DesiredContainer: Sendable {
  package var name: String
  /// In the order of the manifest.
  package var links: [Link]

  package struct Link: Sendable, Hashable {
    package var kind: ContainerLinkKind
    /// The link that it sits on, by its name in the kernel.
    package var parent: LinkName
  }

  init(_ guest: ManifestGuest, names: [LinkName: LinkName]) {
    name = guest.name
    links = guest.interfaces.compactMap { interface in
      guard let parent = interface.parent?.value,
        interface.isAttached(in: guest)
      else { return nil }
      return Link(kind: interface.kind?.value ?? .macvlan, parent: names[parent] ?? parent)
    }
  }

  package var fileName: String { "\(name)\(Ownership.settingsSuffix)" }

  /// The settings that it is started with; `nil` where the manifest takes all its links away.
  var file: UnitFile? {
    guard !links.isEmpty else { return nil }
    var network = UnitFile.Section("Network")
    for link in links { network.set(link.kind.settingsKey, link.parent) }
    return UnitFile(name: fileName, sections: [network])
  }

  /// What a file of somebody else lacks, line by line.
  func missingLines(in text: String) -> [String] {
    let file = UnitFile(name: fileName, parsing: text)
    return links.compactMap { link in
      let words = file.values("Network", link.kind.settingsKey)
        .flatMap { $0.split(whereSeparator: \.isWhitespace) }
      // PARENT:NAME gives it another name in the container, from systemd 255 on.
      return words.contains { $0.prefix { $0 != ":" } == link.parent.text }
        ? nil : "\(link.kind.settingsKey)=\(link.parent)"
    }
  }
}

/// The containers of the manifest beside the host's.
extension Planner {
  /// What somebody else's settings lack.
  func containers() -> [LinkWork] {
    desired.containers.compactMap { container in
      guard let file = files.strangers[container.fileName] else { return nil }
      let missing = container.missingLines(in: file.text)
      guard !missing.isEmpty else { return nil }
      var work = LinkWork(plan: LinkPlan(name: container.name, kind: "container", verb: .change))
      work.plan.problem = .unknown(
        "\(file.path) is not ours: add to its [Network] \(missing.joined(separator: " and "))")
      return work
    }
  }

  /// The containers that run with other settings than those that this apply writes.
  var containerNotes: [String] {
    files.changes.compactMap { change in
      guard change.name.hasSuffix(Ownership.settingsSuffix) else { return nil }
      let name = String(change.name.dropLast(Ownership.settingsSuffix.count))
      guard observed.machines.contains(name) else { return nil }
      return "container \(name) runs, and gets what changes when it is started again"
    }
  }
}

/// The errors of containers that only show when values are seen together.
enum ContainerValidation {
  static func problems(in guests: [ManifestGuest], on links: LinkGraph) -> [Problem] {
    guests.flatMap { guest in
      problems(of: guest)
        + guest.interfaces.compactMap { interface in
          interface.parent.flatMap {
            GuestValidation.problem(
              withParent: $0, of: interface.title(in: guest), key: "parent", links)
          }
        } + guest.interfaces.flatMap { problems(of: $0, guest) } + repeatedParents(guest)
    }
  }

  private static func problems(of guest: ManifestGuest) -> [Problem] {
    var problems: [Problem] = []
    let isPlain = guest.name.utf8.allSatisfy { byte in
      (97...122).contains(byte) || (65...90).contains(byte) || (48...57).contains(byte)
        || "-.".utf8.contains(byte)
    }
    if !isPlain || guest.name.utf8.count > 64 || guest.name.hasPrefix(".")
      || guest.name.hasPrefix("-")
    {
      problems.append(
        Problem(
          "guest \(quoted(guest.name)): systemd-nspawn takes no such name", at: guest.range,
          help: "letters, digits, '-' and '.', 64 at most"))
    }
    if let uuid = guest.uuid {
      problems.append(
        Problem("uuid of guest \(quoted(guest.name)): a container goes by its name", at: uuid.range)
      )
    }
    return problems
  }

  private static func problems(
    of interface: ManifestAttachment, _ guest: ManifestGuest
  ) -> [Problem] {
    let fixed: [(key: String, range: SourceRange?, what: String)] = [
      ("mac", interface.mac?.range, "systemd-nspawn derives it from the container's name"),
      ("mode", interface.mode?.range, "systemd-nspawn always takes bridge, for an ipvlan l2"),
      ("model", interface.model?.range, "a container sees the link itself"),
      ("network", interface.network?.range, "networks of libvirt are for its guests"),
      ("target", interface.target?.range, "systemd-nspawn names it mv-PARENT or iv-PARENT"),
      (
        "vf", interface.virtualFunction?.range,
        "systemd-nspawn makes a link on the parent"
      ),
      ("link", interface.link?.range, "a container sees its parent's carrier"),
      (
        "trust-guest-rx-filters", interface.trustsGuest?.range,
        "the container has the link itself, with all its filters"
      ),
      ("inbound", interface.inbound == nil ? nil : interface.range, "systemd-nspawn has no limits"),
      (
        "outbound", interface.outbound == nil ? nil : interface.range,
        "systemd-nspawn has no limits"
      ),
    ]
    return fixed.compactMap { key, range, what in
      range.map {
        Problem("\(key) of \(interface.title(in: guest)): \(what)", at: $0, help: "leave it out")
      }
    }
  }

  /// Both would get the same name in the container.
  private static func repeatedParents(_ guest: ManifestGuest) -> [Problem] {
    var first: [DesiredContainer.Link: SourceRange] = [:]
    return guest.interfaces.compactMap { interface in
      guard let parent = interface.parent, interface.isAttached(in: guest) else { return nil }
      let link = DesiredContainer.Link(
        kind: interface.kind?.value ?? .macvlan, parent: parent.value)
      guard let other = first.updateValue(parent.range, forKey: link) else { return nil }
      return Problem(
        "parent of \(interface.title(in: guest)): a container gets one \(link.kind.rawValue) of a link",
        at: parent.range, notes: [.init("the other is here", at: other)])
    }
  }
}
