extension GraphBuilding {
  private var domains: [Domain] {
    if case .domains(let domains) = planner.observed.guests { domains } else { [] }
  }

  mutating func addGuests() {
    for guest in planner.desired.guests {
      let domain = domains.first(where: guest.isMeant)
      for attachment in guest.attachments {
        addAttachment(attachment, of: guest, domain)
      }
    }
    for domain in domains { addForeignInterfaces(of: domain) }
  }

  private mutating func addAttachment(
    _ attachment: DesiredAttachment, of guest: DesiredGuest, _ domain: Domain?
  ) {
    var node = Graph.Node(kind: "guest", name: "\(guest.name) \(attachment.name)")
    node.take(plans[node.title])
    switch planner.observed.guests {
    case .notAsked: break
    case .unknown(let reason):
      node.mark = PlanMark(.unknown, "unknown")
      node.remarks = [reason]
    case .domains:
      guard let domain else {
        // All hosts may include one list of guests.
        return
      }
      let interface = domain.interface(attachment.mac)
      guard attachment.isAttached || interface != nil || node.mark != nil else { return }
      node.details.append(domain.state.rawValue)
      if let target = domain.live.flatMap({ _ in interface?.target }) {
        node.details.append("tap \(target)")
      }
    }
    if let mode = attachment.modeText, mode != GuestMode.bridge.rawValue {
      node.details.append("mode \(mode)")
    }
    if let function = attachment.virtualFunction { node.details.append("vf \(function)") }
    node.details.append("\(attachment.mac)")
    // Of several parents of a network libvirt chooses when the guest starts.
    let network = planner.desired.networks.first { $0.name == attachment.network }
    if let network { node.details.append("network \(network.name)") }
    let parent = attachment.parent ?? network?.parents.first
    hang(node, on: parent.flatMap { places[$0.text] })
  }

  /// Interfaces on links of the picture that the manifest does not name.
  private mutating func addForeignInterfaces(of domain: Domain) {
    let guest = planner.desired.guests.first { $0.isMeant(by: domain) }
    // One whose address somebody has changed is told beside the declared one.
    let declared = Set(guest?.attachments.flatMap { macs(of: $0, guest) } ?? [])
    let live = domain.live ?? []
    let stopped = (domain.definition ?? []).filter { interface in
      !live.contains { $0.mac == interface.mac }
    }
    for interface in live + stopped {
      guard let place = place(ofSource: interface),
        interface.mac.map({ !declared.contains($0) }) ?? true
      else { continue }
      var node = Graph.Node(kind: "guest", name: domain.name)
      node.isForeign = true
      node.details = [domain.state.rawValue]
      if domain.live != nil, let target = interface.target { node.details.append("tap \(target)") }
      if interface.type == "hostdev" {
        node.details += ["mode hostdev", planner.text(ofSource: interface.source ?? "")]
      }
      if interface.type == "network", let network = interface.source {
        node.details.append("network \(network)")
      }
      if let mode = interface.mode, mode != MacvlanMode.bridge.rawValue {
        node.details.append("mode \(mode)")
      }
      if let mac = interface.mac { node.details.append("\(mac)") }
      hang(node, on: place)
    }
  }

  private func macs(of attachment: DesiredAttachment, _ guest: DesiredGuest?) -> [MACAddress] {
    let rows = plans["guest \(guest?.name ?? "") \(attachment.name)"]?.differences ?? []
    return [attachment.mac]
      + rows.filter { $0.attribute == .mac }.compactMap { $0.now.flatMap { MACAddress($0) } }
  }

  private mutating func hang(_ node: Graph.Node, on lower: Int?) {
    let place = graph.add(node)
    if let lower { graph.put(place, on: lower) }
  }

  /// The link of the picture that an interface is on.
  private func place(ofSource interface: DomainInterface) -> Int? {
    if interface.type == "network", interface.device == nil {
      // One that does not run has yet to be given a link.
      let network = planner.desired.networks.first { $0.name == interface.source }
      return (network?.parents.first?.text).flatMap { places[$0] }
    }
    let device = interface.type == "bridge" ? interface.source : interface.device
    guard let device else { return nil }
    return planner.virtualFunction(atSource: device).flatMap { placesByName[$0.nic] }
      ?? placesByName[device]
  }
}

extension Domain {
  /// The interface with that address, as it runs or else as it starts.
  func interface(_ mac: MACAddress) -> DomainInterface? {
    ((live ?? []) + (definition ?? [])).first { $0.mac == mac }
  }
}
