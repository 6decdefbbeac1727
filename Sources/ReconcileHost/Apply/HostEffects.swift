package import ReconcileCore

/// All that an apply does to a host and asks of it: the seam at which a test injects faults.
package protocol HostEffects: AnyObject {
  /// Takes everything in that a plan is made from.
  func observe() throws -> Observation
  func perform(_ change: KernelChange) throws
  /// Changes guests by libvirt, each of them once.
  ///
  /// - Returns: Why those failed that did: the others are changed whatever these say.
  func perform(_ changes: [GuestChange]) async -> [GuestChange: GuestRefusal]
  /// Asks libvirt for all guests: every observation from now on has them.
  func lookAtGuests() async
  /// Changes a network of libvirt, and looks at all of them anew.
  func perform(_ change: NetworkChange) async throws
  func write(_ file: UnitFile) throws
  func removeFile(_ name: String) throws
  /// Takes a file of somebody else away and keeps a copy.
  func adopt(_ unit: UnitOnDisk) throws
  /// Makes what was written and removed survive a power cut.
  func synchronizeFiles() throws
  /// Runs `networkctl reload`.
  func reload() async throws
  /// Restarts systemd-networkd and waits until it answers.
  func restart() async throws
  /// Remembers which versions of the files the daemon has now.
  func rememberLoaded() throws
  /// What networkd says of links, and which writing of its word this is.
  func sightings(of links: [String]) -> [String: NetworkdSighting]
  /// Grows while networkd works, on whatever.
  var networkdWork: Int64? { get }
  func save(_ record: AppliedRecord) throws
  func save(_ fights: FightLedger) throws
  /// Milliseconds on a clock that only goes forward.
  var uptime: Int64 { get }
  /// Seconds since the epoch.
  var now: Int64 { get }
  func pause(milliseconds: Int64)
}

/// A state file of networkd as it was seen.
package struct NetworkdSighting: Sendable, Hashable {
  package var identity: FileIdentity
  package var state: NetworkdLink

  package init(identity: FileIdentity, state: NetworkdLink) {
    self.identity = identity
    self.state = state
  }
}
