import Foundation
import Testing

/// What changes on other links is not noticed by guests, nor by the host that talks to them.
@Suite("Hitless", .enabled(if: ThrowawayHost.isPossible))
struct HitlessTests {
  /// Guests are macvlans on the NIC in namespaces of their own, as libvirt's macvtaps are.
  private static let guests = """
    for guest in 1 2; do
      ip netns add guest$guest
      ip link add guest$guest link enp4s0 type macvlan mode bridge
      ip link set guest$guest netns guest$guest
      ip -n guest$guest link set lo up
      ip -n guest$guest link set guest$guest up
      ip -n guest$guest addr add 192.168.250.10$guest/24 dev guest$guest
      ip -n guest$guest addr add fd00:250::10$guest/64 dev guest$guest nodad
    done
    """

  /// - Parameter step: The number of the manifest: each has other links than the one before.
  private static func manifest(_ step: Int) -> String {
    var text = """
      version: 1
      nics: {enp4s0: }
      macvlans:
        vmbridge: {parent: enp4s0, addresses: [192.168.250.33/24, "fd00:250::33/64"]}

      """
    let modes = ["bridge", "vepa", "private"]
    for number in 1...4 where (step >> (number - 1)) & 1 == 0 {
      let variant = (step + number) % 3
      text += "  other\(number): {parent: enp4s0, mode: \(modes[variant])"
      text += ", addresses: [10.\(number).0.\(variant + 1)/24]"
      if variant == 1 { text += ", dns: [10.\(number).0.9], description: number \(step)" }
      if variant == 2 { text += ", routes: [{to: 10.9\(number).0.0/16, via: 10.\(number).0.9}]" }
      if step % 7 == number { text += ", mtu: 1400" }
      text += "}\n"
    }
    return text
  }

  @Test func `a hundred applies on other links cost the guests not one packet`() async throws {
    let host = try await ThrowawayHost()
    try await host.apply(Self.manifest(0))
    try await host.sh(Self.guests)
    try await host.settle()
    let flows = [
      (from: "guest1", to: "192.168.250.102"), (from: "guest2", to: "192.168.250.33"),
      (from: "guest1", to: "fd00:250::33"),
    ]
    for flow in flows {
      try await host.run("ip", "netns", "exec", flow.from, "ping", "-c1", "-W5", flow.to)
    }
    let pings = try flows.map { try Ping(host, from: $0.from, to: $0.to) }
    for step in 1...100 {
      try host.write(Self.manifest(step))
      let apply = try await host.reconcile("apply", "--allow", "address")
      try #require(apply.status == 0, "apply \(step)\n\(apply)")
      #expect(!apply.output.contains("Nothing to do"), "apply \(step)\n\(apply)")
    }
    try await host.expectNothingToDo()
    for ping in pings {
      // A loss that lasts shows in nothing but the answers that do not come any more.
      let count = ping.answers.count
      try await waitUntil("the pings go on after the last apply\n\(ping.text.suffix(300))") {
        ping.answers.count >= count + 100
      }
      try await ping.expectNoLoss(atLeast: 1000)
    }
  }
}

extension HitlessTests {
  /// A ping 200 times a second.
  private struct Ping {
    let process: pid_t
    let output: CInt

    init(_ host: ThrowawayHost, from namespace: String, to address: String) throws {
      output = try Execution.file()
      // nsenter forks: what it has started is to end with it.
      let command =
        ["setpriv", "--pdeathsig", "INT", "ip", "netns", "exec", namespace]
        + ["ping", "-n", "-i", "0.005", address]
      process = try Execution.start(
        host.entering(command), input: nil, output: output, errors: output)
    }

    var text: String { Execution.text(of: output) }

    /// The numbers of the packets that were answered.
    var answers: [Int] { text.matches(of: #/icmp_seq=(\d+)/#).compactMap { Int($0.1) } }

    /// Every packet was answered, once; only the one under way at the end may be missing.
    func expectNoLoss(
      atLeast count: Int, sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
      defer { close(output) }
      // Which interrupts the ping.
      kill(process, SIGKILL)
      _ = Execution.status(of: process)
      try await waitUntil("ping has counted") { text.contains("packets transmitted") }
      let totals = try #require(text.firstMatch(of: #/(\d+) packets transmitted, (\d+) received/#))
      let (sent, received) = (try #require(Int(totals.1)), try #require(Int(totals.2)))
      let missing = Set(1...max(sent - 1, 1)).subtracting(answers).sorted()
      #expect(missing == [], "\(text.suffix(300))", sourceLocation: sourceLocation)
      #expect(
        (sent - 1...sent).contains(received), "\(text.suffix(300))", sourceLocation: sourceLocation)
      #expect(received >= count, "\(text.suffix(300))", sourceLocation: sourceLocation)
    }
  }
}
