import ReconcileCore

/// Where the program keeps what it knows, below a root that is `/` but for `--root`.
package struct HostPaths: Sendable {
  /// Empty for the host itself; never ends in a slash.
  package let root: String

  package init(root: String? = nil) {
    var root = root ?? ""
    while root.hasSuffix("/") { root.removeLast() }
    self.root = root
  }

  /// The host's own policy, never from git.
  package var configuration: String { root + "/etc/reconcile/config.yaml" }
  package var units: String { root + UnitOnDisk.ourFolder }
  /// Of a file of ours.
  package func file(_ name: String) -> String { root + Ownership.path(ofFile: name) }
  /// What was last applied.
  package var state: String { root + "/var/lib/reconcile" }
  package var record: String { state + "/applied" }
  /// What others have put back after earlier applies.
  package var fights: String { state + "/fights.json" }
  /// What others had written into files of ours.
  package var edited: String { state + "/edited" }
  /// Files of others that an apply has taken over.
  package var adopted: String { state + "/adopted" }
  /// Gone with a reboot, as what it says is.
  package var runtime: String { root + "/run/reconcile" }
  package var loaded: String { runtime + "/loaded.json" }
  package var netdevMemory: String { runtime + "/netdevs.json" }
  package var lock: String { runtime + "/lock" }
  package var hostName: String { root + "/etc/hostname" }
  package var machineID: String { root + "/etc/machine-id" }
}
