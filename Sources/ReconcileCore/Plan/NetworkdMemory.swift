extension Planner {
  /// A .netdev that the daemon has in its memory as it was once, whatever stands in the file now.
  struct StaleNetdev {
    var link: DesiredLink
    /// The file as the daemon read it.
    var remembered: UnitFile

    /// Whether the daemon takes the link for one of another kind, and so never configures it.
    var isOfOtherKind: Bool { remembered.values("NetDev", "Kind") != [link.kind.rawValue] }
  }

  /// What the daemon will make anew from its memory: up to systemd 256 it reads a .netdev once.
  static func staleNetdevs(
    _ desired: Desired, _ observed: Observation, _ files: FileComparison
  ) -> [StaleNetdev] {
    guard let networkd = observed.networkd, networkd.version.remembersNetdevs,
      !networkd.remembered.isEmpty
        || files.changes.contains(where: { $0.name.hasSuffix(".netdev") })
    else { return [] }
    // What somebody has edited since is not what this daemon made the link of.
    let applied = observed.record.flatMap { record in
      // The record counts in whole seconds, and its apply may have restarted the daemon.
      (record.applied + 1) * 1_000_000_000 > networkd.started ? record.files : nil
    }
    return desired.links.compactMap { link in
      guard link.kind.isVirtual else { return nil }
      let name = Ownership.fileName(link.name, "netdev")
      let loaded = files.isLoaded(name) ? files.present[name]?.text : nil
      guard let text = networkd.remembered[name] ?? loaded ?? applied?[name],
        let wanted = files.wanted[name],
        wanted.text != text
      else { return nil }
      let netdev = StaleNetdev(link: link, remembered: UnitFile(name: name, parsing: text))
      // Of what sits on no other link it forgets the settings together with the link.
      return link.kind.shape == .stacked || netdev.isOfOtherKind ? netdev : nil
    }
  }

  /// The restart of the daemon as a part of a plan.
  func daemonWork() -> [LinkWork] {
    guard !stale.isEmpty else { return [] }
    var work = LinkWork(plan: LinkPlan(name: "systemd-networkd", kind: "daemon", verb: .change))
    if mayRestart {
      for netdev in stale {
        work.plan.differences.append(
          Difference(
            .memory, now: "\(netdev.link.name) as it was: \(difference(netdev))",
            after: "restarted", layer: .networkd, cause: .change, impact: impactOfRestart))
      }
    } else {
      work.notes = stale.filter { !$0.isOfOtherKind }.map { netdev in
        "systemd-networkd \(version) remembers \(netdev.link.name) as it was (\(difference(netdev)))"
          + " and makes it so again if its parent comes back; 'restart-networkd: when-needed' in"
          + " /etc/reconcile/config.yaml lets an apply restart the daemon"
      }
    }
    return [work]
  }

  /// What the daemon has otherwise, in the words of the file.
  private func difference(_ netdev: StaleNetdev) -> String {
    let wanted = files.wanted[netdev.remembered.name]?.lines ?? []
    let old = netdev.remembered.lines.filter { !wanted.contains($0) }
    let missing = wanted.filter { !netdev.remembered.lines.contains($0) }
    return old.isEmpty
      ? "without \(missing.joined(separator: ", "))" : old.joined(separator: ", ")
  }

  /// A restart takes leases away unless the daemon was told to keep them; static addresses stay.
  private var impactOfRestart: Impact {
    let leased = desired.links.contains { link in
      guard let kernel = host.links[link.name.text], link.dhcp != .no else { return false }
      return !link.addresses.isEmpty
        && observed.networkd?.links[kernel.index]?.leasedAddress != nil
    }
    return leased ? .flap : .none
  }

  var needsRestart: Bool { mayRestart && !stale.isEmpty }
}

extension UnitFile {
  fileprivate var lines: [String] {
    sections.flatMap { section in section.entries.map { "\($0.key)=\($0.value)" } }
  }
}
