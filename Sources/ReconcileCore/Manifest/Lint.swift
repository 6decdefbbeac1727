/// A sign of a mistake that can be meant: a warning, silenced per link by `allow: [id]`.
package struct Lint: Sendable {
  package let id: String
  /// What it warns of, for the reference.
  package let summary: String
  let find: @Sendable (LinkGraph) -> [Finding]

  struct Finding {
    /// The link that may allow it.
    var link: ManifestLink
    var message: String
    var range: SourceRange
    var notes: [Problem.Note]
    var help: String
  }

  package static let all = [
    Lint(
      id: "host-on-nic",
      summary: "the host has addresses on a NIC itself while macvlans sit on it: "
        + "they and the host cannot reach each other",
      find: hostOnNIC),
    Lint(
      id: "shared-subnet",
      summary: "several links have an address in one subnet: "
        + "the host answers and sends on one of them only",
      find: sharedSubnet),
  ]

  static func problems(in links: LinkGraph) -> [Problem] {
    all.flatMap { lint in
      lint.find(links).compactMap { finding in
        guard !finding.link.settings.allow.contains(where: { $0.value == lint.id }) else {
          return nil
        }
        return Problem(
          .warning, finding.message, at: finding.range, lint: lint.id, notes: finding.notes,
          help: "\(finding.help), or write 'allow: [\(lint.id)]' if it is meant")
      }
    }
  }
}

private func hostOnNIC(_ links: LinkGraph) -> [Lint.Finding] {
  links.macvlansByLower.compactMap { lower, macvlans in
    guard let address = lower.settings.addresses.first, let first = macvlans.first else {
      return nil
    }
    return Lint.Finding(
      link: lower,
      message: "\(lower.title) has addresses itself, which macvlans and guests on it cannot reach",
      range: address.range, notes: [.init("\(first.title) is on it", at: first.range)],
      help: "put the address on a macvlan of mode bridge")
  }
}

private func sharedSubnet(_ links: LinkGraph) -> [Lint.Finding] {
  var firsts: [CIDR: (link: ManifestLink, range: SourceRange)] = [:]
  return links.links.flatMap { link in
    link.settings.addresses.compactMap { address -> Lint.Finding? in
      let subnet = address.value.network
      let isHost = Int(subnet.length) == subnet.family.bits
      guard !subnet.address.isLinkLocal, !isHost else { return nil }
      guard let first = firsts[subnet] else {
        firsts[subnet] = (link, address.range)
        return nil
      }
      guard first.link.name != link.name else { return nil }
      return Lint.Finding(
        link: link,
        message: "\(link.title) has an address in \(subnet), as \(first.link.title) has",
        range: address.range, notes: [.init("the other address is here", at: first.range)],
        help: "keep one link for each subnet")
    }
  }
}
