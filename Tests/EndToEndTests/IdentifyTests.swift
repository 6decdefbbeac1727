import Foundation
import Testing

@Suite("identify, and NICs known by more than their name", .enabled(if: ThrowawayHost.isPossible))
struct IdentifyTests {
  private struct Document: Decodable {
    struct NIC: Decodable {
      var name: String
      var driver: String?
      var carrier: Bool
      var id: String?
      var match: String
    }
    struct Missing: Decodable {
      var id: String
      var reason: String
    }
    var format: String
    var nics: [NIC]
    var missing: [Missing]
  }

  @Test func `it lists the NICs, who names them, and what is meant by a missing one`() async throws
  {
    let host = try await ThrowawayHost(nics: ["enp4s0", "enp5s0"])
    try host.write(
      "version: 1\nnics: {uplink: {match: {driver: veth, name: '*4s0'}}, enp9s0: }\n")
    let run = try await host.reconcile("identify", "--json")
    #expect(run.status == 0, "\(run)")
    let document = try JSONDecoder().decode(Document.self, from: Data(run.output.utf8))
    #expect(document.format == "reconcile/identify")
    #expect(document.nics.map(\.name) == ["enp4s0", "enp5s0"])
    #expect(document.nics.map(\.driver) == ["veth", "veth"])
    #expect(document.nics.map(\.carrier) == [true, true])
    #expect(document.nics.map(\.id) == ["uplink", nil])
    #expect(document.missing.map(\.id) == ["enp9s0"])
    #expect(document.missing.first?.reason.contains("most likely it is enp5s0") == true)

    let text = try await host.reconcile("identify")
    #expect(text.status == 0, "\(text)")
    #expect(text.output.contains("nics.uplink"), "\(text)")
    #expect(text.output.contains("nics.enp9s0: this host has no such link"), "\(text)")
  }

  @Test func `a host without a manifest is listed as well, and needs no root`() async throws {
    let host = try await ThrowawayHost()
    let run = try await host.execute(
      ["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups"]
        + [ThrowawayHost.program, "identify"])
    #expect(run.status == 0, "\(run)")
    #expect(run.output.contains("enp4s0"), "\(run)")
  }

  @Test func `a NIC is found by its driver and name, and networkd takes it for the same`()
    async throws
  {
    let host = try await ThrowawayHost(nics: ["enp4s0", "enp5s0"])
    try await host.apply(
      """
      version: 1
      nics:
        uplink: {match: {driver: "ve?h", name: "enp5*"}, addresses: [10.5.0.1/24]}
      macvlans:
        vmbridge: {parent: uplink, addresses: [192.168.250.33/24]}
      """)
    try await host.settle()
    #expect(try await host.link("enp5s0").globalAddresses == ["10.5.0.1/24"])
    #expect(try await host.link("vmbridge").lower == "enp5s0")
    #expect(try await host.link("enp4s0").globalAddresses == [])
  }
}
