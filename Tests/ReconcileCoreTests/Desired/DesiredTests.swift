import Testing

@testable import ReconcileCore

@Suite struct DesiredTests {
  private func link(_ name: String, _ yaml: String) throws -> DesiredLink {
    let result = load(["hv01.yaml": "version: 1\n" + yaml])
    #expect(result.problems.map { ProblemText.render($0) } == [])
    let desired = Desired(try #require(result.manifest))
    return try #require(desired.links.first { $0.name.text == name })
  }

  @Test(arguments: [
    ("dhcp: yes", true),
    ("dhcp: ipv4, dhcp-options: {use-gateway: no}", false),
    ("dhcp: ipv4, dhcp-options: {use-routes: no}", false),
    ("dhcp: ipv4, dhcp-options: {use-routes: no, use-gateway: yes}", true),
    ("dhcp: ipv4, dhcp-options: {use-gateway: no, use-routes: yes}", false),
    // What is taken of routers says nothing about leases.
    (
      "dhcp: ipv4, accept-ra: yes, dhcp-options: {use-routes: no}, ra-options: {use-gateway: yes}",
      false
    ),
    ("dhcp: ipv6", false),
  ])
  func `a lease brings a default route unless it is refused`(keys: String, brings: Bool) throws {
    let nic = try link("enp4s0", "nics: {enp4s0: {\(keys)}}\n")
    #expect(nic.leasesDefaultRoute(.ipv4) == brings)
  }

  @Test func `a router brings a default route unless it is refused`() throws {
    let refused = "accept-ra: yes, ra-options: {use-gateway: no}"
    #expect(try link("enp4s0", "nics: {enp4s0: {accept-ra: yes}}\n").leasesDefaultRoute(.ipv6))
    #expect(
      try !link("enp4s0", "nics: {enp4s0: {\(refused), dhcp: yes}}\n").leasesDefaultRoute(.ipv6))
  }
}
