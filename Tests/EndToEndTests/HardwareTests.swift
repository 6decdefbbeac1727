import Support
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
  ) async throws {
    #expect(try await host.link("enp4s0").mtu == nic, sourceLocation: sourceLocation)
    #expect(try await host.link("vmbridge").mtu == macvlan, sourceLocation: sourceLocation)
    #expect(
      try await host.link("vmbridge").globalAddresses == ["192.168.250.33/24"],
      sourceLocation: sourceLocation)
    #expect(try await host.defaultRoutes().count == 1, sourceLocation: sourceLocation)
  }

  @Test func `the MTU of a NIC and its macvlan is raised, lowered, and given back`() async throws {
    let host = try await ThrowawayHost()
    try await host.sh("ip -n switch link set enp4s0 mtu 9000; ip link set enp4s0 mtu 1600")
    try await host.apply(manifest())
    try await expectMTU(host, nic: 1600, macvlan: 1600)
    let index = try await host.link("vmbridge").index

    try host.write(manifest(nic: "mtu: 9000", macvlan: ", mtu: 9000"))
    let refused = try await host.reconcile("apply")
    #expect(refused.status == 4, "\(refused)")
    #expect(refused.errors.contains("--allow flap"), "\(refused)")
    try await host.apply(allow: "flap")
    try await expectMTU(host, nic: 9000, macvlan: 9000)

    try await host.apply(manifest(nic: "mtu: 9000", macvlan: ", mtu: 4000"))
    try await expectMTU(host, nic: 9000, macvlan: 4000)
    try await host.apply(manifest(nic: "mtu: 4500"), allow: "flap")
    try await expectMTU(host, nic: 4500, macvlan: 4500)
    try await host.apply(manifest(nic: "mtu: 1400", macvlan: ", mtu: 1300"), allow: "flap")
    try await expectMTU(host, nic: 1400, macvlan: 1300)
    try await host.restartNetworkd()
    try await host.expectNothingToDo()
    try await host.apply(manifest(), allow: "flap")
    try await expectMTU(host, nic: 1600, macvlan: 1600)
    #expect(try await host.link("vmbridge").index == index)
    try await host.restartNetworkd()
    try await host.expectNothingToDo()
  }

  @Test func `the MAC address of a macvlan is set and unset`() async throws {
    let host = try await ThrowawayHost()
    try await host.apply(manifest())
    let before = try await host.link("vmbridge")
    try await host.apply(manifest(macvlan: ", mac: 02:11:22:33:44:55"))
    #expect(try await host.link("vmbridge").mac == "02:11:22:33:44:55")
    #expect(try await host.link("vmbridge").index == before.index)
    try await host.restartNetworkd()
    try await host.expectNothingToDo()
    try await host.apply(manifest(macvlan: ", mac: 02:11:22:33:44:66"))
    #expect(try await host.link("vmbridge").mac == "02:11:22:33:44:66")
    try await host.apply(manifest())
    #expect(try await host.link("vmbridge").mac == before.mac)
    #expect(try await host.link("vmbridge").globalAddresses == ["192.168.250.33/24"])
    #expect(try await host.defaultRoutes().count == 1)
    try await host.restartNetworkd()
    try await host.expectNothingToDo()
  }

  @Test func `the MAC address of a NIC is set and given back`() async throws {
    let host = try await ThrowawayHost()
    try await host.apply(manifest())
    let before = try await host.links()
    try await host.apply(manifest(nic: "mac: 02:11:22:33:44:55"), allow: "flap")
    #expect(try await host.link("enp4s0").mac == "02:11:22:33:44:55")
    #expect(try await host.link("vmbridge").mac == before["vmbridge"]?.mac)
    try await host.restartNetworkd()
    try await host.expectNothingToDo()
    try await host.apply(manifest(), allow: "flap")
    #expect(try await host.link("enp4s0").mac == before["enp4s0"]?.mac)
    #expect(try await host.link("enp4s0").index == before["enp4s0"]?.index)
    #expect(try await host.defaultRoutes().count == 1)
  }
}
