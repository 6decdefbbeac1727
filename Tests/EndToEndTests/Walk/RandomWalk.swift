import Support
import Foundation
import ReconcileCore
import Testing

/// A walk from one random manifest to the next on one host, with dirt between them.
///
/// After each apply the plan is empty, what the plan did not name is as it was, and nothing was
/// interrupted that the plan had not announced.
struct RandomWalk {
  private let seed: UInt64
  private let host: ThrowawayHost
  private let watcher: Watcher
  private let edits: WalkEdits
  private let foreign: Foreign
  private var random: SplitMix64
  private var manifest: WalkManifest
  /// What was done before each step, from the first on.
  private var story: [String] = []

  private static let nics = ["enp4s0", "enp5s0", "enp7s0"]

  init(seed: UInt64) async throws {
    self.seed = seed
    print("RECONCILE_WALK_SEED=\(seed)")
    host = try await ThrowawayHost(nics: Self.nics + [Foreign.nic])
    foreign = try await Foreign(host)
    watcher = try await Watcher.of(host)
    random = SplitMix64(seed: seed)
    manifest = WalkManifest(nics: Self.nics)
    // Where networkd is not restarted, it keeps what it remembers of old files.
    let mayRestart = !random.isOne(of: 3)
    edits = WalkEdits(
      kinds: try await host.kinds(), nics: Self.nics, mayTurn: mayRestart,
      version: try await host.networkdVersion(),
      filtersVLANs: try await host.makes("type bridge vlan_filtering 1"))
    if mayRestart {
      try host.write("restart-networkd: when-needed\n", to: "/etc/reconcile/config.yaml")
    }
  }

  mutating func run(steps: Int) async throws {
    for step in 1...steps { try await take(step) }
  }

  private mutating func take(_ step: Int) async throws {
    let former = manifest
    manifest = edits.step(from: manifest, &random)
    var dirt = ""
    if random.isOne(of: 2) { dirt = WalkDirt.next(former, &random) }
    if !dirt.isEmpty { _ = try await host.execute(["sh", "-c", dirt]) }
    story.append("step \(step), dirt '\(dirt)'\n\(manifest.text)")
    try await watcher.quieten()

    try host.write(manifest.text)
    let before = try watcher.look()
    let announced = try await host.reconcile("plan", "--json")
    try #require([0, 2].contains(announced.status), "\(tale)\n\(announced)")
    let plan = try PlanFacts(announced.output)
    _ = try watcher.events()
    let log = try host.read(ThrowawayHost.log)
    let apply = try await host.reconcile("apply", "--allow", "isolation,removals")
    let events = try watcher.events()
    let next = try await host.reconcile("plan")
    let after = try watcher.look()

    let rules = WalkRules(plan: plan, before: before)
    var faults = rules.surprises(in: events) + rules.trespasses(after)
    if apply.status != 0 { faults.append("apply: exit \(apply.status)") }
    if next.status != 0 { faults.append("plan after it: exit \(next.status)") }
    // A NIC stays when it leaves the manifest.
    faults += WalkFacts(manifest, after).differences(besides: foreign.links.union(Self.nics))
    faults += try host.complaints(since: log).map { "networkd: \($0)" }
    faults += try await foreign.differences(host, after)
    guard !faults.isEmpty else { return }
    let tail = try host.read(ThrowawayHost.log).split(separator: "\n").suffix(20)
      .joined(separator: "\n")
    Issue.record(
      """
      \(faults.joined(separator: "\n"))
      \(tale)
      \(try plan.text(announced))
      \(apply)
      \(next)
      \(tail)
      """)
    throw Execution.Failure(description: "\(faults[0]) (seed \(seed), step \(step))")
  }

  /// All that was done, the last steps in full.
  private var tale: String {
    "RECONCILE_WALK_SEED=\(seed) RECONCILE_WALK_STEPS=\(story.count)\n"
      + story.joined(separator: "\n")
  }
}

extension RandomWalk {
  /// What belongs to others on the host, and is to stay as it is.
  struct Foreign {
    static let nic = "enp6s0"
    let links: Set<String> = [nic, "mine", "far", "theirs", "lo"]
    private let file: ThrowawayHost.FileIdentity
    private let rules: String
    private let before: [String]

    private static let path = "/etc/systemd/network/70-mine.network"

    init(_ host: ThrowawayHost) async throws {
      try host.write(
        "[Network]\nManageForeignRoutes=no\nManageForeignRoutingPolicyRules=no\n",
        to: "/etc/systemd/networkd.conf")
      try host.write("[Match]\nName=nobody\n", to: Self.path)
      try await host.restartNetworkd()
      try await host.sh(
        """
        ip link add mine link \(Self.nic) type macvlan mode bridge
        ip link add far link \(Self.nic) type macvtap mode private
        ip link add theirs type bridge
        ip link set mine up; ip link set theirs up
        ip addr add 10.200.0.1/24 dev mine; ip route add 10.201.0.0/16 via 10.200.0.9
        ip rule add from 10.200.0.0/24 table 200 priority 500
        """)
      try await host.settle()
      file = try host.identity(of: Self.path)
      rules = try await Self.rules(host)
      before = Self.facts(try await Watcher.of(host).look(), links)
    }

    /// networkd notices the rules of others and lets them be; their order is the kernel's, and so
    /// is the one that comes with the first VRF.
    private static func rules(_ host: ThrowawayHost) async throws -> String {
      try await host.sh("(ip rule; ip -6 rule) | grep -v l3mdev | sort")
    }

    private static func facts(_ state: KernelState, _ names: Set<String>) -> [String] {
      state.links.filter { names.contains($0.name) }.flatMap { link in
        ["\(link.index) \(link.name) \(link.mac?.description ?? "") \(link.mtu) \(link.flags)"]
          + state.addresses.filter { $0.link == link.index }.map { "\(link.name) \($0.address)" }
          + state.routes.filter { $0.link == link.index && $0.table != 255 && $0.type == 1 }
          .map { "\(link.name) \($0.destination) \($0.table)" }
      }.sorted()
    }

    func differences(_ host: ThrowawayHost, _ after: KernelState) async throws -> [String] {
      var faults: [String] = []
      if try host.identity(of: Self.path) != file { faults.append("\(Self.path) was touched") }
      if try await Self.rules(host) != rules { faults.append("foreign rules have changed") }
      let now = Self.facts(after, links)
      if now != before {
        faults.append("foreign links have changed: \(now.difference(from: before))")
      }
      return faults
    }
  }
}

extension PlanFacts {
  /// As it was printed, a line for each row.
  fileprivate func text(_ execution: Execution) throws -> String {
    links.flatMap { link in
      ["\(link.verb) \(link.name) \(link.conflict ?? "")\(link.unknown ?? "")"]
        + link.differences.map { row in
          "    \(row.attribute): \(row.now ?? "-") -> \(row.after ?? "-")"
            + " \(row.layer) \(row.cause) \(row.impact)"
        }
    }.joined(separator: "\n")
  }
}

extension ThrowawayHost {
  /// The kinds of links that the kernel makes, of those that a manifest can have.
  func kinds() async throws -> [LinkKind] {
    var kinds: [LinkKind] = []
    for kind in LinkKind.allCases where kind.isVirtual {
      if try await makes(kind.made(on: "nic")) { kinds.append(kind) }
    }
    return kinds
  }

  /// Whether the kernel makes such a link, possibly on one that is called nic.
  func makes(_ link: String) async throws -> Bool {
    let make = "ip link add nic type veth; ip link add dev x \(link)"
    return try await execute(["unshare", "--net", "sh", "-ec", make]).status == 0
  }
}
