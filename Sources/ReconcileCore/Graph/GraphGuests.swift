extension GraphBuilding {
  private var domains: [Domain] {
    if case .domains(let domains) = planner.observed.guests { domains } else { [] }
  }

  /// The host's ends of guests, which are told beside the guests.
  var guestTaps: Set<String> {
    Set(
      domains.flatMap { $0.live ?? [] }.filter { place(ofSource: $0) != nil }
        .compactMap(\.target))
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
    var seen: Set<MACAddress?> = []
    for interface in (domain.live ?? []) + (domain.definition ?? []) {
      guard let place = place(ofSource: interface),
        interface.mac.map({ !declared.contains($0) }) ?? true, seen.insert(interface.mac).inserted
      else { continue }
      var node = Graph.Node(kind: "guest", name: domain.name)
      node.isForeign = true
      node.details = [domain.state.rawValue]
      if domain.live != nil, let target = interface.target { node.details.append("tap \(target)") }
      if interface.type == "hostdev" {
        node.details += ["mode hostdev", planner.text(ofSource: interface.source ?? "")]
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
    guard ["direct", "bridge", "hostdev"].contains(interface.type), let source = interface.source
    else { return nil }
    let nic = planner.virtualFunction(atSource: source)?.nic
    return live.first { host.names[$0.key] == nic }?.value
      ?? live.first { host.names[$0.key] == source }?.value
  }
}

extension Domain {
  /// The interface with that address, as it runs or else as it starts.
  func interface(_ mac: MACAddress) -> DomainInterface? {
    ((live ?? []) + (definition ?? [])).first { $0.mac == mac }
  }
}
