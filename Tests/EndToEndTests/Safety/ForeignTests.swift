import Support
import Foundation
import Testing

/// What is not ours is never touched.
@Suite("Foreign", .enabled(if: ThrowawayHost.isPossible))
struct ForeignTests {
  private static let units = "/etc/systemd/network"
  private static let bridge = """
    version: 1
    nics: {enp4s0: }
    macvlans: {vmbridge: {parent: enp4s0, addresses: [10.0.0.5/24]}}

    """

  /// networkd keeps its hands off as well, from its next start.
  private static func keepForeign(on host: ThrowawayHost) async throws {
    try await host.sh("mkdir -p /etc/systemd/networkd.conf.d")
    try host.write(
      "[Network]\nManageForeignRoutes=no\nManageForeignRoutingPolicyRules=no\n",
      to: "/etc/systemd/networkd.conf.d/foreign.conf")
    try await host.restartNetworkd()
  }

  // MARK: A hundred applies

  @Test func `a hundred random applies touch nothing foreign`() async throws {
    let seed =
      ProcessInfo.processInfo.environment["SEED"].flatMap(UInt64.init) ?? .random(in: 0...(.max))
    var random = SplitMix64(seed: seed)
    let host = try await ThrowawayHost()
    try await Self.keepForeign(on: host)
    try host.write(
      "[Match]\nName=br0\n[Network]\nAddress=10.50.0.1/24\n", to: "\(Self.units)/90-br0.network")
    try host.write(
      "[Match]\nName=never*\n[Link]\nMTUBytes=1400\n", to: "\(Self.units)/70-x.network")
    try host.write("[NetDev]\nName=never\nKind=", to: "\(Self.units)/20-half.netdev")
    try host.write("not for networkd", to: "\(Self.units)/05-reconcile.README")
    try await host.sh(
      """
      networkctl reload; ip link add br0 type bridge; ip link set br0 up
      ip link add veth0 type veth peer name veth1; ip link set veth0 master br0 up; ip link set veth1 up
      ip link add theirs link enp4s0 type macvlan mode private; ip link set theirs up
      ip addr add 10.51.0.1/24 dev theirs; ip addr add fd51::1/64 dev theirs nodad
      ip link add tap0 link enp4s0 type macvtap mode bridge; ip link set tap0 addrgenmode none; ip link set tap0 up
      ip link add mail link enp4s0 type macvtap mode vepa
      ip rule add from 10.77.0.0/16 table 77 priority 1000
      ip rule add fwmark 7 table 78 priority 1001 protocol static
      ip -6 rule add from fd77::/64 table 77 priority 1002
      until ip -4 addr show br0 | grep -q 10.50.0.1; do sleep 0.01; done
      ip route add 10.90.0.0/16 via 10.50.0.9 dev br0 table 77 proto bird
      ip route add 10.91.0.0/16 via 10.50.0.9 dev br0
      """)
    try await host.settle()
    let before = try await Self.foreign(host)

    for round in 1...100 {
      let manifest = Self.manifest(&random)
      try host.write(manifest)
      let apply = try await host.reconcile("apply", "--allow", "isolation,removals")
      try #require(apply.status == 0, "SEED=\(seed), apply \(round)\n\(manifest)\n\(apply)")
      let after = try await Self.foreign(host)
      try #require(
        after == before, "SEED=\(seed), apply \(round)\n\(after.difference(from: before))\n\(apply)"
      )
    }
    let plan = try await host.reconcile("plan")
    #expect(plan.status == 0, "SEED=\(seed)\n\(plan)")
    try await host.restartNetworkd()
    let after = try await Self.foreign(host)
    #expect(after == before, "SEED=\(seed), after a restart of networkd")
  }

  /// All that is foreign in that host: files to the byte and the inode, links to the attribute.
  ///
  /// The anycast addresses of a router come and go with forwarding, which is the whole host's.
  private static func foreign(_ host: ThrowawayHost) async throws -> [Substring] {
    try await host.sh(
      """
      cd \(units); for file in 90-br0.network 70-x.network 20-half.netdev 05-reconcile.README; do
        stat -c '%n %i %y %a %u' $file; cat $file; done
      for link in br0 veth0 veth1 theirs tap0 mail; do
        ip -d -o link show $link | sed 's/[a-z_]*timer *[0-9.]*//g'; ip -o addr show $link | sed 's/valid_lft.*//'
        (ip route show table all dev $link; ip -6 route show table all dev $link) | sed '/^anycast/d'; done
      ip rule; ip -6 rule
      """
    ).split(separator: "\n")
  }

  private static func manifest(_ random: inout SplitMix64) -> String {
    var text = "version: 1\nnics:\n  enp4s0:\n    allow: [host-on-nic]\n"
    if random.isOne(of: 3) { text += "    addresses: [10.9.0.\(random.below(200) + 1)/24]\n" }
    let names = ["a", "b", "vmbridge", "storage"].filter { _ in !random.isOne(of: 3) }
    if !names.isEmpty { text += "macvlans:\n" }
    let gateway = random.below(6)
    for (position, name) in names.enumerated() {
      text += "  \(name):\n    parent: enp4s0\n"
      text += "    mode: \(["bridge", "vepa", "private"][random.below(3)])\n"
      let address = random.below(3)
      text += "    addresses: [10.\(position).0.\(address + 10)/24"
      text += random.isOne(of: 3) ? ", \"fd99:\(position)::\(address + 1)/64\"]\n" : "]\n"
      if position == gateway {
        text += "    gateway: 10.\(position).0.\(random.below(2) + 1)\n"
      }
      if random.isOne(of: 4) { text += "    mtu: \([1400, 1450][random.below(2)])\n" }
      if random.isOne(of: 4) {
        text += "    dns: [10.\(position).0.\(random.below(9) + 1)]\n"
      }
      if random.isOne(of: 4) { text += "    link-local: no\n" }
      if random.isOne(of: 5) { text += "    forwarding: yes\n" }
      if random.isOne(of: 5) {
        text += "    routes: [{to: 10.200.\(position).0/24, via: 10.\(position).0.3}]\n"
      }
    }
    return text
  }

  // MARK: What networkd takes

  @Test func `rules that a reload drops are named before`() async throws {
    let host = try await ThrowawayHost()
    try await host.sh(
      """
      ip rule add from 10.77.0.0/16 table 77 priority 1000
      ip -6 rule add from fd77::/64 table 77 priority 1002 protocol static
      """)
    try host.write(Self.bridge)
    let rows = try await host.plan().rows(of: "of others")
    #expect(rows.map(\.attribute) == ["rule", "rule"])
    #expect(rows.map(\.after) == [nil, nil])
    #expect(
      rows.compactMap(\.now).contains { $0.hasPrefix("1000:") && $0.contains("10.77.0.0/16") })
    #expect(rows.compactMap(\.now).contains { $0.hasPrefix("1002:") && $0.contains("fd77::/64") })
    #expect(rows.allSatisfy { $0.impact == "address" })
    let refusal = try await host.reconcile("apply", "--allow", "none")
    #expect(refusal.status == 4)
    #expect(refusal.output.contains("ManageForeignRoutingPolicyRules=no"), "\(refusal)")

    try await Self.keepForeign(on: host)
    try await host.sh("ip rule add from 10.78.0.0/16 table 77 priority 1001")
    #expect(try await host.plan().rows(of: "of others").isEmpty)
    try await host.apply()
    #expect(try await host.run("ip", "rule").contains("10.78.0.0/16"))
  }

  // MARK: Conflicts

  /// A refusal that names a conflict, and changes nothing.
  private func expectConflict(
    _ host: ThrowawayHost, naming words: String...,
    sourceLocation: SourceLocation = #_sourceLocation
  ) async throws {
    try host.write(Self.bridge)
    let plan = try await host.reconcile("plan")
    #expect(plan.status == 2, "\(plan)", sourceLocation: sourceLocation)
    #expect(plan.output.contains("  ! conflict  "), "\(plan)", sourceLocation: sourceLocation)
    for word in words {
      #expect(plan.output.contains(word), "\(plan)", sourceLocation: sourceLocation)
    }
    try await host.settle()
    let before = try await host.state()
    let apply = try await host.reconcile("apply", "--allow", "isolation,removals")
    #expect(apply.status == 4, "\(apply)", sourceLocation: sourceLocation)
    for word in words {
      #expect(apply.errors.contains(word), "\(apply)", sourceLocation: sourceLocation)
    }
    #expect(try await host.state() == before, sourceLocation: sourceLocation)
  }

  @Test(arguments: [
    "05-reconcile-vmbridge.network", "05-reconcile-vmbridge.netdev", "05-reconcile-other.network",
    "06-reconcile-macvtap.network",
  ])
  func `a file with our prefix and not of ours is in conflict`(name: String) async throws {
    let host = try await ThrowawayHost()
    try host.write("[Match]\nName=never\n", to: "\(Self.units)/\(name)")
    try await expectConflict(host, naming: "\(Self.units)/\(name)")
    #expect(try host.read("\(Self.units)/\(name)") == "[Match]\nName=never\n")
  }

  @Test func `a file that matches our link first is in conflict`() async throws {
    let host = try await ThrowawayHost()
    try host.write("[Match]\nName=enp*\n[Network]\n", to: "\(Self.units)/00-all.network")
    try await expectConflict(host, naming: "\(Self.units)/00-all.network")
    // Sorted after ours it does no harm.
    try await host.sh("mv \(Self.units)/00-all.network \(Self.units)/10-all.network")
    try await host.apply()
  }

  @Test(arguments: ["bridge", "veth", "macvtap"])
  func `a link of another kind under our name is in conflict`(kind: String) async throws {
    let host = try await ThrowawayHost()
    let lower = kind == "macvtap" ? "link enp4s0" : ""
    try await host.sh("ip link add vmbridge \(lower) type \(kind)")
    try await expectConflict(host, naming: "macvlan vmbridge", kind)
    #expect(try await host.link("vmbridge").kind == kind)
  }

  // MARK: A catch-all file

  @Test func `a catch-all file does not catch the guests' taps`() async throws {
    let host = try await ThrowawayHost()
    try host.write(
      "[Match]\nType=ether\n[Network]\nDHCP=yes\nLinkLocalAddressing=yes\n",
      to: "\(Self.units)/80-all.network")
    try await host.sh("networkctl reload")
    try await waitUntil("networkd has taken enp4s0") {
      try await host.networkdState(of: "enp4s0").contains("80-all.network")
    }
    try await host.apply(Self.bridge)
    try await host.sh("ip link add tap0 link enp4s0 type macvtap mode bridge")
    try await host.sh("ip link set tap0 addrgenmode none; ip link set tap0 up")
    try await waitUntil("networkd has seen tap0") {
      try await host.networkdState(of: "tap0").contains("ADMIN_STATE=unmanaged")
    }
    try await host.sh(
      "ip link add later link enp4s0 type macvlan mode bridge; ip link set later up")
    // The catch-all file is at work on what is not a tap.
    try await waitUntil("networkd has taken later") {
      try await host.networkdState(of: "later").contains("80-all.network")
    }
    #expect(try await host.link("tap0").addresses.isEmpty)
    #expect(try await host.networkdState(of: "tap0").contains("ADMIN_STATE=unmanaged"))
    try await host.expectNothingToDo()
  }
}
