import Foundation
import Testing

/// Walks from one random manifest to the next, with dirt between them.
///
/// `RECONCILE_WALK_SEED=N swift test --filter RandomWalk` walks the same way again;
/// RECONCILE_WALK_STEPS makes the way longer.
@Suite("A random walk", .enabled(if: ThrowawayHost.isPossible))
struct RandomWalkTests {
  private static let seeds =
    number("RECONCILE_WALK_SEED").map { [$0] }
    ?? [UInt64.random(in: 0..<1_000_000), UInt64.random(in: 0..<1_000_000)]
  private static let steps = number("RECONCILE_WALK_STEPS") ?? 15

  private static func number(_ variable: String) -> UInt64? {
    ProcessInfo.processInfo.environment[variable].flatMap(UInt64.init)
  }

  /// SplitMix64: the same numbers for the same seed everywhere.
  struct Generator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
      state &+= 0x9e37_79b9_7f4a_7c15
      var value = state
      value = (value ^ (value >> 30)) &* 0xbf58_476d_1ce4_e5b9
      value = (value ^ (value >> 27)) &* 0x94d0_49bb_1331_11eb
      return value ^ (value >> 31)
    }
  }

  /// What a random manifest says of one link.
  struct Entry: Equatable {
    var parent: String?
    var mode: String?
    var mtu: Int?
    var mac: String?
    var addresses: [String] = []
    var gateway: String?

    var text: String {
      var parts: [String] = []
      if let parent { parts.append("parent: \(parent)") }
      if let mode { parts.append("mode: \(mode)") }
      if let mtu { parts.append("mtu: \(mtu)") }
      if let mac { parts.append("mac: \"\(mac)\"") }
      if !addresses.isEmpty {
        parts.append("addresses: [\(addresses.map { "\"\($0)\"" }.joined(separator: ", "))]")
      }
      if let gateway { parts.append("gateway: \"\(gateway)\"") }
      return "{\(parts.joined(separator: ", "))}"
    }
  }

  struct RandomManifest {
    var nics: [String: Entry] = ["enp4s0": Entry(), "enp5s0": Entry()]
    var macvlans: [String: Entry] = [:]

    var text: String {
      func section(_ title: String, _ entries: [String: Entry]) -> String {
        "\(title):\n"
          + entries.sorted { $0.key < $1.key }.map { "  \($0.key): \($0.value.text)\n" }.joined()
      }
      return "version: 1\n" + section("nics", nics) + section("macvlans", macvlans)
    }

    /// Changes a few things.
    mutating func step(_ random: inout Generator) {
      for _ in 0..<Int.random(in: 1...3, using: &random) {
        let number = Int.random(in: 1...4, using: &random)
        let name = "m\(number)"
        switch Int.random(in: 0..<10, using: &random) {
        case 0: macvlans[name] = nil
        case 1, 2: macvlans[name] = Self.entry(number, &random)
        case 3:
          macvlans[name]?.mode = ["bridge", "vepa", "private"].randomElement(using: &random)
        case 4: macvlans[name]?.parent = ["enp4s0", "enp5s0"].randomElement(using: &random)
        case 5:
          macvlans[name]?.mtu = [nil, 1300, 1400].randomElement(using: &random) ?? nil
        case 6:
          macvlans[name]?.mac =
            [nil, "02:00:00:00:0\(number):01", "02:00:00:00:0\(number):02"]
            .randomElement(using: &random) ?? nil
        case 7:
          let nic = ["enp4s0", "enp5s0"].randomElement(using: &random) ?? "enp4s0"
          let net = nic == "enp4s0" ? 104 : 105
          nics[nic]?.addresses =
            [[], ["10.\(net).0.1/24"], ["10.\(net).0.2/24", "fd00:\(net)::1/64"]]
            .randomElement(using: &random) ?? []
        case 8:
          let nic = ["enp4s0", "enp5s0"].randomElement(using: &random) ?? "enp4s0"
          nics[nic]?.mtu = [nil, 1450, 1600].randomElement(using: &random) ?? nil
        default: macvlans[name]?.addresses = Self.addresses(number, &random)
        }
      }
      setGateways(&random)
      if macvlans.isEmpty { macvlans["m1"] = Self.entry(1, &random) }
    }

    private static func entry(_ number: Int, _ random: inout Generator) -> Entry {
      Entry(
        parent: ["enp4s0", "enp5s0"].randomElement(using: &random),
        mode: ["bridge", "vepa", "private"].randomElement(using: &random),
        addresses: addresses(number, &random))
    }

    private static func addresses(_ number: Int, _ random: inout Generator) -> [String] {
      let all = [
        "10.0.\(number).1/24", "10.0.\(number).2/24", "fd00:\(number)::1/64",
        "fd00:\(number)::2/64",
        "fd00:\(number)::3/80",
      ]
      return all.filter { _ in Bool.random(using: &random) }
    }

    /// At most one default route of each family.
    private mutating func setGateways(_ random: inout Generator) {
      for name in macvlans.keys { macvlans[name]?.gateway = nil }
      for number in 1...4 where Int.random(in: 0..<3, using: &random) == 0 {
        guard let addresses = macvlans["m\(number)"]?.addresses else { continue }
        if addresses.contains(where: { $0.hasPrefix("10.") }) {
          macvlans["m\(number)"]?.gateway =
            "10.0.\(number).\(Bool.random(using: &random) ? 253 : 254)"
          return
        }
        if addresses.contains(where: { $0.hasSuffix("/64") }) {
          macvlans["m\(number)"]?.gateway = "fd00:\(number)::ff"
          return
        }
      }
    }
  }

  /// What somebody does behind the program's back; it may fail where there is no such link.
  private static func dirt(_ random: inout Generator) -> String {
    let name = "m\(Int.random(in: 1...4, using: &random))"
    let folder = "/etc/systemd/network"
    return [
      "ip link del \(name)", "ip link set \(name) type macvlan mode private",
      "ip link set \(name) mtu 1290", "ip link set \(name) address 02:00:00:00:00:99",
      "ip link set \(name) down", "ip addr add 172.31.0.9/24 dev \(name)",
      "ip addr flush dev \(name)", "ip route del default", "ip -6 route del default",
      "ip -6 addr flush dev \(name) scope link", "ip addr flush dev enp4s0",
      "ip link set enp5s0 down", "ip link set enp5s0 mtu 1440",
      "sed -i '$a # mine' \(folder)/05-reconcile-\(name).network; networkctl reload",
      "rm \(folder)/05-reconcile-\(name).network; networkctl reload",
      "rm \(folder)/05-reconcile-\(name).netdev", "rm \(folder)/05-reconcile-enp4s0.network",
      "touch -c \(folder)/05-reconcile-\(name).network", "networkctl reconfigure \(name)",
      "/run/bin/restart-networkd", "/run/bin/restart-networkd --kill",
      "ip route add 10.99.0.0/16 dev \(name)",
    ].randomElement(using: &random) ?? "true"
  }

  /// What belongs to others on the host, and is to stay as it is.
  private struct Foreign {
    static let links: Set<String> = ["enp6s0", "mine", "far"]
    var state: State

    struct State: Equatable {
      var links: [String: ThrowawayHost.Link]
      var file: ThrowawayHost.FileIdentity
      var rules: [String]

      init(_ host: ThrowawayHost) async throws {
        links = try await host.links().filter { Foreign.links.contains($0.key) }
        file = try host.identity(of: "/etc/systemd/network/70-mine.network")
        // networkd notices the rules of others and lets them be; their order is the kernel's.
        rules = try await host.run("ip", "rule").split(separator: "\n").map(String.init).sorted()
      }
    }

    init(_ host: ThrowawayHost) async throws {
      try host.write(
        "[Network]\nManageForeignRoutes=no\nManageForeignRoutingPolicyRules=no\n",
        to: "/etc/systemd/networkd.conf")
      try host.write("[Match]\nName=nobody\n", to: "/etc/systemd/network/70-mine.network")
      try await host.restartNetworkd()
      try await host.sh(
        """
        ip link add mine link enp6s0 type macvlan mode bridge
        ip link add far link enp6s0 type macvlan mode private
        ip link set mine up
        ip addr add 10.200.0.1/24 dev mine
        ip rule add from 10.200.0.0/24 table 200 priority 500
        """)
      try await host.settle()
      state = try await State(host)
    }
  }

  @Test(arguments: seeds)
  func `each apply leaves nothing to do and lets alone what did not change`(seed: UInt64)
    async throws
  {
    print("RECONCILE_WALK_SEED=\(seed)")
    var random = Generator(state: seed)
    let host = try await ThrowawayHost(nics: ["enp4s0", "enp5s0", "enp6s0"])
    let foreign = try await Foreign(host)
    var manifest = RandomManifest()
    manifest.step(&random)
    try await host.apply(manifest.text, allow: "isolation,removals")
    for step in 1...Self.steps {
      let former = manifest
      manifest.step(&random)
      let before = try await host.links()
      var dirt = ""
      if Bool.random(using: &random) {
        dirt = Self.dirt(&random)
        _ = try await host.execute(["sh", "-c", dirt])
      }
      try host.write(manifest.text)
      let apply = try await host.reconcile("apply", "--allow", "isolation,removals")
      let plan = try await host.reconcile("plan")
      let story = "seed \(seed), step \(step), dirt '\(dirt)'\n\(manifest.text)\n\(apply)\n\(plan)"
      try #require(apply.status == 0, "\(story)")
      try #require(plan.status == 0, "\(story)")

      var after = try await host.links()
      for name in Foreign.links { after[name] = nil }
      #expect(try await Foreign.State(host) == foreign.state, "\(story)")
      let expected = Set(manifest.macvlans.keys).union(manifest.nics.keys)
      #expect(Set(after.keys) == expected, "\(story)")
      for (name, entry) in manifest.macvlans.merging(manifest.nics, uniquingKeysWith: { $1 }) {
        guard let link = after[name] else { continue }
        #expect(link.globalAddresses == entry.addresses.sorted(), "\(story)")
        #expect(link.mode == entry.mode, "\(story)")
        #expect(link.lower == entry.parent || entry.parent == nil, "\(story)")
        let isSame = former.macvlans[name] == entry || former.nics[name] == entry
        if isSame, dirt.isEmpty, let old = before[name] {
          #expect(link.index == old.index, "\(story)")
          #expect(link.mac == old.mac, "\(story)")
        }
      }
      let routes = try await host.defaultRoutes("-4") + host.defaultRoutes("-6")
      let gateways = manifest.macvlans.values.compactMap(\.gateway)
      #expect(routes.count == gateways.count, "\(routes)\n\(story)")
    }
  }
}
