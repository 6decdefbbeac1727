/// Hosts that are reached by something that manifests forget more easily.
extension FormerHost {
  static let unusual = [
    FormerHost(
      name: "a policy rule by hand for a second NIC", nics: ["enp4s0", "enp5s0"],
      setUp: """
        ip addr add 10.5.0.5/24 brd + dev enp5s0
        ip route add default via 10.5.0.1 table 100
        ip rule add from 10.5.0.5 table 100 priority 1000
        """, reached: ["10.5.0.5"],
      manifest: """
        nics:
          enp4s0:
          enp5s0:
            addresses: [10.5.0.5/24]
            routes: [{to: default, via: 10.5.0.1, table: 100}]
        """),
    FormerHost(
      name: "a policy rule by hand, and a manifest of another NIC", nics: ["enp4s0", "enp5s0"],
      setUp: """
        ip addr add 10.5.0.5/24 brd + dev enp5s0
        ip route add default via 10.5.0.1 table 100
        ip rule add from 10.5.0.0/24 table 100 priority 1000
        """, reached: ["10.5.0.5"],
      manifest: "nics: {enp4s0: {addresses: [10.0.0.5/24]}}"),
    FormerHost(
      name: "a policy rule in a file of networkd",
      setUp: """
        unit 10-lan.network <<'END'
        [Match]
        Name=enp4s0
        [Network]
        Address=10.0.0.5/24
        [Route]
        Gateway=10.0.0.1
        Table=100
        [RoutingPolicyRule]
        From=10.0.0.5
        Table=100
        END
        networkctl reload
        """, reached: ["10.0.0.5"],
      manifest: """
        nics: {enp4s0: {addresses: [10.0.0.5/24], routes: [{to: default, via: 10.0.0.1, table: 100}]}}
        """),
    FormerHost(
      name: "a default route in another table that is forgotten",
      setUp: """
        ip addr add 10.0.0.5/24 brd + dev enp4s0
        ip route add default via 10.0.0.1 table 100
        ip rule add from 10.0.0.5 table 100 priority 1000
        """, reached: ["10.0.0.5"], manifest: "nics: {enp4s0: {addresses: [10.0.0.5/24]}}"),
    FormerHost(
      name: "an IPv6 rule",
      setUp: """
        ip addr add fd99::5/64 dev enp4s0 nodad
        ip -6 route add default via fd99::1 table 100
        ip -6 rule add from fd99::5 table 100 priority 1000
        """, reached: ["fd99::5"],
      manifest: """
        nics:
          enp4s0:
            addresses: ["fd99::5/64"]
            routes: [{to: "::/0", via: "fd99::1", table: 100}]
        """),
    FormerHost(
      name: "a MAC that the switch knows",
      setUp: """
        ip link set enp4s0 address 02:00:00:00:00:05
        ip addr add 10.0.0.5/24 brd + dev enp4s0; ip route add default via 10.0.0.1
        ip -n switch neigh replace 10.0.0.5 lladdr 02:00:00:00:00:05 dev enp4s0 nud permanent
        """, reached: ["10.0.0.5"],
      manifest: "nics: {enp4s0: {addresses: [10.0.0.5/24], gateway: 10.0.0.1}}",
      outcome: .applied),
    FormerHost(
      name: "routes to two halves of the world",
      setUp: """
        ip addr add 10.0.0.5/24 brd + dev enp4s0
        ip route add 0.0.0.0/1 via 10.0.0.1; ip route add 128.0.0.0/1 via 10.0.0.1
        """, reached: ["10.0.0.5"], manifest: "nics: {enp4s0: {addresses: [10.0.0.5/24]}}"),
    FormerHost(
      name: "a route to the resolver",
      setUp: """
        ip addr add 10.0.0.5/24 brd + dev enp4s0; ip route add default via 10.0.0.1
        ip route add 10.53.0.0/24 via 10.0.0.1 metric 5
        """, reached: ["10.0.0.5"],
      manifest: "nics: {enp4s0: {addresses: [10.0.0.5/24], gateway: 10.0.0.1, dns: [10.53.0.1]}}"),
    FormerHost(
      name: "a router outside of the subnet",
      setUp: """
        ip addr add 10.0.0.5/32 dev enp4s0
        ip route add 10.0.0.1 dev enp4s0; ip route add default via 10.0.0.1
        """, reached: ["10.0.0.5"],
      manifest: """
        nics: {enp4s0: {addresses: [10.0.0.5/32], routes: [{to: default, via: 10.0.0.1, on-link: yes}]}}
        """),
    FormerHost(
      name: "the route of a routing daemon",
      setUp: """
        ip addr add 10.0.0.5/24 brd + dev enp4s0; ip route add default via 10.0.0.1 proto bird
        """, reached: ["10.0.0.5"], manifest: "nics: {enp4s0: {addresses: [10.0.0.5/24]}}"),
    FormerHost(
      name: "the router of an advertisement",
      setUp: """
        ip addr add fd99::5/64 dev enp4s0 nodad
        ip -6 route add default via fd99::1 dev enp4s0 proto ra expires 1800
        """, reached: ["fd99::5"], manifest: #"nics: {enp4s0: {addresses: ["fd99::5/64"]}}"#),
    FormerHost(
      name: "a bridge by hand that has the NIC",
      setUp: """
        ip link add br0 type bridge; ip link set enp4s0 master br0; ip link set br0 up
        ip addr add 10.0.0.5/24 brd + dev br0; ip route add default via 10.0.0.1
        """, reached: ["10.0.0.5"],
      manifest: "nics: {enp4s0: {addresses: [10.0.0.5/24], gateway: 10.0.0.1}}"),
    FormerHost(
      name: "a bridge of networkd that has the NIC",
      setUp: """
        printf '[NetDev]\\nName=br0\\nKind=bridge\\n' | unit br0.netdev
        printf '[Match]\\nName=enp4s0\\n[Network]\\nBridge=br0\\n' | unit 20-port.network
        printf '[Match]\\nName=br0\\n[Network]\\nAddress=10.0.0.5/24\\nGateway=10.0.0.1\\n' \
          | unit 30-br0.network
        networkctl reload
        """, reached: ["10.0.0.5"], manifest: "nics: {enp4s0: }"),
    FormerHost(
      name: "the well-known macvlan of three files",
      setUp: """
        printf '[NetDev]\\nName=vmbridge\\nKind=macvlan\\n[MACVLAN]\\nMode=bridge\\n' | unit vmbridge.netdev
        printf '[Match]\\nName=enp4s0\\n[Network]\\nMACVLAN=vmbridge\\n' | unit enp4s0.network
        printf '[Match]\\nName=vmbridge\\n[Network]\\nAddress=10.0.0.5/24\\nGateway=10.0.0.1\\n' \
          | unit vmbridge.network
        networkctl reload
        """, reached: ["10.0.0.5"],
      manifest: "nics: {enp4s0: }\nmacvlans: {vmbridge: {parent: enp4s0, addresses: [10.0.0.5/24]}}"
    ),
    FormerHost(
      name: "the well-known macvlan, left to others",
      setUp: """
        printf '[NetDev]\\nName=vmbridge\\nKind=macvlan\\n[MACVLAN]\\nMode=bridge\\n' | unit vmbridge.netdev
        printf '[Match]\\nName=enp4s0\\n[Network]\\nMACVLAN=vmbridge\\n' | unit enp4s0.network
        printf '[Match]\\nName=vmbridge\\n[Network]\\nAddress=10.0.0.5/24\\nGateway=10.0.0.1\\n' \
          | unit vmbridge.network
        networkctl reload
        """, reached: ["10.0.0.5"],
      manifest: "nics: {enp4s0: }\nmacvlans: {other: {parent: enp4s0}}", outcome: .applied),
    FormerHost(
      name: "a file that sorts before ours",
      setUp: """
        printf '[Match]\\nName=enp4s0\\n[Network]\\nAddress=10.0.0.5/24\\nGateway=10.0.0.1\\n' \
          | unit 00-lan.network
        networkctl reload
        """, reached: ["10.0.0.5"],
      manifest: "nics: {enp4s0: {addresses: [10.0.0.5/24], gateway: 10.0.0.1}}",
      outcome: .conflict),
    FormerHost(
      name: "two addresses, one is forgotten",
      setUp: """
        ip addr add 10.0.0.5/24 brd + dev enp4s0; ip addr add 10.0.0.6/24 dev enp4s0
        ip route add default via 10.0.0.1
        """, reached: ["10.0.0.5", "10.0.0.6"],
      manifest: "nics: {enp4s0: {addresses: [10.0.0.5/24], gateway: 10.0.0.1}}"),
    FormerHost(
      name: "the address goes to a macvlan",
      setUp: """
        ip addr add 10.0.0.5/24 brd + dev enp4s0; ip route add default via 10.0.0.1
        """, reached: ["10.0.0.5"],
      manifest: """
        nics: {enp4s0: }
        macvlans: {vmbridge: {parent: enp4s0, addresses: [10.0.0.5/24], gateway: 10.0.0.1}}
        """),
    FormerHost(
      name: "the NIC goes into a bridge that forgets the router",
      setUp: """
        ip addr add 10.0.0.5/24 brd + dev enp4s0; ip route add default via 10.0.0.1
        """, reached: ["10.0.0.5"],
      manifest: "nics: {enp4s0: }\nbridges: {br0: {members: [enp4s0], addresses: [10.0.0.5/24]}}"),
    FormerHost(
      name: "the NIC goes into a bridge with all",
      setUp: """
        ip addr add 10.0.0.5/24 brd + dev enp4s0; ip route add default via 10.0.0.1
        """, reached: ["10.0.0.5"],
      manifest: """
        nics: {enp4s0: }
        bridges: {br0: {members: [enp4s0], addresses: [10.0.0.5/24], gateway: 10.0.0.1}}
        """),
    FormerHost(
      name: "a small MTU of the path",
      setUp: """
        ip link set enp4s0 mtu 1280; ip -n switch link set enp4s0 mtu 1280
        ip addr add 10.0.0.5/24 brd + dev enp4s0; ip route add default via 10.0.0.1
        """, reached: ["10.0.0.5"],
      manifest: "nics: {enp4s0: {addresses: [10.0.0.5/24], gateway: 10.0.0.1, mtu: 9000}}",
      outcome: .refused(allow: "flap")),
  ]
}
