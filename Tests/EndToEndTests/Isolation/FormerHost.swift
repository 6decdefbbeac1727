import Testing

/// A host that others have configured, and the first manifest for it, which forgets something.
struct FormerHost: Sendable, CustomTestStringConvertible {
  var name: String
  var nics = ["enp4s0"]
  /// Shell that configures the host; `unit NAME` writes a file of networkd.
  var setUp: String
  /// The addresses of the host that a host behind the routers reaches.
  var reached: [String]
  var manifest: String
  var outcome = Outcome.refused(allow: "isolation")
  var needsNetplan = false

  /// How the first apply ends.
  enum Outcome: Hashable {
    /// All that was there is there still.
    case applied
    case refused(allow: String)
    /// A file of others wins over ours.
    case conflict
  }

  var testDescription: String { name }
}

// MARK: One set-up made by seven tools, and what a manifest forgets of it

extension FormerHost {
  /// How the host came by 10.0.0.5/24, fd99::5/64 and a default route of each family on enp4s0.
  private struct Way {
    var name: String
    var setUp: String
    var needsNetplan = false
  }

  private static let ways = [
    Way(
      name: "by hand",
      setUp: """
        ip addr add 10.0.0.5/24 brd + dev enp4s0; ip addr add fd99::5/64 dev enp4s0 nodad
        ip route add default via 10.0.0.1; ip -6 route add default via fd99::1
        """),
    Way(
      name: "by ifupdown",
      setUp: """
        mkdir -p /etc/network
        printf 'auto enp4s0\\niface enp4s0 inet static\\n  address 10.0.0.5/24\\n  gateway 10.0.0.1\\n' \
          >/etc/network/interfaces
        ip addr add 10.0.0.5/255.255.255.0 broadcast 10.0.0.255 dev enp4s0 label enp4s0
        ip route add default via 10.0.0.1 dev enp4s0 onlink
        ip -6 addr add fd99::5/64 dev enp4s0 nodad; ip -6 route add default via fd99::1 dev enp4s0 onlink
        """),
    Way(
      name: "by dhclient",
      setUp: """
        ip addr add 10.0.0.5/24 brd + dev enp4s0 valid_lft 3600 preferred_lft 3600
        ip addr add fd99::5/64 dev enp4s0 nodad
        ip route add default via 10.0.0.1; ip -6 route add default via fd99::1
        """),
    Way(
      name: "by netplan",
      setUp: """
        cat >/etc/netplan/01-host.yaml <<'END'
        network:
          version: 2
          renderer: networkd
          ethernets:
            enp4s0:
              addresses: [10.0.0.5/24, "fd99::5/64"]
              routes: [{to: default, via: 10.0.0.1}, {to: default, via: "fd99::1"}]
        END
        chmod 600 /etc/netplan/01-host.yaml
        netplan generate; networkctl reload
        """, needsNetplan: true),
    Way(
      name: "by a file of networkd",
      setUp: """
        unit 10-lan.network <<'END'
        [Match]
        Name=enp4s0
        [Network]
        Address=10.0.0.5/24
        Address=fd99::5/64
        Gateway=10.0.0.1
        Gateway=fd99::1
        END
        networkctl reload
        """),
    Way(
      name: "by a match of the MAC, and a drop-in",
      setUp: """
        mkdir -p /etc/systemd/network/10-mac.network.d
        unit 10-mac.network <<END
        [Match]
        MACAddress=$(cat /sys/class/net/enp4s0/address)
        [Network]
        Address=10.0.0.5/24
        Gateway=10.0.0.1
        END
        unit 10-mac.network.d/six.conf <<'END'
        [Network]
        Address=fd99::5/64
        [Route]
        Gateway=fd99::1
        END
        networkctl reload
        """),
    Way(
      name: "by a glob in another folder",
      setUp: """
        mkdir -p /run/systemd/network
        cat >/run/systemd/network/80-wired.network <<'END'
        [Match]
        Name=en* !enp9*
        Type=ether
        [Network]
        Address=10.0.0.5/24
        Address=fd99::5/64
        Gateway=10.0.0.1
        [Route]
        Destination=::/0
        Gateway=fd99::1
        [Link]
        RequiredForOnline=routable
        END
        networkctl reload
        """),
  ]

  private static let forgotten = [
    (name: "all", manifest: "nics: {enp4s0: }"),
    (
      name: "the IPv4 address",
      manifest: #"nics: {enp4s0: {addresses: ["fd99::5/64"], gateway: "fd99::1"}}"#
    ),
    (
      name: "the IPv6 address",
      manifest: "nics: {enp4s0: {addresses: [10.0.0.5/24], gateway: 10.0.0.1}}"
    ),
    (
      name: "the default routes",
      manifest: #"nics: {enp4s0: {addresses: [10.0.0.5/24, "fd99::5/64"]}}"#
    ),
    (
      name: "the IPv6 default route, and has a macvlan",
      manifest: """
      nics: {enp4s0: {addresses: [10.0.0.5/24, "fd99::5/64"], gateway: 10.0.0.1}}
      macvlans: {vmbridge: {parent: enp4s0, addresses: [10.9.0.5/24]}}
      """
    ),
    (
      name: "nothing",
      manifest:
        #"nics: {enp4s0: {addresses: [10.0.0.5/24, "fd99::5/64"], gateway: [10.0.0.1, "fd99::1"]}}"#
    ),
  ]

  private static let usual = ways.flatMap { way in
    forgotten.map { forgotten in
      FormerHost(
        name: "configured \(way.name), the manifest forgets \(forgotten.name)", setUp: way.setUp,
        reached: ["10.0.0.5", "fd99::5"], manifest: forgotten.manifest,
        outcome: forgotten.name == "nothing" ? .applied : .refused(allow: "isolation"),
        needsNetplan: way.needsNetplan)
    }
  }

  static let all = usual + unusual
}
