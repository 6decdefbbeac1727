package import ReconcileCore

/// Keeps in /var/lib/reconcile what others have put back after applies.
package struct FightStore {
  let paths: HostPaths

  package init(paths: HostPaths) {
    self.paths = paths
  }

  /// It only remembers: a file that cannot be read, or is of another version, counts as none.
  package func load() -> FightLedger {
    let ledger = try? JSONStore.load(FightLedger.self, from: paths.fights)
    return ledger?.version == FightLedger.currentVersion ? ledger ?? FightLedger() : FightLedger()
  }

  package func save(_ ledger: FightLedger) throws {
    try Posix.makeDirectory(paths.state, mode: 0o700)
    try JSONStore.save(ledger, to: paths.fights)
  }
}
