import Support
@testable import ReconcileCore

/// Texts of manifests by chance, with all kinds of links; not all of them are valid.
struct RandomHost {
  var random: SplitMix64

  init(seed: UInt64) {
    random = SplitMix64(seed: seed)
  }

  private mutating func chance(_ percent: Int) -> Bool {
    Int.random(in: 0..<100, using: &random) < percent
  }

  private mutating func number(_ range: ClosedRange<Int>) -> Int {
    Int.random(in: range, using: &random)
  }

  private mutating func pick(_ words: [String]) -> String {
    words.randomElement(using: &random) ?? ""
  }

  private mutating func mac() -> String {
    "02:00:00:00:\(number(10...99)):\(number(10...99))"
  }

  /// The text of a manifest.
  mutating func text() -> String {
    var text = "version: 1\n"
    let nics = (0..<number(1...4)).map { "enp\($0 + 1)s0" }
    var free = nics
    text += "nics:\n"
    for nic in nics {
      text += "  \(nic):\n" + identity(nic) + settings(isNIC: true, subnet: number(1...200))
    }
    var parents = nics
    func section(_ kind: String, _ body: String) {
      if !body.isEmpty { text += "\(kind):\n\(body)" }
    }
    var bonds = ""
    if chance(40), free.count > 1 {
      let members = free.suffix(2)
      free.removeLast(2)
      parents.removeAll { members.contains($0) }
      parents.append("bond0")
      bonds =
        "  bond0:\n    members: [\(members.joined(separator: ", "))]\n" + bond(members.first ?? "")
      bonds += settings(isNIC: false, subnet: 201)
    }
    section("bonds", bonds)
    var bridges = ""
    if chance(40) {
      let members = chance(70) ? Array(free.suffix(1)) : []
      free.removeAll { members.contains($0) }
      parents.removeAll { members.contains($0) }
      parents.append("br0")
      bridges = "  br0:\n    members: [\(members.joined(separator: ", "))]\n" + bridge()
      bridges += settings(isNIC: false, subnet: 202)
    }
    section("bridges", bridges)
    var vlans = ""
    if chance(60), let parent = parents.randomElement(using: &random) {
      for id in Set((0..<number(1...3)).map { _ in number(2...90) }).sorted() {
        vlans += "  vlan\(id):\n    parent: \(parent)\n    id: \(id)\n"
        if chance(20) { vlans += "    gvrp: yes\n" }
        if chance(20) { vlans += "    reorder-header: no\n" }
        if chance(10) { vlans += "    protocol: 802.1ad\n" }
        vlans += settings(isNIC: false, subnet: id + 100)
        if chance(40) { parents.append("vlan\(id)") }
      }
    }
    section("vlans", vlans)
    var macvlans = ""
    for position in 0..<number(0...3) {
      guard let parent = parents.randomElement(using: &random) else { continue }
      let mode = pick(["bridge", "vepa", "private", "source", "bridge"])
      macvlans += "  mv\(position):\n    parent: \(parent)\n"
      if chance(70) { macvlans += "    mode: \(mode)\n" }
      if chance(70), mode == "source" { macvlans += "    source-macs: [\(mac()), \(mac())]\n" }
      if chance(20) { macvlans += "    broadcast-queue-length: \(number(0...5000))\n" }
      macvlans += settings(isNIC: false, subnet: 210 + position)
    }
    section("macvlans", macvlans)
    var macvtaps = ""
    for position in 0..<number(0...2) {
      guard let parent = parents.randomElement(using: &random) else { continue }
      macvtaps += "  tap\(position):\n    parent: \(parent)\n"
      if chance(50) { macvtaps += "    mode: \(pick(["bridge", "vepa", "private"]))\n" }
      if chance(30) { macvtaps += settings(isNIC: false, subnet: 220 + position) }
    }
    section("macvtaps", macvtaps)
    var dummies = ""
    if chance(30) { dummies = "  dum0:\n" + settings(isNIC: false, subnet: 230) }
    section("dummies", dummies)
    if chance(20),
      let parent = free.first(where: { !macvlans.contains($0) && !macvtaps.contains($0) })
    {
      section(
        "ipvlans",
        "  ipv0:\n    parent: \(parent)\n    mode: \(pick(["l2", "l3", "l3s"]))\n    isolation: \(pick(["bridge", "private", "vepa"]))\n"
          + settings(isNIC: false, subnet: 240, hasMAC: false))
    }
    if chance(30) {
      let member = free.randomElement(using: &random).map { [$0] } ?? []
      section(
        "vrfs", "  vrf0:\n    table: \(number(10...5000))\n    members: [\(member.joined())]\n")
    }
    return text
  }

  private mutating func identity(_ nic: String) -> String {
    var text = ""
    switch number(0...9) {
    case 0: text += "    match: {permanent-mac: \(mac())}\n"
    case 1: text += "    match: {path: \"pci-0000:0\(number(1...9)):00.0\"}\n"
    case 2: text += "    match: {driver: \(pick(["r8169", "ixgbe*", "e1000e"])), name: \"en*\"}\n"
    case 3: text += "    match: {name: \"\(nic.dropLast())?\"}\n"
    default: break
    }
    if chance(15) { text += "    set-name: lan\(nic.dropFirst(3).prefix(1))\n" }
    return text
  }

  private mutating func bond(_ first: String) -> String {
    let mode = pick(["balance-rr", "active-backup", "802.3ad", "balance-xor", "balance-alb"])
    var text = "    mode: \(mode)\n"
    if chance(60) { text += "    mii-interval: \(number(1...20) * 50)ms\n    up-delay: 200ms\n" }
    if mode == "802.3ad", chance(50) { text += "    lacp-rate: fast\n    min-links: 1\n" }
    if mode == "active-backup", chance(60) { text += "    primary: \(first)\n" }
    if chance(30) { text += "    transmit-hash-policy: layer3+4\n" }
    return text
  }

  private mutating func bridge() -> String {
    var text = ""
    if chance(50) { text += "    stp: yes\n    forward-delay: \(number(2...30))s\n" }
    if chance(30) { text += "    priority: \(number(0...65535))\n" }
    if chance(30) { text += "    ageing-time: \(number(0...600))s\n" }
    if chance(30) { text += "    vlan-filtering: yes\n    default-pvid: \(number(0...4))\n" }
    if chance(20) { text += "    multicast-snooping: no\n" }
    return text
  }

  private mutating func settings(isNIC: Bool, subnet: Int, hasMAC: Bool = true) -> String {
    var text = ""
    func put(_ key: String, _ value: String) { text += "    \(key): \(value)\n" }
    if chance(20) {
      put("description", pick(["uplink to sw1", "\"a: b # c\"", "the $$5 port", "yes"]))
    }
    if chance(20) { put("mtu", "\(number(1280...1500))") }
    if chance(15), hasMAC { put("mac", mac()) }
    var hasIPv4 = false
    if chance(50) {
      var addresses = ["10.0.\(subnet).5/24"]
      if chance(40) { addresses.append("\"fd00:\(subnet)::5/64\"") }
      if chance(20) { addresses.append("10.1.\(subnet).5/24") }
      put("addresses", "[\(addresses.joined(separator: ", "))]")
      hasIPv4 = true
    }
    if hasIPv4, chance(10) { put("gateway", "10.0.\(subnet).1") }
    if hasIPv4, chance(30) {
      text += "    routes:\n"
      text += "      - {to: 172.\(number(16...31)).\(subnet).0/24, via: 10.0.\(subnet).1"
      if chance(30) { text += ", metric: \(number(1...500))" }
      if chance(30) { text += ", table: \(number(1...200))" }
      if chance(30) { text += ", source: 10.0.\(subnet).5" }
      text += "}\n"
      if chance(30) {
        text += "      - {to: 172.15.\(subnet).0/24, scope: \(pick(["link", "global"]))}\n"
      }
      if chance(30) { text += "      - {to: 172.14.\(subnet).0/24, type: blackhole}\n" }
      if chance(30) {
        text +=
          "      - {to: default, via: 198.51.100.\(subnet), on-link: yes, metric: \(subnet)}\n"
      }
    }
    if chance(20) { put("dns", "[10.0.\(subnet).53, \"fd00::53\"]") }
    if chance(20) { put("search", "[example.org, ~corp.example]") }
    if chance(10) { put("ntp", "[ntp.example.org, 10.0.0.1]") }
    if chance(20) { put("dhcp", pick(["yes", "no", "ipv4", "ipv6"])) }
    if chance(20) { put("accept-ra", pick(["yes", "no"])) }
    if chance(20) { put("ipv6-privacy", pick(["yes", "no", "prefer-public"])) }
    if chance(20) { put("link-local", pick(["yes", "no", "ipv4", "ipv6"])) }
    if chance(20) { put("forwarding", pick(["yes", "no", "ipv4", "ipv6"])) }
    if chance(20) {
      put("required-for-online", pick(["yes", "no", "carrier", "routable", "degraded"]))
    }
    if chance(10) {
      put("activation-policy", pick(["up", "always-up", "manual", "down", "bound"]))
    }
    return text
  }
}
