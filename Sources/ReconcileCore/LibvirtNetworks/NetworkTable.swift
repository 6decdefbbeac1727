/// One entry below `libvirt-networks:`.
package struct ManifestNetwork: Sendable {
  package var range: SourceRange
  package var name: String
  package var mode: Located<GuestMode>?
  package var parents: [Located<LinkName>] = []
  package var autostart: Located<Bool>?
}

/// The keys of an entry below `libvirt-networks:`.
enum NetworkTable {
  static let summary =
    "The networks of libvirt that guests may name instead of a link, by name. Guests get macvtaps on "
    + "the parents."

  static let table = MappingTable<ManifestNetwork>(keys: [
    Key(
      "parents", listOf: .linkName, into: { $0.parents = $1 },
      "The ids of the links that guests are attached to: of several, each guest gets one that is "
        + "used least, in mode passthru one of its own.",
      unset: nil, goes: "<interface dev=>"),
    Key(
      "mode", .word, into: { $0.mode = $1 },
      "How guests share a parent; libvirt calls passthru passthrough.", unset: "bridge",
      goes: "<forward mode=>"),
    Key(
      "autostart", .boolean, into: { $0.autostart = $1 },
      "Whether libvirt starts the network when it starts itself.", unset: "yes"),
  ])

  static let type = table.named(
    "a mapping with the name of each network as a key",
    owner: { "libvirt network \(quoted($0))" }, isName: .networkName
  ) { ManifestNetwork(range: $0.range, name: $0.value) }
}

extension ValueType where Value == String {
  /// What virsh can take for no option and no path, and libvirt for a file's name.
  static var networkName: Self {
    ValueType("a name such as vmnet") { text throws(Complaint) in
      let isPlain = text.utf8.allSatisfy { byte in
        (97...122).contains(byte) || (65...90).contains(byte) || (48...57).contains(byte)
          || "._-".utf8.contains(byte)
      }
      guard isPlain, !text.hasPrefix("-"), !text.hasPrefix(".") else {
        throw Complaint(
          "has other letters than 'a' to 'z', digits, '.', '_', '-', or begins with one")
      }
      return (1...64).contains(text.utf8.count) ? text : nil
    }
  }
}

/// The errors of libvirt networks that only show when values are seen together.
enum NetworkValidation {
  static func problems(in networks: [ManifestNetwork], on links: LinkGraph) -> [Problem] {
    guard !networks.isEmpty else { return [] }
    let users = Dictionary(
      links.usersByLower.map { ($0.lower.name, $0.users) }, uniquingKeysWith: +)
    return networks.flatMap { network in
      let title = "libvirt network '\(network.name)'"
      var seen: Set<LinkName> = []
      return network.parents.compactMap { parent -> Problem? in
        guard seen.insert(parent.value).inserted else {
          return Problem("parents of \(title): '\(parent.value)' is named twice", at: parent.range)
        }
        return GuestValidation.problem(withParent: parent, of: title, key: "parents", links)
          ?? problem(beside: users, parent, of: network, links)
      } + (network.parents.isEmpty ? [Problem("\(title) has no parents", at: network.range)] : [])
    }
  }

  /// What guests of the network cannot be beside.
  private static func problem(
    beside users: [LinkName: [LowerUser]], _ parent: Located<LinkName>, of network: ManifestNetwork,
    _ links: LinkGraph
  ) -> Problem? {
    guard let link = links[parent.value],
      let lower = links.lower(of: .macvtap, on: link)
    else { return nil }
    let use: LowerUse = network.mode?.value == .passthru ? .exclusive : .shared
    return users[lower.name, default: []].lazy.compactMap { user in
      use.conflict(with: user.use, of: user.title, on: lower.title).map {
        Problem(
          "parents of libvirt network '\(network.name)': \($0)", at: parent.range,
          notes: [.init("\(user.title) is here", at: user.range)])
      }
    }.first
  }

  /// What guests say of networks.
  static func problems(in guests: [ManifestGuest], _ networks: [ManifestNetwork]) -> [Problem] {
    let names = networks.map(\.name)
    return guests.flatMap { guest in
      guest.interfaces.flatMap { interface -> [Problem] in
        let title = interface.title(in: guest)
        guard let network = interface.network else { return [] }
        var problems: [Problem] = []
        if !names.contains(network.value) {
          problems.append(
            Problem(
              "network of \(title): there is no libvirt network '\(network.value)'",
              at: network.range,
              help: Suggestion.help(for: network.value, among: names)
                ?? "name it under 'libvirt-networks:'"))
        }
        if let parent = interface.parent {
          problems.append(
            Problem(
              "parent of \(title): the network has the parents", at: parent.range,
              help: "write 'parent' or 'network', not both"))
        }
        if let mode = interface.mode {
          problems.append(
            Problem(
              "mode of \(title): the network has the mode", at: mode.range,
              help: "write it for libvirt network '\(network.value)'"))
        }
        return problems
      }
    }
  }
}
