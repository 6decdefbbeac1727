import Testing

@Suite("A NIC that is missing", .enabled(if: ThrowawayHost.isPossible))
struct MissingNICTests {
  static let manifest = """
    version: 1
    nics: {enp4s0: , enp5s0: {addresses: [10.5.0.1/24]}}
    macvlans:
      here: {parent: enp4s0, addresses: [10.0.0.1/24]}
      waits: {parent: enp5s0, mode: vepa, addresses: [10.0.1.1/24]}
    """

  @Test func `the rest is applied, and the next apply after it appears finishes`() async throws {
    let host = try await ThrowawayHost()
    try host.write(Self.manifest)
    let plan = try await host.reconcile("plan")
    #expect(plan.status == 2)
    #expect(plan.output.contains("? unknown   nic enp5s0"), "\(plan)")
    #expect(plan.output.contains("? unknown   macvlan waits on enp5s0"), "\(plan)")

    let first = try await host.reconcile("apply")
    #expect(first.status == 2, "\(first)")
    #expect(try await host.link("here").globalAddresses == ["10.0.0.1/24"])
    #expect(try await host.links()["waits"] == nil)

    let second = try await host.reconcile("apply")
    #expect(second.status == 2, "\(second)")
    #expect(second.output.contains("No change was made"), "\(second)")
    let audit = try await host.reconcile("audit")
    #expect(audit.status == 0, "\(audit)")

    try await host.sh(
      """
      ip link add enp5s0 type veth peer name enp5s0 netns switch
      ip -n switch link set enp5s0 up
      """)
    let late = try await host.reconcile("plan")
    #expect(!late.output.contains("Drift"), "\(late)")
    try await host.apply()
    try await host.settle()
    #expect(try await host.link("enp5s0").globalAddresses == ["10.5.0.1/24"])
    #expect(try await host.link("enp5s0").isUp)
    let link = try await host.link("waits")
    #expect(link.lower == "enp5s0")
    #expect(link.mode == "vepa")
    #expect(link.globalAddresses == ["10.0.1.1/24"])
  }

  @Test func `a NIC that vanishes and comes back gets its macvlan again`() async throws {
    let host = try await ThrowawayHost(nics: ["enp4s0", "enp5s0"])
    try await host.apply(Self.manifest)
    try await host.settle()
    let here = try await host.link("here")
    try await host.sh("ip link del enp5s0")
    let gone = try await host.reconcile("apply")
    #expect(gone.status == 2, "\(gone)")
    #expect(gone.output.contains("this host has no such link"), "\(gone)")
    try await host.sh(
      """
      ip link add enp5s0 type veth peer name enp5s0 netns switch
      ip -n switch link set enp5s0 up
      """)
    try await host.apply(allow: "flap")
    try await host.settle()
    #expect(try await host.link("waits").lower == "enp5s0")
    #expect(try await host.link("waits").mode == "vepa")
    #expect(try await host.link("waits").globalAddresses == ["10.0.1.1/24"])
    #expect(try await host.link("enp5s0").globalAddresses == ["10.5.0.1/24"])
    #expect(try await host.link("here") == here)
  }

  @Test func `a NIC without a carrier is applied as far as it goes`() async throws {
    let host = try await ThrowawayHost(nics: ["enp4s0", "enp5s0"])
    try await host.sh(
      """
      ip -n switch link set enp5s0 down
      while ip link show enp5s0 | grep -q LOWER_UP; do sleep 0.01; done
      """)
    try host.write(Self.manifest)
    let apply = try await host.reconcile("apply")
    #expect(apply.status == 0, "\(apply)")
    #expect(try await host.link("here").globalAddresses == ["10.0.0.1/24"])
    try await host.expectNothingToDo()
    try await host.sh("ip -n switch link set enp5s0 up")
    try await waitUntil("the addresses came with the carrier") {
      let links = try await host.links()
      return links["enp5s0"]?.globalAddresses == ["10.5.0.1/24"]
        && links["waits"]?.globalAddresses == ["10.0.1.1/24"]
    }
    try await host.settle()
    try await host.expectNothingToDo()
  }
}
