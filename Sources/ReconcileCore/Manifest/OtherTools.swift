/// The words of netplan, networkd, ifupdown, nmstate and iproute2 for what we have a key for.
enum OtherTools {
  private struct Translation {
    let words: [String]
    /// The key of ours; the translation applies only where that key exists.
    let ours: String
    var help: String?
  }

  private static let translations: [Translation] = [
    Translation(words: ["macaddress", "mac-address", "hwaddress", "lladdr"], ours: "mac"),
    Translation(words: ["dhcp4", "dhcpv4"], ours: "dhcp", help: "write 'dhcp: ipv4'"),
    Translation(words: ["dhcp6", "dhcpv6"], ours: "dhcp", help: "write 'dhcp: ipv6'"),
    Translation(words: ["autoconf"], ours: "accept-ra", help: "write 'accept-ra: yes'"),
    Translation(
      words: ["gateway4", "gateway6"], ours: "gateway",
      help: "here it is 'gateway': one address, or a list with one for each family"),
    Translation(
      words: ["nameservers", "nameserver", "dns-nameservers"], ours: "dns",
      help: "here it is 'dns' (a list of addresses) and 'search' (a list of domains)"),
    Translation(words: ["domains", "dns-search", "search-domains"], ours: "search"),
    Translation(words: ["address", "ip", "ipaddr"], ours: "addresses"),
    Translation(
      words: ["lifetime", "preferredlifetime", "preferred-life-time"], ours: "preferred"),
    Translation(words: ["addprefixroute", "noprefixroute"], ours: "prefix-route"),
    Translation(words: ["route"], ours: "routes"),
    Translation(
      words: ["link", "base-iface", "base", "dev", "lower", "lower-device"], ours: "parent"),
    Translation(
      words: ["optional"], ours: "required-for-online", help: "write 'required-for-online: no'"),
    Translation(
      words: ["ipforward", "ip-forward", "ipv4forwarding", "ipv6forwarding", "ip-forwarding"],
      ours: "forwarding"),
    Translation(words: ["ipv6acceptra", "ra"], ours: "accept-ra"),
    Translation(words: ["linklocaladdressing"], ours: "link-local"),
    Translation(words: ["ipv6privacyextensions"], ours: "ipv6-privacy"),
    Translation(words: ["mtubytes"], ours: "mtu"),
    Translation(
      words: ["dhcp4-overrides", "dhcp6-overrides", "dhcp4overrides", "dhcp6overrides"],
      ours: "dhcp-options",
      help:
        "here it is 'dhcp-options', which holds for both families unless it says 'ipv4' or 'ipv6'"),
    Translation(
      words: [
        "auto-dns", "auto-gateway", "auto-routes", "auto-route-metric", "auto-route-table-id",
        "dhcp-client-id", "dhcp-send-hostname", "dhcp-custom-hostname", "dhcp-identifier",
      ],
      ours: "dhcp-options",
      help: "here it is 'dhcp-options', with use-dns, use-gateway, use-routes, route-metric, "
        + "route-table, client-identifier, send-hostname and hostname; for router advertisements "
        + "'ra-options'"),
    Translation(words: ["ra-overrides"], ours: "ra-options"),
    Translation(
      words: ["ipv6-address-token", "ipv6token", "addr-gen-token"], ours: "ra-options",
      help: "write 'ra-options: {token: ...}'"),
    Translation(
      words: ["addr-gen-mode", "ipv6linklocaladdressgenerationmode"],
      ours: "ipv6-address-generation"),
    Translation(words: ["ipv6mtubytes"], ours: "ipv6-mtu"),
    Translation(words: ["emitlldp"], ours: "emit-lldp"),
    Translation(words: ["configurewithoutcarrier"], ours: "ignore-carrier"),
    Translation(
      words: ["critical", "keepconfiguration"], ours: "activation-policy",
      help: "leave it out: the host keeps its addresses while networkd restarts or reloads"),
    Translation(words: ["routing-rules", "rules", "route-rules"], ours: "routing-policy"),
    Translation(words: ["ip-from", "src"], ours: "from"),
    Translation(words: ["ip-to"], ours: "to"),
    Translation(words: ["route-table", "route-table-id", "table-id", "lookup"], ours: "table"),
    Translation(words: ["fwmark", "firewallmark"], ours: "mark"),
    Translation(words: ["fwmask"], ours: "mask"),
    Translation(words: ["tos", "typeofservice"], ours: "type-of-service"),
    Translation(words: ["iif", "incominginterface"], ours: "incoming-interface"),
    Translation(words: ["oif", "outgoinginterface"], ours: "outgoing-interface"),
    Translation(words: ["invertrule", "not"], ours: "invert"),
    Translation(words: ["action"], ours: "type"),
    Translation(words: ["pref", "preference"], ours: "priority"),
    Translation(
      words: ["suppress-prefixlength", "suppressprefixlength", "suppress_prefixlength"],
      ours: "suppress-prefix-length"),
    Translation(words: ["advmss", "tcp-mss"], ours: "advertised-mss"),
    Translation(words: ["initcwnd", "initialcongestionwindow"], ours: "congestion-window"),
    Translation(
      words: ["initrwnd", "initialadvertisedreceivewindow"], ours: "advertised-receive-window"),
    Translation(words: ["destination", "dst"], ours: "to"),
    Translation(words: ["next-hop", "next-hop-address", "gateway", "gw"], ours: "via"),
    Translation(words: ["preferredsource", "from", "src"], ours: "source"),
    Translation(words: ["gatewayonlink", "onlink"], ours: "on-link"),
    Translation(words: ["priority"], ours: "metric"),
    Translation(words: ["ethernets", "interfaces", "ifaces"], ours: "nics"),
    Translation(words: ["includes", "import"], ours: "include"),
    Translation(
      words: ["network"], ours: "nics",
      help: "this looks like netplan: here 'nics' and 'macvlans' stand at the top level"),
  ]

  /// What the word is called here; `nil` if no other tool uses it, or its meaning has no key here.
  static func translation(
    of word: String, among names: [String]
  ) -> (key: String, help: String)? {
    let word = word.lowercased()
    let known = translations.first { $0.words.contains(word) && names.contains($0.ours) }
    return known.map { ($0.ours, $0.help ?? "here it is '\($0.ours)'") }
  }
}
