import Foundation
import Testing

/// Files of others beside ours.
@Suite("Foreign files", .enabled(if: ThrowawayHost.isPossible))
struct ForeignFileTests {
  private static let units = "/etc/systemd/network"
  private static let manifest = """
    version: 1
    nics: {enp4s0: }
    macvlans: {vmbridge: {parent: enp4s0, addresses: [10.0.0.5/24]}}

    """

  /// Of two files with one Name= networkd takes the first, so ours would make nothing at a boot.
  @Test func `a name that somebody else's netdev takes is a conflict`() async throws {
    let host = try await ThrowawayHost()
    try await host.apply(Self.manifest)
    try host.write("[NetDev]\nName=vmbridge\nKind=bridge\n", to: "\(Self.units)/90-b.netdev")
    try await host.restartNetworkd()
    try await host.waitUntilConfigured("vmbridge")
    try await host.expectNothingToDo()

    try await host.sh("mv \(Self.units)/90-b.netdev \(Self.units)/04-b.netdev")
    let plan = try await host.plan()
    let conflict = plan.links.first { $0.name == "vmbridge" }?.conflict
    #expect(conflict?.contains("04-b.netdev makes a link of this name first") == true)
    #expect(try await host.reconcile("apply").status == 4)
    // It is true: a host that boots with both has their link.
    try await host.sh("ip link del vmbridge")
    try await host.restartNetworkd()
    try await waitUntil("networkd has made the link") {
      try await host.links()["vmbridge"] != nil
    }
    #expect(try await host.link("vmbridge").kind == "bridge")
  }

  @Test func `a file that captures guests' taps is told, and one behind the guard is not`()
    async throws
  {
    let host = try await ThrowawayHost()
    try await host.apply(Self.manifest)
    let text = "[Match]\nKind=macvtap\n[Network]\nAddress=10.66.0.1/24\n"
    try host.write(text, to: "\(Self.units)/90-taps.network")
    try await host.sh("networkctl reload; ip link add tap0 link enp4s0 type macvtap mode bridge")
    try await host.sh("ip link set tap0 up")
    try await Task.sleep(for: .milliseconds(300))
    #expect(try await host.link("tap0").globalAddresses == [])
    #expect(try await !host.reconcile("plan").output.contains("captures"))

    try host.write(text, to: "\(Self.units)/01-taps.network")
    let plan = try await host.reconcile("plan")
    #expect(plan.status == 0, "\(plan)")
    #expect(
      plan.output.contains(
        "\(Self.units)/01-taps.network of others captures guests' macvtaps (tap0)"))
    try await host.sh("networkctl reload")
    try await waitUntil("networkd has captured the tap") {
      try await host.link("tap0").globalAddresses == ["10.66.0.1/24"]
    }
  }

  @Test func `a drop-in is told with its keys`() async throws {
    let host = try await ThrowawayHost()
    try await host.apply(Self.manifest)
    try await host.sh("mkdir \(Self.units)/05-reconcile-vmbridge.network.d")
    try host.write(
      "[Network]\nDHCP=ipv4\n[Link]\nMTUBytes=1400\n",
      to: "\(Self.units)/05-reconcile-vmbridge.network.d/x.conf")
    let plan = try await host.reconcile("plan")
    #expect(plan.output.contains("[Network] DHCP=, [Link] MTUBytes=."), "\(plan)")
  }

  @Test func `other managers of a link are told once, with the remedy`() async throws {
    let host = try await ThrowawayHost()
    try await host.apply(Self.manifest)
    let index = try await host.link("enp4s0").index
    try await host.sh("mkdir -p /run/NetworkManager/devices /run/netplan /run/dhcpcd")
    try host.write("[device]\nmanaged=true\n", to: "/run/NetworkManager/devices/\(index)")
    try host.write("network: {ethernets: {enp4s0: {}}}\n", to: "/run/netplan/99-x.yaml")
    // State files outlive their programs.
    try host.write("999999\n", to: "/run/dhclient.enp4s0.pid")
    let idle = try await host.reconcile("plan")
    #expect(idle.status == 0, "\(idle)")
    #expect(idle.output.contains("netplan configures enp4s0 as well (/run/netplan/99-x.yaml)"))
    #expect(!idle.output.contains("NetworkManager") && !idle.output.contains("dhclient"), "\(idle)")

    let running = try await host.script(
      """
      cp /bin/sleep /run/NetworkManager/NetworkManager; cp /bin/sleep /run/dhcpcd/dhclient
      /run/NetworkManager/NetworkManager 60 & one=$!
      /run/dhcpcd/dhclient 60 & two=$!
      echo $two >/run/dhclient.enp4s0.pid
      sleep 0.2; $reconcile plan $manifest; status=$?
      kill $one $two; exit $status
      """)
    #expect(running.status == 0, "\(running)")
    for manager in ["NetworkManager", "netplan", "dhclient"] {
      let count = running.output.components(separatedBy: "Note: \(manager) configures enp4s0").count
      #expect(count == 2, "\(manager): \(running)")
    }
  }

  /// systemd-detect-virt(1) asks the processor, the firmware and others.
  @Test func `what the host runs in is asked for only where it counts, and not for long`()
    async throws
  {
    let host = try await ThrowawayHost()
    try host.write("version: 1\nnics: {enp4s0: }\n")
    try await host.sh(
      """
      mkdir /run/fake
      printf '#!/bin/sh\\ntouch /run/asked\\nexec sleep 60\\n' >/run/fake/systemd-detect-virt
      chmod 755 /run/fake/systemd-detect-virt
      """)
    let path = "/etc/systemd/network/99-x.network"
    let clock = ContinuousClock()
    for (condition, isAsked) in [("KernelVersion=>1", false), ("Virtualization=vm", true)] {
      try host.write("[Match]\nName=enp4s0\n\(condition)\n", to: path)
      let start = clock.now
      let plan = try await host.script("PATH=/run/fake:$PATH $reconcile plan $manifest")
      #expect(plan.status == 2, "\(plan)")
      #expect(clock.now - start < .seconds(50))
      #expect(host.exists("/run/asked") == isAsked)
    }
  }
}
