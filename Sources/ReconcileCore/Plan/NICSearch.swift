/// Finds the links of a host that a manifest names as NICs, and what is meant by those it lacks.
struct NICSearch {
  let desired: Desired
  let observed: Observation
  let host: HostIndex

  /// The ids of the manifest by the indexes of the links that they name.
  var claims: [Int32: LinkName] {
    let nics = desired.links.filter { !$0.kind.isVirtual }
    return Dictionary(
      nics.compactMap { nic in host.links[nic.name.text].map { ($0.index, nic.name) } },
      uniquingKeysWith: { first, _ in first })
  }

  /// Why the host has no link that a NIC of the manifest names, with the one that most likely is it.
  func absence(of nic: DesiredLink) -> String {
    if let names = host.ambiguous[nic.name] {
      return "its match hits several links: \(names.joined(separator: ", "))"
    }
    let links = observed.kernel?.links ?? []
    if nic.match == nil,
      let other = links.first(where: { $0.alternativeNames.contains(nic.name.text) })
    {
      return "is only another name of \(other.name): write nics: {\(other.name): }"
    }
    let absence =
      nic.match == nil ? "this host has no such link" : "this host has no link that matches"
    guard let (link, reason) = candidate(for: nic) else { return absence }
    return "\(absence); most likely it is \(link.name), \(reason)"
  }

  private func candidate(for nic: DesiredLink) -> (link: KernelLink, reason: String)? {
    let claims = claims
    let free = (observed.kernel?.links ?? []).filter { $0.canBeNIC && claims[$0.index] == nil }
    func only(_ condition: (KernelLink) -> Bool) -> KernelLink? {
      let hits = free.filter(condition)
      return hits.count == 1 ? hits[0] : nil
    }
    if let mac = observed.record?.links[nic.name.text]?.before?.mac,
      let link = only({ ($0.permanentMAC ?? $0.mac) == mac })
    {
      return (link, "which has the MAC \(mac) that it had")
    }
    if let mac = nic.match?.permanentMAC, let link = only({ $0.permanentMAC == mac }) {
      return (link, "which has that permanent MAC")
    }
    if let path = nic.match?.path, let link = only({ observed.isPath(of: $0, path) }) {
      return (link, "which is plugged in there")
    }
    // Who of several missing ones the last free one is, is a guess too many.
    guard desired.links.filter({ !$0.kind.isVirtual && host.links[$0.name.text] == nil }).count == 1
    else { return nil }
    let people = Set((observed.kernel?.nics ?? []).map(\.index))
    if let driver = nic.match?.driver {
      return only { people.contains($0.index) && observed.isDriver(of: $0, driver) }
        .map { ($0, "the only other NIC with that driver") }
    }
    return only { people.contains($0.index) }
      .map { ($0, "the only NIC that the manifest does not name") }
  }
}

extension Observation {
  /// Whether a pattern of ID_PATH fits a link.
  func isPath(of link: KernelLink, _ pattern: String) -> Bool {
    nics[link.index]?.path.map { glob(pattern, matches: $0) } ?? false
  }

  /// Whether a pattern of a driver's name fits a link.
  func isDriver(of link: KernelLink, _ pattern: String) -> Bool {
    nics[link.index]?.driver.map { glob(pattern, matches: $0) } ?? false
  }
}

extension LinkComparison {
  /// The members of a bond that the host lacks.
  var missingMembers: [LinkName] { members.filter { planner.host.links[$0.text] == nil } }

  /// Whether all members of a bond are NICs that the host lacks, so that nothing can go over it.
  var hasNoMember: Bool { !members.isEmpty && missingMembers.count == members.count }

  /// Members that are made are there when they are needed.
  private var members: [LinkName] {
    guard link.kind == .bond else { return [] }
    let members = planner.desired.links.filter { $0.master?.name == link.name }
    return members.contains(where: \.kind.isVirtual) ? [] : members.map(\.name)
  }
}
