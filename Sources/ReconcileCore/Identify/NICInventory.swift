/// The NICs of a host, as a manifest can name them.
package struct NICInventory: Sendable {
  package var nics: [Entry]
  /// NICs of the manifest that the host lacks.
  package var missing: [Missing]

  package struct Entry: Sendable, Hashable {
    package var name: String
    package var alternativeNames: [String]
    package var permanentMAC: MACAddress?
    package var facts: NICFacts
    package var hasCarrier: Bool
    /// The id of the manifest that names it.
    package var id: String?
    /// What tells it from all others of the host and stays as the kernel's names change.
    package var match: Match
  }

  /// A value of `match:` of a manifest.
  package enum Match: Sendable, Hashable {
    case permanentMAC(MACAddress)
    case path(String)
    /// Nothing but the name is known.
    case name(String)

    /// As a manifest has it.
    package var text: String {
      switch self {
      case .permanentMAC(let mac): "{permanent-mac: \(mac)}"
      case .path(let path): "{path: \"\(path)\"}"
      case .name(let name): "{name: \(name)}"
      }
    }
  }

  package struct Missing: Sendable, Hashable {
    package var id: String
    /// What is known of it, with the link that it most likely is.
    package var reason: String
  }

  /// - Parameters:
  ///   - observed: Links and what is known of each.
  ///   - desired: What the manifest says, where there is one.
  package init(_ observed: Observation, _ desired: Desired?) {
    let kernel = observed.kernel ?? KernelState()
    let desired = desired ?? Desired(Manifest(host: "", links: []))
    let search = NICSearch(
      desired: desired, observed: observed, host: HostIndex(observed, desired))
    let claims = search.claims
    let people = Set(kernel.nics.map(\.index))
    let links = kernel.links.filter { people.contains($0.index) || claims[$0.index] != nil }
      .sorted { $0.name < $1.name }
    // What sits on a NIC may have its MAC, and what others made may have none.
    let macs = Dictionary(grouping: kernel.links.filter(\.canBeNIC).compactMap(\.permanentMAC)) {
      $0
    }
    let paths = Dictionary(grouping: observed.nics.values.compactMap(\.path)) { $0 }
    nics = links.map { link in
      let facts = observed.nics[link.index] ?? NICFacts()
      var match = Match.name(link.name)
      if let mac = link.permanentMAC, macs[mac]?.count == 1 {
        match = .permanentMAC(mac)
      } else if let path = facts.path, paths[path]?.count == 1 {
        match = .path(path)
      }
      return Entry(
        name: link.name, alternativeNames: link.alternativeNames, permanentMAC: link.permanentMAC,
        facts: facts, hasCarrier: link.hasCarrier, id: claims[link.index]?.text, match: match)
    }
    missing = desired.links.filter { !$0.kind.isVirtual && search.host.links[$0.name.text] == nil }
      .map { Missing(id: $0.name.text, reason: search.absence(of: $0)) }
  }
}
