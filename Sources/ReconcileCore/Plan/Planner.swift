/// Compares a desired host with an observed one. Nothing else in the program does.
///
/// A pure function: `Planner(desired:observed:version:).plan()`. A class, because the comparison of
/// each link has it.
package final class Planner: Sendable {
  package let desired: Desired
  package let observed: Observation
  package let version: NetworkdVersion
  /// Whether an apply may restart systemd-networkd.
  package let mayRestart: Bool
  let host: HostIndex
  let files: FileComparison
  let rivals: NetdevNames
  let byName: [LinkName: DesiredLink]
  /// The links of the manifest that are there.
  let wantedIndices: Set<Int32>
  /// The links of the manifest by their master.
  let members: [LinkName: [DesiredLink]]
  /// The links that were ours and left the manifest, or are left to others by it.
  let departed: [Departed]
  /// What the daemon has otherwise in its memory.
  let stale: [StaleNetdev]
  /// Whether files of others that describe our links are taken over.
  package let adopts: Bool
  let takeover: Takeover
  /// What files of others say of links that come into our care.
  let oldFiles: [LinkName: OldFile]
  /// Those of them that are deleted.
  let leaving: Set<String>

  /// - Parameter rendered: What the renderer makes of `desired` for `version`, where that is known.
  package init(
    desired: Desired, rendered: [UnitFile]? = nil, observed: Observation, version: NetworkdVersion,
    mayRestart: Bool = false, adopts: Bool = false
  ) {
    self.mayRestart = mayRestart
    self.adopts = adopts
    let takeover = Takeover(desired, observed, version)
    self.takeover = takeover
    self.desired = desired
    self.observed = observed
    self.version = version
    host = HostIndex(observed, desired, version)
    oldFiles = Self.oldFiles(desired, observed, host, version)
    rivals = NetdevNames(observed.units.filter { !adopts || !takeover.contains($0) })
    byName = Dictionary(
      desired.links.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    let index = host
    wantedIndices = Set(desired.links.compactMap { index.links[$0.name.text]?.index })
    let ports = desired.links.compactMap { link in link.master.map { ($0.name, link) } }
    members = Dictionary(grouping: ports) { $0.0 }.mapValues { $0.map(\.1) }
    var files = FileComparison(
      wanted: rendered ?? Renderer(version: version).files(desired), observed: observed,
      version: version, adopted: adopts ? takeover : nil)
    departed = Self.departed(desired, observed, files)
    leaving = Set(departed.filter(\.isDeleted).map(\.name))
    stale = Self.staleNetdevs(desired, observed, files)
    files.withhold(Self.withheldFiles(desired, observed, files))
    self.files = files
  }

  package func plan() -> Plan {
    var works: [LinkWork] = []
    var blocked: Set<LinkName> = []
    // What the kernel deletes together with a link that is replaced.
    var doomed: [Int32: Cause] = [:]
    for link in desired.links {
      let comparison = LinkComparison(
        planner: self, link: link, isBlocked: blocked.contains(link.name), doomed: doomed)
      var work = comparison.work()
      withholdFights(&work, of: link)
      work.noteForeign()
      if work.isStuck { blocked.formUnion(link.children.map(\.name)) }
      if let cause = work.replacement, let kernel = comparison.kernel {
        doomed[kernel.index] = cause
      }
      works.append(work)
    }
    works += departures() + strayFiles() + daemonWork()
    if needsReload(works) { works += sideEffects() }
    works += changedHost()
    works += guestTaps(beside: works) + containers()
    announceCarrierLoss(&works)
    nameGuests(&works)
    let guests = GuestComparison(planner: self, beside: works)
    let guestWorks = guests.works()
    raiseManagement(&works)
    // A network of libvirt may be called like a link, and all before goes by the links' names.
    works += NetworkComparison(planner: self).works() + guestWorks
    return Plan(
      host: desired.host, links: works.map(\.plan).filter(\.isWorthShowing),
      steps: steps(works),
      notes: works.flatMap(\.notes) + dropIns + capturedTaps + otherManagers + upgradeNotes
        + takeoverNotes + guests.notes() + containerNotes,
      removals: removals,
      fights: fights(in: observed.fights, works.map(\.plan)))
  }

  private var removals: Removals {
    let known = Set(observed.record?.links.keys.map { $0 } ?? []).union(departed.map(\.name))
    return Removals(removed: departed.count, all: known.count)
  }

  var nicSearch: NICSearch { NICSearch(desired: desired, observed: observed, host: host) }

  /// Whether the link comes into our care with this apply.
  func isTakenOver(_ link: DesiredLink) -> Bool { observed.record?.has(link) != true }

  /// Another host's manifest is seldom meant: with it come that host's addresses.
  private func changedHost() -> [LinkWork] {
    guard let applied = observed.record?.host, applied != desired.host else { return [] }
    var work = LinkWork(plan: LinkPlan(name: desired.host, kind: "host", verb: .change))
    work.plan.differences.append(
      Difference(
        .host, now: applied, after: desired.host, layer: .file, cause: .change, impact: .isolation))
    return [work]
  }

  /// Whether the manifest gives the address to another link.
  func wants(_ address: IPAddress, besides link: String) -> Bool {
    desired.links.contains { other in
      other.name.text != link && other.addresses.contains { $0.address == address }
    }
  }

  /// Whatever an apply takes from a management link, or from a link below it, may isolate the host.
  private func raiseManagement(_ works: inout [LinkWork]) {
    var chain = Set(departed.filter { $0.values[.management] != nil }.map(\.name))
    for link in desired.links.reversed() where link.isManagement || chain.contains(link.name.text) {
      chain.insert(link.name.text)
      if let parent = link.parent { chain.insert(parent.text) }
      // A management bond is as good as its members.
      chain.formUnion(
        desired.links.filter { $0.master?.name == link.name && link.kind != .vrf }
          .map(\.name.text))
    }
    for position in works.indices where chain.contains(works[position].plan.name) {
      for row in works[position].plan.differences.indices
      where works[position].plan.differences[row].impact >= .address {
        works[position].plan.differences[row].impact = .isolation
      }
    }
  }

  /// The order of an apply: what networkd is to find, its files, the reload, then what networkd does
  /// not do itself, additions before removals.
  private func steps(_ all: [LinkWork]) -> [Step] {
    // Mostly few of many links have any.
    let works = all.filter { !$0.isIdle }
    func kernel(_ part: KeyPath<LinkWork, [KernelChange]>) -> [Step] {
      works.flatMap { work in
        work[keyPath: part].map { Step(.kernel($0), for: work.plan.name) }
      }
    }
    var steps = kernel(\.before)
    steps += adopted.map { Step(.adopt($0.unit), for: $0.link.text) }
    steps += files.changes.map { change in
      switch change {
      case .write(let file): Step(.write(file), for: Ownership.link(ofFile: file.name))
      case .remove(let name): Step(.removeFile(name), for: Ownership.link(ofFile: name))
      }
    }
    let departing = works.filter(\.deletesLink)
    let early = needsReload(works) ? departing.filter(\.leavesNothing) : []
    let late = departing.filter { work in !early.contains { $0.plan.name == work.plan.name } }
    if needsReload(works) {
      steps.append(Step(needsRestart ? .restart : .reload, for: nil))
      steps += deletion(of: early, isEarly: true)
      // networkd makes no link a member of a master before the kernel has told of that: it has, when
      // networkd did not yet know whose it is.
      steps += works.flatMap(\.before).compactMap(\.createdMaster).map {
        Step(.kernel(.announceLink($0)), for: $0, isEarly: true)
      }
      steps += works.flatMap { work in
        work.expected.map { Step(.expected($0), for: work.plan.name) }
      }
    }
    // Before the first of the new ones, which may want what one of these has; together they wait
    // for one grace period of the kernel.
    let replaced = works.flatMap(\.deletions)
    if let first = replaced.first {
      steps.append(Step(.kernel(.deleteLinks(replaced)), for: first))
    }
    steps += kernel(\.after) + kernel(\.joins) + kernel(\.removals)
    steps += deletion(of: late)
    // No guest can name a network that is not there, nor keep one that goes.
    func networks(_ isIncluded: (NetworkChange) -> Bool) -> [Step] {
      works.flatMap { work in
        work.networks.filter(isIncluded).map { Step(.network($0), for: work.plan.name) }
      }
    }
    steps += networks { !$0.isOfDeparture }
    steps += works.flatMap { work in
      work.guests.map { Step(.guest($0), for: work.plan.name) }
    }
    steps += networks(\.isOfDeparture)
    return steps
  }

  /// One deletion of all: together they wait for one grace period of the kernel.
  private func deletion(of works: [LinkWork], isEarly: Bool = false) -> [Step] {
    let names = works.map(\.plan.name)
    return names.first.map { [Step(.kernel(.deleteLinks(names)), for: $0, isEarly: isEarly)] } ?? []
  }

  private func needsReload(_ works: [LinkWork]) -> Bool {
    observed.networkd != nil
      && (needsRestart || files.changes.contains { Ownership.isUnit($0.name) } || !adopted.isEmpty
        || works.contains(where: \.needsReload))
  }
}

/// What the planner finds out about one link.
struct LinkWork {
  var plan: LinkPlan
  /// By rtnetlink before the reload, in order.
  var before: [KernelChange] = []
  /// By networkd during the reload.
  var expected: [KernelChange] = []
  /// Deleted after the reload, before anything else.
  var deletions: [String] = []
  /// Why the link itself is deleted and made again; `nil`: it is not.
  var replacement: Cause?
  /// By rtnetlink after the reload, in order.
  var after: [KernelChange] = []
  /// By rtnetlink after all of that, when the masters are there.
  var joins: [KernelChange] = []
  /// By rtnetlink at the end.
  var removals: [KernelChange] = []
  /// By libvirt, when the links are there.
  var networks: [NetworkChange] = []
  /// By libvirt, when the networks are there.
  var guests: [GuestChange] = []
  var deletesLink = false
  /// Whether nothing that a departing link has is given to another, so that it can go at once.
  var leavesNothing = false
  /// Whether networkd has not loaded what stands in the files.
  var needsReload = false
  /// Whether nothing is done about the link, nor about those on it.
  var isStuck = false
  /// What a refusal offers to write into the manifest.
  var keep = Keep()
  /// The addresses and routes of others that the apply takes away.
  var foreign: [String] = []
  /// Those that it leaves, which a link that is replaced gets again.
  var kept: [KernelChange] = []

  /// Whether nothing is to be done.
  var isIdle: Bool {
    before.isEmpty && expected.isEmpty && deletions.isEmpty && after.isEmpty && joins.isEmpty
      && removals.isEmpty && networks.isEmpty && guests.isEmpty && !deletesLink && !needsReload
  }

  /// Leaves what was found out and does nothing about it, also where a conflict only turns up while
  /// an apply is under way.
  mutating func dropSteps() {
    (before, expected, after, removals) = ([], [], [], [])
    (deletions, joins, foreign) = ([], [], [])
    replacement = nil
  }

  var notes: [String] = []

  /// A word about what is taken from others.
  mutating func noteForeign() {
    let withheld = plan.differences.filter(\.isWithheld).compactMap(\.now)
    let foreign = foreign.filter { !withheld.contains($0) }
    guard !foreign.isEmpty else { return }
    notes.append(
      "\(plan.name): what the manifest does not list goes (\(foreign.joined(separator: ", ")));"
        + " 'foreign-addresses: keep' on the link, or 'keep-addresses', leaves it to others")
  }
}

extension KernelChange {
  fileprivate var createdMaster: String? {
    guard case .createLink(let link) = self, link.kind.shape == .master else { return nil }
    return link.name
  }
}

extension LinkPlan {
  var isWorthShowing: Bool { !differences.isEmpty || problem != nil }
}
