import Testing

@Suite("MTU and MAC address", .enabled(if: ThrowawayHost.isPossible))
struct HardwareTests {
  private func manifest(nic: String = "", macvlan: String = "") -> String {
    """
    version: 1
    nics:
      enp4s0: {\(nic)}
    macvlans:
      vmbridge: {parent: enp4s0, addresses: [192.168.250.33/24], gateway: 192.168.250.1\(macvlan)}
    """
  }

  private func expectMTU(
    _ host: ThrowawayHost, nic: Int, macvlan: Int,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    #expect(try host.link("enp4s0").mtu == nic, sourceLocation: sourceLocation)
    #expect(try host.link("vmbridge").mtu == macvlan, sourceLocation: sourceLocation)
    #expect(
      try host.link("vmbridge").globalAddresses == ["192.168.250.33/24"],
      sourceLocation: sourceLocation)
    #expect(try host.defaultRoutes().count == 1, sourceLocation: sourceLocation)
  }

  @Test func `the MTU of a NIC and its macvlan is raised, lowered, and given back`() throws {
    let host = try ThrowawayHost()
    try host.sh("ip -n switch link set enp4s0 mtu 9000; ip link set enp4s0 mtu 1600")
    try host.apply(manifest())
    try expectMTU(host, nic: 1600, macvlan: 1600)
    let index = try host.link("vmbridge").index

    try host.write(manifest(nic: "mtu: 9000", macvlan: ", mtu: 9000"))
    let refused = try host.reconcile("apply")
    #expect(refused.status == 4, "\(refused)")
    #expect(refused.errors.contains("--allow flap"), "\(refused)")
    try host.apply(allow: "flap")
    try expectMTU(host, nic: 9000, macvlan: 9000)

    try host.apply(manifest(nic: "mtu: 9000", macvlan: ", mtu: 4000"))
    try expectMTU(host, nic: 9000, macvlan: 4000)
    try host.apply(manifest(nic: "mtu: 4500"), allow: "flap")
    try expectMTU(host, nic: 4500, macvlan: 4500)
    try host.apply(manifest(nic: "mtu: 1400", macvlan: ", mtu: 1300"), allow: "flap")
    try expectMTU(host, nic: 1400, macvlan: 1300)
    try host.restartNetworkd()
    try host.expectNothingToDo()
    try host.apply(manifest(), allow: "flap")
    try expectMTU(host, nic: 1600, macvlan: 1600)
    #expect(try host.link("vmbridge").index == index)
    try host.restartNetworkd()
    try host.expectNothingToDo()
  }

  @Test func `the MAC address of a macvlan is set and unset`() throws {
    let host = try ThrowawayHost()
    try host.apply(manifest())
    let before = try host.link("vmbridge")
    try host.apply(manifest(macvlan: ", mac: 02:11:22:33:44:55"))
    #expect(try host.link("vmbridge").mac == "02:11:22:33:44:55")
    #expect(try host.link("vmbridge").index == before.index)
    try host.restartNetworkd()
    try host.expectNothingToDo()
    try host.apply(manifest(macvlan: ", mac: 02:11:22:33:44:66"))
    #expect(try host.link("vmbridge").mac == "02:11:22:33:44:66")
    try host.apply(manifest())
    #expect(try host.link("vmbridge").mac == before.mac)
    #expect(try host.link("vmbridge").globalAddresses == ["192.168.250.33/24"])
    #expect(try host.defaultRoutes().count == 1)
    try host.restartNetworkd()
    try host.expectNothingToDo()
  }

  @Test func `the MAC address of a NIC is set and given back`() throws {
    let host = try ThrowawayHost()
    try host.apply(manifest())
    let before = try host.links()
    try host.apply(manifest(nic: "mac: 02:11:22:33:44:55"), allow: "flap")
    #expect(try host.link("enp4s0").mac == "02:11:22:33:44:55")
    #expect(try host.link("vmbridge").mac == before["vmbridge"]?.mac)
    try host.restartNetworkd()
    try host.expectNothingToDo()
    try host.apply(manifest(), allow: "flap")
    #expect(try host.link("enp4s0").mac == before["enp4s0"]?.mac)
    #expect(try host.link("enp4s0").index == before["enp4s0"]?.index)
    #expect(try host.defaultRoutes().count == 1)
  }
}
