import Foundation
import Testing

@Suite("status and graph", .enabled(if: ThrowawayHost.isPossible))
struct StatusTests {
  private func appliedHost() async throws -> ThrowawayHost {
    let host = try await ThrowawayHost()
    try await host.apply(String(contentsOfFile: StartingHostTests.manifest, encoding: .utf8))
    return host
  }

  private func status(_ host: ThrowawayHost, _ arguments: String...) async throws -> Execution {
    try await host.execute(
      [ThrowawayHost.program, "status", "--manifest", ThrowawayHost.manifest] + arguments)
  }

  @Test func `the starting host at a glance, and what somebody has changed`() async throws {
    let host = try await appliedHost()
    let whole = try await status(host)
    #expect(whole.status == 0, "\(whole)")
    #expect(whole.output.contains("is what the manifest says"), "\(whole)")
    #expect(whole.output.contains("vmbridge  macvlan  up     192.168.250.33/24  -\n"), "\(whole)")

    try await host.sh("ip link set vmbridge type macvlan mode private")
    let drifted = try await status(host)
    #expect(drifted.status == 0, "\(drifted)")
    #expect(drifted.output.contains("has drifted"), "\(drifted)")
    let link = try await status(host, "vmbridge")
    #expect(link.status == 0, "\(link)")
    for words in ["mode       private\n", "lower      enp4s0\n", "~ drift", "private -> bridge"] {
      #expect(link.output.contains(words), "\(link)")
    }
    let index = try await host.sh("cat /sys/class/net/vmbridge/ifindex").split(separator: "\n")[0]
    #expect(link.output.contains("vmbridge, index \(index)\n"), "\(link)")
  }

  @Test func `JSON is the same`() async throws {
    let host = try await appliedHost()
    let run = try await status(host, "vmbridge", "--json")
    #expect(run.status == 0, "\(run)")
    let object = try #require(
      JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
    #expect(object["format"] as? String == "reconcile/status")
    #expect(object["empty"] as? Bool == true)
    let links = try #require(object["links"] as? [[String: Any]])
    #expect(links.map { $0["name"] as? String } == ["vmbridge"])
    #expect(links[0]["lower"] as? String == "enp4s0")
    #expect((links[0]["addresses"] as? [String])?.contains("192.168.250.33/24") == true)
  }

  @Test func `an unknown name, a manifest in its place, and nobody's root`() async throws {
    let host = try await appliedHost()
    let typo = try await status(host, "vmbrige")
    #expect(typo.status == 64, "\(typo)")
    #expect(typo.errors.contains("did you mean 'vmbridge'?"), "\(typo)")
    let path = try await host.reconcile("status")
    #expect(path.status == 64, "\(path)")
    #expect(path.errors.contains("--manifest \(ThrowawayHost.manifest)"), "\(path)")
    let nobody = ["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups"]
    for command in [["status"], ["graph"]] {
      let run = try await host.execute(nobody + [ThrowawayHost.program] + command)
      #expect(run.status == 1, "\(run)")
      #expect(run.errors.contains("needs root"), "\(run)")
    }
  }

  /// No lock is taken, nothing is written, and the kernel hears of nothing.
  @Test func `both only look, also while an apply holds the lock`() async throws {
    let host = try await appliedHost()
    try await host.waitUntilConfigured("enp4s0", "vmbridge")
    try await host.settle()
    let before = try await host.state()
    let events = try await host.monitor {
      let commands = [
        "status --manifest $manifest", "status vmbridge --manifest $manifest", "graph $manifest",
      ]
      for command in commands {
        let run = try await host.script("flock /run/reconcile/lock $reconcile \(command)")
        #expect(run.status == 0, "\(run)")
      }
    }
    #expect(events == [])
    #expect(try await host.state() == before)
  }

  @Test func `a macvtap's device is what qemu is told`() async throws {
    let host = try await ThrowawayHost()
    try await host.apply(
      "version: 1\nnics: {enp4s0: }\nmacvtaps: {tap0: {parent: enp4s0, mac: 52:54:00:00:00:20}}\n")
    let run = try await status(host, "tap0")
    #expect(run.status == 0, "\(run)")
    let index = try await host.sh("cat /sys/class/net/tap0/ifindex").split(separator: "\n")[0]
    #expect(run.output.contains("tap     /dev/tap\(index)\n"), "\(run)")
    #expect(
      run.output.contains(
        "-netdev tap,id=net0,fd=3 -device virtio-net-pci,netdev=net0,mac=52:54:00:00:00:20"
          + " 3<>/dev/tap\(index)\n"), "\(run)")
  }

  @Test func `the starting host as a picture, with what others put there`() async throws {
    let host = try await appliedHost()
    let calm = try await host.reconcile("graph")
    #expect(calm.status == 0, "\(calm)")
    #expect(
      calm.output == """
        hv01

        nic enp4s0
        `-- macvlan vmbridge  mode bridge  192.168.250.33/24

        """)
    try await host.sh(
      "ip link set vmbridge type macvlan mode private; ip link add 'a\"<b>&' link enp4s0 type macvlan"
    )
    let drifted = try await host.reconcile("graph")
    #expect(drifted.status == 0, "\(drifted)")
    #expect(drifted.output.contains("mode private  192.168.250.33/24  [~ drift]"), "\(drifted)")
    #expect(drifted.output.contains("macvlan a\"<b>&  mode vepa  down  [foreign]"), "\(drifted)")
    for (format, words) in [
      ("mermaid", "macvlan a#34;#60;b#62;#38;<br/>"), ("dot", #"macvlan a\"<b>&amp;\l"#),
      ("svg", "macvlan a&quot;&lt;b&gt;&amp;</text>"),
    ] {
      let run = try await host.reconcile("graph", "--format", format)
      #expect(run.status == 0, "\(run)")
      #expect(run.output.contains(words), "\(run)")
    }
    #expect(try await host.reconcile("graph", "--format", "png").status == 64)
  }

  @Test func `a tree of files has a picture, too`() async throws {
    let host = try await ThrowawayHost()
    try host.write(
      "version: 1\nnics: {a: , b: }\nbonds: {bond0: {members: [a, b], mode: 802.3ad}}\n")
    try await host.sh("mkdir -p /run/tree/etc/systemd/network")
    let run = try await host.reconcile("graph", "--root", "/run/tree", "--systemd-version", "252")
    #expect(run.status == 0, "\(run)")
    #expect(run.output.contains("`-- bond bond0  mode 802.3ad"), "\(run)")
    #expect(run.output.contains("`-- bond bond0  (above)"), "\(run)")
  }
}
