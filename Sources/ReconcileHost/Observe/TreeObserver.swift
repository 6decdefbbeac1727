package import ReconcileCore

/// A tree of files in place of a host, for tests, image builds and CI.
package enum TreeObserver {
  package static func observe(_ paths: HostPaths) throws -> Observation {
    var observation = Observation(
      units: try UnitFolders.read(root: paths.root),
      record: try RecordStore(paths: paths).load())
    observation.otherFiles = try OtherFiles.read(root: paths.root)
    observation.fights = FightStore(paths: paths).load()
    return observation
  }

  /// The version of the systemd-networkd that the tree holds.
  package static func installedVersion(_ paths: HostPaths) -> NetworkdVersion? {
    NetworkdProcess.installedVersion(root: paths.root)
  }
}
