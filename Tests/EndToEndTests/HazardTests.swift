import Testing

/// What happened to hosts, and must not end in an outage.
@Suite("Hazards", .enabled(if: ThrowawayHost.isPossible))
struct HazardTests {
  private static let manifest = """
    version: 1
    nics: {enp4s0: }
    macvlans:
      vmbridge:
        parent: enp4s0
        addresses: [192.168.250.33/24, "fd00:1::1/64"]
        gateway: 192.168.250.1
      other: {parent: enp4s0}
    """

  @Test func `a NIC that got another name keeps its macvlan`() async throws {
    let host = try await ThrowawayHost()
    try await host.apply(Self.manifest)
    let before = try await host.link("vmbridge")
    try await host.sh("ip link set enp4s0 down; ip link set enp4s0 name lan0; ip link set lan0 up")
    let apply = try await host.reconcile("apply")
    #expect(apply.status == 2, "\(apply)")
    #expect(apply.output.contains("enp4s0: this host has no such link"), "\(apply)")
    #expect(try await host.link("vmbridge").index == before.index)
    #expect(try await host.reconcile("audit").status == 2)

    try await host.sh("ip link set lan0 down; ip link set lan0 name enp4s0; ip link set enp4s0 up")
    try await host.apply()
    try await host.expectNothingToDo()
    #expect(try await host.link("vmbridge").index == before.index)
  }

  @Test func `passthru beside a guest's tap is refused before anything is gone`() async throws {
    let host = try await ThrowawayHost()
    try await host.apply(Self.manifest)
    try await host.sh("ip link add tap1 link enp4s0 type macvtap mode bridge; ip link set tap1 up")
    let index = try await host.link("vmbridge").index
    try host.write(
      """
      version: 1
      nics: {enp4s0: }
      macvlans: {vmbridge: {parent: enp4s0, mode: passthru, addresses: [192.168.250.33/24]}}
      """)
    let apply = try await host.reconcile("apply", "--allow", "isolation")
    #expect(apply.status == 4, "\(apply)")
    #expect(apply.errors.contains("tap1"), "\(apply)")
    #expect(try await host.link("vmbridge").index == index)
  }

  @Test func `an IPv6 address that moves to another link works there`() async throws {
    let host = try await ThrowawayHost()
    try await host.apply(Self.manifest)
    try await host.settle()
    try await host.apply(
      Self.manifest
        .replacing("[192.168.250.33/24, \"fd00:1::1/64\"]", with: "[192.168.250.33/24]")
        .replacing("{parent: enp4s0}", with: "{parent: enp4s0, addresses: [\"fd00:1::1/64\"]}"))
    try await host.settle()
    #expect(try await !host.run("ip", "-6", "addr", "show", "other").contains("dadfailed"))
    try await host.expectNothingToDo()
  }

  @Test func `a renamed macvlan keeps its MAC`() async throws {
    let host = try await ThrowawayHost()
    let manifest = Self.manifest.replacing(
      "other: {parent: enp4s0}", with: "other: {parent: enp4s0, mac: 02:00:00:00:00:aa}")
    try await host.apply(manifest)
    try await host.apply(manifest.replacing("other:", with: "renamed:"))
    #expect(try await host.run("ip", "link", "show", "renamed").contains("02:00:00:00:00:aa"))
    #expect(try await host.links()["other"] == nil)
    try await host.expectNothingToDo()
  }

  @Test func `a host with IPv6 switched off is still reconciled`() async throws {
    let host = try await ThrowawayHost()
    let manifest = Self.manifest.replacing(", \"fd00:1::1/64\"", with: "")
    try await host.apply(manifest)
    try await host.sh(
      """
      sysctl -qw net.ipv6.conf.all.disable_ipv6=1
      ip addr del 192.168.250.33/24 dev vmbridge
      """)
    try await host.apply()
    #expect(try await host.link("vmbridge").globalAddresses == ["192.168.250.33/24"])
    try await host.expectNothingToDo()
  }

  @Test func `another host's manifest is refused`() async throws {
    let host = try await ThrowawayHost()
    try await host.apply(Self.manifest)
    try await host.sh("cp \(ThrowawayHost.manifest) /run/hv02.yaml")
    let apply = try await host.execute([ThrowawayHost.program, "apply", "/run/hv02.yaml"])
    #expect(apply.status == 4, "\(apply)")
    #expect(apply.errors.contains("hv02"), "\(apply)")
  }

  @Test func `a file of others that takes our link does not hide what differs`() async throws {
    let host = try await ThrowawayHost()
    try await host.apply(Self.manifest)
    try host.write("[Match]\nName=vmbridge\n", to: "/etc/systemd/network/00-x.network")
    try await host.sh("ip link set vmbridge type macvlan mode private")
    let audit = try await host.reconcile("audit")
    #expect(audit.status == 2, "\(audit)")
    #expect(audit.output.contains("private -> bridge"), "\(audit)")
    #expect(audit.output.contains("00-x.network"), "\(audit)")
  }
}
