import Testing

/// No change to a link of the host cuts a guest by surprise.
@Suite("Guests are protected", .serialized, .enabled(if: LibvirtHost.isPossible))
struct ProtectionTests {
  @Test func `guests hear each other while the mode of the host's own macvlan changes`()
    async throws
  {
    let libvirt = try await LibvirtHost()
    let host = libvirt.host
    try await host.apply(LibvirtHost.manifest())
    try await Self.bootTwo(libvirt)

    try host.write(LibvirtHost.manifest(Self.web1, link: ", mode: private"))
    let refused = try await host.reconcile("apply")
    #expect(refused.status == 4)
    #expect("\(refused)".contains("refused: cuts db2, web1; allow with: "), "\(refused)")
    #expect("\(refused)".contains("--allow guests"))
    let before = try libvirt.answers(of: "web1")
    let apply = try await host.reconcile("apply", "--allow", "guests")
    #expect(apply.status == 0, "\(apply)")
    try await libvirt.awaitAnswers(10, of: "web1")
    let all = try libvirt.answers(of: "web1")
    #expect(all == Array(all[0]..<(all[0] + all.count)), "an answer was lost")
    #expect(all.count >= before.count + 10)
    try await host.expectNothingToDo()
  }

  @Test func `a lower of guests is replaced only if that is allowed, and they are on it again`()
    async throws
  {
    let libvirt = try await LibvirtHost()
    let host = libvirt.host
    try await host.apply(
      """
      version: 1
      nics: {enp4s0: }
      bridges: {lan0: {members: [enp4s0]}}
      macvlans: {vmbridge: {parent: lan0, addresses: [10.9.8.1/24]}}
      guests:
      \(Self.web1)
      """)
    // Somebody puts a link of another kind in the place of the guests' lower.
    try await host.sh(
      """
      ip link delete lan0
      ip link add lan0 type veth peer name lan1
      ip link set lan1 up
      ip link set lan0 up
      ip link show vmbridge || ip link add vmbridge link lan0 type macvlan mode bridge
      ip link set vmbridge up
      """)
    try await Self.bootTwo(libvirt)

    let refused = try await host.reconcile("apply")
    #expect(refused.status == 4)
    #expect("\(refused)".contains("refused: cuts db2, web1; allow with: "), "\(refused)")
    try await libvirt.awaitAnswers(of: "web1")

    let apply = try await host.reconcile("apply", "--allow", "guests")
    #expect(apply.status == 0, "\(apply)")
    // db2 is in no manifest: what the apply cut, it mends all the same.
    try await libvirt.awaitAnswer(of: 17)
    try await libvirt.awaitAnswer(of: 18)
    try await libvirt.awaitAnswers(of: "web1")
    try await host.expectNothingToDo()
  }

  @Test func `a guest is attached again to a NIC that was gone`() async throws {
    let libvirt = try await LibvirtHost()
    let host = libvirt.host
    try await host.apply(LibvirtHost.manifest())
    try await Self.bootTwo(libvirt)
    try await host.apply(LibvirtHost.manifest(Self.web1))
    try await host.sh(
      """
      ip link delete enp4s0
      ip link add name enp4s0 type veth peer name enp4s0 netns switch
      ip -n switch link set dev enp4s0 up
      ip link set dev enp4s0 up
      """)
    let plan = try await host.reconcile("plan")
    #expect(plan.status == 2)
    #expect(plan.output.contains("without a macvtap -> attached again  live"), "\(plan)")
    #expect(plan.output.contains("guest db2 (running)"), "\(plan)")
    #expect(plan.output.contains("without a macvtap, and is cut there"), "\(plan)")
    let apply = try await host.reconcile("apply")
    #expect(apply.status == 0, "\(apply)")
    try await host.expectNothingToDo()
    try await libvirt.awaitAnswer(of: 17)
  }

  @Test func `whose source goes is told before it does not start`() async throws {
    let libvirt = try await LibvirtHost()
    let host = libvirt.host
    try await host.apply(LibvirtHost.manifest())
    try await Self.bootTwo(libvirt)
    try host.write("version: 1\nnics: {enp4s0: {addresses: [10.9.8.1/24], allow: [host-on-nic]}}\n")
    let plan = try await host.reconcile("plan")
    #expect(
      plan.output.contains("vmbridge: db2, web1 have it as their source and do not start again")
        || plan.output.contains("vmbridge: web1, db2 have it as their source"), "\(plan)")
    let apply = try await host.reconcile("apply", "--allow", "guests,removals")
    #expect(apply.status == 0, "\(apply)")
    // The taps themselves are on the NIC.
    try await libvirt.awaitAnswers(of: "web1")
    try await libvirt.virsh("destroy web1")
    let start = try await host.execute(["virsh", "-q", "-c", "qemu:///system", "start web1"])
    #expect(start.status != 0)
    #expect("\(start)".contains("vmbridge"))
  }

  @Test(arguments: ["STOP", "KILL"])
  func `nobody is cut while libvirt says nothing`(signal: String) async throws {
    let libvirt = try await LibvirtHost()
    let host = libvirt.host
    try await host.apply(LibvirtHost.manifest())
    try await Self.bootTwo(libvirt)
    try await host.run("pkill", "-\(signal)", "libvirtd")
    let clock = ContinuousClock()
    let start = clock.now
    try host.write(LibvirtHost.manifest(link: ", mode: private"))
    let refused = try await host.reconcile("apply", "--allow", "flap")
    #expect(clock.now - start < .seconds(30))
    #expect(refused.status == 4)
    #expect("\(refused)".contains("refused: cuts macvtap"), "\(refused)")
    #expect("\(refused)".contains("? unknown   guests of hv01: libvirt does not answer"))

    // A NIC that is not there for a moment is none that nobody knows who is on it.
    try host.write(
      LibvirtHost.manifest().replacing("{enp4s0: }", with: "{enp4s0: {mtu: 1400}}"))
    let flap = try await host.reconcile("apply", "--allow", "flap")
    #expect(flap.status == 4, "\(flap)")

    try host.write(LibvirtHost.manifest(link: ", dns: [10.9.8.2]"))
    let none = try await host.reconcile("apply")
    #expect(none.status == 0, "\(none)")
    #expect(none.output.contains("not known whose the macvtaps here are"), "\(none)")
    try host.write(LibvirtHost.manifest().replacing("10.9.8.1/24", with: "10.9.8.3/24"))
    let address = try await host.reconcile("apply")
    #expect(address.status == 0, "\(address)")
    try await libvirt.awaitAnswers(of: "web1")
    if signal == "STOP" { try await host.run("pkill", "-CONT", "libvirtd") }
  }

  @Test func `guests that nobody names are removed where the manifest says so`() async throws {
    let libvirt = try await LibvirtHost()
    let host = libvirt.host
    try await host.apply(LibvirtHost.manifest())
    try await Self.bootTwo(libvirt)
    try await host.apply(LibvirtHost.manifest(Self.web1))
    try await host.expectNothingToDo()
    try host.write(LibvirtHost.manifest(Self.web1) + "foreign-guests: remove\n")
    let refused = try await host.reconcile("apply")
    #expect(refused.status == 4)
    #expect("\(refused)".contains("refused: cuts db2; allow with: "), "\(refused)")
    let apply = try await host.reconcile("apply", "--allow", "guests")
    #expect(apply.status == 0, "\(apply)")
    try await host.expectNothingToDo()
    for isLive in [true, false] {
      #expect(try await libvirt.interface(of: "db2", isLive: isLive) == "")
      #expect(try await libvirt.interface(of: "web1", isLive: isLive) != "")
    }
  }

  private static let web1 =
    "  web1: {interfaces: {lan: {parent: vmbridge, mac: \(LibvirtHost.mac(17))}}}\n"

  /// web1 and db2, which is pinged by web1.
  private static func bootTwo(_ libvirt: LibvirtHost) async throws {
    try await libvirt.boot("db2", LibvirtHost.interface(18))
    try await libvirt.awaitBoot(of: "db2")
    try await libvirt.boot("web1", LibvirtHost.interface(17), peer: 18)
    try await libvirt.awaitBoot(of: "web1")
    try await libvirt.awaitAnswers(of: "web1")
  }
}
