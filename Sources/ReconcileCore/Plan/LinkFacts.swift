/// What of a link is told in a few words.
struct LinkFacts {
  /// What tells two links of a kind apart at a glance.
  private static let options: [Attribute] = [.mode, .id, .table]

  let link: DesiredLink?
  let kernel: KernelLink?
  let host: HostIndex

  enum State: String, Encodable {
    case up
    case noCarrier = "no carrier"
    case down
    case missing
  }

  var state: State {
    kernel.map { !$0.isUp ? .down : $0.hasCarrier ? .up : .noCarrier } ?? .missing
  }

  /// The most telling options of its kind: those that it has, else those that it shall have.
  var options: [(name: String, value: String)] {
    guard let kind = kernel.map({ LinkKind(rawValue: $0.kind ?? "") }) ?? link?.kind else {
      return []
    }
    return Self.options.compactMap { attribute in
      let live = kernel.flatMap { kernel in
        LinkOption.option(attribute, of: kind).flatMap { option in
          option.kernel.flatMap { kernel.data[$0.attribute] }
            .flatMap { option.value($0, names: host.names) }
        }
      }
      let value = kernel == nil ? link?.options[attribute] : live
      return value.map { (attribute.rawValue, $0.description) }
    }
  }

  /// The addresses that it has, else those that it shall have; without those that each link gives
  /// itself.
  var addresses: [String] {
    if let kernel {
      return host.addresses[kernel.index, default: []].map(\.address)
        .filter { !$0.address.isEveryLinksOwn }.map(\.description)
    }
    guard let link else { return [] }
    return link.addresses.map(\.description)
      + (link.dhcp == .no ? [] : ["dhcp \(link.dhcp.rawValue)"])
  }

  /// For a picture, which leaves out what goes without saying.
  var details: [String] {
    var details: [String] = []
    if let link, let kernel, kernel.name != link.name.text { details.append("is \(kernel.name)") }
    details += options.map { "\($0.name) \($0.value)" }
    if state == .down || state == .noCarrier { details.append(state.rawValue) }
    return details + addresses
  }
}

extension IPAddress {
  /// Whether each link gives itself one of the kind; those of IPv4 somebody has given.
  var isEveryLinksOwn: Bool { family == .ipv6 && isLinkLocal }
}
