import ReconcileCore

/// Waits until networkd is done with the links that a reload concerns.
///
/// networkd writes /run/systemd/netif/links/N anew at the end of each configuration, even with equal
/// content; right after the reload it still reads as it did before. So what counts is a state file
/// that was written since, says `configured`, and names our file.
struct Barrier {
  private let host: any HostEffects
  private let awaited: [Planner.Awaited]
  private let before: [String: NetworkdSighting]

  /// Milliseconds after which the rest is judged by the kernel.
  private static let deadline: Int64 = 5000
  /// Milliseconds after which a link whose kernel state is right need not be `configured`: it
  /// waits for duplicate address detection, for a router or for a carrier, and those may never come.
  private static let patience: Int64 = 300

  /// Make it before the reload.
  init(host: any HostEffects, awaited: [Planner.Awaited]) {
    self.host = host
    self.awaited = awaited
    before = host.sightings(of: awaited.map(\.link))
  }

  var links: [String] { awaited.map(\.link) }

  /// - Parameter differing: The links that are not yet as they shall be; `nil` where nobody knows.
  /// - Returns: The links that networkd was not done with in time.
  func wait(differing: () -> Set<String>?) -> [String] {
    var open = awaited
    let start = host.uptime
    var lookAgain = Self.patience
    while !open.isEmpty {
      let now = host.sightings(of: open.map(\.link))
      open.removeAll { isDone($0, now[$0.link]) }
      let elapsed = host.uptime - start
      if open.isEmpty || elapsed > Self.deadline { break }
      if elapsed > lookAgain {
        lookAgain = elapsed + 100
        let wrong = differing()
        open.removeAll { wrong?.contains($0.link) == false && hasBegun($0, now[$0.link]) }
      }
      host.pause(milliseconds: open.isEmpty ? 0 : 3)
    }
    return open.map(\.link)
  }

  private func isDone(_ link: Planner.Awaited, _ sighting: NetworkdSighting?) -> Bool {
    guard let sighting, hasBegun(link, sighting) else { return false }
    return link.file == nil || sighting.state.administrativeState == "configured"
  }

  private func hasBegun(_ link: Planner.Awaited, _ sighting: NetworkdSighting?) -> Bool {
    guard let sighting, sighting.state.networkFile == link.file else { return false }
    return sighting.identity != before[link.link]?.identity
  }
}
