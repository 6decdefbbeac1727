import Testing

extension Kinds {
  /// Each kind: made, changed on the living link, made anew where it must be, and removed.
  @Suite("Each kind of link") struct KindTests {
    struct Case: Sendable, CustomTestStringConvertible {
      var kind: String
      /// What the manifest says of the link besides `shared`.
      var first: String
      /// What the living link is changed to, and how ip-link(8) shows it.
      var live: (text: String, shown: String)?
      /// What only another link can be, and how that shows.
      var replaced: (text: String, shown: String)?
      var shared = "addresses: [192.0.2.5/24]"
      var key: String { kind == "dummy" ? "dummies" : "\(kind)s" }
      var testDescription: String { kind }
    }

    static let cases = [
      Case(
        kind: "bond", first: "members: [enp5s0], mode: active-backup, mii-interval: 100ms",
        live: (
          "members: [enp5s0], mode: active-backup, mii-interval: 200ms, primary: enp5s0",
          "primary enp5s0"
        ),
        replaced: ("members: [enp5s0], mode: balance-xor, mii-interval: 200ms", "balance-xor")),
      Case(
        kind: "bridge", first: "members: [enp5s0]",
        live: ("members: [enp5s0], stp: yes, priority: 4096, ageing-time: 100s", "priority 4096")),
      Case(
        kind: "vlan", first: "parent: enp4s0, id: 7",
        live: ("parent: enp4s0, id: 7, gvrp: yes, reorder-header: no", "GVRP"),
        replaced: ("parent: enp4s0, id: 8, protocol: 802.1ad", "802.1ad id 8")),
      Case(
        kind: "macvlan", first: "parent: enp4s0",
        live: (
          "parent: enp4s0, mode: source, source-macs: [02:00:00:00:00:77]", "02:00:00:00:00:77"
        ),
        replaced: ("parent: enp4s0, mode: passthru", "passthru")),
      Case(
        kind: "macvtap", first: "parent: enp4s0",
        live: ("parent: enp4s0, mode: vepa", "mode vepa"),
        replaced: ("parent: enp5s0, mode: vepa", "enp5s0")),
      Case(
        kind: "ipvlan", first: "parent: enp4s0",
        live: ("parent: enp4s0, mode: l3s, isolation: private", "l3s"),
        replaced: ("parent: enp5s0, mode: l3s", "enp5s0")),
      Case(
        kind: "dummy", first: "", live: ("mtu: 1400", "mtu 1400")),
      Case(
        kind: "vrf", first: "members: [enp5s0], table: 10", live: nil,
        replaced: ("members: [enp5s0], table: 11", "table 11"), shared: ""),
    ]

    @Test(arguments: cases) func `is made, changed, replaced and removed`(_ test: Case) async throws
    {
      let host = try await ThrowawayHost(nics: ["enp4s0", "enp5s0"])
      func manifest(_ text: String) -> String {
        let entry = [text, test.shared].filter { !$0.isEmpty }.joined(separator: ", ")
        return "version: 1\nnics: {enp4s0: , enp5s0: }\n\(test.key): {it: {\(entry)}}\n"
      }
      func shown() async throws -> String { try await host.sh("ip -d link show it") }

      try await host.apply(manifest(test.first), allow: "isolation")
      let made = try await host.link("it")
      #expect(made.kind == test.kind)
      if !test.shared.isEmpty { #expect(made.globalAddresses == ["192.0.2.5/24"]) }
      #expect(made.isUp)

      if let live = test.live {
        try await host.apply(manifest(live.text), allow: "guests")
        var text = try await shown()
        #expect(text.contains(live.shown), "\(text)")
        let changed = try await host.link("it")
        #expect(changed.index == made.index)
        #expect(changed.globalAddresses == made.globalAddresses)
        // What is not written any more goes back to what it was.
        try await host.apply(manifest(test.first), allow: "guests")
        text = try await shown()
        #expect(!text.contains(live.shown), "\(text)")
        #expect(try await host.link("it").index == made.index)
      }
      if let replaced = test.replaced {
        try await host.apply(manifest(replaced.text), allow: "guests")
        let text = try await shown()
        #expect(text.contains(replaced.shown), "\(text)")
        let new = try await host.link("it")
        #expect(new.index != made.index)
        #expect(new.globalAddresses == made.globalAddresses)
        // networkd has not given up what is on the link, or below it.
        try await host.waitUntilConfigured("enp4s0", "enp5s0")
      }

      try await host.run("ip", "link", "delete", "it")
      try await host.apply(allow: "flap")
      #expect(try await host.link("it").kind == test.kind)

      // networkd itself makes the same of our files, as it does at a boot.
      try await host.run("ip", "link", "delete", "it")
      try await host.restartNetworkd()
      try await waitUntil("networkd has made the link") {
        (try? await host.link("it"))?.isUp ?? false
      }
      try await host.waitUntilConfigured("it")
      try await host.settle()
      try await host.expectNothingToDo()

      try await host.apply(
        "version: 1\nnics: {enp4s0: , enp5s0: }\n", allow: "isolation,removals")
      #expect(Set(try await host.links().keys) == ["enp4s0", "enp5s0"])
    }

    @Test func `the ports of a bridge carry the VLANs that they are given`() async throws {
      let host = try await ThrowawayHost(nics: ["enp4s0", "enp5s0"])
      func manifest(_ port: String) -> String {
        """
        version: 1
        nics: {enp4s0: {port: {\(port)}}, enp5s0: }
        bridges:
          br0: {members: [enp4s0, enp5s0], vlan-filtering: yes, port: {vlans: [5], pvid: 7}}
        """
      }
      func vlans(_ port: String) async throws -> [String] {
        try await host.sh("bridge -compressvlans vlan show dev \(port)").split(separator: "\n")
          .dropFirst().map { $0.split(separator: " ").filter { $0 != port }.joined(separator: " ") }
      }
      try await host.apply(
        manifest("vlans: [10-12, 20], pvid: 7, cost: 50, hairpin: yes"), allow: "isolation")
      #expect(try await vlans("enp4s0") == ["7 PVID Egress Untagged", "10-12", "20"])
      #expect(try await vlans("enp5s0") == ["1 PVID Egress Untagged"])
      #expect(try await vlans("br0") == ["5", "7 PVID Egress Untagged"])
      #expect(try await host.sh("bridge -d link show dev enp4s0").contains("hairpin on"))

      try await host.sh(
        """
        bridge vlan add vid 99 dev enp4s0; bridge vlan del vid 11 dev enp4s0
        bridge link set dev enp4s0 hairpin off cost 9
        """)
      let plan = try await host.reconcile("plan")
      #expect(plan.output.contains("port-vlan"), "\(plan)")
      try await host.apply(allow: "flap")
      #expect(try await vlans("enp4s0") == ["7 PVID Egress Untagged", "10-12", "20"])

      try await host.apply(manifest("vlans: [10], untagged: [30], pvid: 30"), allow: "flap")
      #expect(try await vlans("enp4s0") == ["10", "30 PVID Egress Untagged"])
      try await host.restartNetworkd()
      try await host.waitUntilConfigured("enp4s0")
      try await host.expectNothingToDo()
    }

    @Test func `what a member of a VRF sends is looked up in its table`() async throws {
      let host = try await ThrowawayHost()
      try await host.apply(
        """
        version: 1
        nics: {enp4s0: }
        vrfs: {blue: {members: [office], table: 10}}
        vlans: {office: {parent: enp4s0, id: 20, addresses: [10.1.0.2/24], gateway: 10.1.0.1}}
        """)
      #expect(try await host.defaultRoutes() == [])
      try await host.waitUntilConfigured("office", "blue")
      let route = "default via 10.1.0.1 dev office proto static"
      #expect(try await host.sh("ip route show table 10").contains(route))
      try await host.run("ip", "link", "set", "office", "nomaster")
      try await host.apply(allow: "flap")
      #expect(try await host.sh("ip route show table 10").contains(route))
    }

    @Test func `a NIC is renamed`() async throws {
      let host = try await ThrowawayHost()
      try await host.apply(
        """
        version: 1
        nics: {uplink: {match: {driver: veth, name: enp4s0}, set-name: lan0}}
        macvlans: {vmbridge: {parent: uplink, addresses: [192.168.250.33/24]}}
        """, allow: "flap")
      let links = try await host.links()
      #expect(links["lan0"] != nil && links["enp4s0"] == nil)
      #expect(links["vmbridge"]?.lower == "lan0")
      #expect(try host.read("/etc/systemd/network/05-reconcile-uplink.link").contains("Name=lan0"))
    }
  }
}
