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
