@testable import ReconcileCore

extension [LibvirtNetwork] {
  /// Does what libvirt does.
  mutating func perform(_ change: NetworkChange) {
    let place = firstIndex { $0.name == change.network }
    switch change.verb {
    case .define(let element, _):
      let description = LibvirtNetwork.Description(element)
      guard let place else {
        append(
          LibvirtNetwork(
            uuid: "00000000-0000-4000-8000-\(count)", name: change.network,
            startsAutomatically: false, definition: description, live: nil))
        return
      }
      self[place].definition = description
    case .setAutostart(let isOn):
      if let place { self[place].startsAutomatically = isOn }
    case .start, .restart:
      if let place { self[place].live = self[place].definition }
    case .stop:
      if let place { self[place].live = nil }
      removeAll { $0.live == nil && $0.definition == nil }
    case .undefine:
      if let place { self[place].definition = nil }
      removeAll { $0.live == nil && $0.definition == nil }
    }
  }
}
