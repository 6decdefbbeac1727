import Support
import Testing

@testable import ReconcileCore
@testable import ReconcileHost

@Suite("Guests", .serialized, .enabled(if: LibvirtHost.isPossible))
struct GuestTests {
  @Test func `the starting story`() async throws {
    let libvirt = try await LibvirtHost()
    let host = libvirt.host
    try await host.apply(LibvirtHost.manifest())
    let images = "kernel=/run/guest/vmlinuz,initrd=/run/guest/initrd"
    try await host.run(
      "virt-install", "--name", "web1", "--virt-type", "qemu", "--memory", "96", "--disk", "none",
      "--graphics", "none", "--noautoconsole", "--osinfo", "detect=off,require=off", "--import",
      "--boot", "\(images),kernel_args=console=ttyS0 quiet panic=-1 no_timer_check",
      "--serial", "file,path=/run/guest/console-web1", "--network",
      "type=direct,source=vmbridge,source_mode=bridge,model=virtio,mac=\(LibvirtHost.mac(17))")
    let foreign = try await host.reconcile("plan")
    #expect(foreign.status == 2)
    #expect(foreign.output.contains("\(LibvirtHost.mac(17)) on vmbridge"), "\(foreign)")
    // No systemd-udevd runs here, which would have done it at once.
    #expect(foreign.output.contains("~ tap of web1 "), "\(foreign)")
    #expect(foreign.output.contains("all-multicast  no -> yes"), "\(foreign)")
    try await libvirt.awaitBoot(of: "web1")
    try await host.apply()

    let web1 = "  web1: {interfaces: {lan: {parent: vmbridge, mac: \(LibvirtHost.mac(17))}}}\n"
    try host.write(LibvirtHost.manifest(web1))
    try await host.expectNothingToDo()

    try await libvirt.boot("web2")
    try await libvirt.awaitBoot(of: "web2")
    let web2 = "  web2: {interfaces: {lan: {parent: vmbridge, mac: \(LibvirtHost.mac(18))}}}\n"
    try host.write(LibvirtHost.manifest(web1 + web2))
    try await host.apply()
    try await host.expectNothingToDo()
    // The first is not trusted, and gets all multicast packets; the second is.
    for number in [17, 18] { try await libvirt.awaitAnswer(of: number, byIPv6: true) }
    for name in ["web1", "web2"] {
      let tap = try await libvirt.tap(of: name)
      let isOff = try await host.run("cat", "/proc/sys/net/ipv6/conf/\(tap)/disable_ipv6")
      #expect(isOff == "1\n")
    }
  }

  @Test func `a tap is left alone where the manifest says so`() async throws {
    let libvirt = try await LibvirtHost()
    let host = libvirt.host
    let manifest = LibvirtHost.manifest()
    try await host.apply(manifest + "guest-taps: {ipv6: yes, all-multicast: no}\n")
    #expect(!host.exists("/etc/udev/rules.d/70-reconcile-taps.rules"))
    try await libvirt.boot("web1", LibvirtHost.interface(17))
    try await host.expectNothingToDo()
    let tap = try await libvirt.tap(of: "web1")
    try await host.apply(manifest)
    let shown = try await host.run("ip", "link", "show", tap)
    #expect(shown.contains("ALLMULTI"), "\(shown)")
    #expect(!(try await host.run("ip", "-6", "address", "show", tap).contains("inet6")))
    // What somebody takes away comes back.
    try await host.run("ip", "link", "set", tap, "allmulticast", "off")
    let audit = try await host.reconcile("audit")
    #expect(audit.output.contains("all-multicast  no -> yes"), "\(audit)")
    try await host.apply()
  }

  @Test(arguments: [
    (LibvirtHost.interface(18, mode: "vepa"), "mode"),
    (LibvirtHost.interface(18, model: "e1000"), "model"),
    (LibvirtHost.interface(18, source: "enp4s0"), "parent"),
  ])
  func `a difference is found and mended`(interface: String, attribute: String) async throws {
    let libvirt = try await LibvirtHost.withGuest()
    let host = libvirt.host
    // Somebody changes it by hand, in both descriptions.
    try await libvirt.exchange(LibvirtHost.interface(18), for: interface)
    try await libvirt.virsh("destroy web2; start web2")
    try await libvirt.awaitBoot(of: "web2")

    let plan = try await host.reconcile("plan")
    #expect(plan.status == 2)
    #expect(plan.output.contains("guest web2 lan"), "\(plan)")
    #expect(plan.output.contains("      \(attribute) "), "\(plan)")
    #expect(plan.output.contains("definition") && plan.output.contains("live"), "\(plan)")
    let refused = try await host.reconcile("apply")
    #expect(refused.status == 4)
    #expect("\(refused)".contains("--allow guests"))
    let apply = try await host.reconcile("apply", "--allow", "guests")
    #expect(apply.status == 0, "\(apply)")
    try await host.expectNothingToDo()
    try await libvirt.awaitAnswer(of: 18)
  }

  /// The name that the guest's Linux gives a NIC comes from its slot.
  @Test func `a guest keeps its slot, its alias, and what it had where the new is refused`()
    async throws
  {
    let libvirt = try await LibvirtHost.withGuest()
    let host = libvirt.host
    let alias = LibvirtHost.interface(18)
      .replacing("<model", with: "<alias name='ua-lan'/><model")
    try await libvirt.exchange(LibvirtHost.interface(18), for: alias)
    try await libvirt.virsh("destroy web2; start web2")
    try await libvirt.awaitBoot(of: "web2")
    try await host.apply()
    func slot() async throws -> Substring? {
      let live = try await libvirt.interface(of: "web2", isLive: true)
      #expect(live.contains("<alias name='ua-lan'/>"), "\(live)")
      return live.split(separator: "<address type='pci'").last
    }
    let old = try await slot()
    try host.write(LibvirtHost.manifest(LibvirtHost.guest(", mode: private")))
    let apply = try await host.reconcile("apply", "--allow", "guests")
    #expect(apply.status == 0, "\(apply)")
    #expect(try await slot() == old)

    try host.write(LibvirtHost.manifest(LibvirtHost.guest(", mode: private, model: nosuch")))
    let refused = try await host.reconcile("apply", "--allow", "guests")
    #expect(refused.status == 6, "\(refused)")
    #expect(try await slot() == old)
    try host.write(LibvirtHost.manifest(LibvirtHost.guest(", mode: private")))
    try await host.apply()
    try host.write(LibvirtHost.manifest(LibvirtHost.guest()))
    #expect(try await host.reconcile("apply", "--allow", "guests").status == 0)
    #expect(try await slot() == old)
    try await libvirt.awaitAnswer(of: 18)
  }

  /// The hardware is not there: what libvirt has written down is all that can be seen.
  @Test(arguments: ["of-a-virtual-function", "of-a-virtual-function-by-macvtap"])
  func `libvirt takes an interface that is a virtual function`(name: String) async throws {
    let libvirt = try await LibvirtHost()
    try await libvirt.define("web1")
    let text = try #require(
      Files.text("\(Files.package)/Tests/ReconcileHostTests/Guests/Cases/\(name)/new.xml"))
    try libvirt.host.write(text, to: "/run/interface.xml")
    try await libvirt.virsh("attach-device web1 /run/interface.xml --config")
    let xml = try LibXML()
    let given = DomainInterface(try xml.parse(text))
    let kept = DomainInterface(
      try xml.parse(try await libvirt.interface(of: "web1", isLive: false)))
    #expect(kept.type == given.type)
    #expect(kept.mac == given.mac)
    #expect(kept.source == given.source)
    #expect(kept.mode == given.mode)
    #expect(kept.vlan == 10)
  }

  @Test func `another address is mended where it is proved to be the same interface`()
    async throws
  {
    let libvirt = try await LibvirtHost.withGuest()
    let host = libvirt.host
    try await libvirt.exchange(LibvirtHost.interface(18), for: LibvirtHost.interface(19))
    let plan = try await host.reconcile("plan")
    #expect(
      plan.output.contains("mac       \(LibvirtHost.mac(19)) -> \(LibvirtHost.mac(18))"),
      "\(plan)")
    try await host.apply()
    try await host.expectNothingToDo()

    try await libvirt.exchange(LibvirtHost.interface(18), for: LibvirtHost.interface(19))
    try await libvirt.virsh("destroy web2; start web2")
    try await libvirt.awaitBoot(of: "web2")
    let note = "web2 (running) has \(LibvirtHost.mac(19)) on vmbridge"
    #expect(try await host.reconcile("plan").output.contains(note))
    try await host.apply()
    try await libvirt.awaitAnswer(of: 18)
    try await libvirt.awaitAnswer(of: 19)

    try host.write(LibvirtHost.manifest(LibvirtHost.guest(", state: detached")))
    #expect(try await host.reconcile("apply", "--allow", "guests").status == 0)
    #expect(try await host.reconcile("plan").output.contains(note))
    try await libvirt.awaitAnswer(of: 19)
  }

  @Test func `what is missing in one description alone is added there`() async throws {
    let libvirt = try await LibvirtHost.withGuest()
    let host = libvirt.host
    try host.write(LibvirtHost.interface(18), to: "/run/interface.xml")

    try await libvirt.virsh("detach-device web2 /run/interface.xml --config")
    try await host.apply()
    #expect(
      try await libvirt.interface(of: "web2", isLive: false).contains(LibvirtHost.mac(18)))

    try await libvirt.virsh("detach-device web2 /run/interface.xml --live")
    try await waitUntil("the interface is gone") {
      try await libvirt.interface(of: "web2", isLive: true).isEmpty
    }
    try await host.apply()
    try await host.expectNothingToDo()
    try await libvirt.awaitAnswer(of: 18)
  }

  @Test func `of two interfaces with one address the one that nobody names goes`() async throws {
    // On one lower the kernel would not have both.
    let libvirt = try await LibvirtHost(nics: ["enp4s0", "enp5s0"])
    let host = libvirt.host
    func manifest(_ guests: String = "") -> String {
      LibvirtHost.manifest(guests).replacing("{enp4s0: }", with: "{enp4s0: , enp5s0: }")
    }
    try await host.apply(manifest())
    try await libvirt.boot(
      "web2", LibvirtHost.interface(18) + LibvirtHost.interface(18, source: "enp5s0"))
    try await libvirt.awaitBoot(of: "web2")
    try await host.apply(manifest(LibvirtHost.guest()))
    try host.write(manifest(LibvirtHost.guest()) + "foreign-guests: remove\n")
    let apply = try await host.reconcile("apply", "--allow", "guests")
    #expect(apply.status == 0, "\(apply)")
    try await host.expectNothingToDo()
    #expect(try await libvirt.virsh("domiflist web2").split(separator: "\n").count == 1)
  }

  @Test func `status tells the addresses that the guest's agent knows`() async throws {
    let libvirt = try await LibvirtHost()
    let host = libvirt.host
    try await host.apply(LibvirtHost.manifest())
    let channel =
      "<channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0'/></channel>"
    try await libvirt.boot("web2", LibvirtHost.interface(18) + channel)
    try await host.apply(LibvirtHost.manifest(LibvirtHost.guest()))
    try await host.sh(
      """
      for try in $(seq 900); do
        virsh -q domifaddr web2 --source agent 2>/dev/null | grep -q 10.9.8.18 && exit
        sleep 0.1
      done
      exit 1
      """)
    let status = try await host.execute([
      ThrowawayHost.program, "status", "web2", "--manifest", ThrowawayHost.manifest,
    ])
    #expect(status.status == 0, "\(status)")
    for words in ["10.9.8.18 ", "fd09::18 ", "(guest agent)"] {
      #expect(status.output.contains(words), "\(words) in \(status)")
    }
  }

  @Test func `status and graph show a guest, its tap and its addresses`() async throws {
    let libvirt = try await LibvirtHost()
    let host = libvirt.host
    let guests =
      "  web2: {interfaces: {lan: {parent: vmbridge, mac: \(LibvirtHost.mac(18))}}}\n"
    try await host.apply(LibvirtHost.manifest())
    try await libvirt.boot(
      "web2", LibvirtHost.interface(18) + LibvirtHost.interface(19, mode: "vepa"))
    try await libvirt.awaitBoot(of: "web2")
    try await host.apply(LibvirtHost.manifest(guests))
    try await libvirt.awaitAnswer(of: 18)
    let taps = try await host.sh(
      "virsh -q domiflist web2 | awk '{print $1}'"
    ).split(separator: "\n").map(String.init)
    #expect(taps.count == 2)

    let status = try await host.execute([
      ThrowawayHost.program, "status", "web2", "--manifest", ThrowawayHost.manifest,
    ])
    #expect(status.status == 0, "\(status)")
    for words in [
      "guest web2  running", "  lan\n", "10.9.8.18 ", "(neighbour table)",
      "\(LibvirtHost.mac(19)), which is not in the manifest",
    ] + taps {
      #expect(status.output.contains(words), "\(words) in \(status)")
    }

    let graph = try await host.reconcile("graph")
    #expect(graph.status == 0, "\(graph)")
    #expect(
      graph.output == """
        hv01

        nic enp4s0
        `-- macvlan vmbridge  mode bridge  10.9.8.1/24  fd09::1/64
            |-- guest web2 lan  running  tap \(taps[0])  \(LibvirtHost.mac(18))
            `-- guest web2  running  tap \(taps[1])  mode vepa  \(LibvirtHost.mac(19))  [foreign]

        """)
  }

  @Test func `guests in every state`() async throws {
    let libvirt = try await LibvirtHost()
    let host = libvirt.host
    try await libvirt.define("off")
    try await libvirt.boot("paused")
    try await libvirt.virsh("suspend paused")
    try await host.sh(
      """
      \(ThrowawayHost.path("Tests/Hosts/start-libvirt")) guest transient >/run/transient.xml
      virsh -q create /run/transient.xml
      """)
    try await libvirt.awaitBoot(of: "transient")
    let names = ["off", "paused", "transient", "elsewhere"]
    let guests = names.map { "  \($0): {interfaces: {lan: {parent: vmbridge}}}\n" }.joined()
    try host.write(LibvirtHost.manifest(guests))
    let apply = try await host.reconcile("apply")
    #expect(apply.status == 0, "\(apply)")
    #expect(apply.output.contains("1 guest of the manifest is elsewhere: elsewhere"), "\(apply)")
    try await host.expectNothingToDo()
    for name in ["paused", "transient"] {
      #expect(try await !libvirt.interface(of: name, isLive: true).isEmpty)
    }
    for name in ["off", "paused"] {
      #expect(try await !libvirt.interface(of: name, isLive: false).isEmpty)
    }
  }

  @Test func `libvirt that is stopped or hangs is told, and keeps nobody from the rest`()
    async throws
  {
    let libvirt = try await LibvirtHost()
    let host = libvirt.host
    let guests = "  web2: {interfaces: {lan: {parent: vmbridge}}}\n"
    try await host.apply(LibvirtHost.manifest(guests))
    for signal in ["STOP", "KILL"] {
      try await host.run("pkill", "-\(signal)", "libvirtd")
      let clock = ContinuousClock()
      let start = clock.now
      let plan = try await host.reconcile("plan")
      #expect(clock.now - start < .seconds(30))
      #expect(plan.status == 2)
      #expect(
        plan.output.contains("? unknown   guests of hv01: libvirt does not answer"), "\(plan)")

      let dns = "10.9.8.\(signal == "STOP" ? 2 : 3)"
      try host.write(LibvirtHost.manifest(guests, link: ", dns: [\(dns)]"))
      let apply = try await host.reconcile("apply")
      #expect(apply.status == 2, "\(apply)")
      #expect(try host.read("/etc/systemd/network/05-reconcile-vmbridge.network").contains(dns))
      if signal == "STOP" { try await host.run("pkill", "-CONT", "libvirtd") }
    }
  }

  @Test func `hostile names and texts do no harm`() async throws {
    let libvirt = try await LibvirtHost()
    let host = libvirt.host
    // A name has no '/'.
    let name = #"-a 'b' "c" `printf '\057run\057harm' | xargs touch`; echo"#
    let escaped = name.replacing("'", with: "&apos;").replacing("\"", with: "&quot;")
    try host.write(
      """
      <domain type='qemu'><name>\(escaped)</name><memory>65536</memory><vcpu>1</vcpu>
      <description>reconcile-1 &lt;interface type='direct'&gt; ]]&gt;
      &lt;/domain&gt; &amp;lt; &#10; echo</description>
      <os><type arch='x86_64'>hvm</type></os><devices/></domain>
      """, to: "/run/hostile.xml")
    try await libvirt.virsh("define /run/hostile.xml")
    let quoted = name.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
    try host.write(
      LibvirtHost.manifest(
        "  \"\(quoted)\": {interfaces: {lan: {parent: vmbridge}}}\n"))
    let plan = try await host.reconcile("plan")
    #expect(plan.output.contains("+ guest \(name) lan"), "\(plan)")
    let apply = try await host.reconcile("apply")
    #expect(apply.status == 0, "\(apply)")
    try await host.expectNothingToDo()
    #expect(!host.exists("/run/harm"))
  }
}
