import Testing

@Suite("render --for initrd", .enabled(if: ThrowawayHost.isPossible))
struct InitrdTests {
  @Test func `the NIC is the host in the initrd, and leaves nothing to the host's own network`()
    async throws
  {
    let host = try await ThrowawayHost()
    try host.write(
      """
      version: 1
      nics: {enp4s0: }
      macvlans:
        vmbridge:
          parent: enp4s0
          addresses: [192.168.250.33/24]
          gateway: 192.168.250.1
          forwarding: true
        other: {parent: enp4s0, addresses: [10.0.0.1/24]}
      """)
    let render = try await host.reconcile(
      "render", "--for", "initrd", "--output", "/run/systemd/network")
    #expect(render.status == 0, "\(render)")
    try await host.restartNetworkd()
    try await host.waitUntilConfigured("enp4s0")
    #expect(try await host.links().keys.sorted() == ["enp4s0"])
    #expect(try await host.link("enp4s0").globalAddresses == ["192.168.250.33/24"])
    let route = try await host.run("ip", "route", "show", "default")
    #expect(route.hasPrefix("default via 192.168.250.1 dev enp4s0 "), "\(route)")

    // The way to the host's own systemd, as docs/files.md has it.
    try await host.sh(
      """
      /run/bin/restart-networkd stop
      ip address flush dev enp4s0
      rm -r /run/systemd/network
      """)
    try await host.restartNetworkd()
    try await host.apply()
    try await host.settle()
    #expect(try await host.link("enp4s0").globalAddresses == [])
    #expect(try await host.link("vmbridge").globalAddresses == ["192.168.250.33/24"])
    #expect(try await host.link("other").globalAddresses == ["10.0.0.1/24"])
  }

  @Test func `a host that nobody can reach has no initrd network`() async throws {
    let host = try await ThrowawayHost()
    try host.write("version: 1\nnics: {enp4s0: {addresses: [10.0.0.1/24]}}\n")
    let render = try await host.reconcile("render", "--for", "initrd")
    #expect(render.status == 3, "\(render)")
    #expect(render.errors.contains("help: write 'management: true'"), "\(render)")
  }
}
