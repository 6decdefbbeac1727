import Foundation
import Testing

extension GuestTests {
  @Test func `many guests are changed by few processes, and one that refuses keeps nobody back`()
    async throws
  {
    let libvirt = try await LibvirtHost()
    let host = libvirt.host
    let names = (1...40).map { "web\($0)" }
    for name in names { try await libvirt.define(name) }
    try await libvirt.boot("paused")
    try await libvirt.virsh("suspend paused")
    // The link's name is one that libvirt refuses while the guest runs: it is taken.
    let guests =
      names.map { "  \($0): {interfaces: {lan: {parent: vmbridge}, dmz: {parent: vmbridge}}}\n" }
      .joined() + "  paused: {interfaces: {lan: {parent: vmbridge, target: taken}}}\n"
    try host.write(LibvirtHost.manifest(guests))
    try await host.sh(
      """
      ip link add taken type veth peer name other
      printf '#!/bin/sh\\necho >>/run/asked\\nexec /usr/bin/virsh "$@"\\n' >/run/bin/virsh
      chmod +x /run/bin/virsh
      """)
    let apply = try await host.reconcile("apply")
    #expect(apply.status == 6, "\(apply)")
    #expect(apply.errors.contains("paused: error: Failed to attach device"), "\(apply)")
    #expect(apply.errors.contains("not done  attach lan"), "\(apply)")
    #expect(
      try host.read("/run/asked").split(separator: "\n", omittingEmptySubsequences: false).count
        < 12)
    for name in [names[0], names[39]] {
      let text = try await libvirt.virsh("domiflist \(name)")
      #expect(text.split(separator: "\n").count == 2, "\(text)")
    }
    #expect(try await libvirt.interface(of: "paused", isLive: false).isEmpty)
    #expect(try await host.sh("ls /run/reconcile") == "loaded.json\nlock\n")

    try await host.sh("ip link delete taken")
    try await host.apply()
    try await host.expectNothingToDo()
  }

  @Test func `a plan of 500 guests asks libvirt by three processes at most`() async throws {
    let libvirt = try await LibvirtHost()
    let host = libvirt.host
    try await host.apply(LibvirtHost.manifest())
    let script = ThrowawayHost.path("Tests/Hosts/start-libvirt")
    try await host.sh(
      """
      for number in $(seq 500); do
        [ -n "${xml-}" ] || xml=$(\(script) guest NAME)
        echo "$xml" | sed "s/NAME/web$number/" >/run/web$number.xml
        echo "define /run/web$number.xml"
      done >/run/define
      virsh -q -c qemu:///system </run/define >/run/defined
      printf '#!/bin/sh\\necho >>/run/asked\\nexec /usr/bin/virsh "$@"\\n' >/run/bin/virsh
      chmod +x /run/bin/virsh
      """)
    let guests = (1...500).map { "  web\($0): {interfaces: {lan: {parent: vmbridge}}}\n" }
    try host.write(LibvirtHost.manifest(guests.joined()))
    let plan = try await host.reconcile("plan")
    #expect(plan.status == 2 && plan.output.contains("Plan: 500 to add, 0 to change"), "\(plan)")
    #expect((1...3).contains(try host.read("/run/asked").count))
    try await host.apply()
    try await host.expectNothingToDo()
  }

  @Test func `a paused guest keeps what it has until it runs`() async throws {
    let libvirt = try await LibvirtHost.withGuest()
    let host = libvirt.host
    try await libvirt.virsh("suspend web2")
    try host.write(LibvirtHost.manifest() + "foreign-guests: remove\n")
    for _ in 1...2 {
      let apply = try await host.reconcile("apply", "--allow", "guests")
      #expect(apply.status == 2, "\(apply)")
      #expect(apply.output.contains("web2 is paused and lets no interface go"), "\(apply)")
    }
    #expect(try await libvirt.interface(of: "web2", isLive: false).isEmpty)
    try await libvirt.virsh("resume web2")
    #expect(try await host.reconcile("apply", "--allow", "guests").status == 0)
    #expect(try await libvirt.interface(of: "web2", isLive: true).isEmpty)
  }

  @Test func `a link that one guest gives up another gets`() async throws {
    let libvirt = try await LibvirtHost(nics: ["enp4s0", "enp5s0"])
    let host = libvirt.host
    func manifest(_ first: String, _ second: String) -> String {
      let interface = "interfaces: {lan: {parent: enp5s0, mode: passthru, mac: "
      return LibvirtHost.manifest(
        "  web1: {state: \(first), \(interface)\(LibvirtHost.mac(17))}}}\n"
          + "  web2: {state: \(second), \(interface)\(LibvirtHost.mac(18))}}}\n"
      ).replacing("nics: {enp4s0: }", with: "nics: {enp4s0: , enp5s0: }")
    }
    for name in ["web1", "web2"] {
      try await libvirt.boot(name)
      try await libvirt.awaitBoot(of: name)
    }
    try await host.apply(manifest("detached", "attached"))
    try host.write(manifest("attached", "detached"))
    let apply = try await host.reconcile("apply", "--allow", "guests")
    #expect(apply.status == 0, "\(apply)")
    try await host.expectNothingToDo()
    // By hand, it is drift.
    try host.write(try await libvirt.interface(of: "web1", isLive: false), to: "/run/lan.xml")
    try await libvirt.virsh("detach-device web1 /run/lan.xml --config")
    #expect(try await host.reconcile("audit").status == 2)
  }
}
