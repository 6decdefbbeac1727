import Support
@testable import ReconcileCore

/// Changes a manifest at random, so that it stays one that the program takes.
struct WalkEdits {
  /// The kinds of links that the kernel makes.
  let kinds: [LinkKind]
  let nics: [String]
  /// Whether a link may come back under its name as another kind, which takes a restart of networkd.
  let mayTurn: Bool
  let version: NetworkdVersion
  /// Whether the kernel's bridges filter by VLAN.
  let filtersVLANs: Bool

  /// The subnets that addresses come from.
  private static let subnets = 1...6

  /// - Returns: The manifest after a few changes.
  func step(from manifest: WalkManifest, _ random: inout SplitMix64) -> WalkManifest {
    var manifest = manifest
    for _ in 0...random.below(3) {
      // Most changes fit; one that the program does not take is no step.
      for _ in 0..<20 {
        var next = manifest
        edit(&next, &random)
        if next != manifest, next.isValid(for: version) {
          manifest = next
          break
        }
      }
    }
    return manifest
  }

  private func edit(_ manifest: inout WalkManifest, _ random: inout SplitMix64) {
    let name = random.pick(manifest.names)
    let kind = manifest.links[name]?.kind ?? .nic
    switch random.below(20) {
    case 0...3: put(&manifest, &random)
    case 4: remove(name, &manifest)
    case 5:
      let parent = parent(for: kind, besides: name, manifest, &random)
      manifest.links[name]?.parent = parent
    case 6, 7: toggleMember(&manifest, &random)
    case 8...11: setOption(of: name, &manifest, &random)
    case 12, 13: manifest.links[name]?.addresses = addresses(&random)
    case 14: swapAddresses(name, random.pick(manifest.names), &manifest)
    case 15: setGateway(name, &manifest, &random)
    case 16:
      let nic = random.pick(nics)
      if manifest.links[nic] == nil { manifest.links[nic] = WalkLink(kind: .nic) }
    default: setValue(of: name, &manifest, &random)
    }
  }

  // MARK: Links

  private func put(_ manifest: inout WalkManifest, _ random: inout SplitMix64) {
    let kind = random.pick(kinds)
    let number = random.below(mayTurn ? 7 : 3) + 1
    let name = mayTurn ? "l\(number)" : "\(kind)\(number)"
    var link = WalkLink(kind: kind)
    if let former = manifest.links[name] {
      link.addresses = former.addresses
      link.values = former.values.filter { Self.common.contains($0.key) }
    } else {
      link.addresses = addresses(&random)
    }
    switch kind.shape {
    case .alone: break
    case .stacked: link.parent = parent(for: kind, besides: name, manifest, &random)
    case .master: break
    }
    switch kind {
    case .vlan: link.values["id"] = "\(random.below(3) + 30)"
    case .vrf: link.values["table"] = "\(random.below(3) + 1030)"
    case .nic, .bond, .bridge, .macvlan, .macvtap, .ipvlan, .dummy: break
    }
    manifest.links[name] = link
    for _ in 0..<random.below(3) where kind.shape == .master {
      join(random.pick(manifest.names), name, &manifest)
    }
  }

  private func parent(
    for kind: LinkKind, besides name: String, _ manifest: WalkManifest, _ random: inout SplitMix64
  ) -> String? {
    guard kind.shape == .stacked else { return nil }
    let others = manifest.names.filter { $0 != name }
    return others.isEmpty ? nil : random.pick(others)
  }

  private func remove(_ name: String, _ manifest: inout WalkManifest) {
    guard manifest.links.count > 1 else { return }
    let parent = manifest.links[name]?.parent
    manifest.links[name] = nil
    for other in manifest.names {
      leave(name, of: other, &manifest)
      guard manifest.links[other]?.parent == name else { continue }
      if let parent { manifest.links[other]?.parent = parent } else { remove(other, &manifest) }
    }
  }

  private func toggleMember(_ manifest: inout WalkManifest, _ random: inout SplitMix64) {
    let masters = manifest.names.filter { manifest.links[$0]?.kind.shape == .master }
    guard !masters.isEmpty else { return }
    let master = random.pick(masters)
    let member = random.pick(manifest.names)
    if manifest.links[master]?.members.contains(member) == true {
      leave(member, of: master, &manifest)
    } else {
      join(member, master, &manifest)
    }
  }

  /// Gives a link to a master, and what it has on it as well.
  private func join(_ member: String, _ master: String, _ manifest: inout WalkManifest) {
    guard member != master else { return }
    for other in manifest.names { leave(member, of: other, &manifest) }
    manifest.links[master]?.members.append(member)
    guard manifest.links[master]?.kind != .vrf else { return }
    manifest.links[member]?.dropLayer3()
    for child in manifest.names where manifest.links[child]?.parent == member {
      guard manifest.links[child]?.kind != .vlan else { continue }
      manifest.links[child]?.parent = master
    }
  }

  private func leave(_ member: String, of master: String, _ manifest: inout WalkManifest) {
    guard manifest.links[master]?.members.contains(member) == true else { return }
    manifest.links[master]?.members.removeAll { $0 == member }
    manifest.links[member]?.values["port"] = nil
    if manifest.links[master]?.values["primary"] == member {
      manifest.links[master]?.values["primary"] = nil
    }
  }

  // MARK: Options

  private func setOption(
    of name: String, _ manifest: inout WalkManifest, _ random: inout SplitMix64
  ) {
    guard let link = manifest.links[name] else { return }
    if let master = manifest.master(of: name), manifest.links[master]?.kind == .bridge,
      random.isOne(of: 2)
    {
      let port = random.isOne(of: 4) ? nil : port(of: master, manifest, &random)
      manifest.links[name]?.values["port"] = port
      return
    }
    let options = LinkOption.table(of: link.kind).filter {
      filtersVLANs || !["vlan-filtering", "protocol", "default-pvid"].contains($0.key)
    }
    guard !options.isEmpty else { return }
    // The mode is an option of many, and decides over most of the others.
    let mode = options.first { $0.attribute == .mode }
    let option = random.isOne(of: 3) ? mode ?? random.pick(options) : random.pick(options)
    if option.attribute == .mode { dropOptions(of: name, &manifest) }
    let isKept = option.unset == nil || !random.isOne(of: 4)
    manifest.links[name]?.values[option.key] = isKept ? value(option, link, &random) : nil
  }

  /// Most options are of one mode alone.
  private func dropOptions(of name: String, _ manifest: inout WalkManifest) {
    guard let kind = manifest.links[name]?.kind else { return }
    for option in LinkOption.table(of: kind) where !option.modes.isEmpty {
      manifest.links[name]?.values[option.key] = nil
    }
  }

  private func port(
    of bridge: String, _ manifest: WalkManifest, _ random: inout SplitMix64
  ) -> String {
    var parts: [String] = []
    for _ in 0...random.below(2) {
      let option = random.pick(LinkOption.bridgePort)
      if let text = value(option, nil, &random),
        !parts.contains(where: { $0.hasPrefix(option.key) })
      {
        parts.append("\(option.key): \(text)")
      }
    }
    if manifest.links[bridge]?.values["vlan-filtering"] == "yes" {
      parts.append(
        random.pick(["vlans: [10, 20-29]", "vlans: [20-25]", "vlans: [10], untagged: [10]"]))
      if random.isOne(of: 2) { parts.append("pvid: \(random.pick([10, 30]))") }
    }
    return "{\(parts.joined(separator: ", "))}"
  }

  private func value(
    _ option: LinkOption, _ link: WalkLink?, _ random: inout SplitMix64
  ) -> String? {
    switch option.form {
    case .flag: return random.pick(["yes", "no"])
    case .words(let words): return random.pick(words).text
    case .number(let range):
      let numbers: [UInt64] = [range.lowerBound, 1, 2, 7, 30, 100, 1000, range.upperBound]
      return "\(random.pick(numbers.filter(range.contains)))"
    case .time(let range):
      let times: [UInt64] = [0, 100_000, 200_000, 1_000_000, 4_000_000, 10_000_000, 30_000_000]
      return OptionValue.time(random.pick(times.filter(range.contains))).description
    case .mac: return "02:00:00:00:0a:0\(random.below(3) + 1)"
    case .macs:
      return random.pick(["[02:00:00:00:0b:01]", "[02:00:00:00:0b:01, 02:00:00:00:0b:02]", "[]"])
    case .arpTargets: return random.pick(["[10.0.1.9]", "[10.0.1.9, 10.0.2.9]"])
    case .link: return (link?.members ?? []).isEmpty ? nil : link.map { random.pick($0.members) }
    }
  }

  // MARK: Settings

  private static let common: Set<String> = [
    "mtu", "mac", "routes", "link-local", "description", "forwarding", "dns", "search", "ntp",
    "required-for-online",
  ]

  private func setValue(
    of name: String, _ manifest: inout WalkManifest, _ random: inout SplitMix64
  ) {
    let subnet = random.pick(Array(Self.subnets))
    let number = "0\(name.filter(\.isNumber))".suffix(2)
    let changes: [(key: String, texts: [String])] = [
      ("mtu", ["1300", "1400", "1500", "1600", "9000"]),
      // One of its own: no two links on one lower can have the same.
      ("mac", ["02:00:00:\(number):0\(subnet):01", "02:00:00:\(number):0\(subnet):02"]),
      (
        "routes",
        [
          "[{to: 10.9\(subnet).0.0/16, via: 10.0.\(subnet).250}]",
          "[{to: 10.9\(subnet).0.0/16, via: 10.0.\(subnet).250, metric: 50, table: 107}]",
          "[{to: 10.8\(subnet).0.0/24}, {to: \"fd09:\(subnet)::/64\", via: \"fd00:\(subnet)::250\"}]",
          "[{to: 10.8\(subnet).0.0/24, via: 10.77.0.1, on-link: yes}]",
          "[{to: 10.8\(subnet).0.0/24, scope: link, source: 10.0.\(subnet).1}]",
          "[{to: \"fd0a::/48\", metric: 50}, {to: \"fd0b::/48\", via: \"fe80::9\"}]",
        ]
      ),
      ("link-local", ["no", "yes", "ipv4", "ipv6"]),
      ("forwarding", ["no", "yes", "ipv4", "ipv6"]),
      ("description", ["first", "the second one", "\"a: b # c\""]),
      ("dns", ["[10.0.\(subnet).253]", "[10.0.\(subnet).253, \"fd00::53\"]"]),
      ("search", ["[example.org]", "[example.org, ~corp]"]),
      ("ntp", ["[10.0.\(subnet).252]"]),
      ("required-for-online", ["no", "yes", "carrier", "routable"]),
      ("ipv6-privacy", ["no", "yes", "prefer-public"]),
    ]
    let change = random.pick(changes)
    let text = random.pick(change.texts)
    manifest.links[name]?.values[change.key] = random.isOne(of: 3) ? nil : text
  }

  private func addresses(_ random: inout SplitMix64) -> [String] {
    let subnet = random.pick(Array(Self.subnets))
    let all = [
      "10.0.\(subnet).1/24", "10.0.\(subnet).2/24", "10.0.\(subnet).3/32", "10.1.\(subnet).1/16",
      "fd00:\(subnet)::1/64", "fd00:\(subnet)::2/64", "fd00:\(subnet)::2/80",
    ]
    return all.filter { _ in random.isOne(of: 3) }
  }

  private func swapAddresses(_ one: String, _ other: String, _ manifest: inout WalkManifest) {
    let former = [manifest.links[one]?.addresses ?? [], manifest.links[other]?.addresses ?? []]
    manifest.links[one]?.addresses = former[1]
    manifest.links[other]?.addresses = former[0]
    for name in [one, other] {
      for key in ["gateway", "routes"] { manifest.links[name]?.values[key] = nil }
    }
  }

  private func setGateway(
    _ name: String, _ manifest: inout WalkManifest, _ random: inout SplitMix64
  ) {
    for other in manifest.names { manifest.links[other]?.values["gateway"] = nil }
    guard let address = manifest.links[name]?.addresses.first, !random.isOne(of: 4) else { return }
    let number = random.pick([253, 254])
    let parts = address.split(separator: ".")
    manifest.links[name]?.values["gateway"] =
      parts.count == 4
      ? "10.\(parts[1]).\(parts[2]).\(number)"
      : "\"\(address.prefix { $0 != "/" }.dropLast())\(number)\""
  }
}
