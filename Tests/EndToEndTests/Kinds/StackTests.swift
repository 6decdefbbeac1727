import Testing

extension Kinds {
  /// Links on links on links, as hypervisors have them.
  @Suite("Stacks of links") struct StackTests {
    private static let nics = ["enp4s0", "enp5s0"]

    private static func manifest(bond: String = "mode: active-backup", vlan: Int = 10) -> String {
      """
      version: 1
      nics: {enp4s0: , enp5s0: }
      bonds:
        bond0: {members: [enp4s0, enp5s0], mii-interval: 100ms, \(bond)}
      vlans:
        storage: {parent: bond0, id: \(vlan)}
        office: {parent: bond0, id: 20, addresses: [198.51.100.5/24]}
      macvlans:
        vmbridge: {parent: storage, addresses: [192.0.2.5/24], gateway: 192.0.2.1}
      """
    }

    @Test func `a macvlan on a VLAN on a bond is made, changed, replaced and removed`()
      async throws
    {
      let host = try await ThrowawayHost(nics: Self.nics)
      try await host.apply(Self.manifest(), allow: "isolation")
      try await host.settle()
      var links = try await host.links()
      #expect(links["bond0"]?.kind == "bond" && links["bond0"]?.mode == "active-backup")
      #expect(links["storage"]?.kind == "vlan" && links["storage"]?.lower == "bond0")
      #expect(links["vmbridge"]?.kind == "macvlan" && links["vmbridge"]?.lower == "storage")
      #expect(links["vmbridge"]?.globalAddresses == ["192.0.2.5/24"])
      #expect(
        try await host.defaultRoutes() == ["default via 192.0.2.1 dev vmbridge proto static"])
      for nic in Self.nics {
        #expect(try await host.sh("ip link show master bond0").contains(nic))
      }

      // Nothing is done twice.
      var events = try await host.monitor { try await host.apply() }
      #expect(events == [])

      // An option that a living bond takes: nobody notices.
      let before = links
      events = try await host.monitor {
        try await host.apply(Self.manifest(bond: "mode: active-backup, up-delay: 300ms"))
      }
      #expect(try await host.sh("ip -d link show bond0").contains("updelay 300"))
      #expect(!events.contains { $0.contains("Deleted") }, "\(events)")
      links = try await host.links()
      for (name, link) in links { #expect(link.index == before[name]?.index, "\(name)") }

      // Another VLAN number: that VLAN and what is on it, and nothing else.
      try host.write(Self.manifest(bond: "mode: active-backup, up-delay: 300ms", vlan: 11))
      let plan = try await host.reconcile("plan")
      #expect(plan.output.contains("-/+ vlan storage on bond0"), "\(plan)")
      #expect(plan.output.contains("-/+ macvlan vmbridge on storage"), "\(plan)")
      #expect(plan.output.contains("goes with storage -> made again"), "\(plan)")
      #expect(!plan.output.contains("office"), "\(plan)")
      try await host.apply()
      try await host.settle()
      let moved = try await host.links()
      #expect(moved["vmbridge"]?.index != links["vmbridge"]?.index)
      #expect(moved["vmbridge"]?.mac == links["vmbridge"]?.mac)
      #expect(moved["vmbridge"]?.globalAddresses == ["192.0.2.5/24"])
      #expect(moved["office"] == links["office"])
      #expect(moved["bond0"] == links["bond0"])

      // Another mode of the bond: all that is on it. It interrupts, so it has to be allowed.
      try host.write(Self.manifest(bond: "mode: 802.3ad, lacp-rate: fast", vlan: 11))
      let refused = try await host.reconcile("apply")
      #expect(refused.status == 4, "\(refused)")
      #expect(try await host.links() == moved)
      try await host.apply(allow: "flap")
      let made = try await host.links()
      #expect(made["bond0"]?.mode == "802.3ad")
      #expect(made["office"]?.globalAddresses == ["198.51.100.5/24"])
      #expect(made["vmbridge"]?.globalAddresses == ["192.0.2.5/24"])
      #expect(try await host.sh("ip -d link show bond0").contains("lacp_rate fast"))

      try await host.apply(
        "version: 1\nnics: {enp4s0: , enp5s0: }\n", allow: "isolation,removals")
      #expect(Set(try await host.links().keys) == Set(Self.nics))
    }

    @Test func `numbers of VLANs are exchanged`() async throws {
      let host = try await ThrowawayHost()
      func manifest(_ first: Int, _ second: Int) -> String {
        """
        version: 1
        nics: {enp4s0: }
        vlans:
          red: {parent: enp4s0, id: \(first), addresses: [10.1.0.1/24]}
          blue: {parent: enp4s0, id: \(second), addresses: [10.2.0.1/24]}
        """
      }
      try await host.apply(manifest(1, 2))
      try await host.apply(manifest(2, 1))
      #expect(try await host.sh("ip -d link show red").contains("id 2 "))
      #expect(try await host.sh("ip -d link show blue").contains("id 1 "))
    }

    @Test func `a bond without one of its members is degraded, not blocked`() async throws {
      let host = try await ThrowawayHost()
      try host.write(Self.manifest())
      let apply = try await host.reconcile("apply", "--allow", "isolation")
      #expect(apply.status == 2, "\(apply)")
      #expect(apply.output.contains("nic enp5s0: this host has no such link"), "\(apply)")
      #expect(try await host.link("vmbridge").globalAddresses == ["192.0.2.5/24"])
      let plan = try await host.reconcile("plan")
      #expect(plan.status == 2 && !plan.output.contains("~ bond bond0"), "\(plan)")
    }
  }
}
