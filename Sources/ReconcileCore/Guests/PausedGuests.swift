extension LinkWork {
  /// Leaves what a paused or suspended guest has now, for it lets nothing go: the system in it would
  /// have to.
  mutating func spare(_ domain: Domain) {
    guard domain.state != .running, guests.contains(where: \.needsRelease) else { return }
    guests.removeAll { $0.side == .live }
    plan.differences.removeAll { $0.layer == .live }
    plan.problem = .unknown(
      "\(domain.name) \(domain.state == .paused ? "is paused" : "does not run") and lets no interface"
        + " go: what it has now waits until it runs")
  }
}

extension GuestChange {
  /// Whether a running system has to let an interface go.
  fileprivate var needsRelease: Bool {
    guard side == .live else { return false }
    switch verb {
    case .detach, .replace: return true
    case .attach, .update: return false
    }
  }
}
