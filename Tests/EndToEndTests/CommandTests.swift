import Testing

@Suite("Commands and refusals", .enabled(if: ThrowawayHost.isPossible))
struct CommandTests {
  static let manifest = ForeignTests.manifest

  @Test func `the address of the SSH session is not taken away`() async throws {
    let host = try await ThrowawayHost()
    try await host.apply(Self.manifest)
    try host.write(Self.manifest.replacing("33/24", with: "34/24"))
    let session = "SSH_CONNECTION=192.168.250.9 50000 192.168.250.33 22"
    let command = ["env", session, ThrowawayHost.program, "apply", ThrowawayHost.manifest]
    let refused = try await host.execute(command)
    #expect(refused.status == 4, "\(refused)")
    #expect(refused.errors.contains("isolation"), "\(refused)")
    #expect(try await host.link("vmbridge").globalAddresses == ["192.168.250.33/24"])
    let allowed = try await host.execute(command + ["--allow", "isolation"])
    #expect(allowed.status == 0, "\(allowed)")
    #expect(try await host.link("vmbridge").globalAddresses == ["192.168.250.34/24"])
  }

  @Test func `while one apply runs another says to try again later`() async throws {
    let host = try await ThrowawayHost()
    try host.write(Self.manifest)
    try await host.sh("mkdir -m 700 /run/reconcile")
    let apply = try await host.execute([
      "flock", "/run/reconcile/lock", ThrowawayHost.program, "apply", ThrowawayHost.manifest,
    ])
    #expect(apply.status == 75, "\(apply)")
    #expect(try host.unitFiles().isEmpty)
    try await host.apply()
  }

  @Test func `the host's own configuration names the manifests and what is allowed`() async throws {
    let host = try await ThrowawayHost()
    try await host.apply(Self.manifest)
    try host.write(
      Self.manifest.replacing("enp4s0: }", with: "enp4s0: {mtu: 1400}}"))
    try host.write("manifests: /run\nallow: flap\n", to: "/etc/reconcile/config.yaml")
    let plan = try await host.execute([ThrowawayHost.program, "plan"])
    #expect(plan.status == 2, "\(plan)")
    #expect(plan.output.contains("mtu"), "\(plan)")
    let apply = try await host.execute([ThrowawayHost.program, "apply"])
    #expect(apply.status == 0, "\(apply)")
    #expect(try await host.link("vmbridge").mtu == 1400)

    try await host.sh("chmod o+w /etc/reconcile/config.yaml")
    let distrusted = try await host.execute([ThrowawayHost.program, "plan"])
    #expect(distrusted.status == 4, "\(distrusted)")
  }

  @Test func `a manifest with errors changes nothing`() async throws {
    let host = try await ThrowawayHost()
    try host.write(Self.manifest.replacing("addresses", with: "adresses"))
    for command in ["plan", "apply", "audit"] {
      let execution = try await host.reconcile(command)
      #expect(execution.status == 3, "\(execution)")
      #expect(execution.errors.contains("did you mean 'addresses'?"), "\(execution)")
    }
    #expect(try host.unitFiles().isEmpty)
  }

  @Test func `apply tells its result as JSON`() async throws {
    let host = try await ThrowawayHost()
    try host.write(Self.manifest)
    let first = try await host.reconcile("apply", "--json")
    #expect(first.status == 0, "\(first)")
    #expect(first.output.contains("\"result\" : \"applied\""), "\(first)")
    let second = try await host.reconcile("apply", "--json")
    #expect(second.output.contains("\"result\" : \"nothing\""), "\(second)")
  }

  @Test func `a daemon that hangs is found out`() async throws {
    let host = try await ThrowawayHost()
    try await host.apply(Self.manifest)
    try await host.sh("kill -STOP $(cat /run/networkd.pid)")
    try host.write(Self.manifest.replacing("33/24", with: "34/24"))
    let apply = try await host.reconcile("apply")
    #expect(apply.status == 6, "\(apply)")
    #expect(apply.errors.contains("networkctl reload"), "\(apply)")
    #expect(apply.errors.contains("What stands"), "\(apply)")
    try await host.sh("kill -CONT $(cat /run/networkd.pid)")
    try await host.apply()
    #expect(try await host.link("vmbridge").globalAddresses == ["192.168.250.34/24"])
  }
}
