extension GraphBuilding {
  private var domains: [Domain] {
    if case .domains(let domains) = planner.observed.guests { domains } else { [] }
  }

  mutating func addGuests() {
    for guest in planner.desired.guests {
      let domain = domains.first(where: guest.isMeant)
      let pairs = domain.map { planner.pairing(guest, $0).declared }
      for (place, attachment) in guest.attachments.enumerated() {
        addAttachment(attachment, of: guest, domain, pairs?[place])
      }
    }
    for domain in domains {
      let guest = planner.desired.guests.first { $0.isMeant(by: domain) }
      for pair in planner.pairing(guest, domain).foreign { addForeign(pair, of: domain) }
    }
  }

  private mutating func addAttachment(
    _ attachment: DesiredAttachment, of guest: DesiredGuest, _ domain: Domain?,
    _ pair: InterfacePair?
  ) {
    var node = Graph.Node(kind: "guest", name: "\(guest.name) \(attachment.name)")
    node.take(plans[node.title])
    switch planner.observed.guests {
    case .notAsked: break
    case .unknown(let reason):
      node.mark = PlanMark(.unknown, "unknown")
      node.remarks = [reason]
    case .domains:
      guard let domain, let pair else {
        // All hosts may include one list of guests.
        return
      }
      guard attachment.isAttached || pair.present != nil || node.mark != nil else { return }
      node.details.append(domain.state.rawValue)
      if let target = pair.live?.target { node.details.append("tap \(target)") }
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

  /// An interface on a link of the picture that the manifest does not name.
  private mutating func addForeign(_ pair: InterfacePair, of domain: Domain) {
    guard let interface = pair.present, let place = place(ofSource: interface) else { return }
    var node = Graph.Node(kind: "guest", name: domain.name)
    node.isForeign = true
    node.details = [domain.state.rawValue]
    if let target = pair.live?.target { node.details.append("tap \(target)") }
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
