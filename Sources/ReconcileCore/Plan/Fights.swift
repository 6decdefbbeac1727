/// The same value put back by somebody else after several applies in a row.
package struct Fight: Sendable, Hashable {
  package var link: String
  package var attribute: Attribute
  package var layer: Layer
  package var value: String
  /// How many applies in a row have found it.
  package var applies: Int
  /// Who likely does it.
  package var suspects: [String]
  /// Whether the next apply repairs it all the same.
  package var isRepaired: Bool
}

extension Fight {
  var text: String {
    var text = "\(attribute.rawValue) of \(link) (\(layer.rawValue)): \(applies) applies in a row"
    text += " found \(value)"
    text += suspects.isEmpty ? "" : ", probably put back by " + suspects.joined(separator: " or ")
    guard isRepaired else { return text + "; reported, not repaired" }
    return text + (layer.isOfGuest ? "" : "; 'fights: report' on the link stops repairing it")
  }
}

extension Planner {
  /// The fights that a ledger tells of.
  ///
  /// - Parameter links: What differs now.
  package func fights(in ledger: FightLedger, _ links: [LinkPlan]) -> [Fight] {
    let fights = ledger.rounds.filter(\.isFight)
    guard !fights.isEmpty else { return [] }
    let claims = claims
    return fights.map { round in
      Fight(
        link: round.link, attribute: round.attribute, layer: round.layer, value: round.value,
        applies: round.applies,
        suspects: Array(Set(claims.filter { $0.link == round.link }.map(\.manager))).sorted(),
        isRepaired: !reportsFights(round.link) || isRepaired(round, links))
    }
  }

  /// Whether it goes all the same: with a file that the manifest changes, for instance.
  private func isRepaired(_ round: FightLedger.Round, _ links: [LinkPlan]) -> Bool {
    links.contains { link in
      link.differences.contains { round.isAbout($0, of: link.name) && !$0.isWithheld }
    }
  }

  /// Whether the manifest wants fights over the link told and not fought.
  private func reportsFights(_ name: String) -> Bool {
    desired.links.first { $0.name.text == name }?.fights == .report
  }

  private func isWithheld(_ row: Difference, of link: DesiredLink) -> Bool {
    row.cause == .drift && link.fights == .report
      && observed.fights.round(for: row, of: link.name.text)?.isFight == true
  }

  /// The files of ours that stay as somebody else wants them.
  static func withheldFiles(
    _ desired: Desired, _ observed: Observation, _ files: FileComparison
  ) -> Set<String> {
    let contested = observed.fights.rounds.filter { $0.isFight && $0.attribute == .file }
    guard !contested.isEmpty else { return [] }
    var names: Set<String> = []
    for link in desired.links where link.fights == .report {
      for suffix in ["netdev", "network", "link"] {
        let name = Ownership.fileName(link.name, suffix)
        // What the manifest has changed is written whoever else has edited the file.
        guard let row = files.drift(name), !files.isRerendered(name),
          observed.fights.round(for: row, of: link.name.text)?.isFight == true
        else { continue }
        names.insert(name)
      }
    }
    return names
  }

  /// Takes the steps away that would repair what is only to be reported.
  func withholdFights(_ work: inout LinkWork, of link: DesiredLink) {
    guard link.fights == .report else { return }
    var contested = work.plan.differences.indices.filter { place in
      let row = work.plan.differences[place]
      // What the manifest has changed is written whoever else has edited the file.
      return isWithheld(row, of: link)
        && !files.changes.contains { row.attribute == .file && row.isAbout(file: $0.name) }
    }
    let inKernel = work.plan.differences.indices.filter { place in
      work.plan.differences[place].layer == .kernel
    }
    if work.replacement == .change {
      // It is made anew for the manifest's sake, and so as the manifest says.
      contested.removeAll(where: inKernel.contains)
    } else if contested.contains(where: { work.isWhole(work.plan.differences[$0]) }) {
      work.dropSteps()
      work.isStuck = true
      contested += inKernel.filter { !contested.contains($0) }
    }
    for place in contested { work.withhold(work.plan.differences[place]) }
    work.markWithheld(contested)
  }
}

extension Difference {
  fileprivate func isAbout(file name: String) -> Bool { now?.hasPrefix(name + " ") ?? false }
}

extension LinkWork {
  /// Whether nothing can be done about the link without closing the difference.
  fileprivate func isWhole(_ row: Difference) -> Bool {
    switch row.attribute {
    case .link, .kind, .parent: true
    default: replacement != nil && row.layer == .kernel && row.after != nil
    }
  }

  fileprivate mutating func markWithheld(_ places: [Int]) {
    for place in places {
      plan.differences[place].isWithheld = true
      plan.differences[place].impact = .none
    }
  }

  /// Takes the steps away that close one difference.
  fileprivate mutating func withhold(_ row: Difference) {
    if row.attribute == .managed { needsReload = false }
    for part in [\LinkWork.before, \.expected, \.after, \.joins, \.removals] {
      self[keyPath: part] = self[keyPath: part].compactMap { $0.without(row) }
    }
  }
}

extension IPv6Setting {
  fileprivate var attribute: Attribute {
    switch self {
    case .privacy: .ipv6Privacy
    case .mtu: .ipv6MTU
    case .isDisabled: .hostIPv6
    }
  }
}

extension KernelChange {
  /// The change without what closes a difference; `nil` where that is all of it.
  fileprivate func without(_ row: Difference) -> KernelChange? {
    func keep(unless isSame: Bool) -> KernelChange? { isSame ? nil : self }
    /// Whether the difference is about the value, with or without what is wrong about it behind.
    func names(_ value: String) -> Bool {
      [row.now, row.after].contains { text in
        guard let text, text.hasPrefix(value) else { return false }
        let rest = text.dropFirst(value.count)
        return rest.isEmpty
          || [" deleted", " proto ", " broadcast ", " (dynamic)"].contains(where: rest.hasPrefix)
      }
    }
    switch self {
    case .setMTU: return keep(unless: row.attribute == .mtu)
    case .setMAC: return keep(unless: row.attribute == .mac)
    case .setUp: return keep(unless: row.attribute == .state)
    case .setMaster: return keep(unless: row.attribute == .master)
    case .rename: return keep(unless: row.attribute == .setName)
    case .setPortVLANs(let link, let isBridge, var add, var remove):
      guard row.attribute == .portVLAN else { return self }
      add.removeAll { $0.description == row.after }
      remove.removeAll { row.after == nil && row.now?.split(separator: " ").first == "\($0)" }
      return add.isEmpty && remove.isEmpty
        ? nil : .setPortVLANs(link: link, isBridge: isBridge, add: add, remove: remove)
    case .setVirtualFunction(_, let wanted):
      return keep(
        unless: row.attribute == .virtualFunction
          && row.after?.split(separator: " ").first == "\(wanted.number)")
    case .setForwarding(_, let family, _):
      return keep(
        unless: row.attribute == .forwarding && row.now?.hasPrefix(family.rawValue) == true)
    case .addAddress(_, let address):
      return keep(unless: [.address, .linkLocal].contains(row.attribute) && names("\(address)"))
    case .removeAddress(_, let address), .renewAddress(_, let address):
      return keep(unless: row.attribute == .address && names("\(address)"))
    case .putAddress(_, let address, _):
      let isOfOptions =
        row.attribute == .addressOptions && row.after?.hasPrefix("\(address) ") == true
      return keep(unless: isOfOptions || row.attribute == .address && names("\(address)"))
    case .putRoute(_, let route), .removeRoute(_, let route):
      return keep(
        unless: row.attribute == route.attribute
          && (names(route.text) || names(route.description)))
    case .addRule(let rule), .removeRule(let rule, _):
      return keep(unless: row.attribute == .rule && names(rule.description))
    case .setIPv6(_, let setting, _):
      return keep(unless: row.attribute == setting.attribute)
    case .setAllMulticast: return keep(unless: row.attribute == .allMulticast)
    case .setTapNode:
      return keep(unless: [.owner, .group, .tapMode].contains(row.attribute))
    case .setAddressGenerationMode: return keep(unless: row.attribute == .ipv6AddressGeneration)
    case .setOptions(let link, let kind, let options):
      let rest = options.filter { $0.attribute != row.attribute }
      return rest.isEmpty ? nil : .setOptions(link: link, kind, rest)
    case .setOptionsDown(let link, let kind, let options):
      let rest = options.filter { $0.attribute != row.attribute }
      return rest.isEmpty ? nil : .setOptionsDown(link: link, kind, rest)
    case .setPortOptions(let link, let options):
      let rest = options.filter { $0.attribute != row.attribute }
      return rest.isEmpty ? nil : .setPortOptions(link: link, rest)
    case .createLink, .deleteLinks, .announceAddress, .announceLink: return self
    }
  }
}
