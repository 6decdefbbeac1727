/// A change of one interface of a domain.
package struct GuestChange: Sendable, Hashable {
  package var verb: Verb
  /// Which of its two descriptions.
  package var side: Side
  package var uuid: String
  /// As people call it.
  package var guest: String
  package var interface: String
  package var element: XMLElement

  package enum Verb: Sendable, Hashable {
    case attach
    /// In place: nothing but that value changes.
    case update
    /// By taking the old one away first.
    case replace(XMLElement)
    case detach
  }

  /// Whether it is done whole or not at all.
  package var isWhole: Bool {
    switch verb {
    case .attach, .update: true
    case .detach: side == .definition
    case .replace: false
    }
  }

  package enum Side: String, Sendable, Hashable, CaseIterable {
    /// What the domain starts with the next time.
    case definition
    /// What it has while it runs.
    case live

    package var layer: Layer { self == .definition ? .definition : .live }

    var other: Side { self == .definition ? .live : .definition }
  }
}

extension GuestChange: CustomStringConvertible {
  package var description: String {
    let mac = element.child("mac")?["address"].map { " (\($0))" } ?? ""
    let place = side == .live ? "now" : "in its definition"
    switch verb {
    case .attach: return "attach \(interface)\(mac) to \(guest), \(place)"
    case .update: return "change \(interface)\(mac) of \(guest), \(place)"
    case .replace: return "replace \(interface)\(mac) of \(guest), \(place)"
    case .detach: return "detach \(interface)\(mac) from \(guest), \(place)"
    }
  }
}
