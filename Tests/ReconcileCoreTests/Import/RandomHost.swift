import Support
@testable import ReconcileCore

/// Texts of manifests by chance, with all kinds of links; not all of them are valid.
struct RandomHost {
  var random: SplitMix64

  init(seed: UInt64) {
    random = SplitMix64(seed: seed)
  }

  mutating func chance(_ percent: Int) -> Bool {
    Int.random(in: 0..<100, using: &random) < percent
  }

  mutating func number(_ range: ClosedRange<Int>) -> Int {
    Int.random(in: range, using: &random)
  }

  mutating func pick(_ words: [String]) -> String {
    words.randomElement(using: &random) ?? ""
  }

  /// Some of the entries of a mapping in one line, at least one.
  mutating func some(_ entries: [String]) -> String {
    let chosen = entries.filter { _ in chance(40) }
    return (chosen.isEmpty ? [pick(entries)] : chosen).joined(separator: ", ")
  }

  mutating func mac() -> String {
    "02:00:00:00:\(number(10...99)):\(number(10...99))"
  }

  /// The text of a manifest.
  mutating func text() -> String {
    var text = "version: 1\n"
    let nics = (0..<number(1...4)).map { "enp\($0 + 1)s0" }
    var free = nics
    let bondMembers = chance(40) && free.count > 1 ? Array(free.suffix(2)) : []
    free.removeAll { bondMembers.contains($0) }
    let hasBridge = chance(40)
    let ports = hasBridge && chance(70) ? Array(free.suffix(1)) : []
    free.removeAll { ports.contains($0) }
    let foreign = free.count > 1 && chance(10) ? Array(free.prefix(1)) : []
    free.removeAll { foreign.contains($0) }
    let filtersVLANs = chance(50)
    text += "nics:\n"
    for nic in nics {
      let use: Use =
        ports.contains(nic)
        ? .port(filtersVLANs: filtersVLANs) : bondMembers.contains(nic) ? .member : .own
      text += "  \(nic):\n"
      if foreign.contains(nic) {
        text += "    managed: no\n"
      } else {
        text += identity(nic) + settings(of: nic, use, subnet: number(1...200))
      }
    }
    var parents = free
    func section(_ kind: String, _ body: String) {
      if !body.isEmpty { text += "\(kind):\n\(body)" }
    }
    if !bondMembers.isEmpty {
      parents.append("bond0")
      section(
        "bonds",
        "  bond0:\n    members: [\(bondMembers.joined(separator: ", "))]\n" + bond(bondMembers[0])
          + settings(of: "bond0", subnet: 201))
    }
    if hasBridge {
      parents.append("br0")
      section(
        "bridges",
        "  br0:\n    members: [\(ports.joined(separator: ", "))]\n"
          + bridge(filtersVLANs: filtersVLANs) + settings(of: "br0", subnet: 202))
    }
    var vlans = ""
    if chance(60), let parent = parents.randomElement(using: &random) {
      for id in Set((0..<number(1...3)).map { _ in number(2...90) }).sorted() {
        vlans += "  vlan\(id):\n    parent: \(parent)\n    id: \(id)\n"
        if chance(20) { vlans += "    gvrp: yes\n" }
        if chance(20) { vlans += "    reorder-header: no\n" }
        if chance(10) { vlans += "    protocol: 802.1ad\n" }
        vlans += settings(of: "vlan\(id)", subnet: id + 100)
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
      macvlans += settings(of: "mv\(position)", subnet: 210 + position)
    }
    section("macvlans", macvlans)
    var macvtaps = ""
    for position in 0..<number(0...2) {
      guard let parent = parents.randomElement(using: &random) else { continue }
      macvtaps += "  tap\(position):\n    parent: \(parent)\n"
      if chance(50) { macvtaps += "    mode: \(pick(["bridge", "vepa", "private"]))\n" }
      if chance(30) { macvtaps += settings(of: "tap\(position)", subnet: 220 + position) }
    }
    section("macvtaps", macvtaps)
    var dummies = ""
    if chance(30) { dummies = "  dum0:\n" + settings(of: "dum0", subnet: 230) }
    section("dummies", dummies)
    if chance(20),
      let parent = free.first(where: { !macvlans.contains($0) && !macvtaps.contains($0) })
    {
      section(
        "ipvlans",
        "  ipv0:\n    parent: \(parent)\n    mode: \(pick(["l2", "l3", "l3s"]))\n    isolation: \(pick(["bridge", "private", "vepa"]))\n"
          + settings(of: "ipv0", subnet: 240, hasMAC: false))
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
    if text.contains("match"), chance(50) {
      let settings = some([
        "wake-on-lan: magic", "generic-receive-offload: no", "large-receive-offload: yes",
        "rx-ring: \(number(64...4096))",
      ])
      text += "    hardware: {\(settings)}\n"
      if chance(30) { text += "    networkd: {link: {Link: {RxChannels: 4}}}\n" }
    }
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

  private mutating func bridge(filtersVLANs: Bool) -> String {
    var text = ""
    if chance(50) { text += "    stp: yes\n    forward-delay: \(number(2...30))s\n" }
    if chance(30) { text += "    priority: \(number(0...65535))\n" }
    if chance(30) { text += "    ageing-time: \(number(0...600))s\n" }
    if filtersVLANs { text += "    vlan-filtering: yes\n    default-pvid: \(number(0...4))\n" }
    if chance(20) { text += "    multicast-snooping: no\n" }
    return text
  }
}
