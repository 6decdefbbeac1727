import Support
import Testing

@testable import ReconcileCore

/// What a manifest asks for that a version of systemd cannot do.
@Suite struct VersionCheckTests {
  private func problems(_ nic: String, _ version: Int) throws -> [String] {
    let text = "version: 1\nnics: {eno1: {\(nic), allow: [gateway-without-address]}}\n"
    let manifest = try #require(load(["hv01.yaml": text]).manifest)
    return VersionCheck.problems(in: manifest, for: NetworkdVersion(version)).map(\.message)
  }

  @Test(arguments: [
    "gateway: 10.0.0.1", "routes: [{to: 10.8.0.0/16, via: 10.0.0.1}]",
  ])
  func `a gateway that only a lease reaches needs a daemon that waits for it`(
    setting: String
  ) throws {
    #expect(
      try problems("dhcp: ipv4, \(setting)", 248) == [
        "gateway of nic 'eno1': without an address on the link, systemd 248 takes it to be on the"
          + " link; systemd 249 waits until it can be reached"
      ])
    #expect(try problems("dhcp: ipv4, \(setting)", 249) == [])
    #expect(try problems("addresses: [10.0.0.2/24], \(setting)", 248) == [])
    #expect(try problems("routes: [{to: default, via: 10.0.0.1, on-link: yes}]", 248) == [])
  }

  @Test func `a key that a newer version brought is named with it`() throws {
    let message =
      "activation-policy of nic 'eno1': systemd 247 does not know it; systemd 248 brought it"
    #expect(try problems("activation-policy: manual", 247) == [message])
    #expect(try problems("activation-policy: manual", 248) == [])
  }
}
