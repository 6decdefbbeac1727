import Testing

@testable import ReconcileCore

/// What is lost with a link counts all that stands on it, however far up.
@Suite struct ReachTests {
  private static let up = "nics: {enp4s0: }\n"
  private static let down = "nics: {enp4s0: {activation-policy: down}}\n"

  private func impactOfDown(_ change: (inout Observation) throws -> Void) async throws -> Impact? {
    let story = HostStory()
    try await story.apply(Self.up)
    return try story.plan(Self.down, after: change).rows("enp4s0", .state).first?.impact
  }

  @Test func `a NIC with nothing on it flaps`() async throws {
    let impact = try await impactOfDown { _ in }
    #expect(impact == .flap)
  }

  @Test func `a default route two links up is the host's`() async throws {
    let impact = try await impactOfDown {
      $0.add("storage", "vlan", on: "enp4s0")
      $0.add("mgmt", "macvlan", on: "storage")
      $0.addDefaultRoute(on: "mgmt")
    }
    #expect(impact == .isolation)
  }

  @Test func `a session on the bond of a NIC is the host's`() async throws {
    let impact = try await impactOfDown {
      $0.add("bond0", "bond")
      $0.join("enp4s0", to: "bond0")
      let address = try #require(CIDR("10.9.9.9/24"))
      let bond = try #require($0.index("bond0"))
      $0.kernel?.addresses.append(KernelAddress(link: bond, address: address))
      $0.sessionAddress = address.address
    }
    #expect(impact == .isolation)
  }

  @Test func `a bond lives on with another member`() async throws {
    let impact = try await impactOfDown {
      $0.add("bond0", "bond")
      $0.add("enp5s0", nil, in: "bond0")
      $0.join("enp4s0", to: "bond0")
      $0.addDefaultRoute(on: "bond0")
    }
    #expect(impact == .flap)
  }

  @Test func `the taps of a bridge are guests`() async throws {
    let impact = try await impactOfDown {
      $0.add("br0", "bridge")
      $0.add("vnet0", "tun", in: "br0")
      $0.join("enp4s0", to: "br0")
    }
    #expect(impact == .guests)
  }

  @Test func `a tunnel that is no port is no guest`() async throws {
    let impact = try await impactOfDown { $0.add("tun0", "tun") }
    #expect(impact == .flap)
  }

  @Test func `a bridge with guests' taps does not go unnoticed`() async throws {
    let story = HostStory()
    try await story.apply("nics: {enp4s0: }\nbridges: {br0: {}}\n")
    let plan = try story.plan(Self.up) { $0.add("vnet0", "tun", in: "br0") }
    #expect(plan.rows("br0", .link).map(\.impact) == [.guests])
  }

  /// Each end of a veth is the other's lower.
  @Test func `the other end of a veth goes with a link that is no longer ours`() async throws {
    let story = HostStory()
    let manifest = Self.up + "macvlans: {vmbridge: {parent: enp4s0}}\n"
    try await story.apply(manifest)
    let plan = try story.plan(manifest) {
      $0.kernel?.links.removeAll { $0.name == "vmbridge" }
      $0.add("vmbridge", "veth")
      $0.add("peer0", "veth", on: "vmbridge")
      let peer = try #require($0.index("peer0"))
      let place = try #require($0.kernel?.links.firstIndex { $0.name == "vmbridge" })
      $0.kernel?.links[place].lower = peer
    }
    #expect(plan.rows("vmbridge", .link).compactMap(\.now) == ["veth peer0 on it"])
  }

  /// The kernel flattens macvtaps: they sit beside the macvlan, on its lower.
  @Test func `guests beside a macvlan of mode bridge talk to it`() async throws {
    let story = HostStory()
    for mode in ["bridge", "vepa"] {
      try await story.apply(
        "nics: {enp4s0: }\nmacvlans: {vmbridge: {parent: enp4s0, mode: \(mode)}}\n")
      let plan = try story.plan(Self.up) { $0.add("macvtap0", "macvtap", on: "enp4s0") }
      #expect(plan.rows("vmbridge", .link).map(\.impact) == [mode == "bridge" ? .guests : .address])
    }
  }
}
