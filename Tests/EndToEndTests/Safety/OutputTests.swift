import Foundation
import Testing

@Suite("Output and surroundings", .enabled(if: ThrowawayHost.isPossible))
struct OutputTests {
  private static let bridge = """
    version: 1
    nics: {enp4s0: }
    macvlans: {vmbridge: {parent: enp4s0, addresses: [10.0.0.5/24], mtu: 1400}}

    """

  // MARK: /etc/reconcile/config.yaml

  @Test func `the host's policy names the manifest and the impact`() async throws {
    let host = try await ThrowawayHost()
    try await host.sh("mkdir /run/manifests")
    try host.write(Self.bridge, to: "/run/manifests/hv01.yaml")
    try host.write("manifests: /run/manifests\nallow: flap\n", to: "/etc/reconcile/config.yaml")
    let plan = try await host.script("$reconcile plan")
    #expect(plan.status == 2, "\(plan)")
    #expect(plan.output.hasPrefix("hv01  /run/manifests/hv01.yaml  systemd "))
    #expect(try await host.script("$reconcile apply").status == 0)
    #expect(try await host.script("$reconcile audit").status == 0)

    let raised = Self.bridge.replacing("{enp4s0: }", with: "{enp4s0: {mtu: 1600}}")
    try host.write(raised, to: "/run/manifests/hv01.yaml")
    #expect(try await host.script("$reconcile apply --allow address").status == 4)
    #expect(try await host.script("$reconcile apply").status == 0)

    // The name up to the first dot, and another name where the policy says so.
    try await host.sh("hostname hv01.example.org")
    #expect(try await host.script("$reconcile plan").status == 0)
    try await host.sh("mv /run/manifests/hv01.yaml /run/manifests/other.yaml")
    try host.write(
      "manifests: /run/manifests\nhost: other\n", to: "/etc/reconcile/config.yaml")
    let other = try await host.script("$reconcile plan")
    #expect(other.output.contains("/run/manifests/other.yaml"), "\(other)")
    try host.write("manifests: relative\nalow: flap\n", to: "/etc/reconcile/config.yaml")
    let broken = try await host.script("$reconcile plan")
    #expect(broken.status == 3, "\(broken)")
    #expect(broken.errors.contains("did you mean 'allow'?"), "\(broken)")
  }

  // MARK: A tree of files

  @Test func `a tree needs no root, no kernel and no daemon`() async throws {
    let host = try await ThrowawayHost()
    try await host.sh(
      """
      /run/bin/restart-networkd stop; umount /sys || true
      cp \(ThrowawayHost.program) /run/reconcile-copy; chmod 755 /run/reconcile-copy
      mkdir -p /run/tree/etc/systemd/network
      """)
    try host.write(Self.bridge)
    let nobody = "setpriv --reuid 65534 --clear-groups /run/reconcile-copy"
    let plan = "\(nobody) plan --root /run/tree --systemd-version 252 $manifest"
    let first = try await host.script(plan)
    #expect(first.status == 2, "\(first)")
    #expect(first.output.contains("+ macvlan vmbridge on enp4s0"), "\(first)")
    #expect(first.output.contains("10.0.0.5/24"), "\(first)")
    try await host.sh(
      "\(ThrowawayHost.program) render --output /run/tree/etc/systemd/network"
        + " --systemd-version 252 \(ThrowawayHost.manifest)")
    let second = try await host.script(plan)
    #expect(second.status == 0, "\(second)")
    let third = try await host.script("\(nobody) plan --root /run/tree $manifest")
    #expect(third.status == 1, "\(third)")
    #expect(third.errors.contains("--systemd-version"), "\(third)")
    #expect(try await host.links().keys.sorted() == ["enp4s0"])
  }

  @Test func `a tree has its own policy, manifests and name`() async throws {
    let host = try await ThrowawayHost()
    try await host.sh("mkdir -p /run/tree/etc/reconcile /run/tree/srv")
    try host.write(Self.bridge, to: "/run/tree/srv/image7.yaml")
    try host.write("manifests: /srv\n", to: "/run/tree/etc/reconcile/config.yaml")
    let plan = "$reconcile plan --root /run/tree/ --systemd-version 252"
    let nameless = try await host.script(plan)
    #expect(nameless.status == 64, "\(nameless)")
    #expect(nameless.errors.contains("host: "), "\(nameless)")
    try host.write("image7.example.org\n", to: "/run/tree/etc/hostname")
    let named = try await host.script(plan)
    #expect(named.status == 2, "\(named)")
    #expect(named.output.contains("/run/tree/srv/image7.yaml"), "\(named)")
  }

  /// Where a manifest is named, the policy of the machine that renders says nothing.
  @Test func `render reads no policy for a manifest that is named`() async throws {
    let host = try await ThrowawayHost()
    try host.write(Self.bridge)
    try host.write("allow: [\n", to: "/etc/reconcile/config.yaml")
    let render = try await host.script("$reconcile render --systemd-version 252 $manifest")
    #expect(render.status == 0, "\(render)")
    #expect(try await host.script("$reconcile plan $manifest").status == 3)
  }

  // MARK: Files

  @Test func `a missing folder of units is made, and what others wrote is kept`() async throws {
    let host = try await ThrowawayHost()
    try host.write(Self.bridge)
    try await host.sh("rm -rf /etc/systemd/network")
    #expect(try await host.script("umask 077; $reconcile apply $manifest").status == 0)
    let file = "/etc/systemd/network/05-reconcile-vmbridge.network"
    try await host.sh("echo '# by hand' >>\(file)")
    let again = try await host.script("$reconcile apply $manifest")
    #expect(again.status == 0, "\(again)")
    let mark = "Kept what others had written: "
    let line = try #require(again.output.split(separator: "\n").first { $0.hasPrefix(mark) })
    #expect(try await host.script("tail -1 \(line.dropFirst(mark.count))").output == "# by hand\n")
    let third = try await host.script("$reconcile apply $manifest")
    #expect(!third.output.contains(mark), "\(third)")
  }

  // MARK: Text and JSON

  /// The rows of a plan's text: link, attribute, now and after.
  @Test func `JSON says what the text says`() async throws {
    let host = try await ThrowawayHost()
    try await host.apply(Self.bridge)
    try await host.sh(
      "ip link set vmbridge type macvlan mode private; ip addr add 10.0.0.9/24 dev vmbridge")
    try host.write(Self.bridge.replacing("mtu: 1400", with: "mtu: 1450, dns: [10.0.0.1]"))
    let json = try await host.reconcile("plan", "--json")
    #expect(json.status == 2)
    let object = try #require(
      JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
    #expect(object["format"] as? String == "reconcile/plan")
    #expect(object["version"] as? Int == 1)
    #expect(object["host"] as? String == "hv01")
    #expect(object["generation"] as? Int == 1)
    let rows = try PlanFacts(json.output).links.flatMap(\.differences).map { row in
      let transition =
        switch (row.now, row.after) {
        case (let now?, let after?): "\(now) -> \(after)"
        case (let now?, nil): "\(now) -> gone"
        default: row.after ?? ""
        }
      return "\(row.attribute) \(transition)"
    }
    let text = try await host.reconcile("plan").output
    let shown = text.split(separator: "\n").filter { $0.hasPrefix("      ") }.map { line in
      line.replacing(#/ {2,}(kernel|file|networkd)(, foreign)?$/#, with: "")
        .split(separator: " ").joined(separator: " ")
    }
    #expect(shown.sorted() == rows.sorted())
    #expect(rows.count >= 4)

    let audit = try await host.reconcile("audit", "--json")
    #expect(audit.output.contains(#""format" : "reconcile/audit""#), "\(audit)")
    let apply = try await host.reconcile("apply", "--json")
    #expect(apply.status == 0, "\(apply)")
    let result = try #require(
      JSONSerialization.jsonObject(with: Data(apply.output.utf8)) as? [String: Any])
    #expect(result["format"] as? String == "reconcile/apply")
    #expect(result["result"] as? String == "applied")
  }

  @Test func `colour is for terminals, and not where it is unwanted`() async throws {
    let host = try await ThrowawayHost()
    try host.write(Self.bridge)
    let escape = "\u{1b}["
    #expect(try await !"\(host.reconcile("plan"))".contains(escape))
    // Its end of input would end script(1) before the program.
    func onTerminal(_ environment: String) async throws -> String {
      let script =
        #"script -qc "env -u NO_COLOR \#(environment) $reconcile plan $manifest" /dev/null"#
      return try await host.script("\(script) < <(sleep 9)").output
    }
    let coloured = try await onTerminal("TERM=xterm")
    #expect(coloured.contains("\(escape)32m"), "\(coloured.debugDescription)")
    #expect(try await !onTerminal("TERM=xterm NO_COLOR=1").contains(escape))
    #expect(try await !onTerminal("TERM=dumb").contains(escape))
    #expect(try await onTerminal("TERM=xterm NO_COLOR=").contains(escape))
    #expect(try await !"\(host.reconcile("apply"))".contains("\u{1b}"))
    let text = try await host.reconcile("plan").output
    #expect(text.utf8.allSatisfy { $0 < 0x7f })
  }

  // MARK: Surroundings

  @Test func `systemd finds nothing wrong with the units`() async throws {
    let host = try await ThrowawayHost()
    try await host.sh(
      """
      mkdir -p /run/bin-upper /run/bin-work
      mount -t overlay -o lowerdir=/usr/bin,upperdir=/run/bin-upper,workdir=/run/bin-work overlay /usr/bin
      cp \(ThrowawayHost.program) /usr/bin/reconcile
      """)
    for unit in ["reconcile.service", "reconcile.timer"] {
      let verify = try await host.execute([
        "systemd-analyze", "--man=no", "verify", ThrowawayHost.path("systemd/\(unit)"),
      ])
      #expect(verify.status == 0, "\(verify)")
      #expect(verify.output + verify.errors == "", "\(verify)")
    }
  }

  @Test func `the demo passes`() async throws {
    let demo = try await Execution.of([
      "env", "RECONCILE=\(ThrowawayHost.program)", ThrowawayHost.path("Tests/Hosts/throwaway-host"),
      "--", ThrowawayHost.path("Tests/Hosts/demo"),
    ])
    #expect(demo.status == 0, "\(demo)")
  }
}
