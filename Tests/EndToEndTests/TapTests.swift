import Support
import Testing

@Suite("Macvtaps that programs open", .enabled(if: ThrowawayHost.isPossible))
struct TapTests {
  private static let rules = "/etc/udev/rules.d/70-reconcile-taps.rules"

  private static func manifest(_ settings: String) -> String {
    "version: 1\nnics: {enp4s0: }\nmacvtaps:\n  web1tap: {parent: enp4s0\(settings)}\n"
  }

  private static func node(on host: ThrowawayHost) async throws -> String {
    try await host.sh("stat -c '%U %G %a' /dev/tap$(cat /sys/class/net/web1tap/ifindex)")
  }

  @Test func `the device goes to a user and a group, and back`() async throws {
    let host = try await ThrowawayHost(opensTaps: true)
    try await host.apply(Self.manifest(", owner: nobody, group: daemon"))
    #expect(try await Self.node(on: host) == "nobody daemon 660\n")
    let rule =
      #"SUBSYSTEMS=="net", KERNELS=="web1tap", OWNER="nobody", GROUP="daemon", MODE="0660""#
    #expect(try host.read(Self.rules).contains("\n\(rule)"))
    let identity = try host.identity(of: Self.rules)
    let again = try await host.reconcile("apply")
    #expect(again.output.contains("No change was made"), "\(again)")
    #expect(try host.identity(of: Self.rules) == identity)

    try await host.sh("chown root /dev/tap$(cat /sys/class/net/web1tap/ifindex)")
    try await host.sh("echo >> \(Self.rules)")
    let audit = try await host.reconcile("audit")
    #expect(audit.status == 2)
    #expect(audit.output.contains("owner     root -> nobody"), "\(audit)")
    #expect(audit.output.contains("70-reconcile-taps.rules edited"), "\(audit)")
    let apply = try await host.apply()
    #expect(try await Self.node(on: host) == "nobody daemon 660\n")
    #expect(!apply.output.contains("networkctl reload"), "\(apply)")

    try await host.apply(Self.manifest(""))
    #expect(try await Self.node(on: host) == "root root 600\n")
    #expect(try !host.read(Self.rules).contains("nobody"))
  }

  @Test(.enabled(if: Tools.has("udevadm")))
  func `systemd-udevd does it for taps to come, and for those of guests`() async throws {
    let host = try await ThrowawayHost(opensTaps: true)
    try await host.apply(Self.manifest(", owner: nobody, group: daemon"))
    try await host.sh(
      """
      mount -o remount,rw /sys
      mkdir /run/udev
      ln -s "$(command -v udevadm)" /run/bin/systemd-udevd
      systemd-udevd >/run/udevd.log 2>&1 &
      """)
    try await waitUntil("systemd-udevd listens") { host.exists("/run/udev/control") }
    try await host.sh(
      """
      ip link delete web1tap
      ip link add link enp4s0 name web1tap type macvtap mode bridge
      ip link add link enp4s0 name macvtap0 type macvtap mode bridge
      """)
    try await waitUntil("the tap has its owner") {
      try await Self.node(on: host) == "nobody daemon 660\n"
    }
    try await waitUntil("the guest's tap takes all multicast packets") {
      try await host.run("ip", "link", "show", "macvtap0").contains("ALLMULTI")
    }
    func isOff(_ link: String) async throws -> String {
      try await host.run("cat", "/proc/sys/net/ipv6/conf/\(link)/disable_ipv6")
    }
    #expect(try await isOff("macvtap0") == "1\n")
    #expect(try await isOff("web1tap") == "0\n")
    #expect(try !host.read("/run/udevd.log").contains("70-reconcile-taps.rules"))
  }

  @Test func `all multicast packets come in, unless somebody says no`() async throws {
    let host = try await ThrowawayHost(opensTaps: true)
    func takesAll() async throws -> Bool {
      try await host.run("ip", "link", "show", "web1tap").contains("ALLMULTI")
    }
    try await host.apply(Self.manifest(""))
    #expect(try await takesAll())
    try await host.run("ip", "link", "set", "web1tap", "allmulticast", "off")
    #expect(try await host.plan().rows(of: "web1tap").map(\.attribute) == ["all-multicast"])
    try await host.apply()
    #expect(try await takesAll())
    try await host.apply(Self.manifest(", all-multicast: no"))
    #expect(try await !takesAll())
  }

  @Test func `a user whom nobody knows is told`() async throws {
    let host = try await ThrowawayHost()
    try host.write(Self.manifest(", owner: nobody-here"))
    let apply = try await host.reconcile("apply")
    #expect(apply.status == 4)
    #expect("\(apply)".contains("this host has no user 'nobody-here'"), "\(apply)")
    #expect(!host.exists(Self.rules))
  }
}
