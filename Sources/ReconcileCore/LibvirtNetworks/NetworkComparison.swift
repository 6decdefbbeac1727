/// Compares the libvirt networks of the manifest with those of libvirt.
struct NetworkComparison {
  let planner: Planner
  private let networks: [LibvirtNetwork]?
  private let record: [String: [Attribute: [String]]]

  init(planner: Planner) {
    self.planner = planner
    networks =
      if case .networks(let networks) = planner.observed.networks { networks } else { nil }
    record = planner.observed.record?.networks ?? [:]
  }

  private var desired: [DesiredNetwork] { planner.desired.networks }

  /// Those that were ours and left the manifest.
  private var departed: [LibvirtNetwork] {
    let names = Set(desired.map(\.name))
    return (networks ?? []).filter { record[$0.name] != nil && !names.contains($0.name) }
  }

  func works() -> [LinkWork] {
    guard !desired.isEmpty || !record.isEmpty else { return [] }
    if case .unknown(let reason) = planner.observed.networks {
      var work = LinkWork(
        plan: LinkPlan(
          name: planner.desired.host, kind: "libvirt networks of", verb: .change))
      work.plan.problem = .unknown(reason)
      return [work]
    }
    guard let networks else { return [] }
    return desired.map { wanted in
      work(on: wanted, networks.first { $0.name == wanted.name })
    } + departed.map(departure)
  }

  /// What is remembered once the plan holds.
  var remembered: [String: [Attribute: [String]]] {
    guard let networks else { return record }
    var remembered: [String: [Attribute: [String]]] = [:]
    for wanted in desired {
      let present = networks.first { $0.name == wanted.name }
      guard present.map(isStranger) != true else {
        remembered[wanted.name] = record[wanted.name]
        continue
      }
      remembered[wanted.name] = wanted.values
      // Whoever made it, it goes with the manifest's entry if that was us.
      let isOurs = record[wanted.name]?[.managed] ?? (present == nil ? ["yes"] : ["no"])
      remembered[wanted.name]?[.managed] = isOurs
    }
    for network in departed where isOurs(network) && !users(of: network).isEmpty {
      remembered[network.name] = record[network.name]
    }
    return remembered
  }

  /// Whether it is a network of another type, which somebody has made, or made of ours, on purpose.
  private func isStranger(_ network: LibvirtNetwork) -> Bool {
    (network.definition ?? network.live)?.mode == nil
  }

  private func isOurs(_ network: LibvirtNetwork) -> Bool {
    record[network.name]?[.managed] == ["yes"]
  }

  // MARK: One network

  private func work(on wanted: DesiredNetwork, _ present: LibvirtNetwork?) -> LinkWork {
    var work = LinkWork(
      plan: LinkPlan(name: wanted.name, kind: "libvirt network", verb: .change))
    work.plan.isKnown = record[wanted.name] != nil
    let cause: Cause = holds(wanted) ? .drift : .change
    func differ(_ attribute: Attribute, _ now: String?, _ after: String?, _ layer: Layer) {
      guard now != after else { return }
      work.plan.differences.append(
        Difference(attribute, now: now, after: after, layer: layer, cause: cause))
    }
    func change(_ verb: NetworkChange.Verb) {
      work.networks.append(NetworkChange(network: wanted.name, verb: verb))
    }
    let devices = wanted.parents.map(planner.kernelName)
    if let present, isStranger(present) {
      work.plan.problem = .conflict(
        "a network of this name exists and gives guests no macvtaps: rename one of them")
      return work
    }
    func compare(_ description: LibvirtNetwork.Description?, _ layer: Layer) -> Bool {
      let before = work.plan.differences.count
      let mode = description?.mode?.rawValue ?? description.map { _ in "another" }
      differ(.mode, mode, wanted.mode.rawValue, layer)
      let now = description?.devices ?? []
      if now != devices {
        differ(
          .parent, now.isEmpty ? nil : now.joined(separator: ", "),
          devices.joined(separator: ", "), layer)
      }
      return work.plan.differences.count > before
    }
    if present == nil { work.plan.verb = .add }
    if compare(present?.definition, .definition) {
      change(.define(wanted.element(on: devices, base: base(present)), isNew: present == nil))
    }
    if present?.startsAutomatically ?? false != wanted.startsAutomatically {
      let now = present.map { $0.startsAutomatically ? "yes" : "no" }
      differ(.autostart, now, wanted.startsAutomatically ? "yes" : "no", .definition)
      change(.setAutostart(wanted.startsAutomatically))
    }
    guard let live = present?.live else {
      differ(.state, present.map { _ in "stopped" }, "started", .live)
      change(.start)
      return work
    }
    guard live.mode != wanted.mode || live.devices != devices, let present else { return work }
    let users = users(of: present)
    guard users.isEmpty else {
      work.notes.append(
        "libvirt network \(wanted.name): \(users.joined(separator: ", ")) "
          + "\(users.count == 1 ? "uses" : "use") it, so it stays as it is until nobody does")
      return work
    }
    _ = compare(live, .live)
    change(.restart)
    return work
  }

  private func holds(_ wanted: DesiredNetwork) -> Bool {
    guard var applied = record[wanted.name] else { return false }
    applied[.managed] = nil
    return applied == wanted.values
  }

  /// What a new definition is made of: the UUID has to be the old one.
  private func base(_ present: LibvirtNetwork?) -> XMLElement? {
    (present?.definition ?? present?.live)?.element
  }

  /// The guests that run and are attached to it.
  private func users(of network: LibvirtNetwork) -> [String] {
    guests(of: network, \.live)
  }

  private func guests(
    of network: LibvirtNetwork, _ side: KeyPath<Domain, [DomainInterface]?>
  ) -> [String] {
    guard case .domains(let domains) = planner.observed.guests else { return [] }
    return domains.filter { domain in
      (domain[keyPath: side] ?? []).contains {
        $0.type == "network" && $0.source == network.name
      }
    }.map(\.name)
  }

  private func departure(_ network: LibvirtNetwork) -> LinkWork {
    var work = LinkWork(
      plan: LinkPlan(name: network.name, kind: "libvirt network", verb: .remove))
    work.plan.isKnown = true
    let name = "libvirt network \(network.name)"
    guard isOurs(network) else {
      work.notes.append("\(name): others made it, so it is left alone")
      return work
    }
    let users = users(of: network)
    guard users.isEmpty else {
      work.plan.problem = .unknown(
        "\(users.joined(separator: ", ")) \(users.count == 1 ? "uses" : "use") it, so it stays until"
          + " nobody does")
      return work
    }
    work.plan.differences.append(
      Difference(.link, now: "there", after: nil, layer: .definition, cause: .change))
    if network.live != nil {
      work.networks.append(NetworkChange(network: network.name, verb: .stop))
    }
    if network.definition != nil {
      work.networks.append(NetworkChange(network: network.name, verb: .undefine))
    }
    let named = guests(of: network, \.definition)
    if !named.isEmpty {
      work.notes.append(
        "\(name): \(named.joined(separator: ", ")) will not start without it")
    }
    return work
  }
}
