import Support
import Testing

@Suite(
  "Containers of systemd-nspawn",
  .enabled(
    if: ThrowawayHost.isPossible && Tools.has("systemd-nspawn") && Tools.has("busybox")))
struct ContainerTests {
  private static let settings = "/etc/systemd/nspawn/mail.nspawn"

  private static func manifest(_ guest: String = "") -> String {
    "version: 1\nnics: {enp4s0: }\nmacvlans: {vmbridge: {parent: enp4s0}}\n"
      + (guest.isEmpty ? "" : "guests:\n  mail: {manager: nspawn, interfaces: {\(guest)}}\n")
  }

  /// The links of a container that is started and asked.
  private static func links(on host: ThrowawayHost) async throws -> String {
    try await host.sh(
      """
      mount -t cgroup2 cgroup2 /sys/fs/cgroup
      mkdir -p /run/mail/bin /run/mail/usr /run/mail/etc
      cp "$(command -v busybox)" /run/mail/bin/
      echo ID=test >/run/mail/etc/os-release
      SYSTEMD_NSPAWN_UNIFIED_HIERARCHY=0 systemd-nspawn --quiet --register=no --keep-unit \
        --directory=/run/mail --machine=mail /bin/busybox ip link </dev/null
      """)
  }

  @Test func `a container starts with the links of the manifest`() async throws {
    let host = try await ThrowawayHost()
    try await host.apply(Self.manifest("lan: {parent: vmbridge}"))
    #expect(try host.read(Self.settings).hasSuffix("\n[Network]\nMACVLAN=vmbridge\n"))
    let links = try await Self.links(on: host)
    #expect(links.contains(" mv-vmbridge"), "\(links)")

    // What somebody else takes out comes back, and goes with the manifest's entry.
    try host.write("", to: Self.settings)
    #expect(try await host.reconcile("audit").output.contains("mail.nspawn edited"))
    let apply = try await host.apply()
    #expect(!apply.output.contains("reload"), "\(apply)")
    #expect(try host.read(Self.settings).contains("MACVLAN=vmbridge"))

    // Let go of it is a plain file, and what is one with it stays so.
    let forgotten = try await host.execute([ThrowawayHost.program, "forget", "--all"])
    #expect(forgotten.output.contains("mail.nspawn stays, without our mark"), "\(forgotten)")
    #expect(try host.read(Self.settings) == "[Network]\nMACVLAN=vmbridge\n")
    try await host.sh("rm \(Self.settings) /etc/systemd/network/1*")
    try await host.apply(Self.manifest("lan: {parent: vmbridge}"), allow: "isolation")
    try await host.apply(Self.manifest())
    #expect(!host.exists(Self.settings))
  }

  @Test func `settings of others stay, and what they lack is told`() async throws {
    let host = try await ThrowawayHost()
    try await host.sh("mkdir -p /etc/systemd/nspawn")
    let theirs = "[Exec]\nBoot=yes\n"
    try host.write(theirs, to: Self.settings)
    try host.write(Self.manifest("lan: {parent: vmbridge}"))
    let apply = try await host.reconcile("apply")
    #expect(apply.status == 2, "\(apply)")
    #expect(
      apply.output.contains("mail.nspawn is not ours: add to its [Network] MACVLAN=vmbridge"),
      "\(apply)")
    #expect(try host.read(Self.settings) == theirs)

    try host.write(theirs + "[Network]\nMACVLAN=vmbridge\n", to: Self.settings)
    try await host.expectNothingToDo()
    let again = try await host.reconcile("apply", "--allow", "none")
    #expect(again.status == 0)
    #expect(try host.read(Self.settings).hasPrefix(theirs))
  }
}
