/// A host at a glance, or one link or guest of it: what is there, and what differs. Also for
/// programs, as JSON; fields are only ever added.
package struct HostStatus: Encodable, Sendable {
  package var format = "reconcile/status"
  package var version = 1
  package var host: String
  package var manifest: String
  package var systemd: Int
  package var generation: Int?
  /// When that was applied, as RFC 3339 has it.
  package var applied: String?
  /// Whether systemd-networkd runs.
  package var networkd: Bool
  /// Whether the host is what the manifest says.
  package var isEmpty: Bool
  package var isDrifted: Bool
  package var links: [LinkStatus]
  package var guests: [GuestStatus]
  package var containers: [ContainerStatus]
  package var fights: [PlanDocument.FightEntry]
  /// Links that left the manifest, and what belongs to no link of it.
  package var others: [PlanEntry]

  private enum CodingKeys: String, CodingKey {
    case format, version, host, manifest, systemd, generation, applied, networkd
    case isEmpty = "empty", isDrifted = "drifted", links, guests, containers, fights, others
  }

  package init(_ planner: Planner, _ plan: Plan, heading: PlanText.Heading) {
    let record = planner.observed.record
    let plans = Dictionary(
      plan.links.map { ("\($0.kind) \($0.name)", $0) }, uniquingKeysWith: { first, _ in first })
    host = plan.host
    manifest = heading.manifest
    systemd = heading.version.number
    generation = record?.generation
    applied = record.map { Moment(seconds: $0.applied).machineText }
    networkd = planner.observed.networkd != nil
    isEmpty = plan.isEmpty
    isDrifted = !plan.driftAlone.isEmpty
    links = planner.desired.links.map { link in
      LinkStatus(link, planner, plans["\(link.kind.rawValue) \(link.name)"])
    }
    let domains: [Domain] =
      if case .domains(let domains) = planner.observed.guests { domains } else { [] }
    let desired = planner.desired.guests
    guests =
      desired.map { guest in
        GuestStatus(guest, domains.first(where: guest.isMeant), planner, plans: plans)
      }
      + domains.filter { domain in !desired.contains { $0.isMeant(by: domain) } }
      .map { GuestStatus(nil, $0, planner, plans: plans) }
    containers = planner.desired.containers.map { ContainerStatus($0, planner, plans: plans) }
    fights = plan.fights.map(PlanDocument.FightEntry.init)
    let names = Set(planner.desired.links.map { "\($0.kind.rawValue) \($0.name)" })
    let settings = Set(
      planner.desired.containers.flatMap { ["container \($0.name)", "file \($0.fileName)"] })
    others = plan.links.filter { link in
      let title = "\(link.kind) \(link.name)"
      return link.kind != "guest" && !names.contains(title) && !settings.contains(title)
    }.map(PlanEntry.init)
  }

  /// Neither a link nor a guest.
  package struct UnknownName: Error {
    /// What was most likely meant.
    package var nearest: [String]
  }

  /// The same with what has that name alone.
  package func about(_ name: String) throws(UnknownName) -> HostStatus {
    var status = self
    status.links = links.filter { $0.name == name || $0.kernelName == name }
    status.guests = guests.filter { $0.name == name || $0.uuid == name }
    status.containers = containers.filter { $0.name == name }
    status.others = others.filter { $0.plan.name == name }
    guard
      status.links.isEmpty && status.guests.isEmpty && status.containers.isEmpty
        && status.others.isEmpty
    else { return status }
    let names = links.map(\.name) + guests.map(\.name) + containers.map(\.name)
    throw UnknownName(nearest: Suggestion.nearest(to: name, among: names))
  }

  /// Adds what is known of the addresses inside of its guests.
  package mutating func tell(agent: [GuestAddress], neighbours: [KernelNeighbour]) {
    for place in guests.indices { guests[place].tell(agent: agent, neighbours: neighbours) }
  }
}
