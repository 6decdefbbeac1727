/// The keys that every interface takes.
enum InterfaceTable {
  static let keys = modelled + FileSetting.interface.map { $0.key.of(\.written) }

  private static let modelled: [Key<InterfaceSettings>] = [
    Key(
      "description", .line, into: { $0.description = $1 },
      "A line for people, shown by networkctl.",
      unset: "no description", goes: "[Network] Description=, [NetDev] Description="),
    Key(
      "mtu", .number(68...65535), into: { $0.mtu = $1 }, "The largest packet in bytes.",
      unset:
        "that of the parent; of a bond's member that of the bond; of a bridge the least of its "
        + "ports; of a NIC what it had before; of a VRF what it has; else 1500",
      goes: "[Link] MTUBytes="),
    Key(
      "mac", .mac, into: { $0.mac = $1 }, "The link's Ethernet address.",
      unset: "for a NIC its permanent address, for a VLAN, an ipvlan and a link in mode passthru "
        + "that of the parent, for any other what networkd derives from its name and the machine id",
      goes: "[Link] MACAddress=, for a link that is made [NetDev] MACAddress="),
    Key(
      "addresses", AddressTable.type.list, whole: { $0.addressEntries = $1 },
      "The addresses of the host on this link, each with its prefix length; one that has more is "
        + "a mapping.",
      unset: "no static address", goes: "[Network] Address=, [Address]"),
    Key(
      "gateway", listOf: .address("192.168.250.1"), into: { $0.gateway = $1 },
      "The router of the default route: one address, or a list with one for each family.",
      unset: "no static default route", goes: "[Network] Gateway="),
    Key(
      "routes", RouteTable.type.list, whole: { $0.routes = $1 }, "Further routes over this link.",
      unset: "no further route", goes: "[Route]"),
    Key(
      "routing-policy", PolicyRuleTable.type.list, whole: { $0.rules = $1 },
      "Rules for the choice of a routing table; they hold for the whole host while the link is there.",
      unset: "no rule", goes: "[RoutingPolicyRule]"),
    Key(
      "dns", listOf: .address("192.168.250.1", allowsLoopback: true), into: { $0.dns = $1 },
      "The DNS servers that systemd-resolved asks over this link.", unset: "none",
      goes: "[Network] DNS="),
    Key(
      "search", listOf: .searchDomain, into: { $0.search = $1 },
      "The DNS search domains of this link; with ~ in front a domain that is only routed to it.",
      unset: "none", goes: "[Network] Domains="),
    Key(
      "ntp", listOf: .server, into: { $0.ntp = $1 },
      "The time servers that systemd-timesyncd asks over this link.", unset: "none",
      goes: "[Network] NTP="),
    Key(
      "dhcp", .word, into: { $0.dhcp = $1 }, "Whether the link asks DHCP for addresses, by family.",
      unset: "no", goes: "[Network] DHCP="),
    Key(
      "dhcp-options", DHCPOptions.type, whole: { $0.dhcpOptions = $1 },
      "What is asked of DHCP servers and taken from them, for both families or for one.",
      unset: "what networkd does", goes: "[DHCPv4], [DHCPv6]"),
    Key(
      "accept-ra", .boolean, into: { $0.acceptRA = $1 },
      "Whether IPv6 router advertisements give addresses and routes.", unset: "no",
      goes: "[Network] IPv6AcceptRA="),
    Key(
      "ra-options", RAOptions.type, whole: { $0.raOptions = $1 },
      "What is taken from IPv6 router advertisements.", unset: "what networkd does",
      goes: "[IPv6AcceptRA]"),
    Key(
      "ipv6-privacy", .word, into: { $0.ipv6Privacy = $1 },
      "Whether temporary IPv6 addresses are made (RFC 8981), and preferred.",
      unset: "what networkd does; not compared", goes: "[Network] IPv6PrivacyExtensions="),
    Key(
      "ipv6-mtu", .number(1280...65535), into: { $0.ipv6MTU = $1 },
      "The largest IPv6 packet in bytes, where it is less than mtu.",
      unset: "that of the link, or what a router tells; not compared",
      goes: "[Network] IPv6MTUBytes="),
    Key(
      "ipv6-address-generation", .word, into: { $0.ipv6AddressGeneration = $1 },
      "What the kernel makes the link-local address of.",
      unset: "eui64; stable-privacy where the host has a secret; not compared",
      goes: "[Network] IPv6LinkLocalAddressGenerationMode="),
    Key(
      "link-local", .word, into: { $0.linkLocal = $1 },
      "The families that get a link-local address.",
      unset: "ipv6; no on a parent without addresses of its own",
      goes: "[Network] LinkLocalAddressing="),
    Key(
      "forwarding", .word, into: { $0.forwarding = $1 },
      "Whether packets are forwarded between this link and others, by family.",
      unset: "what the kernel does; not compared",
      goes: "[Network] IPForward=, from systemd 256 IPv4Forwarding= and IPv6Forwarding="),
    Key(
      "required-for-online", .word, into: { $0.requiredForOnline = $1 },
      "Whether, or in which state at least, boot waits for this link (network-online.target).",
      unset: "what networkd does; carrier on a parent without addresses of its own",
      goes: "[Link] RequiredForOnline="),
    Key(
      "activation-policy", .word, into: { $0.activationPolicy = $1 },
      "Who brings the link up or down.", unset: "up", goes: "[Link] ActivationPolicy="),
    Key(
      "management", .boolean, into: { $0.management = $1 },
      "Whether the host is reached over this link: what endangers it counts as isolation.",
      unset: "no"),
    Key(
      "port", BridgePort.type, whole: { $0.port = $1 },
      "What the link has as a port of a bridge; for a bridge, as the host's own port of it.",
      unset: "what the kernel gives each port"),
    Key(
      "networkd", RawTable.type.located, whole: { $0.networkd = $1 },
      "Keys of the .network, .netdev and .link files that the manifest has no word for; "
        + "an empty text drops a key that is written by default.",
      unset: "none; in the files only, not compared with the kernel"),
    Key(
      "foreign-addresses", .word, into: { $0.foreignAddresses = $1 },
      "What becomes of addresses and routes on the link that somebody else has added.",
      unset: "remove"),
    Key(
      "keep-addresses", listOf: .addressRange, into: { $0.keepAddresses = $1 },
      "Addresses that others, keepalived for instance, may add to the link and take away: each "
        + "alone, or all of a network.",
      unset: "none"),
    Key(
      "fights", .word, into: { $0.fights = $1 },
      "What is done about a value that somebody else has put back after three applies in a row.",
      unset: "repair"),
    Key(
      "allow", listOf: .lint, into: { $0.allow = $1 }, "The lints that do not apply to this link.",
      unset: "all apply"),
  ]
}
