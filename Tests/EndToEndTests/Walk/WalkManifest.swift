import ReconcileCore

/// What a random manifest says of one link.
struct WalkLink: Equatable {
  var kind: LinkKind
  var parent: String?
  var members: [String] = []
  /// The other keys, each with its value as YAML writes it on one line.
  var values: [String: String] = [:]
  var addresses: [String] = []

  var text: String {
    var parts: [String] = []
    if let parent { parts.append("parent: \(parent)") }
    if !members.isEmpty { parts.append("members: [\(members.joined(separator: ", "))]") }
    parts += values.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }
    if !addresses.isEmpty {
      let list = addresses.map { "\"\($0)\"" }.joined(separator: ", ")
      parts.append("addresses: [\(list)]")
    }
    return "{\(parts.joined(separator: ", "))}"
  }

  /// Without what a port of a bridge or a member of a bond cannot have.
  mutating func dropLayer3() {
    addresses = []
    for key in ["gateway", "routes", "accept-ra", "mtu"] { values[key] = nil }
  }
}

/// A manifest that can be changed at random.
struct WalkManifest: Equatable {
  var links: [String: WalkLink]

  init(nics: [String]) {
    links = Dictionary(uniqueKeysWithValues: nics.map { ($0, WalkLink(kind: .nic)) })
  }

  var names: [String] { links.keys.sorted() }

  var text: String {
    var text = "version: 1\n"
    for kind in LinkKind.allCases {
      let entries = links.filter { $0.value.kind == kind }.sorted { $0.key < $1.key }
      guard !entries.isEmpty else { continue }
      text += "\(kind.key):\n" + entries.map { "  \($0.key): \($0.value.text)\n" }.joined()
    }
    return text
  }

  /// Whether the program takes it on a host of this systemd.
  func isValid(for version: NetworkdVersion) -> Bool {
    // The kernel takes no route from an address that the host does not have.
    let addresses = Set(links.values.flatMap(\.addresses).map { $0.prefix { $0 != "/" } })
    let sources = links.values.compactMap { $0.values["routes"] }.flatMap { routes in
      routes.matches(of: /source: ([0-9.]+)/).map(\.1)
    }
    guard sources.allSatisfy(addresses.contains) else { return false }
    // It loses count of who wants multicast from the link below a passthru macvlan that was a port.
    let members = links.values.flatMap(\.members)
    guard !members.contains(where: { links[$0]?.values["mode"] == "passthru" }) else {
      return false
    }
    // A NIC without an MTU in the manifest has what it had before: what an earlier step left there.
    guard links.values.allSatisfy({ $0.values["mtu"] == nil || knowsMTU(below: $0) }) else {
      return false
    }
    let text = Array(text.utf8)
    let result = ManifestLoader.load(path: "hv01.yaml") { _ in .success(text) }
    return result.manifest.map { VersionCheck.problems(in: $0, for: version).isEmpty } ?? false
  }

  /// Whether the manifest says how large the packets of the link may be at most.
  private func knowsMTU(below link: WalkLink) -> Bool {
    guard let name = link.parent else { return true }
    return links[name].map { $0.values["mtu"] != nil || ($0.parent != nil && knowsMTU(below: $0)) }
      ?? false
  }

  /// The bridge, bond or VRF that the link is a member of.
  func master(of name: String) -> String? {
    links.first { $0.value.members.contains(name) }?.key
  }
}
