import ReconcileCore

/// Waits until networkd is done with the links that a reload concerns, or that were made anew.
///
/// networkd writes /run/systemd/netif/links/N anew at the end of each configuration, even with equal
/// content; right after the reload it still reads as it did before. So what counts is a state file
/// that was written since, says `configured`, and names our file.
struct Barrier {
  private let host: any HostEffects
  private let awaited: [Planner.Awaited]
  private let before: [String: NetworkdSighting]

  /// Milliseconds without progress on any link after which the rest is judged by the kernel. With
  /// hundreds of links networkd works for many seconds, but finishes one after the other.
  private static let deadline: Int64 = 10_000
  /// Milliseconds for which its work on other links is progress too: it may still be busy with
  /// those that were removed a moment ago. On a lively host such work never ends.
  private static let otherWork: Int64 = 60_000
  /// Milliseconds after which a link whose kernel state is right need not be `configured`: it
  /// waits for duplicate address detection, for a router or for a carrier, and those may never come.
  private let patience: Int64

  /// Make it before the reload, or before the links that it waits for.
  init(host: any HostEffects, awaited: [Planner.Awaited], patience: Int64 = 300) {
    self.host = host
    self.awaited = awaited
    self.patience = patience
    before = host.sightings(of: awaited.map(\.device))
  }

  var links: [String] { awaited.map(\.link) }

  /// - Parameter differing: The links that are not yet as they shall be; `nil` where nobody knows.
  /// - Returns: The links that networkd was not done with in time.
  func wait(differing: () -> Set<String>?) -> [String] {
    var open = awaited
    let begun = host.uptime
    var lastProgress = begun
    var lookAgain = begun + patience
    var work = host.networkdWork
    while true {
      let count = open.count
      let seen = host.sightings(of: open.map(\.device))
      open.removeAll { isDone($0, seen[$0.device]) }
      if host.uptime > lookAgain, !open.isEmpty {
        let start = host.uptime
        let wrong = differing()
        open.removeAll {
          $0.isHindered || wrong?.contains($0.link) == false && hasBegun($0, seen[$0.device])
        }
        // On a host of a thousand links a look takes long, and networkd needs the processor too.
        lookAgain = host.uptime + max(patience / 3, 10 * (host.uptime - start))
      }
      let workNow = host.networkdWork
      if open.count < count || workNow != work && host.uptime - begun < Self.otherWork {
        lastProgress = host.uptime
      }
      work = workNow
      if open.isEmpty || host.uptime - lastProgress > Self.deadline { return open.map(\.link) }
      host.pause(milliseconds: Self.pause(links: open.count))
    }
  }

  /// Milliseconds between two looks at the state files, each of which is read for each open link.
  static func pause(links: Int) -> Int64 { Int64(min(max(links / 4, 3), 50)) }

  private func isDone(_ link: Planner.Awaited, _ sighting: NetworkdSighting?) -> Bool {
    guard let sighting, hasBegun(link, sighting) else { return false }
    // Where networkd has given up, the kernel tells what is missing.
    return link.file == nil
      || ["configured", "failed"].contains(sighting.state.administrativeState)
  }

  private func hasBegun(_ link: Planner.Awaited, _ sighting: NetworkdSighting?) -> Bool {
    guard let sighting, sighting.state.networkFile == link.file else { return false }
    return sighting.identity != before[link.device]?.identity
  }
}
