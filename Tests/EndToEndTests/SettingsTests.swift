import Testing

@Suite("Settings", .enabled(if: ThrowawayHost.isPossible))
struct SettingsTests {
  @Test func `many keys at once are understood by networkd and leave nothing to do`() async throws {
    let host = try await ThrowawayHost(nics: ["enp4s0", "enp5s0"])
    try await host.apply(
      """
      version: 1
      nics:
        enp4s0:
          description: "the uplink: 10G % and spaces"
          mtu: 1480
          accept-ra: yes
          required-for-online: no
        enp5s0:
          activation-policy: always-up
          required-for-online: carrier
          link-local: no
      macvlans:
        vmbridge:
          parent: enp4s0
          description: the host beside its guests
          mode: bridge
          mtu: 1400
          mac: 02:00:00:00:00:31
          addresses: [192.168.250.33/24, "fd00:250::33/64"]
          gateway: [192.168.250.1, "fd00:250::1"]
          routes:
            - {to: 10.0.0.0/8, via: 192.168.250.2, metric: 100, mtu: 1300, advertised-mss: 1260}
            - {to: 10.1.0.0/16, via: 192.168.250.2, source: 192.168.250.33}
            - {to: 10.2.0.0/16, via: 172.16.0.1, on-link: yes}
            - {to: 10.3.0.0/16}
            - {to: 10.4.0.0/16, scope: link, table: 77}
            - {to: 10.5.0.0/16, type: unreachable}
            - {to: "fd00:9::/48", via: "fd00:250::2", metric: 512, congestion-window: 20,
               advertised-receive-window: 30, mtu: 1290}
            - {to: "fd00:8::/48", type: prohibit}
            - {to: default, via: 192.168.250.3, table: 100}
          dns: [192.168.250.1, "fd00:250::1"]
          search: [example.org, ~corp.example]
          ntp: [ntp.example.org, 192.168.250.1]
          forwarding: yes
          ipv6-privacy: prefer-public
          ipv6-mtu: 1350
          ipv6-address-generation: random
          lldp: yes
          emit-lldp: nearest-bridge
          link-local: ipv6
          accept-ra: no
          required-for-online: routable
          activation-policy: up
        leased:
          parent: enp5s0
          dhcp: ipv4
          dhcp-options: {use-dns: no, use-ntp: no, use-domains: route, use-hostname: no, use-mtu: yes,
            use-routes: yes, use-gateway: no, route-metric: 200, route-table: 100, hostname: hv,
            send-hostname: yes, client-identifier: mac, iaid: 7}
          required-for-online: no
        both:
          parent: enp5s0
          mode: private
          dhcp: yes
          accept-ra: yes
          dhcp-options: {use-domains: yes, ipv4: {use-dns: no},
            ipv6: {use-ntp: no, use-address: yes, rapid-commit: no, without-ra: no, iaid: 9}}
          ra-options: {use-dns: no, use-domains: route, use-gateway: no, use-routes: no, use-mtu: no,
            use-autonomous-prefix: yes, route-metric: 300, route-table: 100, token: "::1"}
          ipv6-privacy: yes
          link-local: yes
          addresses: [10.50.0.1/16]
          required-for-online: degraded
        v6: {parent: enp5s0, mode: vepa, dhcp: ipv6, link-local: ipv6, forwarding: ipv4}
        manual: {parent: enp5s0, activation-policy: manual, link-local: no}
        bare: {parent: enp5s0, ipv6-address-generation: none, addresses: [10.51.0.1/16]}
        off: {parent: enp5s0, activation-policy: down, link-local: no}
        never: {parent: enp5s0, activation-policy: always-down, link-local: no}
      """, allow: "flap")
    let state = try await host.networkdState(of: "vmbridge")
    #expect(state.contains("\nDNS=192.168.250.1 fd00:250::1\n"), "\(state)")
    #expect(state.contains("\nDOMAINS=example.org\n"), "\(state)")
    #expect(state.contains("\nROUTE_DOMAINS=corp.example\n"), "\(state)")
    #expect(state.contains("ntp.example.org"), "\(state)")
    let link = try await host.link("vmbridge")
    #expect(link.mac == "02:00:00:00:00:31")
    #expect(link.mtu == 1400)
    #expect(link.globalAddresses == ["192.168.250.33/24", "fd00:250::33/64"])
    #expect(try await host.link("off").isUp == false)
    #expect(try await host.link("never").isUp == false)
    #expect(try await host.link("v6").mode == "vepa")

    try await host.restartNetworkd()
    try await host.expectNothingToDo()
    let apply = try await host.reconcile("apply")
    #expect(apply.output.contains("No change was made"), "\(apply)")
    #expect(try host.complaints() == [])
  }

  @Test func `each key that goes takes what it brought with it`() async throws {
    let host = try await ThrowawayHost()
    let bare = """
      version: 1
      nics: {enp4s0: }
      macvlans:
        vmbridge:
          parent: enp4s0
          addresses: [192.168.250.33/24]
      """
    try await host.apply(bare)
    try await host.waitUntilConfigured("vmbridge")
    let before = try await host.networkdState(of: "vmbridge")
    for settings in [
      "dns: [192.168.250.1]", "search: [example.org]", "ntp: [192.168.250.1]",
      "required-for-online: routable", "ipv6-privacy: yes", "description: text", "accept-ra: yes",
      "dhcp: ipv4", "activation-policy: always-up", "lldp: yes", "emit-lldp: yes", "ipv6-mtu: 1300",
      "ipv6-address-generation: eui64",
    ] {
      try await host.apply("\(bare)\n    \(settings)")
      try await host.apply(bare)
      try await host.waitUntilConfigured("vmbridge")
      #expect(try await host.networkdState(of: "vmbridge") == before, "\(settings)")
    }
    #expect(try await host.link("vmbridge").globalAddresses == ["192.168.250.33/24"])
  }

  @Test func `without link-local addresses there are none, and they come when they are wanted`()
    async throws
  {
    let host = try await ThrowawayHost()
    func manifest(_ word: String) -> String {
      """
      version: 1
      nics: {enp4s0: {link-local: \(word)}}
      macvlans: {vmbridge: {parent: enp4s0, link-local: \(word), addresses: [10.0.0.1/24]}}
      """
    }
    for word in ["no", "ipv6", "no"] {
      try await host.apply(manifest(word))
      try await host.settle()
      for name in ["enp4s0", "vmbridge"] {
        let link = try await host.link(name)
        #expect(
          link.addresses.filter { $0.scope == "link" }.count == (word == "no" ? 0 : 1), "\(link)")
      }
    }
    try await host.restartNetworkd()
    try await host.expectNothingToDo()
  }

  @Test func `forwarding that goes stays on in the kernel, as the plan says`() async throws {
    let host = try await ThrowawayHost()
    func manifest(_ settings: String) -> String {
      """
      version: 1
      nics: {enp4s0: }
      macvlans: {vmbridge: {parent: enp4s0, addresses: [10.0.0.1/24]\(settings)}}
      """
    }
    try await host.apply(manifest(", forwarding: ipv4"))
    #expect(try await host.sh("cat /proc/sys/net/ipv4/ip_forward") == "1\n")
    #expect(try await host.sh("cat /proc/sys/net/ipv6/conf/all/forwarding") == "0\n")
    try host.write(manifest(""))
    let plan = try await host.reconcile("plan")
    #expect(plan.status == 2)
    #expect(plan.output.contains("ipv4 forwarding of the host stays on"), "\(plan)")
    try await host.apply()
    #expect(try await host.sh("cat /proc/sys/net/ipv4/ip_forward") == "1\n")
    try await host.apply(manifest(", forwarding: yes"))
    #expect(try await host.sh("cat /proc/sys/net/ipv6/conf/all/forwarding") == "1\n")
  }

  @Test func `what the kernel does with IPv6 is put back, and so are the metrics of a route`()
    async throws
  {
    let host = try await ThrowawayHost()
    try await host.apply(
      """
      version: 1
      nics: {enp4s0: }
      macvlans:
        vmbridge:
          parent: enp4s0
          addresses: [192.168.250.33/24, "fd00:250::33/64"]
          gateway: 192.168.250.1
          routes:
            - {to: 10.0.0.0/8, via: 192.168.250.2, mtu: 1300, congestion-window: 20}
            - {to: "fd00:9::/48", via: "fd00:250::2", mtu: 1290}
          ipv6-privacy: prefer-public
          ipv6-mtu: 1400
          ipv6-address-generation: random
      """)
    let settings = "/proc/sys/net/ipv6/conf/vmbridge"
    let look = """
      cat \(settings)/use_tempaddr \(settings)/mtu \(settings)/addr_gen_mode
      ip -4 route show 10.0.0.0/8; ip -6 route show fd00:9::/48
      """
    let before = try await host.sh(look)
    #expect(before.hasPrefix("1\n1400\n3\n10.0.0.0/8 via 192.168.250.2"), "\(before)")
    #expect(before.contains("mtu 1300 initcwnd 20"), "\(before)")
    #expect(before.contains("mtu 1290"), "\(before)")
    let local = try await host.link("vmbridge").addresses.filter { $0.scope == "link" }
    #expect(local.count == 1, "\(local)")
    #expect(local.first?.local.contains("ff:fe") == false, "\(local)")

    try await host.sh(
      """
      echo 2 >\(settings)/use_tempaddr; echo 1500 >\(settings)/mtu; echo 1 >\(settings)/addr_gen_mode
      ip route replace 10.0.0.0/8 via 192.168.250.2 dev vmbridge proto static mtu 1200
      ip -6 route replace fd00:9::/48 via fd00:250::2 dev vmbridge proto static
      """)
    let rows = try await host.plan().rows(of: "vmbridge")
    #expect(rows.allSatisfy { $0.cause == "drift" }, "\(rows)")
    #expect(
      rows.map(\.attribute).sorted()
        == ["ipv6-address-generation", "ipv6-mtu", "ipv6-privacy", "route", "route"])
    try await host.apply()
    #expect(try await host.sh(look) == before)
    let now = try await host.link("vmbridge").addresses.map(\.local)
    #expect(now.contains(local[0].local), "\(now)")
  }

  @Test func `a link that ignores its carrier has its addresses without one`() async throws {
    let host = try await ThrowawayHost()
    try await host.sh("ip -n switch link set enp4s0 down")
    try await host.apply(
      """
      version: 1
      nics: {enp4s0: {addresses: [10.0.0.1/24], gateway: 10.0.0.254, ignore-carrier: yes, link-local: no}}
      """, allow: "isolation")
    #expect(try await host.link("enp4s0").globalAddresses == ["10.0.0.1/24"])
    #expect(try await host.defaultRoutes().count == 1)
    try await host.sh("ip addr del 10.0.0.1/24 dev enp4s0")
    try await host.apply()
    #expect(try await host.link("enp4s0").globalAddresses == ["10.0.0.1/24"])
  }
}
