import Testing

@Suite("Addresses and gateways", .enabled(if: ThrowawayHost.isPossible))
struct AddressTests {
  private func manifest(_ settings: String) -> String {
    """
    version: 1
    nics: {enp4s0: }
    macvlans:
      vmbridge:
        parent: enp4s0
        \(settings.split(separator: "\n").joined(separator: "\n    "))
    """
  }

  @Test func `a changed gateway leaves exactly one default route`() async throws {
    let host = try await ThrowawayHost()
    for last in [1, 2, 9, 1] {
      try await host.apply(
        manifest("addresses: [192.168.250.33/24]\ngateway: 192.168.250.\(last)"))
      #expect(
        try await host.defaultRoutes() == [
          "default via 192.168.250.\(last) dev vmbridge proto static"
        ])
    }
    try await host.restartNetworkd()
    try await host.expectNothingToDo()
  }

  @Test func `a changed IPv6 gateway leaves exactly one default route`() async throws {
    let host = try await ThrowawayHost()
    for gateway in ["fd00:250::1", "fd00:250::2", "fe80::1", "fd00:250::1"] {
      try await host.apply(manifest("addresses: [\"fd00:250::33/64\"]\ngateway: \"\(gateway)\""))
      let routes = try await host.defaultRoutes("-6")
      #expect(routes.count == 1)
      #expect(routes.first?.hasPrefix("default via \(gateway) dev vmbridge proto static") == true)
      #expect(try await !host.run("ip", "-6", "route").contains("nexthop"))
    }
    try await host.restartNetworkd()
    try await host.expectNothingToDo()
  }

  @Test func `a gateway of a link without addresses is not taken to be on the link`() async throws {
    let host = try await ThrowawayHost()
    try await host.apply(manifest("gateway: \"fe80::1\"\nallow: [gateway-without-address]"))
    let routes = try await host.defaultRoutes("-6")
    #expect(routes.count == 1)
    #expect(routes.allSatisfy { $0.hasPrefix("default via fe80::1 dev vmbridge proto static") })
    #expect(routes.allSatisfy { !$0.contains("onlink") })
    #expect(try host.complaints() == [])
    try await host.expectNothingToDo()
  }

  @Test func `both gateways change at once`() async throws {
    let host = try await ThrowawayHost()
    let addresses = "addresses: [192.168.250.33/24, \"fd00:250::33/64\"]"
    try await host.apply(manifest("\(addresses)\ngateway: [192.168.250.1, \"fd00:250::1\"]"))
    try await host.apply(manifest("\(addresses)\ngateway: [192.168.250.2, \"fd00:250::2\"]"))
    #expect(
      try await host.defaultRoutes() == ["default via 192.168.250.2 dev vmbridge proto static"])
    #expect(try await host.defaultRoutes("-6").map { $0.contains("via fd00:250::2 ") } == [true])
  }

  @Test func `a removed gateway isolates, is refused, and goes when that is allowed`() async throws
  {
    let host = try await ThrowawayHost()
    try await host.apply(manifest("addresses: [192.168.250.33/24]\ngateway: 192.168.250.1"))
    try host.write(manifest("addresses: [192.168.250.33/24]"))
    let refused = try await host.reconcile("apply")
    #expect(refused.status == 4, "\(refused)")
    #expect(refused.errors.contains("--allow isolation"), "\(refused)")
    #expect(
      try await host.defaultRoutes() == ["default via 192.168.250.1 dev vmbridge proto static"])
    try await host.apply(allow: "isolation")
    #expect(try await host.defaultRoutes() == [])
  }

  @Test func `a changed address leaves no old one`() async throws {
    let host = try await ThrowawayHost()
    for addresses in [
      ["192.168.250.33/24"], ["192.168.250.34/24"], ["10.0.0.1/8", "192.168.250.35/24"],
      ["fd00:1::1/64"], ["fd00:1::2/64"], ["192.168.250.33/24", "fd00:1::1/64"],
    ] {
      let list = addresses.map { "\"\($0)\"" }.joined(separator: ", ")
      try await host.apply(manifest("addresses: [\(list)]"))
      #expect(try await host.link("vmbridge").globalAddresses == addresses.sorted())
    }
    try await host.restartNetworkd()
    try await host.expectNothingToDo()
  }

  @Test(arguments: [
    ("192.168.250.33/24", "192.168.250.33/25"), ("192.168.250.33/24", "192.168.250.33/16"),
    ("fd00:1::1/64", "fd00:1::1/48"),
  ])
  func `a changed prefix length leaves no old one`(from: String, to: String) async throws {
    let host = try await ThrowawayHost()
    let gateway = from.contains(":") ? "\"fd00:1::2\"" : "192.168.250.1"
    for address in [from, to, from] {
      try await host.apply(manifest("addresses: [\"\(address)\"]\ngateway: \(gateway)"))
      #expect(try await host.link("vmbridge").globalAddresses == [address])
    }
    #expect(try await host.defaultRoutes(from.contains(":") ? "-6" : "-4").count == 1)
  }

  @Test func `an address and the gateway move to another subnet`() async throws {
    let host = try await ThrowawayHost()
    try await host.apply(manifest("addresses: [192.168.250.33/24]\ngateway: 192.168.250.1"))
    try await host.apply(manifest("addresses: [10.20.30.40/24]\ngateway: 10.20.30.1"))
    #expect(try await host.link("vmbridge").globalAddresses == ["10.20.30.40/24"])
    #expect(try await host.defaultRoutes() == ["default via 10.20.30.1 dev vmbridge proto static"])
    #expect(try await !host.run("ip", "route").contains("192.168.250"))
  }

  @Test func `an address moves from one macvlan to another`() async throws {
    let host = try await ThrowawayHost()
    func manifest(_ first: String, _ second: String) -> String {
      """
      version: 1
      nics: {enp4s0: }
      macvlans:
        first: {parent: enp4s0, addresses: [\(first)]}
        second: {parent: enp4s0, addresses: [\(second)]}
      """
    }
    try await host.apply(manifest("10.0.0.1/24", "10.0.1.1/24"))
    try await host.apply(manifest("10.0.1.1/24", "10.0.0.1/24"))
    #expect(try await host.link("first").globalAddresses == ["10.0.1.1/24"])
    #expect(try await host.link("second").globalAddresses == ["10.0.0.1/24"])
  }

  @Test func `routes come, change and go`() async throws {
    let host = try await ThrowawayHost()
    let address = "addresses: [192.168.250.33/24, \"fd00:250::33/64\"]"
    try await host.apply(
      manifest(
        """
        \(address)
        routes:
          - {to: 10.0.0.0/8, via: 192.168.250.1}
          - {to: 10.1.0.0/16, via: 192.168.250.2, metric: 50, table: 100}
          - {to: "fd00:9::/48", via: "fd00:250::1"}
          - {to: 172.16.0.0/12, type: blackhole}
          - {to: "fd00:8::/48", type: unreachable}
        """))
    let routes = try await host.run("ip", "route", "show", "table", "all")
    #expect(routes.contains("10.0.0.0/8 via 192.168.250.1 dev vmbridge proto static"))
    #expect(
      routes.contains("10.1.0.0/16 via 192.168.250.2 dev vmbridge table 100 proto static metric 50")
    )
    #expect(routes.contains("blackhole 172.16.0.0/12 proto static"))
    let routes6 = try await host.run("ip", "-6", "route")
    #expect(routes6.contains("fd00:9::/48 via fd00:250::1 dev vmbridge proto static"))
    #expect(routes6.contains("unreachable fd00:8::/48 dev lo proto static"))
    try await host.apply(
      manifest("\(address)\nroutes: [{to: 10.0.0.0/8, via: 192.168.250.9, metric: 7}]"))
    let after = try await host.run("ip", "route", "show", "table", "all")
    #expect(after.contains("10.0.0.0/8 via 192.168.250.9 dev vmbridge proto static metric 7"))
    #expect(!after.contains("192.168.250.1 dev vmbridge proto static"))
    #expect(!after.contains("10.1.0.0/16"))
    #expect(!after.contains("blackhole"))
    let after6 = try await host.run("ip", "-6", "route")
    #expect(!after6.contains("fd00:9::"))
    #expect(!after6.contains("fd00:8::"))
    try await host.restartNetworkd()
    try await host.expectNothingToDo()
  }

  @Test func `addresses with options get them, keep them and lose them`() async throws {
    let host = try await ThrowawayHost()
    func manifest(_ addresses: String) -> String {
      """
      version: 1
      nics: {enp4s0: }
      macvlans: {vmbridge: {parent: enp4s0, link-local: no, addresses: [\(addresses)]}}
      """
    }
    func lines() async throws -> [String] {
      try await host.run("ip", "-o", "addr", "show", "dev", "vmbridge").split(separator: "\n")
        .map { line in
          line.split { " \t\\".contains($0) }.dropFirst(3)
            .filter {
              !["valid_lft", "preferred_lft", "forever", "0sec", "tentative"].contains($0)
            }
            .joined(separator: " ")
        }
    }
    let some = """
      192.168.250.33/24, {address: 192.168.250.34/24, label: "vmbridge:1"},
      {address: "fd00:250::33/64", preferred: no, prefix-route: no}
      """
    try await host.apply(manifest(some))
    let first = [
      "192.168.250.33/24 brd 192.168.250.255 scope global vmbridge",
      "192.168.250.34/24 brd 192.168.250.255 scope global secondary vmbridge:1",
      "fd00:250::33/64 scope global deprecated noprefixroute",
    ]
    #expect(try await lines() == first)
    try await host.restartNetworkd()
    try await host.expectNothingToDo()
    try await host.sh(
      """
      ip addr del 192.168.250.34/24 dev vmbridge; ip addr add 192.168.250.34/24 brd + dev vmbridge
      ip addr change fd00:250::33/64 dev vmbridge preferred_lft forever noprefixroute
      """)
    let rows = try await host.plan().rows(of: "vmbridge")
    #expect(rows.map(\.attribute) == ["address-options", "address-options"], "\(rows)")
    #expect(rows.map(\.cause) == ["drift", "drift"])
    try await host.apply()
    #expect(try await lines() == first)
    try await host.apply(
      manifest("192.168.250.33/24, 192.168.250.34/24, \"fd00:250::33/64\""))
    #expect(
      try await lines() == [
        "192.168.250.33/24 brd 192.168.250.255 scope global vmbridge",
        "192.168.250.34/24 brd 192.168.250.255 scope global secondary vmbridge",
        "fd00:250::33/64 scope global",
      ])
    let apply = try await host.reconcile("apply")
    #expect(apply.output.contains("No change was made"), "\(apply)")
  }
}
