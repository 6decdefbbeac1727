@testable import ReconcileCore

/// The guests of a host in memory, which take changes as libvirt does.
struct SimulatedLibvirt {
  struct Refusal: Error, CustomStringConvertible {
    var description: String
  }

  private(set) var guests = GuestObservation.notAsked

  init(_ guests: GuestObservation = .notAsked) {
    self.guests = guests
  }

  mutating func perform(_ change: GuestChange) throws {
    guard case .domains(var domains) = guests,
      let place = domains.firstIndex(where: { $0.uuid == change.uuid })
    else { throw Refusal(description: "no domain \(change.uuid)") }
    let side = change.side == .live ? \Domain.live : \.definition
    guard var interfaces = domains[place][keyPath: side] else {
      throw Refusal(description: "\(change.guest) has no \(change.side)")
    }
    if change.side == .live, domains[place].state == .paused {
      switch change.verb {
      case .detach, .replace: throw Refusal(description: "\(change.guest) lets nothing go")
      case .attach, .update: break
      }
    }
    switch change.verb {
    case .attach: try Self.attach(change.element, to: &interfaces)
    case .detach: try Self.detach(change.element, from: &interfaces)
    case .update:
      try Self.detach(change.element, from: &interfaces)
      try Self.attach(change.element, to: &interfaces)
    case .replace(let old):
      try Self.detach(old, from: &interfaces)
      try Self.attach(change.element, to: &interfaces)
    }
    domains[place][keyPath: side] = interfaces
    guests = .domains(domains)
  }

  /// What libvirt has for no interface of type direct.
  private static let refused = ["mtu", "filterref", "vlan", "virtualport", "port"]

  private static func attach(
    _ element: XMLElement, to interfaces: inout [DomainInterface]
  ) throws {
    let new = DomainInterface(element)
    if new.type == "direct", let child = refused.first(where: { element.child($0) != nil }) {
      throw Refusal(description: "<\(child)> is not for interfaces of type direct")
    }
    if interfaces.contains(where: { $0.mac == new.mac }) {
      throw Refusal(description: "there is an interface with that MAC")
    }
    if let address = element.child("address"),
      interfaces.contains(where: { $0.element.child("address") == address })
    {
      throw Refusal(description: "the slot is taken")
    }
    interfaces.append(new)
  }

  private static func detach(
    _ element: XMLElement, from interfaces: inout [DomainInterface]
  ) throws {
    let mac = DomainInterface(element).mac
    guard let place = interfaces.firstIndex(where: { $0.mac == mac }) else {
      throw Refusal(description: "there is no such interface")
    }
    interfaces.remove(at: place)
  }
}
