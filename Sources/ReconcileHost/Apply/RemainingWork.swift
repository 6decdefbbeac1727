import ReconcileCore

extension Plan {
  /// Whether there is more left than a daemon that takes its time over a reload.
  func hasWork(besidesGuests: Bool = false) -> Bool {
    steps.contains { !$0.isLoad && !$0.isAnnouncement && !(besidesGuests && $0.isOfGuest) }
      || links.contains { link in
        link.differences.contains {
          $0.layer != .networkd && $0.attribute != .host && !$0.isWithheld
            && !(besidesGuests && $0.layer.isOfGuest)
        }
      }
  }

  /// Whether nothing is left but what networkd does by itself.
  var awaitsNetworkd: Bool {
    !hasWork() && links.flatMap(\.differences).contains { $0.attribute == .managed }
  }
}
