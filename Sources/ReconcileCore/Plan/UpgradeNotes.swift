extension Planner {
  /// What changes its meaning between the systemd that runs and the one that is planned for.
  ///
  /// That files are spelled otherwise stands in the plan itself, and nobody notices it.
  var upgradeNotes: [String] {
    guard let running = observed.networkd?.version, running != version else { return [] }
    return [forwardingNote(from: running), keepNote(from: running), guardNote(from: running)]
      .compactMap { $0 }
  }

  private func forwardingNote(from running: NetworkdVersion) -> String? {
    guard running.forwardsPerLink != version.forwardsPerLink else { return nil }
    let forwarding = desired.links.filter { $0.forwarding.map { $0 != .no } ?? false }
    guard !forwarding.isEmpty else { return nil }
    let names = forwarding.map(\.name.text).joined(separator: ", ")
    guard version.forwardsPerLink else {
      return "up to systemd 255 forwarding is one switch of the whole host (IPForward=): with"
        + " \(names) every link forwards"
    }
    let others = desired.links.filter { $0.forwarding == nil && $0.isManaged }.map(\.name.text)
    return "from systemd 256 on each link forwards for itself (IPv4Forwarding=, IPv6Forwarding=),"
      + " not the whole host (IPForward=): \(names) \(forwarding.count == 1 ? "does" : "do")"
      + (others.isEmpty
        ? ""
        : ", \(others.joined(separator: ", ")) no longer by that; write 'forwarding' for those")
  }

  private func keepNote(from running: NetworkdVersion) -> String? {
    guard running.reloadFlapsWithoutKeep, !version.reloadFlapsWithoutKeep else { return nil }
    return "from systemd 257 on a reload keeps addresses and leases by itself, so the files have no"
      + " KeepConfiguration= any more"
  }

  private func guardNote(from running: NetworkdVersion) -> String? {
    guard running.matchesKind, !version.matchesKind else { return nil }
    return "before systemd 251 no file can guard guests' macvtaps from a catch-all .network"
  }
}
