@testable import ReconcileCore
@testable import ReconcileHost

/// A host in memory that answers the steps of an apply as the kernel and systemd-networkd 252 do.
///
/// It has the NIC `enp4s0`, and fails where a test wants it to.
final class SimulatedHost: HostEffects {
  /// A call that changes something.
  enum Call: Hashable {
    case perform(KernelChange)
    case change(GuestChange)
    case changeNetwork(NetworkChange)
    case write(String)
    case removeFile(String)
    case adopt(String)
    case synchronizeFiles
    case reload
    case restart
    case rememberLoaded
    case save
    case saveFights
  }

  struct Fault: Error, CustomStringConvertible {
    var description = "injected"
  }

  /// Asked before a call takes effect; `true` fails it.
  var isFaulty: (Call) -> Bool = { _ in false }
  /// Called when a reload has been carried out.
  var afterReload: () -> Void = {}
  /// Whether a reload is answered and nothing is done.
  var ignoresReload = false
  /// What networkd says of a link that it is done with.
  var administrativeState = "configured"
  /// Until when networkd works on links of others.
  var busyUntil: Int64 = 0

  /// How many milliseconds an observation takes.
  var observationTime: Int64 = 0

  private(set) var kernel: KernelState
  private(set) var observations = 0
  private(set) var looksAtGuests = 0
  /// The guests that were changed together.
  private(set) var guestRounds: [[String]] = []
  private(set) var libvirt = SimulatedLibvirt()
  /// As they were last looked at.
  private var guests = GuestObservation.notAsked
  private(set) var units: [UnitOnDisk] = []
  /// Files of ours that networkd does not read.
  private(set) var otherFiles: [UnitOnDisk] = []
  private(set) var record: AppliedRecord?
  private(set) var fights = FightLedger()
  private(set) var calls: [Call] = []
  private(set) var uptime: Int64 = 1000
  let now: Int64 = 1_800_000_000

  private var forwarding: [AddressFamily: Bool] = [:]
  private var taps: [Int32: TapNode] = [:]
  private var networks: [LibvirtNetwork] = []
  private var states: [Int32: NetworkdLink] = [:]
  private var writings: [Int32: UInt64] = [:]
  /// What the daemon has in its memory, by file name.
  private var loaded: [String: UnitOnDisk] = [:]
  /// The .netdev files that have changed since the daemon read them, as it read them.
  private var netdevs: [String: String] = [:]
  /// What is remembered of that.
  private var remembered: [String: FileIdentity] = [:]
  private var counter: UInt64 = 100

  init(mtu: UInt32 = 1500) {
    var nic = KernelLink(index: 2, name: "enp4s0")
    nic.mac = MACAddress("02:00:00:00:00:01")
    nic.permanentMAC = nic.mac
    nic.flags = 0x1_0001
    nic.mtu = mtu
    nic.addressGenerationMode = 1
    kernel = KernelState(links: [nic])
  }

  // MARK: HostEffects

  func observe() throws -> Observation {
    uptime += observationTime
    observations += 1
    var networkd = NetworkdState(
      pid: 1, started: 1, version: NetworkdVersion(252), links: states, loaded: remembered)
    networkd.remembered = netdevs
    var observation = Observation(
      kernel: kernel, units: units, networkd: networkd,
      record: record, derivedMAC: DerivedMAC(machineID: "0123456789abcdef0123456789abcdef"),
      forwarding: forwarding)
    observation.fights = fights
    observation.guests = guests
    observation.otherFiles = otherFiles
    observation.networks = .networks(networks)
    observation.taps = taps
    observation.accounts.users = ["libvirt-qemu": 64055]
    observation.accounts.groups = ["kvm": 104]
    return observation
  }

  func perform(_ change: KernelChange) throws {
    try enter(.perform(change))
    switch change {
    case .createLink(let wanted): try create(wanted)
    case .setOptions(let name, let kind, let options):
      try update(name) { $0.set(options, LinkOption.table(of: kind), \.data) }
    case .setOptionsDown(let name, let kind, let options):
      try setUp(name, false)
      defer { try? setUp(name, true) }
      try update(name) { $0.set(options, LinkOption.table(of: kind), \.data) }
    case .setPortOptions(let name, let options):
      try update(name) { $0.set(options, LinkOption.bridgePort, \.portData) }
    case .setPortVLANs(let name, _, let add, let remove):
      try update(name) { link in
        let kept = (link.portVLANs ?? []).filter { vlan in
          !remove.contains(vlan.id) && !add.contains { $0.id == vlan.id }
        }
        link.portVLANs = (kept + add).sorted()
      }
    case .setVirtualFunction(let name, let wanted):
      try update(name) { link in
        for place in link.virtualFunctions.indices
        where link.virtualFunctions[place].number == wanted.number {
          link.virtualFunctions[place] = link.virtualFunctions[place].with(wanted)
        }
      }
    case .setMaster(let name, let master, let kind):
      let index = try master.map { try present($0).index }
      try update(name) {
        $0.master = index
        $0.portKind = kind?.rawValue
      }
    case .announceAddress(let name, _), .announceLink(let name): _ = try present(name)
    case .rename(let name, let new): try update(name) { $0.name = new }
    case .setMTU(let name, let mtu): try update(name) { $0.mtu = mtu }
    case .setMAC(let name, let mac): try update(name) { $0.mac = mac }
    case .setUp(let name, let isUp): try setUp(name, isUp)
    case .setAddressGenerationMode(let name, let mode):
      try update(name) { $0.addressGenerationMode = mode }
    case .addAddress(let name, let address): add(address, to: try present(name))
    case .putAddress(let name, let address, let options):
      let index = link(name).index
      kernel.addresses.removeAll { $0.link == index && $0.address == address }
      add(address, to: try present(name), options)
    case .removeAddress(let name, let address):
      let index = link(name).index
      kernel.addresses.removeAll { $0.link == index && $0.address == address }
    case .renewAddress(let name, let address):
      let index = link(name).index
      kernel.addresses.removeAll { $0.link == index && $0.address == address }
      add(address, to: try present(name))
    case .putRoute(let name, let route): put(route, on: try present(name))
    case .removeRoute(let name, let route):
      let index = link(name).index
      kernel.routes.removeAll { $0.link == index && route.isSame(as: $0) }
    case .addRule(let rule): add(rule)
    case .removeRule(let rule, let origin):
      kernel.rules.removeAll { $0.rule == rule && $0.origin == origin }
    case .deleteLinks(let names): names.forEach(delete)
    case .setIPv6(let name, .privacy, let value):
      try update(name) { $0.usesTemporaryAddresses = value }
    case .setIPv6(let name, .mtu, let value): try update(name) { $0.ipv6MTU = UInt32(value) }
    case .setIPv6(let name, .isDisabled, let value):
      try update(name) { $0.disablesIPv6 = value != 0 }
    case .setAllMulticast(let name, let isOn):
      try update(name) { $0.flags = isOn ? $0.flags | 0x200 : $0.flags & ~0x200 }
    case .setTapNode(let name, let node): taps[try present(name).index] = node
    case .setForwarding(let name?, let family, let isOn):
      try update(name) { $0.setForwarding(family, isOn) }
    case .setForwarding(nil, let family, let isOn): setForwarding(family, isOn)
    }
  }

  func write(_ file: UnitFile) throws {
    try enter(.write(file.name))
    noteNetdev(file.name)
    put(file.text, as: file.name)
  }

  func adopt(_ unit: UnitOnDisk) throws {
    try enter(.adopt(unit.path))
    units.removeAll { $0.path == unit.path }
  }

  func removeFile(_ name: String) throws {
    try enter(.removeFile(name))
    noteNetdev(name)
    units.removeAll { $0.name == name }
    otherFiles.removeAll { $0.name == name }
  }

  func perform(_ changes: [GuestChange]) async -> [GuestChange: GuestRefusal] {
    guestRounds.append(changes.map(\.guest))
    var refused: [GuestChange: GuestRefusal] = [:]
    for change in changes {
      do {
        try enter(.change(change))
        try libvirt.perform(change)
      } catch {
        refused[change] = GuestRefusal("\(error)")
      }
    }
    return refused
  }

  func lookAtGuests() async {
    looksAtGuests += 1
    guests = libvirt.guests
  }

  /// Gives the host guests, which it has looked at.
  func put(_ guests: GuestObservation) {
    libvirt = SimulatedLibvirt(guests)
    self.guests = guests
  }

  func perform(_ change: NetworkChange) async throws {
    try enter(.changeNetwork(change))
    networks.perform(change)
  }

  func synchronizeFiles() throws { try enter(.synchronizeFiles) }

  func reload() async throws {
    try enter(.reload)
    if !ignoresReload { load() }
    afterReload()
  }

  func restart() async throws {
    try enter(.restart)
    netdevs = [:]
    if !ignoresReload { load() }
    afterReload()
  }

  /// Notes what the daemon has read of a .netdev that is about to change.
  private func noteNetdev(_ name: String) {
    guard name.hasSuffix(".netdev"), let unit = units.first(where: { $0.name == name }),
      remembered[name] == unit.identity, netdevs[name] == nil
    else { return }
    netdevs[name] = unit.text
  }

  func rememberLoaded() throws {
    try enter(.rememberLoaded)
    remembered = Dictionary(uniqueKeysWithValues: units.map { ($0.name, $0.identity) })
  }

  func sightings(of links: [String]) -> [String: NetworkdSighting] {
    var sightings: [String: NetworkdSighting] = [:]
    for link in kernel.links where links.contains(link.name) {
      guard let state = states[link.index], let writing = writings[link.index] else { continue }
      sightings[link.name] = NetworkdSighting(
        identity: FileIdentity(device: 1, inode: writing, modified: 0, size: 1), state: state)
    }
    return sightings
  }

  var networkdWork: Int64? { min(uptime, busyUntil) }

  func save(_ record: AppliedRecord) throws {
    try enter(.save)
    self.record = record
  }

  func save(_ fights: FightLedger) throws {
    try enter(.saveFights)
    self.fights = fights
  }

  func pause(milliseconds: Int64) { uptime += milliseconds }

  private func enter(_ call: Call) throws {
    uptime += 1
    if isFaulty(call) { throw Fault() }
    calls.append(call)
  }

  // MARK: The kernel

  func link(_ name: String) -> KernelLink {
    kernel.links.first { $0.name == name } ?? KernelLink(index: -1, name: name)
  }

  func addresses(of name: String) -> [String] {
    let index = link(name).index
    return kernel.addresses.filter { $0.link == index && !$0.address.address.isLinkLocal }
      .map(\.address.description)
  }

  func routes(of name: String) -> [String] {
    let index = link(name).index
    return kernel.routes.filter { $0.link == index }.map { RouteSpecification($0).text }
  }

  /// The link of a change, which the kernel finds by the name that it has now.
  private func present(_ name: String) throws -> KernelLink {
    guard let link = kernel.links.first(where: { $0.name == name }) else {
      throw Fault(description: "no link \(name)")
    }
    return link
  }

  private func update(_ name: String, _ change: (inout KernelLink) -> Void) throws {
    guard let position = kernel.links.firstIndex(where: { $0.name == name }) else {
      throw Fault(description: "no link \(name)")
    }
    change(&kernel.links[position])
  }

  private func create(_ wanted: LinkSpecification) throws {
    counter += 1
    var new = KernelLink(index: Int32(counter), name: wanted.name)
    new.kind = wanted.kind.rawValue
    let lower = try wanted.lower.map(present)
    let isFlattened =
      lower?.kind.flatMap(LinkKind.init(rawValue:)).map(wanted.kind.isFlattened(on:)) ?? false
    new.lower = isFlattened ? lower?.lower : lower?.index
    let table = LinkOption.table(of: wanted.kind)
    new.set(
      table.compactMap { option in option.standard.map { OptionSetting(option.attribute, $0) } },
      table, \.data)
    new.set(wanted.options, table, \.data)
    new.mac = wanted.mac
    new.mtu = wanted.mtu ?? lower?.mtu ?? 1500
    new.addressGenerationMode = wanted.addressGenerationMode
    new.usesTemporaryAddresses = 0
    new.ipv6MTU = new.mtu
    for (family, isOn) in forwarding { new.setForwarding(family, isOn) }
    kernel.links.append(new)
    if wanted.kind == .macvtap { taps[new.index] = .unowned }
    // networkd lays what it has in its memory on a new link.
    if let unit = UnitMatch(Array(loaded.values)).file(for: new) { configure(new, by: unit) }
  }

  private func delete(_ name: String) {
    let index = link(name).index
    kernel.links.removeAll { $0.index == index }
    kernel.addresses.removeAll { $0.link == index }
    kernel.routes.removeAll { $0.link == index }
    states[index] = nil
  }

  private func setUp(_ name: String, _ isUp: Bool) throws {
    try update(name) { $0.flags = $0.flags & 0x200 | (isUp ? 0x1_0001 : 0) }
    let link = link(name)
    guard isUp, link.addressGenerationMode == 0, let mac = link.mac,
      let address = CIDR(address: mac.linkLocal, length: 64)
    else { return }
    add(address, to: link)
  }

  private func add(
    _ address: CIDR, to link: KernelLink, _ options: AddressOptions = AddressOptions()
  ) {
    var new = KernelAddress(link: link.index, address: address)
    if address.family == .ipv4 { new.label = options.label ?? link.name }
    new.flags |= (options.isPreferred ? 0 : 0x20) | (options.makesPrefixRoute ? 0 : 0x200)
    new.broadcast = address.broadcast
    if !kernel.addresses.contains(new) { kernel.addresses.append(new) }
  }

  private func put(_ route: RouteSpecification, on link: KernelLink) {
    let isThere = { (other: KernelRoute) in other.link == link.index && route.isSame(as: other) }
    guard !kernel.routes.contains(where: { isThere($0) && $0.metrics == route.metrics })
    else { return }
    kernel.routes.removeAll(where: isThere)
    var new = KernelRoute(destination: route.destination)
    new.gateway = route.gateway
    new.table = route.table
    new.metric = route.metric
    new.scope = route.scope
    new.metrics = route.metrics
    new.origin = KernelRoute.Origin.static
    new.link = link.index
    kernel.routes.append(new)
  }

  /// The switch of the whole host is written to each link, and to those to come.
  private func setForwarding(_ family: AddressFamily, _ isOn: Bool) {
    forwarding[family] = isOn
    for place in kernel.links.indices { kernel.links[place].setForwarding(family, isOn) }
  }

  private func add(_ rule: RuleSpecification) {
    var new = KernelRule(rule)
    new.origin = KernelRoute.Origin.static
    if !kernel.rules.contains(new) { kernel.rules.append(new) }
  }

  // MARK: networkd

  /// Puts a file into our folder, as an apply or somebody else does.
  func put(_ text: String, as name: String) {
    counter += 1
    let file = UnitOnDisk(
      folder: Ownership.folder(ofFile: name), name: name, text: text,
      identity: FileIdentity(
        device: 1, inode: counter, modified: Int64(counter), size: Int64(text.utf8.count)))
    if file.folder == UnitOnDisk.ourFolder {
      units.removeAll { $0.name == name }
      units.append(file)
    } else {
      otherFiles.removeAll { $0.name == name }
      otherFiles.append(file)
    }
  }

  private func load() {
    let old = loaded
    loaded = Dictionary(uniqueKeysWithValues: units.map { ($0.name, $0) })
    let match = UnitMatch(units)
    for link in kernel.links {
      let unit = match.file(for: link)
      let isNew = unit?.identity != unit.flatMap { old[$0.name]?.identity }
      guard isNew || unit?.path != states[link.index]?.networkFile else { continue }
      if let unit { configure(link, by: unit) } else { states[link.index] = nil }
    }
  }

  /// Adds what the file says; with KeepConfiguration=static nothing is taken away.
  private func configure(_ link: KernelLink, by unit: UnitOnDisk) {
    let file = UnitFile(name: unit.name, parsing: unit.text)
    for address in file.values("Network", "Address").compactMap({ CIDR($0) }) {
      add(address, to: link)
    }
    for gateway in file.values("Network", "Gateway").compactMap({ IPAddress($0) }) {
      put(RouteSpecification(gateway: gateway), on: link)
    }
    for word in file.values("Link", "AllMulticast") {
      try? perform(.setAllMulticast(link: link.name, word == "yes"))
    }
    for mtu in file.values("Link", "MTUBytes").compactMap({ UInt32($0) }) {
      try? update(link.name) { $0.mtu = mtu }
    }
    for word in file.values("Network", "IPForward") {
      for family in AddressFamily.allCases where word == "yes" || word == family.rawValue {
        setForwarding(family, true)
      }
    }
    for section in file.sections where section.name == "RoutingPolicyRule" {
      func value(_ key: String) -> String? { section.entries.first { $0.key == key }?.value }
      var rule = RuleSpecification(family: value("Family") == "ipv6" ? .ipv6 : .ipv4)
      rule.from = value("From").flatMap { CIDR($0) }
      rule.priority = value("Priority").flatMap { UInt32($0) } ?? 0
      rule.table = value("Table").flatMap { UInt32($0) } ?? 254
      add(rule)
    }
    if !link.isUp { try? setUp(link.name, true) }
    var state = NetworkdLink()
    state.administrativeState = administrativeState
    state.networkFile = unit.path
    states[link.index] = state
    counter += 1
    writings[link.index] = counter
  }
}

extension KernelLink {
  fileprivate mutating func setForwarding(_ family: AddressFamily, _ isOn: Bool) {
    switch family {
    case .ipv4: forwardsIPv4 = isOn
    case .ipv6: forwardsIPv6 = isOn
    }
  }

  /// Takes the options as the kernel does.
  mutating func set(
    _ options: [OptionSetting], _ table: [LinkOption],
    _ place: WritableKeyPath<KernelLink, LinkData>
  ) {
    var all = Dictionary(self[keyPath: place].all.map { ($0.type, $0.value) }) { $1 }
    for setting in options {
      guard let option = table.first(where: { $0.attribute == setting.attribute }),
        let kernel = option.kernel
      else { continue }
      all[kernel.attribute] = option.bytes(setting.value) { _ in nil }
    }
    self[keyPath: place] = LinkData(
      all.sorted { $0.key < $1.key }.flatMap { LinkData.attribute($0.key, $0.value) })
  }
}
