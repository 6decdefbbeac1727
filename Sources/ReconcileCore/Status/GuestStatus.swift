/// A guest: what the manifest says of its interfaces, and what it has.
package struct GuestStatus: Encodable, Sendable {
  package private(set) var name: String
  package private(set) var uuid: String?
  var state: State
  /// Why its state is not known.
  var reason: String?
  var interfaces: [Interface] = []
  /// Whether its agent can be asked for addresses.
  package private(set) var hasAgent = false

  enum State: String, Encodable {
    case running
    case paused
    case shutOff = "shut off"
    case other
    /// No domain of this host is meant.
    case elsewhere
    case unknown

    init(_ state: Domain.State) {
      switch state {
      case .running: self = .running
      case .paused: self = .paused
      case .shutOff: self = .shutOff
      case .other: self = .other
      }
    }
  }

  /// One interface.
  struct Interface: Encodable, Sendable {
    /// Its key in the manifest; none for one that the manifest does not name.
    var name: String?
    var mac: String?
    /// What the manifest says.
    var declared: Side?
    /// What it has now.
    var live: Side?
    /// What the domain starts with.
    var definition: Side?
    var addresses: [String] = []
    /// Who has told of the addresses.
    var source: Source?
    /// What a plan says of it; none where nothing differs.
    var plan: PlanEntry?

    enum Source: String, Encodable {
      case agent = "guest agent"
      case neighbours = "neighbour table"
    }
  }

  struct Side: Encodable, Sendable {
    var parent: String?
    var mode: String?
    var mac: String?
    var model: String?
    /// The link on the host.
    var tap: String?
    /// `up`, `down`, or `detached`.
    var cable: String
  }

  // The agent is for asking, not for telling.
  private enum CodingKeys: String, CodingKey {
    case name, uuid, state, reason, interfaces
  }
}

extension GuestStatus {
  /// - Parameter guest: What the manifest says of it, if anything.
  init(
    _ guest: DesiredGuest?, _ domain: Domain?, _ planner: Planner, plans: [String: LinkPlan]
  ) {
    name = guest?.name ?? domain?.name ?? ""
    uuid = domain?.uuid ?? guest?.uuid
    hasAgent = domain?.hasAgent ?? false
    switch planner.observed.guests {
    case .domains, .notAsked: state = domain.map { State($0.state) } ?? .elsewhere
    case .unknown(let reason): (state, self.reason) = (.unknown, reason)
    }
    let attachments = guest?.attachments ?? []
    let pairing = domain.map { planner.pairing(guest, $0) }
    let pairs = pairing?.declared ?? attachments.map { _ in InterfacePair() }
    interfaces = zip(attachments, pairs).map { attachment, pair in
      var interface = Interface(pair, planner)
      (interface.name, interface.mac) = (attachment.name, attachment.mac.description)
      interface.declared = Side(attachment)
      interface.plan = plans["guest \(name) \(attachment.name)"].map(PlanEntry.init)
      return interface
    }
    interfaces += (pairing?.foreign ?? []).map { Interface($0, planner) }
  }

  /// Adds what is known of the addresses inside of it; the guest's own word counts first.
  mutating func tell(agent: [GuestAddress], neighbours: [KernelNeighbour]) {
    for place in interfaces.indices {
      let macs = [interfaces[place].live?.mac, interfaces[place].mac].compactMap { $0 }
      func known(_ addresses: [GuestAddress]) -> [String] {
        Set(addresses.filter { macs.contains($0.mac.description) }.map(\.address)).sorted()
          .map(\.description)
      }
      let heard = neighbours.filter(\.isKnown).map {
        GuestAddress(mac: $0.mac, address: $0.address)
      }
      for (source, addresses) in [
        (Interface.Source.agent, known(agent)), (.neighbours, known(heard)),
      ] where interfaces[place].addresses.isEmpty && !addresses.isEmpty {
        (interfaces[place].addresses, interfaces[place].source) = (addresses, source)
      }
    }
  }
}

extension GuestStatus.Interface {
  init(_ pair: InterfacePair, _ planner: Planner) {
    mac = pair.present?.mac?.description
    live = pair.live.map { GuestStatus.Side($0, planner) }
    definition = pair.definition.map { GuestStatus.Side($0, planner) }
  }
}

extension GuestStatus.Side {
  init(_ attachment: DesiredAttachment) {
    parent = attachment.parentText
    mode = attachment.modeText ?? "network"
    mac = attachment.mac.description
    model = attachment.isHostDevice ? nil : attachment.model
    tap = attachment.target
    cable = attachment.isAttached ? attachment.link.rawValue : AttachmentState.detached.rawValue
  }

  init(_ interface: DomainInterface, _ planner: Planner) {
    parent = interface.source.map(planner.text(ofSource:))
    mode =
      interface.type == "direct"
      ? GuestMode.allCases.first { $0.domainWord == interface.mode }?.rawValue ?? interface.mode
      : interface.type
    mac = interface.mac?.description
    model = interface.model
    tap = interface.target
    cable = interface.link.rawValue
  }
}
