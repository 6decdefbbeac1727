import Foundation
import Testing

@Suite("Impact", .enabled(if: ThrowawayHost.isPossible))
struct ImpactTests {
  private static func manifest(_ bridge: String, nic: String = "") -> String {
    """
    version: 1
    nics: {enp4s0: {\(nic)}}
    macvlans: {vmbridge: {parent: enp4s0, addresses: [10.0.0.5/24]\(bridge)}}

    """
  }

  @Test func `the MTU of a NIC is a flap`() async throws {
    let host = try await ThrowawayHost()
    try await host.apply(Self.manifest(""))
    let raised = Self.manifest("", nic: "mtu: 2000")
    try await host.expectRefusal(raised, impact: "flap")
    try await host.apply(allow: "flap")
    #expect(try await host.links().mapValues(\.mtu) == ["enp4s0": 2000, "vmbridge": 2000])
    // Unset, it is again what the NIC had before.
    try await host.apply(Self.manifest(""), allow: "flap")
    #expect(try await host.links().mapValues(\.mtu) == ["enp4s0": 1500, "vmbridge": 1500])
  }

  @Test func `a mode that cuts guests is refused while there is one`() async throws {
    let host = try await ThrowawayHost()
    try await host.apply(Self.manifest(""))
    try await host.sh("ip link add tap0 link enp4s0 type macvtap mode bridge; ip link set tap0 up")
    try await host.settle()
    try await host.expectRefusal(Self.manifest(", mode: private"), impact: "guests")
    try await host.sh("ip link del tap0")
    try await host.apply()
    #expect(try await host.link("vmbridge").mode == "private")
  }

  @Test func `forwarding that goes stays on, which is told and is no difference`() async throws {
    let host = try await ThrowawayHost()
    try await host.apply(Self.manifest(", forwarding: yes"))
    #expect(try await host.run("cat", "/proc/sys/net/ipv4/ip_forward") == "1\n")
    let apply = try await host.apply(Self.manifest(""))
    #expect(apply.output.contains("forwarding of the host stays on"), "\(apply)")
    #expect(try await host.run("cat", "/proc/sys/net/ipv4/ip_forward") == "1\n")
    #expect(try await host.plan().isEmpty)
  }

  @Test func `a lower impact than the allowed one passes, whoever allows it`() async throws {
    let host = try await ThrowawayHost()
    try await host.apply(Self.manifest(""))
    try host.write(Self.manifest("").replacing("10.0.0.5", with: "10.0.0.6"))
    let refusal = try await host.reconcile("apply", "--allow", "none")
    #expect(refusal.status == 4, "\(refusal)")
    #expect(refusal.errors.contains("address: address 10.0.0.5/24 -> gone"))
    try await host.apply(allow: "address")
    #expect(try await host.link("vmbridge").globalAddresses == ["10.0.0.6/24"])
  }
}
