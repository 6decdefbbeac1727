import Testing

@Suite("Networks of libvirt", .serialized, .enabled(if: LibvirtHost.isPossible))
struct LibvirtNetworkTests {
  private static func manifest(_ networks: String, guests: String = "") -> String {
    LibvirtHost.manifest(guests)
      + (networks.isEmpty ? "" : "libvirt-networks:\n  vmnet: {\(networks)}\n")
  }

  @Test func `a network is made, changed, repaired and taken away`() async throws {
    let libvirt = try await LibvirtHost()
    let host = libvirt.host
    try host.write(
      "<network><name>other</name><forward mode='bridge'><interface dev='enp4s0'/></forward></network>",
      to: "/run/other.xml")
    try await libvirt.virsh("net-define /run/other.xml")
    func shown(_ network: String = "vmnet") async throws -> String {
      try await libvirt.virsh("net-dumpxml \(network)")
    }
    try await host.apply(Self.manifest("parents: vmbridge"))
    #expect(try await shown().contains("<interface dev='vmbridge'"))
    let info = try await libvirt.virsh("net-info vmnet")
    #expect(info.split(separator: "\n").count { $0.hasSuffix("yes") } == 3, "\(info)")

    // Somebody else changes it.
    try await libvirt.virsh("net-destroy vmnet; net-autostart vmnet --disable")
    let plan = try await host.plan().rows(of: "vmnet")
    #expect(plan.map(\.attribute) == ["autostart", "state"], "\(plan)")
    #expect(plan.allSatisfy { $0.cause == "drift" })
    try await host.apply()

    let uuid = try await libvirt.virsh("net-uuid vmnet")
    try await host.apply(Self.manifest("parents: enp4s0, mode: vepa, autostart: no"))
    #expect(try await libvirt.virsh("net-uuid vmnet") == uuid)
    let changed = try await shown()
    #expect(changed.contains("mode='vepa'") && changed.contains("dev='enp4s0'"), "\(changed)")
    #expect(try await libvirt.virsh("net-info vmnet").contains("Autostart:      no"))

    try await host.apply(Self.manifest(""))
    let list = try await libvirt.virsh("net-list --all --name")
    #expect(!list.contains("vmnet") && list.contains("other"))
  }

  @Test func `guests name it, and it stays while they run`() async throws {
    let libvirt = try await LibvirtHost()
    let host = libvirt.host
    let guests =
      "  web1: {interfaces: {lan: {network: vmnet, mac: \(LibvirtHost.mac(17))}}}\n"
    try await libvirt.boot("web1")
    try await libvirt.awaitBoot(of: "web1")
    try await host.apply(Self.manifest("parents: vmbridge", guests: guests))
    #expect(
      try await libvirt.interface(of: "web1", isLive: false).contains("<source network='vmnet'/>"))
    try await libvirt.awaitAnswer(of: 17, byIPv6: true)

    try host.write(Self.manifest("parents: enp4s0", guests: guests))
    let change = try await host.reconcile("apply")
    #expect(change.status == 0, "\(change)")
    #expect(change.output.contains("web1 uses it, so it stays as it is"), "\(change)")
    try host.write(Self.manifest(""))
    let departure = try await host.reconcile("apply")
    #expect(departure.status == 2, "\(departure)")
    #expect(departure.output.contains("web1 uses it, so it stays until nobody does"))
    #expect(try await libvirt.virsh("net-list --name").contains("vmnet"))
    try await libvirt.awaitAnswer(of: 17)

    try await libvirt.virsh("destroy web1")
    let end = try await host.reconcile("apply")
    #expect(end.status == 0, "\(end)")
    #expect(end.output.contains("web1 will not start without it"), "\(end)")
    #expect(try await !libvirt.virsh("net-list --all --name").contains("vmnet"))
  }

  @Test func `in mode passthru each guest has a NIC of the pool for itself`() async throws {
    let libvirt = try await LibvirtHost(nics: ["enp4s0", "enp5s0", "enp6s0"])
    let host = libvirt.host
    try await host.sh(
      """
      ip -n switch link add wire type bridge
      for port in enp4s0 enp5s0 enp6s0; do ip -n switch link set $port master wire up; done
      ip -n switch link set wire up
      """)
    func guest(_ name: String, _ number: Int) -> String {
      "  \(name): {interfaces: {lan: {network: vmnet, mac: \(LibvirtHost.mac(number))}}}\n"
    }
    func pool(_ guests: String) -> String {
      Self.manifest("parents: [enp5s0, enp6s0], mode: passthru", guests: guests)
        .replacing("nics: {enp4s0: }", with: "nics: {enp4s0: , enp5s0: , enp6s0: }")
    }
    let guests = guest("web1", 17) + guest("web2", 18)
    let before = try await host.links().filter { $0.key != "enp4s0" }.mapValues(\.mac)
    for name in ["web1", "web2"] {
      try await libvirt.boot(name)
      try await libvirt.awaitBoot(of: name)
    }
    try await host.apply(pool(guests))
    try await host.expectNothingToDo()
    // On the wire, for the host is on another NIC.
    for number in [17, 18] { try await libvirt.awaitAnswer(of: number, byIPv6: true) }
    let taps = try await [libvirt.tap(of: "web1"), libvirt.tap(of: "web2")]
    let links = try await host.links()
    #expect(Set(taps.map { links[$0]?.lower }) == ["enp5s0", "enp6s0"])
    #expect(
      Set([links["enp5s0"]?.mac, links["enp6s0"]?.mac]) == [
        LibvirtHost.mac(17), LibvirtHost.mac(18),
      ])

    // The pool is empty for a third.
    try await libvirt.boot("web3")
    try await libvirt.awaitBoot(of: "web3")
    try host.write(pool(guests + guest("web3", 19)))
    let third = try await host.reconcile("apply")
    #expect(third.status == 1, "\(third)")
    #expect(third.errors.contains("web3: error: Failed to attach device;"), "\(third)")

    // What no guest has is what it was.
    let detached = guests.replacing("interfaces:", with: "state: detached, interfaces:")
    try await host.apply(pool(detached), allow: "guests")
    for (name, mac) in before { #expect(try await host.link(name).mac == mac) }
    try await host.expectNothingToDo()
  }

  @Test func `a network of others is left alone`() async throws {
    let libvirt = try await LibvirtHost()
    let host = libvirt.host
    try host.write(
      "<network><name>vmnet</name><bridge name='virbr7'/><ip address='10.77.0.1' netmask='255.255.255.0'/></network>",
      to: "/run/vmnet.xml")
    try await libvirt.virsh("net-define /run/vmnet.xml")
    try host.write(Self.manifest("parents: vmbridge"))
    let apply = try await host.reconcile("apply")
    #expect(apply.status == 4)
    #expect("\(apply)".contains("gives guests no macvtaps"), "\(apply)")
    #expect(try await libvirt.virsh("net-dumpxml vmnet").contains("virbr7"))
  }
}
