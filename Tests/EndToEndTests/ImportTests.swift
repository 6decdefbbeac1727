import Foundation
import Testing

@Suite("Import", .enabled(if: ThrowawayHost.isPossible))
struct ImportTests {
  private static let units = "/etc/systemd/network"
  private static let manifests = "/etc/reconcile/manifests"
  private static let interfaces = "/etc/network/interfaces"

  // MARK: A profile

  /// A host of two files, and a folder of manifests that its policy names.
  private func hostWithProfile(_ profile: String?) async throws -> ThrowawayHost {
    let host = try await ThrowawayHost()
    try await host.sh("mkdir -p \(Self.manifests)/profiles")
    try host.write("manifests: \(Self.manifests)\n", to: "/etc/reconcile/config.yaml")
    if let profile { try host.write(profile, to: "\(Self.manifests)/profiles/kvm.yaml") }
    try host.write(
      "[Match]\nName=enp4s0\n\n[Network]\nIPv6AcceptRA=no\nAddress=10.4.0.1/24\n"
        + "DNS=10.4.0.53\n",
      to: "\(Self.units)/enp4s0.network")
    try await host.restartNetworkd()
    try await waitUntil("enp4s0 has its address") {
      try await host.links()["enp4s0"]?.globalAddresses == ["10.4.0.1/24"]
    }
    return host
  }

  private func imported(_ host: ThrowawayHost) async throws -> Execution {
    try await host.execute([ThrowawayHost.program, "import", "--include", "profiles/kvm.yaml"])
  }

  @Test func `a profile of the folder that the host's policy names is not said again`() async throws
  {
    let host = try await hostWithProfile("nics: {enp4s0: {dns: [10.4.0.53]}}\n")
    let manifest = try await imported(host)
    #expect(manifest.status == 0, "\(manifest)")
    #expect(manifest.errors == "")
    #expect(
      manifest.output == """
        version: 1
        include: [profiles/kvm.yaml]
        nics:
          enp4s0:
            addresses: [10.4.0.1/24]

        """)

    // Together they are the host.
    try host.write(manifest.output, to: "\(Self.manifests)/hv01.yaml")
    let path = "\(Self.manifests)/hv01.yaml"
    let apply = try await host.execute([ThrowawayHost.program, "apply", path, "--adopt"])
    #expect(apply.status == 0, "\(apply)")
    #expect(try host.read("\(Self.units)/05-reconcile-enp4s0.network").contains("DNS=10.4.0.53\n"))
  }

  @Test(arguments: [nil, "nics: [\n"])
  func `a profile that cannot be read is told, and nothing is printed`(
    profile: String?
  ) async throws {
    let manifest = try await imported(try await hostWithProfile(profile))
    #expect(manifest.status == 3, "\(manifest)")
    #expect(manifest.output == "")
    #expect(manifest.errors.contains("profiles/kvm.yaml"), "\(manifest)")
  }

  // MARK: ifupdown

  @Test func `a host of ifupdown is adopted without a loss, and its file stays`() async throws {
    let host = try await ThrowawayHost()
    let text = """
      auto lo
      iface lo inet loopback

      auto enp4s0
      iface enp4s0 inet static
          address 10.4.0.1/24
          gateway 10.4.0.254

      """
    try await host.sh("mkdir -p /etc/network")
    try host.write(text, to: Self.interfaces)
    // As ifup does it.
    try await host.sh(
      """
      ip address add 10.4.0.1/24 broadcast 10.4.0.255 dev enp4s0 label enp4s0
      ip link set enp4s0 up
      ip route add default via 10.4.0.254 dev enp4s0 onlink
      """)
    try await host.settle()
    let before = try await host.links()
    let manifest = try await host.execute([ThrowawayHost.program, "import"])
    #expect(manifest.status == 0, "\(manifest)")
    #expect(manifest.errors.contains("ifupdown stays in charge of enp4s0"), "\(manifest)")
    try host.write(manifest.output)

    let events = try await host.monitor {
      let apply = try await host.reconcile("apply", "--adopt")
      #expect(apply.status == 0, "\(apply)")
      #expect(!apply.output.contains("/var/lib/reconcile/adopted"), "\(apply)")
      try await host.settle()
    }
    #expect(events.filter { $0.hasPrefix("Deleted") || $0.contains("state DOWN") } == [])
    #expect(try await host.links() == before)
    #expect(try await host.defaultRoutes().count == 1)
    #expect(try host.read(Self.interfaces) == text)
    // Until its stanza is gone, the two would fight at the next boot.
    let plan = try await host.reconcile("plan")
    #expect(plan.status == 0, "\(plan)")
    #expect(plan.output.contains("\(Self.interfaces):5"), "\(plan)")
  }
}
