import Foundation
import Testing

/// What somebody else changes on a host that was applied.
@Suite("Drift", .enabled(if: ThrowawayHost.isPossible))
struct DriftTests {
  /// A change behind the program's back, and how a plan names it.
  struct Case: Sendable, CustomTestStringConvertible {
    var testDescription: String
    /// Run in the host.
    var script: String
    var link = "vmbridge"
    var attribute: String
    var layer = "kernel"
    /// A part of what the plan says it is now.
    var now: String?
    /// The impact that has to be allowed.
    var allow: String?
    /// Whether the link itself is made anew.
    var replaces = false
  }

  static let manifest = """
    version: 1
    nics: {enp4s0: }
    macvlans:
      vmbridge:
        parent: enp4s0
        addresses: [192.168.250.33/24, "fd00:250::33/64"]
        gateway: [192.168.250.1, "fd00:250::1"]
        dns: [192.168.250.1]
        forwarding: ipv4
      other: {parent: enp4s0, addresses: [10.9.8.7/24]}
    """

  static let cases = [
    Case(
      testDescription: "the link is deleted", script: "ip link del vmbridge",
      attribute: "link", now: "deleted", replaces: true),
    Case(
      testDescription: "another mode", script: "ip link set vmbridge type macvlan mode private",
      attribute: "mode", now: "private"),
    Case(
      testDescription: "a smaller MTU", script: "ip link set vmbridge mtu 1400",
      attribute: "mtu", now: "1400"),
    Case(
      testDescription: "another MAC address",
      script: "ip link set vmbridge address 02:00:00:00:00:99",
      attribute: "mac", now: "02:00:00:00:00:99"),
    Case(
      testDescription: "the link is down", script: "ip link set vmbridge down",
      attribute: "state", now: "down"),
    Case(
      testDescription: "an address is added", script: "ip addr add 172.31.0.9/24 dev vmbridge",
      attribute: "address", now: "172.31.0.9/24"),
    Case(
      testDescription: "an address is deleted",
      script: "ip addr del 192.168.250.33/24 dev vmbridge",
      attribute: "address", now: "192.168.250.33/24 deleted"),
    Case(
      testDescription: "an IPv6 address is deleted",
      script: "ip addr del fd00:250::33/64 dev vmbridge",
      attribute: "address", now: "fd00:250::33/64 deleted"),
    Case(
      testDescription: "the default route is deleted", script: "ip route del default",
      attribute: "gateway", now: "192.168.250.1 deleted"),
    Case(
      testDescription: "the IPv6 default route is deleted", script: "ip -6 route del default",
      attribute: "gateway", now: "fd00:250::1 deleted"),
    Case(
      testDescription: "a route is added",
      script: "ip route add 10.77.0.0/16 via 192.168.250.2 dev vmbridge",
      attribute: "route", now: "10.77.0.0/16"),
    Case(
      testDescription: "a second default route",
      script: "ip route add default via 192.168.250.2 dev vmbridge metric 50",
      attribute: "route", now: "192.168.250.2"),
    Case(
      testDescription: "the link-local address is flushed",
      script: "ip -6 addr flush dev vmbridge scope link", attribute: "link-local"),
    Case(
      testDescription: "an address on the bare NIC",
      script: "ip addr add 172.31.0.9/24 dev enp4s0",
      link: "enp4s0", attribute: "address", now: "172.31.0.9/24"),
    Case(
      testDescription: "another MTU of the NIC", script: "ip link set enp4s0 mtu 1450",
      link: "enp4s0", attribute: "mtu", now: "1450", allow: "flap"),
    Case(
      testDescription: "another MAC address of the NIC",
      script: "ip link set enp4s0 address 02:00:00:00:00:98",
      link: "enp4s0", attribute: "mac", now: "02:00:00:00:00:98"),
    Case(
      testDescription: "the NIC is down", script: "ip link set enp4s0 down",
      link: "enp4s0", attribute: "state", now: "down"),
    Case(
      testDescription: "forwarding is switched off",
      script: "echo 0 > /proc/sys/net/ipv4/ip_forward", attribute: "forwarding", now: "ipv4 off"),
    Case(
      testDescription: "a .network is edited",
      script: "echo '[Link]' >> /etc/systemd/network/05-reconcile-vmbridge.network",
      attribute: "file", layer: "file", now: "05-reconcile-vmbridge.network edited"),
    Case(
      testDescription: "a .netdev is edited",
      script: "sed -i s/bridge$/vepa/ /etc/systemd/network/05-reconcile-vmbridge.netdev",
      attribute: "file", layer: "file", now: "05-reconcile-vmbridge.netdev edited"),
    Case(
      testDescription: "an edited .network is loaded",
      script: """
        sed -i s/250.33/250.34/ /etc/systemd/network/05-reconcile-vmbridge.network
        networkctl reload
        while ! ip addr show vmbridge | grep -q 250.34; do sleep 0.01; done
        """,
      attribute: "file", layer: "file", now: "05-reconcile-vmbridge.network edited"),
    Case(
      testDescription: "a .network is deleted",
      script: "rm /etc/systemd/network/05-reconcile-vmbridge.network",
      attribute: "file", layer: "file", now: "05-reconcile-vmbridge.network deleted"),
    Case(
      testDescription: "the NIC's .network is deleted and that is loaded",
      script: """
        rm /etc/systemd/network/05-reconcile-enp4s0.network
        networkctl reload
        while ! networkctl list enp4s0 | grep -q unmanaged; do sleep 0.01; done
        """,
      link: "enp4s0", attribute: "file", layer: "file",
      now: "05-reconcile-enp4s0.network deleted"),
    Case(
      testDescription: "a .netdev is deleted",
      script: "rm /etc/systemd/network/05-reconcile-vmbridge.netdev",
      attribute: "file", layer: "file", now: "05-reconcile-vmbridge.netdev deleted"),
    Case(
      testDescription: "the file of the guard is deleted",
      script: "rm /etc/systemd/network/06-reconcile-macvtap.network",
      link: "06-reconcile-macvtap.network", attribute: "file", layer: "file",
      now: "06-reconcile-macvtap.network deleted"),
    Case(
      testDescription: "a file becomes private",
      script: "chmod 600 /etc/systemd/network/05-reconcile-vmbridge.network",
      attribute: "file", layer: "file", now: "05-reconcile-vmbridge.network mode 600"),
    Case(
      testDescription: "a private file is loaded",
      script: """
        chmod 600 /etc/systemd/network/05-reconcile-vmbridge.network
        touch /etc/systemd/network/05-reconcile-vmbridge.network
        networkctl reload
        while ! networkctl list vmbridge | grep -q unmanaged; do sleep 0.01; done
        """,
      attribute: "file", layer: "file", now: "05-reconcile-vmbridge.network mode 600"),
    Case(
      testDescription: "a file is touched",
      script: "touch /etc/systemd/network/05-reconcile-vmbridge.network",
      attribute: "managed", layer: "networkd"),
  ]

  @Test(arguments: cases)
  func `what was changed behind its back is named in its layer, and mended`(change: Case) async throws {
    let host = try await ThrowawayHost()
    try await host.apply(Self.manifest)
    try await host.settle()
    let before = try await host.links()
    let routes = [try await host.defaultRoutes("-4"), try await host.defaultRoutes("-6")]

    try await host.sh(change.script)

    let plan = try await host.reconcile("plan")
    #expect(plan.status == 2)
    #expect(plan.output.contains("Drift"), "\(plan)")
    let rows = try await host.plan().rows(of: change.link)
    let row = rows.first {
      $0.attribute == change.attribute && change.now.map(($0.now ?? "").contains) ?? true
    }
    #expect(row?.cause == "drift", "\(plan)")
    #expect(row?.layer == change.layer, "\(plan)")
    let audit = try await host.reconcile("audit")
    #expect(audit.status == 2, "\(audit)")

    if let allow = change.allow {
      let refused = try await host.reconcile("apply")
      #expect(refused.status == 4, "\(refused)")
      #expect(refused.errors.contains("--allow \(allow)"), "\(refused)")
    }
    try await host.apply(allow: change.allow)
    #expect(try await host.reconcile("audit").status == 0)

    try await host.settle()
    let after = try await host.links()
    #expect([try await host.defaultRoutes("-4"), try await host.defaultRoutes("-6")] == routes)
    #expect(before.keys == after.keys)
    for (name, link) in after {
      guard let former = before[name] else { continue }
      #expect(link.index == former.index || change.replaces && name == "vmbridge")
      #expect(link.mac == former.mac)
      #expect(link.mtu == former.mtu)
      #expect(link.mode == former.mode)
      #expect(link.isUp)
      #expect(link.allAddresses == former.allAddresses)
    }
  }

  @Test func `a link of another kind under the name of ours is replaced`() async throws {
    let host = try await ThrowawayHost()
    try await host.apply(Self.manifest)
    try await host.sh("ip link del vmbridge; ip link add vmbridge type veth peer name far")
    let plan = try await host.reconcile("plan")
    #expect(plan.status == 2)
    #expect(try await host.plan().rows(of: "vmbridge").contains { $0.attribute == "kind" }, "\(plan)")
    try await host.apply(allow: "isolation")
    #expect(try await host.link("vmbridge").kind == "macvlan")
    #expect(
      try await host.link("vmbridge").globalAddresses == ["192.168.250.33/24", "fd00:250::33/64"])
  }

  @Test func `everything at once is named and mended by one apply`() async throws {
    let host = try await ThrowawayHost()
    try await host.apply(Self.manifest)
    try await host.sh(
      """
      ip link set vmbridge type macvlan mode vepa
      ip addr flush dev vmbridge
      ip link set vmbridge address 02:00:00:00:00:99 mtu 1400
      ip link del other
      ip addr add 10.1.2.3/24 dev vmbridge
      rm /etc/systemd/network/05-reconcile-other.*
      echo '# mine' >> /etc/systemd/network/05-reconcile-enp4s0.network
      networkctl reload
      """)
    #expect(try await host.reconcile("audit").status == 2)
    try await host.apply()
    try await host.settle()
    let link = try await host.link("vmbridge")
    #expect(link.globalAddresses == ["192.168.250.33/24", "fd00:250::33/64"])
    #expect(link.mode == "bridge")
    #expect(link.mtu == 1500)
    #expect(try await host.link("other").globalAddresses == ["10.9.8.7/24"])
  }

  @Test func `audit does not count what the manifest changes`() async throws {
    let host = try await ThrowawayHost()
    try await host.apply(Self.manifest)
    try host.write(Self.manifest.replacing("10.9.8.7/24", with: "10.9.8.6/24"))
    #expect(try await host.reconcile("plan").status == 2)
    let audit = try await host.reconcile("audit")
    #expect(audit.status == 0, "\(audit)")
  }
}
