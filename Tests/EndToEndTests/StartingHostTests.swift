import Foundation
import Testing

@Suite("The starting host", .enabled(if: ThrowawayHost.isPossible))
struct StartingHostTests {
  static let manifest = ThrowawayHost.path("manifests/hv01.yaml")

  private func appliedHost() async throws -> ThrowawayHost {
    let host = try await ThrowawayHost()
    try await host.apply(String(contentsOfFile: Self.manifest, encoding: .utf8))
    return host
  }

  @Test func `apply makes the macvlan with its address, default route and DNS`() async throws {
    let host = try await appliedHost()
    let link = try await host.link("vmbridge")
    #expect(link.kind == "macvlan")
    #expect(link.mode == "bridge")
    #expect(link.lower == "enp4s0")
    #expect(link.isUp)
    #expect(link.globalAddresses == ["192.168.250.33/24"])
    #expect(
      try await host.defaultRoutes() == ["default via 192.168.250.1 dev vmbridge proto static"])
    let state = try await host.networkdState(of: "vmbridge")
    #expect(state.contains("\nDNS=192.168.250.1\n"))
    #expect(state.contains("NETWORK_FILE=/etc/systemd/network/05-reconcile-vmbridge.network\n"))
    #expect(try await host.sh("cat /proc/sys/net/ipv4/ip_forward") == "1\n")
    #expect(try await host.link("enp4s0").addresses.isEmpty)
    try await host.waitUntilConfigured("enp4s0", "vmbridge")
  }

  @Test func `the macvlan has the MAC address that networkd itself gives`() async throws {
    let machineID = "fedcba98765432100123456789abcdef"
    let byHand = try await ThrowawayHost(machineID: machineID)
    let folder = "/etc/systemd/network"
    try byHand.write(
      "[NetDev]\nName=vmbridge\nKind=macvlan\n[MACVLAN]\nMode=bridge\n",
      to: "\(folder)/vmbridge.netdev")
    try byHand.write(
      "[Match]\nName=vmbridge\n[Network]\nAddress=192.168.250.33/24\nGateway=192.168.250.1\n"
        + "DNS=192.168.250.1\nIPForward=yes\n", to: "\(folder)/vmbridge.network")
    try byHand.write(
      "[Match]\nName=enp4s0\n[Network]\nMACVLAN=vmbridge\n", to: "\(folder)/enp4s0.network")
    try await byHand.run("networkctl", "reload")
    try await waitUntil("networkd has made vmbridge") {
      try await byHand.links()["vmbridge"]?.isUp == true
    }

    let host = try await ThrowawayHost(machineID: machineID)
    try await host.apply(String(contentsOfFile: Self.manifest, encoding: .utf8))
    #expect(try await host.link("vmbridge").mac == byHand.link("vmbridge").mac)

    let other = try await appliedHost()
    #expect(try await other.link("vmbridge").mac != host.link("vmbridge").mac)
  }

  @Test func `a guest on the same NIC reaches the host`() async throws {
    let host = try await appliedHost()
    try await host.sh(
      """
      ip netns add guest
      ip link add guest0 link enp4s0 type macvlan mode bridge
      ip link set guest0 netns guest
      ip -n guest addr add 192.168.250.90/24 dev guest0
      ip -n guest link set guest0 up
      ip netns exec guest ping -q -c 1 -W 5 192.168.250.33
      """)
  }

  @Test func `a second apply writes nothing, reloads nothing and changes nothing`() async throws {
    let host = try await appliedHost()
    try await host.waitUntilConfigured("enp4s0", "vmbridge")
    try await host.settle()
    let files = try host.unitFiles()
    let record = try host.identity(of: "/var/lib/reconcile/applied")
    let log = try host.read(ThrowawayHost.log)

    var apply: Execution?
    let events = try await host.monitor { apply = try await host.reconcile("apply") }
    #expect(apply?.status == 0)
    #expect(apply?.output.contains("No change was made") == true)
    #expect(events == [])
    #expect(files.count == 4)
    #expect(try host.unitFiles() == files)
    #expect(files.values.allSatisfy { $0.mode == 0o644 })
    #expect(try host.identity(of: "/var/lib/reconcile/applied") == record)
    #expect(try host.read(ThrowawayHost.log) == log)
    try await host.expectNothingToDo()
  }

  @Test func `plan shows what comes and changes nothing`() async throws {
    let host = try await ThrowawayHost()
    try host.write(String(contentsOfFile: Self.manifest, encoding: .utf8))
    let plan = try await host.reconcile("plan")
    #expect(plan.status == 2)
    #expect(plan.output.contains("+ macvlan vmbridge on enp4s0"))
    #expect(plan.output.contains("192.168.250.33/24"))
    #expect(!plan.output.contains("Drift"))
    #expect(try await host.links()["vmbridge"] == nil)
    #expect(try host.unitFiles().isEmpty)
    #expect(!host.exists("/var/lib/reconcile/applied"))
  }

  @Test func `without networkd nothing is written`() async throws {
    let host = try await ThrowawayHost()
    try host.write(String(contentsOfFile: Self.manifest, encoding: .utf8))
    try await host.sh("/run/bin/restart-networkd stop")
    let apply = try await host.reconcile("apply")
    #expect(apply.status == 1)
    #expect(apply.errors.contains("systemd-networkd does not run"))
    #expect(try await host.links().keys.sorted() == ["enp4s0"])
    #expect(try host.unitFiles().isEmpty)
  }
}
