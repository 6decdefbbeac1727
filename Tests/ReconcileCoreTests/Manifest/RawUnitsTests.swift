import Testing

@testable import ReconcileCore

/// Reads a value of `networkd:` as the link enp4s0 would have it.
func rawUnits(_ yaml: String) throws -> (raw: RawUnits?, problems: [Problem]) {
  let document = YAMLDocument(Array(yaml.utf8), name: "hv01.yaml")
  var decoding = Decoding()
  let place = Place(owner: "nic 'enp4s0'", key: "networkd")
  let raw = RawTable.type.read(try #require(document.root), place, &decoding)
  return (raw, document.problems + decoding.problems)
}

@Suite struct RawTableTests {
  @Test func `values keep their text, lists repeat the section or the key`() throws {
    let (raw, problems) = try rawUnits(
      """
      network:
        Network: {LLDP: yes, DNS: [10.0.0.53, "fd00::53"], KeepConfiguration: ""}
        Route:
          - {Destination: 10.0.0.0/8, Metric: 010}
          - {Destination: 172.16.0.0/12}
      link: {Link: {WakeOnLan: "off"}}
      """)
    #expect(problems.isEmpty)
    let units = try #require(raw)
    #expect(units.network.map(\.name.value) == ["Network", "Route", "Route"])
    #expect(
      units.network[0].entries.map { "\($0.key.value)=\($0.value.value)" }
        == ["LLDP=yes", "DNS=10.0.0.53", "DNS=fd00::53", "KeepConfiguration="])
    #expect(units.network[1].entries.map(\.value.value) == ["10.0.0.0/8", "010"])
    #expect(units[.link].first?.entries.first?.value.value == "off")
    #expect(units.netdev.isEmpty)
    #expect(units.network[0].entries[2].value.range.description == "hv01.yaml:2:41")
  }

  @Test func `the place does not matter to equality`() throws {
    let one = try rawUnits("network: {Network: {LLDP: yes}}").raw
    let other = try rawUnits("network:\n  Network:\n    LLDP: yes\n").raw
    #expect(one == other)
    #expect(one?.hashValue == other?.hashValue)
    #expect(try one != rawUnits("network: {Network: {LLDP: no}}").raw)
    #expect(try one != rawUnits("netdev: {Network: {LLDP: yes}}").raw)
  }

  @Test(arguments: [
    ("yes", "networkd of nic 'enp4s0': 'yes' is not a mapping of keys by file"),
    ("", "networkd of nic 'enp4s0' has no value"),
    ("netwrok: {Network: {LLDP: yes}}", "unknown key 'netwrok' in networkd of nic 'enp4s0'"),
    ("network: [LLDP]", "network of networkd of nic 'enp4s0': a list is not a mapping of sections"),
    ("network: {Network: yes}", "[Network] of networkd of nic 'enp4s0': 'yes' is not a mapping"),
    ("network: {Network: }", "[Network] of networkd of nic 'enp4s0' has no value"),
    ("network: {Route: [[a]]}", "[Route] of networkd of nic 'enp4s0': a list is not a mapping"),
    (
      "network: {Network: {LLDP: {a: b}}}",
      "LLDP= in [Network] of networkd of nic 'enp4s0': a mapping is not a value"
    ),
    (
      "network: {Network: {DNS: [[a]]}}",
      "DNS= in [Network] of networkd of nic 'enp4s0': a list is not a line of text"
    ),
    (
      "network: {Network: {DNS: []}}",
      "DNS= in [Network] of networkd of nic 'enp4s0': a list is not a value"
    ),
    (
      "network: {Network: {LLDP: }}",
      "LLDP= in [Network] of networkd of nic 'enp4s0' has no value; it takes a value or a list"
    ),
    (
      "network: {Network: {DNS: [a, \"\"]}}",
      "DNS= in [Network] of networkd of nic 'enp4s0': '' is not a line of text"
    ),
    (
      "network: {Network: {DNS: 'a\\'}}",
      "DNS= in [Network] of networkd of nic 'enp4s0': 'a\\' ends in a backslash"
    ),
    ("network: {Network]: {DNS: a}}", ""),
    ("network: {'Network]': {DNS: a}}", "'Network]' is no name of a section"),
    ("network: {Network: {'DNS=x': a}}", "'DNS=x' is no name of a key"),
    ("network: {Network: {'DNS ': a}}", "'DNS ' is no name of a key"),
  ])
  func `another form is an error with its place`(yaml: String, message: String) throws {
    let document = YAMLDocument(Array(yaml.utf8), name: "hv01.yaml")
    guard document.root != nil else {
      // YAML itself refuses it.
      #expect(message.isEmpty)
      return
    }
    let (raw, problems) = try rawUnits(yaml)
    #expect(raw == nil)
    #expect(problems.count == 1)
    let text = try #require(problems.first).message
    #expect(text.hasPrefix(message), "\(text)")
  }

  @Test func `a line break cannot be smuggled in`() throws {
    let (raw, problems) = try rawUnits(
      "network: {Network: {LLDP: \"yes\\n[Link]\\nUnmanaged=yes\"}}")
    #expect(raw == nil)
    #expect(problems.count == 1)
  }

  @Test func `keys for layer 3 are seen`() throws {
    func hasLayer3(_ yaml: String) throws -> Bool? { try rawUnits(yaml).raw?.hasLayer3 }
    #expect(try hasLayer3("network: {Network: {LLDP: yes}, Link: {ARP: no}}") == false)
    #expect(try hasLayer3("network: {Address: [{Address: 10.0.0.1/24}]}") == true)
    #expect(try hasLayer3("network: {Network: {IPv6SendRA: yes}}") == true)
    #expect(try hasLayer3("network: {Network: {LinkLocalAddressing: \"\"}}") == false)
  }
}

@Suite struct RawCheckTests {
  private func problems(
    _ yaml: String, kind: String? = "macvlan", version: Int? = 252
  ) throws -> [Problem] {
    let raw = try #require(try rawUnits(yaml).raw)
    return raw.problems(kind: kind, version: version.map { NetworkdVersion($0) }) { key in
      switch (key.section, key.key) {
      case ("Network", "Address"): "addresses"
      case ("Network", "IPv4Forwarding"): "forwarding"
      case ("Link", "MTUBytes") where key.file == .network: "mtu"
      default: nil
      }
    }
  }

  @Test func `keys that the version has and the manifest lacks are accepted`() throws {
    let yaml = """
      network:
        Network: {LLDP: yes, KeepConfiguration: ""}
        RoutingPolicyRule: [{From: 10.0.0.0/8, Table: 7}, {From: 10.1.0.0/16, Table: 8}]
      netdev: {MACVLAN: {BroadcastMulticastQueueLength: 2000}}
      link: {Link: {WakeOnLan: magic}}
      """
    #expect(try problems(yaml).isEmpty)
  }

  @Test(arguments: [
    (
      "network: {Network: {LLPD: yes}}", "'LLPD' is no key of [Network] in a .network file",
      "did you mean 'LLDP'?"
    ),
    (
      "network: {Network: {MTUBytes: 9000}}",
      "'MTUBytes' is no key of [Network] in a .network file",
      "write 'mtu' for MTUBytes= in [Link] of a .network file"
    ),
    (
      "network: {Link: {WakeOnLan: magic}}",
      "'WakeOnLan' is no key of [Link] in a .network file",
      "did you mean WakeOnLan= in [Link] of a .link file?"
    ),
    (
      "network: {Netwrok: {LLDP: yes}}", "'Netwrok' is no section of a .network file",
      "did you mean [Network]?"
    ),
    (
      "network: {MACVLAN: {Mode: vepa}}", "'MACVLAN' is no section of a .network file",
      "[MACVLAN] is a section of .netdev files: write it below 'netdev'"
    ),
    (
      "network: {Network: {IPv4ReversePathFilter: strict}}",
      "IPv4ReversePathFilter= in [Network] of a .network file came with systemd 255; "
        + "this host has 252", nil
    ),
    (
      "network: {Network: {ProxyNeighbor: \"fd00::1\"}}",
      "ProxyNeighbor= in [Network] of a .network file came with systemd 262; this host has 252",
      "write IPv6ProxyNDPAddress= in [Network] of a .network file"
    ),
    (
      "network: {Network: {L2TP: l2tp1}}",
      "L2TP= in [Network] of a .network file is passed over since systemd 251; this host has 252",
      nil
    ),
    (
      "network: {Network: {Address: 10.0.0.1/24}}",
      "Address= in [Network] of a .network file is written by the program", "write 'addresses'"
    ),
    (
      "network: {Network: {IPForward: yes}}",
      "IPForward= in [Network] of a .network file is written by the program",
      "write 'forwarding'"
    ),
    (
      "network: {Match: {Name: '*'}}", "[Match] is written by the program",
      "write 'match' to say which link is meant"
    ),
    (
      "netdev: {NetDev: {Kind: bridge}}",
      "Kind= in [NetDev] of a .netdev file is written by the program",
      "the link's place in the manifest says it"
    ),
    (
      "network: {Link: {Unmanaged: yes}}",
      "Unmanaged= in [Link] of a .network file is written by the program", "write 'managed'"
    ),
    (
      "link: {Link: {Name: lan0}}", "Name= in [Link] of a .link file is written by the program",
      "write 'set-name'"
    ),
    ("netdev: {VLAN: {GVRP: yes}}", "[VLAN] is for kind vlan, not for macvlan", nil),
    (
      "network: {Network: [{LLDP: yes}, {EmitLLDP: yes}]}",
      "[Network] stands in a .network file once",
      "write all its keys in one mapping"
    ),
    (
      "network: {Route: [{Destination: 10.0.0.0/8, Metric: \"\"}]}",
      "an empty Metric= drops what the program writes, and this [Route] is one more",
      "leave the key out"
    ),
  ])
  func `a key that cannot work is an error`(
    yaml: String, message: String, help: String?
  ) throws {
    let problems = try problems(yaml)
    #expect(problems.map(\.message) == [message])
    #expect(problems.first?.help == help)
    #expect(problems.allSatisfy { $0.severity == .error })
  }

  @Test func `a link that others make has no netdev file`() throws {
    let found = try problems("netdev: {NetDev: {MTUBytes: 9000}}", kind: nil)
    #expect(found.map(\.message) == ["a link that others make has no .netdev file"])
  }

  @Test func `the host's version decides, and without one nothing is too new`() throws {
    let yaml = "network: {Network: {IPv4ReversePathFilter: strict}, MobileNetwork: {APN: x}}"
    #expect(try problems(yaml, version: 252).count == 2)
    #expect(try problems(yaml, version: 255).count == 1)
    #expect(try problems(yaml, version: 260).isEmpty)
    #expect(try problems(yaml, version: nil).isEmpty)
    #expect(try problems("network: {Route: [{TTLPropagate: yes}]}", version: 255).isEmpty)
    #expect(try problems("network: {Route: [{TTLPropagate: yes}]}", version: 256).count == 1)
  }

  @Test func `a key is reported once, at its first place`() throws {
    let found = try problems("network: {Network: {LLPD: [yes, no]}, Rout: [{A: b}, {C: d}]}")
    #expect(found.map(\.range.description) == ["hv01.yaml:1:21", "hv01.yaml:1:39"])
  }

  @Test func `a person reads what to do`() throws {
    let found = try problems("network:\n  Network:\n    LLPD: yes\n")
    #expect(
      ProblemText.render(try #require(found.first)) == """
        hv01.yaml:3:5: error: 'LLPD' is no key of [Network] in a .network file
                LLPD: yes
                ^^^^
          help: did you mean 'LLDP'?

        """)
  }
}
