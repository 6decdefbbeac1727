extension ThrowawayHost {
  /// What networkd has to say against our files, and what it failed to do with them.
  ///
  /// It names the file in each line about a key that it does not understand.
  ///
  /// - Parameter former: The log as it was when what is asked for began.
  func complaints(since former: String = "") throws -> [Substring] {
    try read(Self.log).dropFirst(former.count).split(separator: "\n").filter { line in
      guard !Self.meant.contains(where: { line.contains($0) }), !line.hasSuffix(": Failed") else {
        // The second line says nothing but that there was a first.
        return false
      }
      let isAboutUs = line.contains("reconcile-")
      let isNews = line.contains("onfiguring with /etc/systemd/network/05-reconcile-")
      let isFailure = line.contains("ailed") || line.contains("gnoring")
      return isAboutUs && !isNews || isFailure
    }
  }

  private static let meant = [
    // After a take-over of files it still knows the old ones.
    "already configured by",
    // A name came back as another kind, before the restart that the plan tells of.
    "Could not process new link message for netdev",
    // Somebody has deleted a bridge or VRF, and networkd answers the carrier that its ports lose by
    // making them its ports again.
    "Failed to set master interface",
    // It hears of what is on such a link, or on one that is gone already.
    "rtnl: received ",
  ]
}
