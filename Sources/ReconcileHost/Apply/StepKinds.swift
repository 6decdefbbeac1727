package import ReconcileCore

extension Step {
  /// Whether networkd does it on its own account.
  package var isExpected: Bool { if case .expected = action { true } else { false } }

  var isOfGuest: Bool { if case .guest = action { true } else { false } }

  /// Whether a running guest gets an interface anew.
  var isReattachment: Bool {
    guard case .guest(let change) = action, case .replace = change.verb else { return false }
    return change.side == .live
  }

  var isAnnouncement: Bool {
    switch action {
    case .kernel(.announceAddress), .kernel(.announceLink): true
    default: false
    }
  }

  var createsLink: Bool {
    if case .kernel(.createLink) = action { true } else { false }
  }

  var isFile: Bool {
    switch action {
    case .write, .removeFile, .adopt: true
    case .kernel, .expected, .guest, .network, .reload, .restart: false
    }
  }
}
