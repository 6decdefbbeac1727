/// An interface of a guest as it runs, and as it is defined.
struct InterfacePair {
  var live: DomainInterface?
  var definition: DomainInterface?

  /// As it runs, or else as it starts.
  var present: DomainInterface? { live ?? definition }

  subscript(side: GuestChange.Side) -> DomainInterface? {
    get {
      switch side {
      case .live: live
      case .definition: definition
      }
    }
    set {
      switch side {
      case .live: live = newValue
      case .definition: definition = newValue
      }
    }
  }
}

/// Which interfaces of a domain are those of the manifest, and which are somebody else's.
struct InterfacePairing {
  /// What stands for each interface of the manifest, in its order.
  private(set) var declared: [InterfacePair] = []
  /// Those that the manifest does not name.
  private(set) var foreign: [InterfacePair] = []

  private let guest: DesiredGuest?
  private let domain: Domain

  /// - Parameters:
  ///   - guest: What the manifest says of the domain, if anything.
  ///   - record: What was applied the last time.
  init(_ guest: DesiredGuest?, _ domain: Domain, _ record: AppliedRecord?) {
    (self.guest, self.domain) = (guest, domain)
    for attachment in guest?.attachments ?? [] {
      let known = record?.attachments["\(guest?.name ?? "") \(attachment.name)"]
      var pair = InterfacePair()
      for side in GuestChange.Side.allCases {
        pair[side] = interface(of: attachment, side, known)
      }
      declared.append(pair)
    }
    for side in [GuestChange.Side.live, .definition] {
      let ours = declared.compactMap { $0[side] }
      for interface in domain.interfaces(side) ?? [] where !ours.contains(interface) {
        let alike = foreign.indices.filter { place in
          foreign[place][side] == nil && foreign[place].present?.mac == interface.mac
        }
        let same = alike.first { foreign[$0].present?.isInPlace(of: interface) ?? false }
        if let place = same ?? alike.first {
          foreign[place][side] = interface
        } else {
          var pair = InterfacePair()
          pair[side] = interface
          foreign.append(pair)
        }
      }
    }
  }

  private func interface(
    of attachment: DesiredAttachment, _ side: GuestChange.Side, _ known: [Attribute: [String]]?
  ) -> DomainInterface? {
    guard let interfaces = domain.interfaces(side) else { return nil }
    return interfaces.first { $0.mac == attachment.mac }
      ?? former(of: attachment, in: interfaces, known)
      ?? (known == nil ? nil : readdressed(attachment, in: interfaces, side))
  }

  /// The interface that this one was before the manifest gave it another address: by the record, as
  /// a new address alone may as well be a second interface.
  private func former(
    of attachment: DesiredAttachment, in interfaces: [DomainInterface],
    _ known: [Attribute: [String]]?
  ) -> DomainInterface? {
    let old = known?[.mac]?.first.flatMap { MACAddress($0) }
    guard let old, old != attachment.mac, !isClaimed(old) else { return nil }
    return interfaces.first { $0.mac == old }
  }

  /// The interface to which somebody else gave another address: in its place in the guest the other
  /// description still has the one that is meant. Without that proof it is anybody's.
  private func readdressed(
    _ attachment: DesiredAttachment, in interfaces: [DomainInterface], _ side: GuestChange.Side
  ) -> DomainInterface? {
    guard attachment.isAttached,
      let others = domain.interfaces(side.other),
      let other = others.first(where: { $0.mac == attachment.mac })
    else { return nil }
    return interfaces.first { interface in
      interface.isInPlace(of: other) && !others.contains { $0.mac == interface.mac }
        && !(interface.mac.map(isClaimed) ?? false)
    }
  }

  /// Whether an interface of the manifest has the address.
  private func isClaimed(_ mac: MACAddress) -> Bool {
    guest?.attachments.contains { $0.mac == mac } ?? false
  }
}

extension Planner {
  /// - Parameter guest: What the manifest says of the domain, if anything.
  func pairing(_ guest: DesiredGuest?, _ domain: Domain) -> InterfacePairing {
    InterfacePairing(guest, domain, observed.record)
  }
}

extension DomainInterface {
  /// Whether the guest has both in the same slot, or both have the name that people gave them.
  fileprivate func isInPlace(of other: DomainInterface) -> Bool {
    let place = element.child("address")
    let alias = element.child("alias")
    return place != nil && place == other.element.child("address")
      || alias?["name"]?.hasPrefix("ua-") == true && alias == other.element.child("alias")
  }
}
