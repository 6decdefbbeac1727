import Foundation
import Testing

/// Hosts that others have configured, each imported and adopted without a loss.
@Suite("Adoption", .enabled(if: ThrowawayHost.isPossible))
struct AdoptionTests {
  struct Case: CustomTestStringConvertible, Sendable {
    var testDescription: String
    var nics = ["enp4s0"]
    /// By path.
    var files: [String: String]
    /// Addresses that are there when networkd is done.
    var addresses: [String: [String]]
  }

  private static let folder = "/etc/systemd/network"

  static let cases = [
    Case(
      testDescription: "a bridge, a macvlan on it, routes in a table and rules",
      nics: ["enp1s0", "enp2s0"],
      files: [
        "\(folder)/00-br0.netdev": "[NetDev]\nKind=bridge\nName=br0\n",
        "\(folder)/01-members.network":
          "[Match]\nName=enp1s0 enp2s0\n\n[Network]\nBridge=br0\nLinkLocalAddressing=no\n",
        "\(folder)/05-br0.network":
          "[Match]\nName=br0\n\n[Link]\nRequiredForOnline=carrier\n\n[Network]\nDHCP=no\n"
          + "LinkLocalAddressing=no\nMACVLAN=lan0\n",
        "\(folder)/10-lan0.netdev":
          "[NetDev]\nKind=macvlan\nMACAddress=02:00:00:00:00:18\nName=lan0\n\n[MACVLAN]\nMode=bridge\n",
        "\(folder)/20-lan0.network":
          "[Match]\nName=lan0\n\n[Network]\nAddress=192.0.2.18/24\nAddress=2001:db8::18/64\n"
          + "Gateway=192.0.2.1\nIPv6AcceptRA=no\n\n[Route]\nDestination=0.0.0.0/0\n"
          + "Gateway=192.0.2.1\nTable=200\n",
      ],
      addresses: ["lan0": ["192.0.2.18/24", "2001:db8::18/64"]]),
    Case(
      testDescription: "netplan's files in /run",
      files: [
        "/run/systemd/network/10-netplan-enp4s0.network":
          "[Match]\nName=enp4s0\n\n[Network]\nLinkLocalAddressing=ipv6\nAddress=10.4.0.1/24\n"
          + "DNS=10.4.0.53\n\n[Route]\nDestination=0.0.0.0/0\nGateway=10.4.0.254\n"
      ],
      addresses: ["enp4s0": ["10.4.0.1/24"]]),
    Case(
      testDescription: "two sections of one name, a drop-in, a pattern",
      nics: ["enp4s0", "enp5s0"],
      files: [
        "\(folder)/10-lan.network":
          "[Match]\nName=enp4*\n\n[Network]\nAddress=10.4.0.1/24\n\n[Network]\nMACVLAN=self\n",
        "\(folder)/10-lan.network.d/more.conf": "[Network]\nAddress=10.4.0.2/24\n",
        "\(folder)/20-self.netdev": "[NetDev]\nName=self\nKind=macvlan\n",
        "\(folder)/20-self.network":
          "[Match]\nName=self\n\n[Network]\nAddress=10.6.0.1/24\nMulticastDNS=true\n",
      ],
      addresses: ["enp4s0": ["10.4.0.1/24", "10.4.0.2/24"], "self": ["10.6.0.1/24"]]),
  ]

  @Test(arguments: cases)
  func `a host of others is imported and adopted without a loss`(host made: Case) async throws {
    let host = try await ThrowawayHost(nics: made.nics)
    for (path, text) in made.files {
      try await host.sh(
        "mkdir -p \(path.split(separator: "/").dropLast().reduce("") { "\($0)/\($1)" })")
      try host.write(text, to: path)
    }
    try await host.restartNetworkd()
    for (link, addresses) in made.addresses {
      try await waitUntil("\(link) has its addresses") {
        try await host.links()[link]?.globalAddresses == addresses.sorted()
      }
    }
    try await host.settle()
    let before = try await host.links()

    let manifest = try await host.execute([ThrowawayHost.program, "import"])
    #expect(manifest.status == 0, "\(manifest)")
    try host.write(manifest.output)
    let plan = try await host.reconcile("plan")
    let rows = plan.output.split(separator: "\n").filter { $0.hasPrefix("      ") }
    #expect(
      rows.allSatisfy {
        $0.contains("managed") || $0.hasSuffix("default of ours") || $0 == "      file      written"
      }, "\(manifest.output)\n\(plan)")

    let events = try await host.monitor {
      let apply = try await host.reconcile("apply", "--adopt")
      #expect(apply.status == 0, "\(apply)")
      try await host.settle()
    }
    let lost = events.filter { $0.hasPrefix("Deleted") || $0.contains("state DOWN") }
    #expect(lost == [], "\(lost)")
    #expect(try await host.links() == before)
    try await host.expectNothingToDo()
    try await host.restartNetworkd()
    try await host.expectNothingToDo()
  }

  @Test func `a plan shows what an adoption would do, and a refusal keeps the flag`() async throws {
    let host = try await ThrowawayHost()
    let path = "\(Self.folder)/10-lan.network"
    try host.write(
      "[Match]\nName=enp4s0\n\n[Network]\nAddress=10.4.0.1/24\nGateway=10.4.0.254\n", to: path)
    try await host.restartNetworkd()
    try await waitUntil("enp4s0 has its address") {
      try await host.links()["enp4s0"]?.globalAddresses == ["10.4.0.1/24"]
    }
    try host.write("version: 1\nnics: {enp4s0: {addresses: [10.4.0.2/24]}}\n")
    let taken = "\(path) -> taken over, a copy is kept"
    let plain = try await host.reconcile("plan")
    #expect(plain.output.contains("apply --adopt") && !plain.output.contains(taken), "\(plain)")
    let plan = try await host.reconcile("plan", "--adopt")
    #expect(plan.status == 2 && plan.output.contains(taken), "\(plan)")
    #expect(!plan.output.contains("apply --adopt"), "\(plan)")
    let apply = try await host.reconcile("apply", "--adopt")
    #expect(apply.status == 4, "\(apply)")
    #expect(
      apply.errors.contains("reconcile apply --adopt \(ThrowawayHost.manifest) --allow "),
      "\(apply)")
    #expect(host.exists(path))
  }
}
