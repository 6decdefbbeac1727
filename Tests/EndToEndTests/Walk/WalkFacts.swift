import ReconcileCore

/// What the kernel has otherwise than a manifest of a walk says, found without the program's planner.
struct WalkFacts {
  let manifest: WalkManifest
  let state: KernelState

  private let links: [String: KernelLink]
  private let names: [Int32: String]

  init(_ manifest: WalkManifest, _ state: KernelState) {
    self.manifest = manifest
    self.state = state
    links = Dictionary(uniqueKeysWithValues: state.links.map { ($0.name, $0) })
    names = Dictionary(uniqueKeysWithValues: state.links.map { ($0.index, $0.name) })
  }

  /// - Parameter others: The links that may be there as well.
  func differences(besides others: Set<String>) -> [String] {
    let known = others.union(manifest.names)
    var faults = Set(links.keys).subtracting(known).map { "link \($0) is there" }
    for (name, wanted) in manifest.links {
      guard let link = links[name] else {
        faults.append("no link \(name)")
        continue
      }
      func expect(_ what: String, _ now: String?, _ wanted: String?) {
        if now != wanted {
          faults.append("\(what) of \(name): \(now ?? "-"), not \(wanted ?? "-")")
        }
      }
      if wanted.kind.isVirtual { expect("kind", link.kind, wanted.kind.rawValue) }
      if wanted.kind.isMacvlan {
        let mode = MacvlanMode.allCases.first { $0.number == link.macvlanMode }?.rawValue
        expect("mode", mode, wanted.values["mode"] ?? "bridge")
      }
      if wanted.parent != nil {
        expect("parent", link.lower.flatMap { names[$0] }, lower(of: wanted))
      }
      expect("master", link.master.flatMap { names[$0] }, manifest.master(of: name))
      if let mtu = wanted.values["mtu"] { expect("mtu", "\(link.mtu)", mtu) }
      if let mac = wanted.values["mac"] { expect("mac", link.mac?.description, mac) }
      // networkd takes them away where there is no carrier.
      guard link.hasCarrier else { continue }
      expect("addresses", addresses(of: link), wanted.addresses.sorted().joined(separator: " "))
      expect("routes", routes(of: link), routes(name, wanted).sorted().joined(separator: ", "))
    }
    return faults
  }

  /// The link that the kernel puts it on: of a macvlan on a macvlan, the one that is below both, and
  /// so with an ipvlan on an ipvlan.
  private func lower(of link: WalkLink) -> String? {
    guard let name = link.parent, let parent = manifest.links[name] else { return link.parent }
    let isSibling =
      link.kind.isMacvlan && parent.kind.isMacvlan || link.kind == .ipvlan && parent.kind == .ipvlan
    return isSibling ? lower(of: parent) : name
  }

  private func addresses(of link: KernelLink) -> String {
    state.addresses.filter { $0.link == link.index && !$0.address.address.isLinkLocal }
      .map(\.address.description).sorted().joined(separator: " ")
  }

  // MARK: Routes

  /// What an administrator or networkd has put there.
  private func routes(of link: KernelLink) -> String {
    let origins = [KernelRoute.Origin.boot, KernelRoute.Origin.static]
    return state.routes.filter { $0.link == link.index && origins.contains($0.origin) }
      .map { route in
        Self.text(
          "\(route.destination)", via: route.gateway?.description,
          // Where none is asked for.
          metric: route.family == .ipv6 && route.metric == 1024 ? 0 : route.metric,
          table: route.table)
      }.sorted().joined(separator: ", ")
  }

  private func routes(_ name: String, _ link: WalkLink) -> [String] {
    let table = manifest.master(of: name).flatMap { manifest.links[$0]?.values["table"] }
    let main = table.flatMap { UInt32($0) } ?? 254
    let gateway = link.values["gateway"].map { text in
      let address = text.filter { $0 != "\"" }
      let everything = address.contains(":") ? "::/0" : "0.0.0.0/0"
      return Self.text(everything, via: address, metric: 0, table: main)
    }
    let routes = (link.values["routes"] ?? "").matches(of: /\{([^}]*)\}/).map { match in
      var values: [Substring: String] = [:]
      for value in match.1.matches(of: /([a-z-]+): ("[^"]*"|[^, ]+)/) {
        values[value.1] = value.2.filter { $0 != "\"" }
      }
      return Self.text(
        values["to"] ?? "", via: values["via"],
        metric: values["metric"].flatMap { UInt32($0) } ?? 0,
        table: values["table"].flatMap { UInt32($0) } ?? main)
    }
    return (gateway.map { [$0] } ?? []) + routes
  }

  private static func text(
    _ destination: String, via gateway: String?, metric: UInt32, table: UInt32
  ) -> String {
    "\(destination) via \(gateway ?? "-") metric \(metric) table \(table)"
  }
}
