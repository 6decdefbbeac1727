import Foundation
import Testing

/// The file that we compute for each link is the one that the real systemd-networkd takes.
@Suite("Match", .enabled(if: ThrowawayHost.isPossible))
struct MatchTests {
  /// A NIC with other names, one without, and a link of each kind that the kernel has.
  private static let links = """
    ip link set enp4s0 address 02:00:00:00:00:01
    ip link property add dev enp4s0 altname enx020000000001 altname eno1
    ip link add enp5s0 type veth peer name port5 address 02:00:00:00:00:05
    ip link add vmbridge link enp4s0 address 02:00:00:00:00:0b type macvlan mode bridge
    ip link add tap0 link enp4s0 type macvtap mode bridge
    ip link add br0 type bridge
    ip link add vx0 type vxlan id 7 dstport 4789
    """

  /// What udev would leave behind: networkd believes in udev where /sys can be written.
  private static let devices = """
    \(links)
    mount -o remount,rw /sys
    mkdir -p /run/udev/data
    for link in /sys/class/net/*; do echo I:1 >/run/udev/data/n$(cat $link/ifindex); done
    database=/run/udev/data/n$(cat /sys/class/net/enp4s0/ifindex)
    echo E:ID_PATH=pci-0000:00:1f.6 >>$database
    echo E:ID_NET_DRIVER=e1000e >>$database
    echo E:ID_VENDOR=Some Maker >>$database
    echo E:ID_NET_MANAGED_BY=org.example >>/run/udev/data/n$(cat /sys/class/net/enp5s0/ifindex)
    """

  private func check(_ cases: [MatchCase], on links: String = links) async throws {
    let host = try await MatchHost(links)
    for match in cases { try await host.check(match) }
  }

  @Test func `names`() async throws { try await check(MatchCase.names) }
  @Test func `addresses, kinds and types`() async throws { try await check(MatchCase.kinds) }
  @Test func `folders, masks and drop-ins`() async throws { try await check(MatchCase.folders) }
  @Test func `syntax`() async throws { try await check(MatchCase.syntax) }
  @Test func `devices`() async throws { try await check(MatchCase.devices, on: Self.devices) }
  @Test func `conditions`() async throws { try await check(MatchCase.conditions) }

  /// `RECONCILE_MATCH_SEED=N swift test --filter MatchTests/random` tries the same files again;
  /// RECONCILE_MATCH_COUNT tries more of them.
  @Test func `random files`() async throws {
    let first = Self.number("RECONCILE_MATCH_SEED") ?? .random(in: 0..<1_000_000)
    let count = Self.number("RECONCILE_MATCH_COUNT") ?? 30
    try await check((first..<first + count).map { MatchCase.random(seed: $0) })
  }

  private static func number(_ variable: String) -> UInt64? {
    ProcessInfo.processInfo.environment[variable].flatMap(UInt64.init)
  }

  /// What no rtnetlink message tells is asked for where a file wants to know it.
  @Test(arguments: [
    ("Driver=veth", true), ("Driver=e1000e", false), ("Host=hv01", true), ("Host=hv02", false),
    ("Property=!ID_X=y", true),
  ])
  func `a plan names the file that matches first`(match: String, isInTheWay: Bool) async throws {
    let host = try await ThrowawayHost()
    try host.write("[Match]\n\(match)\n", to: "/etc/systemd/network/04-other.network")
    try host.write("version: 1\nnics: {enp4s0: }\n")
    let plan = try await host.reconcile("plan")
    let conflict = "/etc/systemd/network/04-other.network matches this link first"
    #expect(plan.output.contains(conflict) == isInTheWay, "\(plan)")
  }
}
