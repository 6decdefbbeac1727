import Foundation
import ReconcileCore
import Testing

@Suite("Exit codes", .enabled(if: ThrowawayHost.isPossible))
struct ExitCodeTests {
  private static let units = "/etc/systemd/network"
  private static let bridge = """
    version: 1
    nics: {enp4s0: }
    macvlans:
      vmbridge: {parent: enp4s0, addresses: [10.0.0.5/24]}
      storage: {parent: enp4s0, addresses: [10.1.0.5/24]}

    """

  @Test func `each end has its code`() async throws {
    let host = try await ThrowawayHost()
    try host.write(Self.bridge)
    func expect(_ status: Int32, _ script: String, _ words: String...) async throws {
      let end = try await host.script(script)
      #expect(end.status == status, "\(end)")
      for word in words { #expect("\(end)".contains(word), "\(end)") }
    }
    try await host.sh(
      "cp \(ThrowawayHost.program) /run/reconcile-copy; chmod 755 /run/reconcile-copy")
    let nobody = "setpriv --reuid 65534 --clear-groups /run/reconcile-copy"
    try await expect(1, "\(nobody) plan $manifest", "needs root")
    try await expect(1, "\(nobody) apply $manifest", "needs root")
    try await expect(1, "\(nobody) audit $manifest", "needs root")
    try await expect(0, "\(nobody) validate $manifest", "no problems")
    try await expect(0, "$reconcile validate --print $manifest", "parent: enp4s0 ", ".yaml:4\n")
    try await expect(64, "$reconcile validate --print $manifest $manifest", "one manifest")
    try await expect(64, "$reconcile validate --print /etc", "folder")
    try await expect(64, "echo 'nics:' >/run/x.yaml; $reconcile validate --print /run/x.yaml")
    try await expect(3, "echo 'version: 2' >/run/x.yaml; $reconcile validate --print /run/x.yaml")
    try await expect(2, "$reconcile plan $manifest")
    try await expect(2, "$reconcile audit $manifest", "nothing was applied")
    try await expect(64, "$reconcile aply")
    try await expect(64, "$reconcile apply --allow everything $manifest")
    try await expect(64, "$reconcile plan", "config.yaml")
    try await expect(64, "$reconcile apply --root / $manifest")
    try await expect(64, "$reconcile plan --systemd-version 200 $manifest", "247")
    try await expect(64, "$reconcile plan --systemd-version 300 $manifest", "262")
    try await expect(3, "$reconcile plan /run/none.yaml")
    try await expect(3, "echo 'version: 2' >/run/x.yaml; $reconcile apply /run/x.yaml", "version")
    try await expect(
      75,
      "mkdir -p /run/reconcile; exec 9>/run/reconcile/lock; flock 9; echo 77 >&9;"
        + " $reconcile apply $manifest", "process 77", "try again later")
    // Looking needs no lock.
    try await expect(2, "exec 9>/run/reconcile/lock; flock 9; $reconcile plan $manifest")
    #expect(try host.unitFiles().isEmpty)
    #expect(try await host.links().keys.sorted() == ["enp4s0"])
    try await expect(0, "$reconcile apply $manifest")
    try await expect(0, "$reconcile audit $manifest")
    try await expect(0, "$reconcile plan $manifest")
  }

  @Test func `most links go only where that is allowed`() async throws {
    let host = try await ThrowawayHost()
    try await host.apply(Self.bridge)
    try await host.settle()
    try host.write("version: 1\nnics: {enp4s0: }\n")
    let before = try await host.state()
    for allowed in ["address", "isolation"] {
      let refused = try await host.reconcile("apply", "--allow", allowed)
      #expect(refused.status == 4, "\(refused)")
      #expect(refused.errors.contains("lets 2 of 3 links go"), "\(refused)")
      #expect(refused.errors.hasSuffix(" --allow removals\n"), "\(refused)")
      #expect(try await host.state() == before)
    }
    try await host.apply(allow: "removals")
    #expect(try await host.links().keys.sorted() == ["enp4s0"])
  }

  @Test func `a plan for another systemd tells what an upgrade would change`() async throws {
    let host = try await ThrowawayHost()
    try await host.apply(Self.bridge)
    try await host.settle()
    let running = try await host.networkdVersion().number
    let before = try await host.state()
    func plan(for version: Int) async throws -> Execution {
      try await host.reconcile("plan", "--systemd-version", "\(version)")
    }
    let same = try await plan(for: running)
    #expect(same.status == 0, "\(same)")
    // The files have KeepConfiguration= up to 256.
    let other = try await plan(for: running > 256 ? 252 : 257)
    #expect(other.status == 2, "\(other)")
    #expect(other.output.contains("systemd \(running > 256 ? 252 : 257)"), "\(other)")
    #expect(
      other.output.contains("05-reconcile-vmbridge.network -> rendered anew"), "\(other)")
    #expect(try await host.state() == before)

    try host.write("version: 1\nnics: {enp4s0: {activation-policy: up}}\n")
    let old = try await plan(for: 247)
    #expect(old.status == 3, "\(old)")
    #expect(old.errors.contains("systemd 248 brought it"), "\(old)")
  }

  @Test func `policy that others may write is not trusted`() async throws {
    let host = try await ThrowawayHost()
    try host.write(Self.bridge)
    try host.write("allow: isolation\n", to: "/etc/reconcile/config.yaml")
    for mode in ["666", "664", "646"] {
      try await host.sh("chmod \(mode) /etc/reconcile/config.yaml")
      for command in ["plan", "apply", "audit"] {
        let end = try await host.reconcile(command)
        #expect(end.status == 4, "\(end)")
        #expect(end.errors.contains("chmod go-w /etc/reconcile/config.yaml"), "\(end)")
      }
    }
    try await host.sh(
      "chmod 644 /etc/reconcile/config.yaml; chown 65534 /etc/reconcile/config.yaml")
    #expect(try await host.reconcile("apply").status == 4)
    #expect(try host.unitFiles().isEmpty)
    try await host.sh("chown root /etc/reconcile/config.yaml")
    try await host.apply()
  }

  // MARK: 6, and 1 where nothing was done

  /// The last of the lines that say what stands, and the first of those that say what does not.
  private static func border(_ end: Execution) -> (String?, String?) {
    let lines = end.errors.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
    return (
      lines.last { $0.hasPrefix("done ") }?.dropFirst(5).trimmingCharacters(in: .whitespaces),
      lines.first { $0.hasPrefix("not done ") }?.dropFirst(9).trimmingCharacters(in: .whitespaces)
    )
  }

  @Test func `a full file system leaves what is named`() async throws {
    let host = try await ThrowawayHost()
    // Two pages: the third file has no room.
    try await host.sh("mount -t tmpfs -o size=8k,mode=755 tmpfs \(Self.units)")
    try host.write(Self.bridge)
    let end = try await host.reconcile("apply")
    #expect(end.status == 6, "\(end)")
    #expect(end.errors.contains("No space left on device"), "\(end)")
    #expect(
      end.errors.contains("while: write \(Self.units)/05-reconcile-storage.network"), "\(end)")
    let (done, next) = Self.border(end)
    #expect(done == "write \(Self.units)/05-reconcile-storage.netdev", "\(end)")
    #expect(next == "write \(Self.units)/05-reconcile-vmbridge.netdev", "\(end)")
    #expect(end.errors.contains("not done  networkctl reload\n"), "\(end)")
    #expect(
      try await host.run("ls", "-A", Self.units)
        == "05-reconcile-enp4s0.network\n05-reconcile-storage.netdev\n")
    #expect(!host.exists("/var/lib/reconcile/applied"))

    try await host.sh("mount -o remount,size=1m \(Self.units)")
    try await host.apply()
  }

  @Test func `a read-only file system leaves the host unchanged`()
    async throws
  {
    let host = try await ThrowawayHost()
    try await host.sh("mount -t tmpfs -o mode=755 tmpfs \(Self.units)")
    func remount(_ mode: String) async throws {
      try await host.sh("mount -o remount,\(mode) \(Self.units)")
    }
    try host.write(Self.bridge)
    try await remount("ro")
    let first = try await host.reconcile("apply")
    #expect(first.status == 1, "\(first)")
    #expect(first.errors.contains("Read-only file system"), "\(first)")
    // The links that were made first are taken away again.
    #expect(first.errors.contains("The host is unchanged"), "\(first)")
    #expect(try await host.links().keys.filter { $0 != "lo" }.sorted() == ["enp4s0"])
    try await remount("rw")
    try await host.apply()

    try host.write(Self.bridge.replacing("10.1.0.5/24]", with: "10.1.0.5/24], dns: [10.1.0.1]"))
    try await remount("ro")
    try await host.settle()
    let before = try await host.state()
    let second = try await host.reconcile("apply")
    #expect(second.status == 1, "\(second)")
    #expect(second.errors.contains("The host is unchanged."), "\(second)")
    #expect(try await host.state() == before)
    try await remount("rw")
    try await host.apply()
  }

  @Test func `a state folder that takes nothing is 6, and the next apply keeps the record`()
    async throws
  {
    let host = try await ThrowawayHost()
    try host.write(Self.bridge)
    try await host.sh("mount -t tmpfs -o ro tmpfs /var/lib/reconcile")
    let end = try await host.reconcile("apply")
    #expect(end.status == 6, "\(end)")
    #expect(end.errors.contains("/var/lib/reconcile"), "\(end)")
    try await host.sh("umount /var/lib/reconcile")
    try await host.apply()
    #expect(host.exists("/var/lib/reconcile/applied"))
    #expect(try await host.reconcile("audit").status == 0)
  }

  /// Twice 15 s: the one test that takes its time.
  @Test func `a daemon that hangs is given up, and what stands is named`() async throws {
    let host = try await ThrowawayHost()
    try host.write(Self.bridge)
    try await host.sh("kill -STOP $(cat /run/networkd.pid)")
    let plan = try await host.reconcile("plan")
    #expect(plan.status == 2, "\(plan)")
    let start = ContinuousClock.now
    let end = try await host.reconcile("apply")
    #expect((25...120).contains((ContinuousClock.now - start).components.seconds))
    #expect(end.status == 6, "\(end)")
    #expect(end.errors.contains("gave no answer within 15 s"), "\(end)")
    #expect(end.errors.contains("while: networkctl reload"), "\(end)")
    #expect(Self.border(end).0 == "write /etc/udev/rules.d/70-reconcile-taps.rules", "\(end)")
    #expect(try await host.script("pgrep networkctl").status == 1)
    try await host.sh("kill -CONT $(cat /run/networkd.pid)")
    try await host.apply()
  }

  @Test func `a daemon that is away is told before anything is written`() async throws {
    let host = try await ThrowawayHost()
    try await host.apply(Self.bridge)
    try await host.settle()
    try await host.sh("/run/bin/restart-networkd --kill stop")
    try host.write(Self.bridge.replacing("10.1.0.5", with: "10.1.0.6"))
    let before = try await host.state()
    let end = try await host.reconcile("apply")
    #expect(end.status == 1, "\(end)")
    #expect(end.errors.contains("systemctl enable --now systemd-networkd"), "\(end)")
    #expect(try await host.state() == before)
    try await host.sh("/run/bin/restart-networkd start")
    try await host.apply()
  }

  /// What was read of the daemon at the start says nothing about the next one, or about none.
  @Test func `a daemon that ends during an apply is said to have ended`() async throws {
    let host = try await ThrowawayHost()
    try host.write(Self.bridge)
    let end = try await host.script(
      """
      mkdir /run/fake
      printf '#!/bin/sh\\nexec /run/bin/restart-networkd --kill stop\\n' >/run/fake/networkctl
      chmod 755 /run/fake/networkctl
      PATH=/run/fake:$PATH $reconcile apply $manifest
      """)
    #expect(end.status == 6, "\(end)")
    #expect(end.errors.contains("systemd-networkd ended during the apply"), "\(end)")
    try await host.sh("/run/bin/restart-networkd start")
    try await host.apply()
  }

  @Test func `no umask hides the files from networkd`() async throws {
    let host = try await ThrowawayHost()
    try host.write(Self.bridge)
    let end = try await host.script("umask 077; $reconcile apply $manifest")
    #expect(end.status == 0, "\(end)")
    #expect(try host.unitFiles().values.allSatisfy { $0.mode == 0o644 })
    try await host.expectNothingToDo()
    try await host.restartNetworkd()
    try await host.waitUntilConfigured("vmbridge", "storage")
    try await host.expectNothingToDo()
  }
}
