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
