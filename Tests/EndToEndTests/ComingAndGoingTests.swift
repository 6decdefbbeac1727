import Foundation
import Testing

@Suite("Coming and going", .enabled(if: ThrowawayHost.isPossible))
struct ComingAndGoingTests {
  /// The well-known set-up of three files, as somebody has made it by hand.
  private func handMadeHost() async throws -> ThrowawayHost {
    let host = try await ThrowawayHost()
    let folder = "/etc/systemd/network"
    try host.write(
      "[NetDev]\nName=vmbridge\nKind=macvlan\n\n[MACVLAN]\nMode=bridge\n",
      to: "\(folder)/vmbridge.netdev")
    try host.write(
      "[Match]\nName=vmbridge\n\n[Network]\nIPForward=yes\nAddress=192.168.250.33/24\n"
        + "Gateway=192.168.250.1\nDNS=192.168.250.1\n", to: "\(folder)/vmbridge.network")
    try host.write(
      "[Match]\nName=enp4s0\n\n[Network]\nMACVLAN=vmbridge\n", to: "\(folder)/enp4s0.network")
    // As after a boot: by now nobody knows when the files were written.
    try await host.restartNetworkd()
    try await waitUntil("networkd has configured vmbridge") {
      try await !host.defaultRoutes().isEmpty
    }
    try await host.settle()
    return host
  }

  private func imported(_ host: ThrowawayHost, _ arguments: String...) async throws -> Execution {
    try await host.execute([ThrowawayHost.program, "import"] + arguments)
  }

  /// What went, but for neighbours and caches.
  private func losses(_ events: [String]) -> [String] {
    events.filter { $0.hasPrefix("Deleted") || $0.contains("state DOWN") }
  }

  @Test func `three files made by hand are imported and adopted without a loss`() async throws {
    let host = try await handMadeHost()
    let before = try await host.links()
    let mac = try #require(before["vmbridge"]?.mac)
    let manifest = try await imported(host)
    #expect(manifest.status == 0, "\(manifest)")
    #expect(manifest.errors == "")
    #expect(manifest.output.contains("mac: \(mac)") || manifest.output.contains("mac: \"\(mac)\""))
    try host.write(manifest.output)

    let plan = try await host.reconcile("plan")
    #expect(plan.status == 2)
    let rows = plan.output.split(separator: "\n").filter { $0.hasPrefix("      ") }
    #expect(
      rows.allSatisfy {
        $0.contains("managed") || $0.hasSuffix("default of ours") || $0 == "      file      written"
      }, "\(plan)")
    #expect(plan.output.contains("Worst impact: none"), "\(plan)")
    #expect(plan.output.contains("'reconcile apply --adopt' takes it away"), "\(plan)")

    var apply: Execution?
    let events = try await host.monitor {
      apply = try await host.reconcile("apply", "--adopt")
      try await host.settle()
    }
    let done = try #require(apply)
    #expect(done.status == 0, "\(done)")
    #expect(losses(events) == [], "\(events)")
    #expect(try await host.links() == before)
    #expect(
      try await host.defaultRoutes() == ["default via 192.168.250.1 dev vmbridge proto static"])
    try await host.expectNothingToDo()
    for name in ["vmbridge.netdev", "vmbridge.network", "enp4s0.network"] {
      #expect(!host.exists("/etc/systemd/network/\(name)"))
      let kept = try await host.sh("find /var/lib/reconcile/adopted -name \(name)")
      #expect(done.output.contains(kept.trimmingCharacters(in: .whitespacesAndNewlines)), "\(done)")
      #expect(!kept.isEmpty)
    }
    try await host.restartNetworkd()
    try await host.expectNothingToDo()
    #expect(try await host.links() == before)
  }

  @Test func `a file that wins over ours is a conflict until it is adopted`() async throws {
    let host = try await ThrowawayHost()
    try host.write(
      "[Match]\nName=enp4s0\n\n[Network]\nAddress=10.4.0.1/24\n",
      to: "/etc/systemd/network/00-nic.network")
    try await host.run("networkctl", "reload")
    try await waitUntil("the address is there") {
      try await host.link("enp4s0").globalAddresses == ["10.4.0.1/24"]
    }
    try await host.settle()
    let manifest = try await imported(host)
    try host.write(manifest.output)
    let refused = try await host.reconcile("apply")
    #expect(refused.status == 4, "\(refused)")
    #expect(refused.errors.contains("reconcile apply --adopt"), "\(refused)")
    #expect(host.exists("/etc/systemd/network/00-nic.network"))

    let events = try await host.monitor {
      let apply = try await host.reconcile("apply", "--adopt")
      #expect(apply.status == 0, "\(apply)")
    }
    #expect(losses(events) == [], "\(events)")
    #expect(!host.exists("/etc/systemd/network/00-nic.network"))
    try await host.expectNothingToDo()
  }

  @Test func `a file that other links have too stays`() async throws {
    let host = try await ThrowawayHost(nics: ["enp4s0", "enp5s0"])
    let file = "/etc/systemd/network/50-all.network"
    try host.write("[Match]\nName=enp4s0 enp5s0\n\n[Network]\nLinkLocalAddressing=no\n", to: file)
    try await host.run("networkctl", "reload")
    try host.write("version: 1\nnics: {enp4s0: {addresses: [10.4.0.1/24]}}\n")
    let apply = try await host.reconcile("apply", "--adopt")
    #expect(apply.status == 0, "\(apply)")
    #expect(apply.output.contains("\(file) describes links of this manifest and others"))
    #expect(host.exists(file))
    try await host.expectNothingToDo()
  }

  @Test func `what was made by hand alone is imported as live only`() async throws {
    let host = try await ThrowawayHost()
    try await host.sh(
      """
      ip addr add 10.4.0.1/24 brd + dev enp4s0
      ip route add 172.16.0.0/16 via 10.4.0.254
      ip link add byhand link enp4s0 type macvlan mode private
      ip addr add 10.5.0.1/24 brd + dev byhand
      ip link set byhand up
      ip link add guest link enp4s0 type macvtap mode bridge
      ip link add virbr0 type bridge
      """)
    try await host.settle()
    let before = try await host.links()
    let manifest = try await imported(host)
    #expect(manifest.output.contains("10.4.0.1/24  # live only"), "\(manifest)")
    #expect(manifest.output.contains("mode: private"), "\(manifest)")
    #expect(manifest.errors.contains("guest: it belongs to a guest"), "\(manifest)")
    #expect(manifest.errors.contains("virbr0: it belongs to libvirt"), "\(manifest)")
    try host.write(manifest.output)
    let plan = try await host.reconcile("plan")
    #expect(!plan.output.contains("gone"), "\(plan)")
    let events = try await host.monitor { try await host.apply(manifest.output) }
    #expect(losses(events).filter { !$0.contains("172.16.0.0") } == [], "\(events)")
    #expect(try await host.links() == before)
    try await host.expectNothingToDo()
  }

  @Test func `one change by hand is folded into the manifest`() async throws {
    let host = try await ThrowawayHost()
    try await host.apply(
      """
      version: 1
      nics: {enp4s0: }
      macvlans: {vmbridge: {parent: enp4s0, addresses: [192.168.250.33/24]}}
      """)
    try await host.waitUntilConfigured("vmbridge")
    let none = try await imported(host, "vmbridge", "--manifest", ThrowawayHost.manifest)
    #expect(none.status == 0)
    #expect(none.output.contains("is what \(ThrowawayHost.manifest) says"), "\(none)")
    try await host.sh(
      "ip addr add 172.31.0.9/24 dev vmbridge; ip link set vmbridge type macvlan mode private")
    let some = try await imported(host, "vmbridge", "--manifest", ThrowawayHost.manifest)
    #expect(some.status == 0, "\(some)")
    #expect(some.output.contains("-     mode: bridge\n+     mode: private\n"), "\(some)")
    #expect(
      some.output.contains(
        "-     addresses: [192.168.250.33/24]\n+     addresses: [192.168.250.33/24, 172.31.0.9/24]\n"
      ), "\(some)")
    #expect(!some.output.contains("mac:"), "\(some)")
    let unknown = try await imported(host, "nothing", "--manifest", ThrowawayHost.manifest)
    #expect(unknown.status == 64)
  }

  @Test func `what is forgotten works on without a loss`() async throws {
    let host = try await ThrowawayHost()
    try await host.apply(
      """
      version: 1
      nics: {enp4s0: {addresses: [10.4.0.1/24]}}
      macvlans:
        first: {parent: enp4s0, addresses: [192.168.250.33/24], gateway: 192.168.250.1}
        second: {parent: enp4s0, mode: vepa, addresses: ["fd00:2::1/64"]}
      """)
    try await host.waitUntilConfigured("enp4s0", "first", "second")
    try await host.settle()
    let before = try await host.links()
    let folder = "/etc/systemd/network"

    var events = try await host.monitor {
      let one = try await host.execute([ThrowawayHost.program, "forget", "second"])
      #expect(one.status == 0, "\(one)")
      try await host.waitUntilConfigured("enp4s0", "first", "second")
    }
    #expect(losses(events) == [], "\(events)")
    #expect(try host.read("\(folder)/10-second.network").hasPrefix("[Match]\nName=second\n"))
    #expect(!host.exists("\(folder)/05-reconcile-second.network"))
    #expect(
      try host.read("\(folder)/05-reconcile-enp4s0.network.d/second.conf")
        == "[Network]\nMACVLAN=second\n")

    // A manifest without the link leaves it alone from now on, also after a boot.
    try await host.apply(
      """
      version: 1
      nics: {enp4s0: {addresses: [10.4.0.1/24]}}
      macvlans:
        first: {parent: enp4s0, addresses: [192.168.250.33/24], gateway: 192.168.250.1}
      """)
    #expect(try await host.links() == before)
    try await host.expectNothingToDo()

    events = try await host.monitor {
      let all = try await host.execute([ThrowawayHost.program, "forget", "--all"])
      #expect(all.status == 0, "\(all)")
      try await host.waitUntilConfigured("enp4s0", "first", "second")
    }
    #expect(losses(events) == [], "\(events)")
    #expect(try host.unitFiles().isEmpty)
    #expect(host.exists("\(folder)/11-macvtap-unmanaged.network"))
    #expect(try await host.links() == before)

    // networkd alone brings all of it back.
    try await host.sh("ip link del first; ip link del second; ip addr flush dev enp4s0")
    try await host.restartNetworkd()
    try await waitUntil("networkd has made all again") {
      let links = try await host.links()
      return links["first"]?.globalAddresses == ["192.168.250.33/24"]
        && links["second"]?.globalAddresses == ["fd00:2::1/64"]
        && links["enp4s0"]?.globalAddresses == ["10.4.0.1/24"]
    }
    let again = try await host.execute([ThrowawayHost.program, "forget", "first"])
    #expect(again.status == 64, "\(again)")
    let nothing = try await host.execute([ThrowawayHost.program, "forget", "--all"])
    #expect(nothing.status == 0 && nothing.output == "Nothing here is ours.\n", "\(nothing)")
  }

  private static let two = """
    version: 1
    nics: {enp4s0: }
    macvlans: {first: {parent: enp4s0, addresses: [192.168.250.33/24]}, second: {parent: enp4s0}}
    """

  @Test func `a link that another file would take is not forgotten`() async throws {
    let host = try await ThrowawayHost()
    try await host.apply(Self.two)
    let before = try host.unitFiles()
    let path = "/etc/systemd/network/07-all.network"
    try host.write("[Match]\nName=*\n\n[Network]\nDHCP=yes\n", to: path)
    let end = try await host.execute([ThrowawayHost.program, "forget", "first"])
    #expect(end.status == 4, "\(end)")
    #expect(end.errors.contains("would go by \(path) for first"), "\(end)")
    #expect(try host.unitFiles() == before)
  }

  @Test func `rules of others are not overwritten`() async throws {
    let host = try await ThrowawayHost()
    try await host.apply(Self.two)
    let before = try host.unitFiles()
    let path = "/etc/udev/rules.d/70-taps.rules"
    try host.write("# mine\n", to: path)
    let end = try await host.execute([ThrowawayHost.program, "forget", "--all"])
    #expect(end.status == 4, "\(end)")
    #expect(end.errors.contains("\(path) is in the way"), "\(end)")
    #expect(try host.read(path) == "# mine\n")
    #expect(try host.unitFiles() == before)
  }

  @Test func `what networkd drops of others is told, and a reload that fails is too`() async throws
  {
    let host = try await ThrowawayHost()
    try await host.apply(Self.two)
    try await host.waitUntilConfigured("first", "second")
    try await host.sh("ip rule add from 10.9.9.9 table 7 priority 100")
    try await host.sh(
      """
      mkdir /run/fake
      printf '#!/bin/sh\\nexit 1\\n' >/run/fake/networkctl
      chmod 755 /run/fake/networkctl
      """)
    let end = try await host.script("PATH=/run/fake:$PATH $reconcile forget first")
    #expect(end.status == 6, "\(end)")
    #expect(end.output.contains("rule 100: from 10.9.9.9/32"), "\(end)")
    #expect(end.errors.contains("yet to read: networkctl reload"), "\(end)")
    #expect(host.exists("/etc/systemd/network/10-first.network"))
    try await host.run("networkctl", "reload")
    try await waitUntil("the rule is gone, as was told") {
      try await !host.run("ip", "rule").contains("10.9.9.9")
    }
    #expect(try await host.links()["first"]?.globalAddresses == ["192.168.250.33/24"])
    #expect(try await host.execute([ThrowawayHost.program, "forget", "first"]).status == 64)
  }
}
