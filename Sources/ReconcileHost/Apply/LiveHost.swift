import Glibc
package import ReconcileCore

/// This host: the real kernel, the real systemd-networkd, the real files.
package final class LiveHost: HostEffects {
  private var socket: RouteSocket
  let paths: HostPaths
  private var networkd: NetworkdProcess?
  /// Whether observations have what rtnetlink does not tell of NICs.
  package var asksForNICFacts: Bool
  /// The users and groups that the manifest gives taps to.
  package var tapOwners: (users: Set<String>, groups: Set<String>) = ([], [])
  /// The folders that files were written to or removed from.
  var changedFolders: Set<String> = []
  /// The bytes of our files as they were last applied.
  private var applied: [String: String] = [:]
  /// Where this run has put what others had written into our files.
  package private(set) var kept: [KeptFile] = []
  /// Where this run has put files of others that it took over.
  package private(set) var adopted: [String] = []
  private var startOfAdoption: Int64?
  /// As they were last looked at.
  private var guests = GuestObservation.notAsked
  private var networks = NetworkObservation.notAsked
  /// Whether observations have the networks of libvirt.
  package var asksForNetworks = false
  /// Of the running daemon, else of the installed package.
  package let version: NetworkdVersion?

  /// - Parameter asksForNICFacts: Whether the manifest knows NICs by what rtnetlink does not tell.
  /// - Throws: `NetlinkError` where the kernel gives no rtnetlink socket.
  package init(paths: HostPaths = HostPaths(), asksForNICFacts: Bool = false) throws {
    self.asksForNICFacts = asksForNICFacts
    socket = try RouteSocket()
    self.paths = paths
    networkd = NetworkdProcess.find()
    version = networkd?.version ?? NetworkdProcess.installedVersion(root: paths.root)
  }

  package var isNetworkdRunning: Bool { networkd != nil }

  /// networkd, whose word an apply waits for, is another process now or none.
  package struct NetworkdEnded: Error, CustomStringConvertible {
    package var description: String { "systemd-networkd ended during the apply" }
  }

  /// - Throws: `NetworkdEnded` where the daemon that was found at the start is gone.
  package func observe() throws -> Observation {
    guard networkd?.isRunning != false else { throw NetworkdEnded() }
    // Before the kernel: a link that comes in between is then new to both.
    let units = try UnitFolders.read(root: paths.root)
    let record = try RecordStore(paths: paths).load()
    applied = record?.files ?? [:]
    let states = networkd == nil ? [:] : try NetworkdFiles.readLinks()
    let kernel = try KernelState.read(over: &socket)
    var observation = Observation(kernel: kernel, units: units, record: record)
    observation.virtualFunctions = VirtualFunctionSlot.all(of: kernel.links)
    if asksForNICFacts { observation.nics = NICObserver.facts(of: kernel.links) }
    observation.networkd = try networkd.flatMap { process in
      guard let version else { return nil }
      let configuration = try NetworkdConfiguration.read()
      return NetworkdState(
        pid: process.pid, started: process.started, version: version, links: states,
        loaded: LoadedFiles.load(from: paths)?.files(of: process),
        managesForeignRoutes: configuration.isOn("ManageForeignRoutes", since: process.started),
        managesForeignRules: configuration.isOn(
          "ManageForeignRoutingPolicyRules", since: process.started))
    }
    if let networkd, version?.remembersNetdevs ?? false {
      observation.networkd?.remembered = NetdevMemory.load(from: paths, of: networkd).files
    }
    observation.matchFacts = matchFacts(units, record, kernel.links)
    addGuests(to: &observation)
    observation.otherFiles = try OtherFiles.read(root: paths.root)
    observation.machines = try OtherFiles.machines()
    if !tapOwners.users.isEmpty || !tapOwners.groups.isEmpty || record?.ownsTaps ?? false {
      observation.taps = TapFile.nodes(of: kernel.links)
      observation.accounts = Accounts(users: tapOwners.users, groups: tapOwners.groups)
    }
    observation.fights = FightStore(paths: paths).load()
    observation.otherManagers = ManagerFiles(paths: paths).read()
    observation.derivedMAC = FileSnapshot.text(ofPseudoFile: paths.machineID)
      .flatMap { DerivedMAC(machineID: $0) }
    observation.forwarding = [
      .ipv4: FileSnapshot.text(ofPseudoFile: "/proc/sys/net/ipv4/ip_forward") == "1\n",
      .ipv6: FileSnapshot.text(ofPseudoFile: "/proc/sys/net/ipv6/conf/all/forwarding") == "1\n",
    ]
    let session = Session.current()
    observation.sessionAddress = session?.local
    observation.sessionClient = session?.client
    return observation
  }

  /// Asks the host for what the [Match] of some file wants to know, which is mostly nothing.
  private func matchFacts(
    _ units: [UnitOnDisk], _ record: AppliedRecord?, _ links: [KernelLink]
  ) -> MatchFacts {
    // Files of ours go by the name, unless the manifest asks for more, or did so when it was applied.
    let units = asksForNICFacts ? units : units.filter { !Ownership.hasPrefix($0.name) }
    let demand = UnitMatch(
      units + (record?.nicFiles ?? []), version: version ?? NetworkdVersion(NetworkdVersion.newest)
    )
    .demand(for: links)
    return MatchFacts(demand, links: links, networkd: networkd?.pid)
  }

  package func perform(_ change: KernelChange) throws {
    try socket.perform(change)
  }

  package func perform(_ changes: [GuestChange]) async -> [GuestChange: GuestRefusal] {
    do {
      return try await GuestChanges.perform(changes, in: paths.runtime)
    } catch {
      return Dictionary(
        changes.map { ($0, GuestRefusal("\(error)")) }, uniquingKeysWith: { first, _ in first })
    }
  }

  package func perform(_ change: NetworkChange) async throws {
    try await Virsh().perform(change)
    await lookAtGuests()
  }

  package func lookAtGuests() async {
    do {
      let virsh = try Virsh()
      guests = .domains(try await virsh.domains())
      if asksForNetworks { networks = .networks(try await virsh.networks()) }
    } catch {
      guests = .unknown("\(error)")
      if asksForNetworks { networks = .unknown("\(error)") }
    }
  }

  /// The addresses that a guest's agent tells of; none where it does not answer.
  package func agentAddresses(of uuid: String?) async -> [GuestAddress] {
    guard let uuid, let virsh = try? Virsh() else { return [] }
    return (try? await virsh.agentAddresses(of: uuid)) ?? []
  }

  /// Whose addresses this host has heard; none where the kernel does not tell.
  package func neighbours() -> [KernelNeighbour] { (try? socket.neighbours()) ?? [] }

  /// What libvirt has said when it was last asked.
  package func addGuests(to observation: inout Observation) {
    observation.guests = guests
    observation.networks = networks
  }

  /// Makes the folder of unit files where the host has none yet.
  package func makeFolder() throws {
    try Posix.makeDirectories(paths.units, mode: 0o755)
  }

  package func write(_ file: UnitFile) throws {
    try file.readBack()
    try keep(file.name, unless: file.text)
    try remember(file.name)
    // 0644 whatever the umask: networkd reads as its own user.
    let folder = paths.root + Ownership.folder(ofFile: file.name)
    if folder != paths.units { try Posix.makeDirectories(folder, mode: 0o755) }
    changedFolders.insert(folder)
    try DurableFile.write(file.text, to: paths.file(file.name), mode: 0o644)
  }

  package func removeFile(_ name: String) throws {
    try keep(name)
    try remember(name)
    changedFolders.insert(paths.root + Ownership.folder(ofFile: name))
    try Posix.unlink(paths.file(name))
  }

  package func adopt(_ unit: UnitOnDisk) throws {
    startOfAdoption = startOfAdoption ?? now
    if let copy = try AdoptedFiles(paths: paths).take(unit, at: startOfAdoption ?? now) {
      adopted.append(copy)
    }
  }

  private func keep(_ name: String, unless new: String? = nil) throws {
    let edited = EditedFiles(paths: paths)
    if let path = try edited.keep(name, unless: [new, applied[name]], at: now) {
      kept.append(KeptFile(file: paths.file(name), copy: path))
    }
  }

  /// Notes what the daemon has in its memory of a .netdev that is about to change.
  private func remember(_ name: String) throws {
    guard name.hasSuffix(".netdev"), let networkd, version?.remembersNetdevs ?? false,
      let old = try FileSnapshot.read("\(paths.units)/\(name)", limit: 1 << 20)
    else { return }
    let loaded = LoadedFiles.load(from: paths)?.files(of: networkd)
    let isLoaded =
      loaded.map { $0[name] == old.identity } ?? (old.identity.modified < networkd.started)
    guard isLoaded else { return }
    var memory = NetdevMemory.load(from: paths, of: networkd)
    if memory.note(name, said: old.text) { try memory.save(to: paths) }
  }

  package func synchronizeFiles() throws {
    for folder in changedFolders.union([paths.units]) { try Posix.synchronizeFolder(folder) }
  }

  package func reload() async throws {
    try await Networkctl.reload()
  }

  package func restart() async throws {
    try await Networkctl.restart()
    guard let process = NetworkdProcess.find() else { throw NetworkdEnded() }
    networkd = process
  }

  package func rememberLoaded() throws {
    guard let networkd else { return }
    try LoadedFiles(process: networkd, units: try UnitFolders.read(root: paths.root))
      .save(to: paths)
  }

  package func sightings(of links: [String]) -> [String: NetworkdSighting] {
    var sightings: [String: NetworkdSighting] = [:]
    for link in links {
      let index = Int32(bitPattern: if_nametoindex(link))
      guard index != 0, let (identity, state) = NetworkdFiles.readLink(index) else { continue }
      sightings[link] = NetworkdSighting(identity: identity, state: state)
    }
    return sightings
  }

  package var networkdWork: Int64? { networkd?.ticksAtWork }

  package func save(_ record: AppliedRecord) throws {
    try RecordStore(paths: paths).save(record)
  }

  package func save(_ fights: FightLedger) throws {
    try FightStore(paths: paths).save(fights)
  }

  package var uptime: Int64 { Self.uptime }

  /// Milliseconds on a clock that only goes forward.
  package static var uptime: Int64 { Posix.now(on: CLOCK_MONOTONIC) / 1_000_000 }

  package var now: Int64 { Posix.now(on: CLOCK_REALTIME) / 1_000_000_000 }

  package func pause(milliseconds: Int64) {
    usleep(UInt32(milliseconds * 1000))
  }
}
