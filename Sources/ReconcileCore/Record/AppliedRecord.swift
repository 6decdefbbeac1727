/// What was last applied on this host: the third side of every comparison, which tells what
/// somebody else changed (drift) from what the manifest changed.
package struct AppliedRecord: Sendable, Hashable {
  /// The version of this format; a newer one is never read as if it were this.
  package static let currentVersion = 1

  package var version: Int
  /// Counts the applied states of this host from 1; 0 while no apply has come to its end.
  package var generation: Int
  /// The host's name in the manifest.
  package var host: String
  /// Seconds since the epoch.
  package var applied: Int64
  /// Our files, by name, with their bytes.
  package var files: [String: String]
  package var links: [String: Link]
  /// The values of libvirt networks; `managed yes` of those that we made.
  package var networks: [String: [Attribute: [String]]] = [:]
  /// The values of guests' interfaces, by guest and interface.
  package var attachments: [String: [Attribute: [String]]] = [:]

  /// A newer version of the program wrote the record.
  package struct NewerVersion: Error {}

  package struct Link: Sendable, Hashable {
    /// The word of a `LinkKind`.
    package var kind: String
    /// The values that were asserted, as plans write them.
    package var values: [Attribute: [String]]
    /// What a NIC had before reconcile: what it gets back when the manifest no longer says.
    package var before: Before?

    /// Whether it was applied; a first apply that failed has only noted what a NIC had before.
    var wasApplied: Bool { !values.isEmpty }

    /// Whether we made the link.
    var isVirtual: Bool { LinkKind(rawValue: kind)?.isVirtual ?? false }

    /// Whether leases or router advertisements of the family were asked for.
    func wasDynamic(_ family: AddressFamily) -> Bool {
      let dhcp = values[.dhcp]?.first.flatMap(Families.init(rawValue:)) ?? .no
      return dhcp.contains(family) || (family == .ipv6 && values[.acceptRA] == ["yes"])
    }
  }

  /// The .network files of the NICs as they were applied.
  package var nicFiles: [UnitOnDisk] {
    links.filter { !$0.value.isVirtual }.keys.compactMap(nicFile)
  }

  func nicFile(_ id: String) -> UnitOnDisk? {
    let name = "\(Ownership.prefix)\(id).network"
    return files[name].map {
      UnitOnDisk(
        folder: UnitOnDisk.ourFolder, name: name, text: $0,
        identity: FileIdentity(device: 0, inode: 0, modified: 0, size: 0))
    }
  }

  /// Whether some macvtap was given to a user or group.
  package var ownsTaps: Bool {
    links.values.contains { $0.values[.owner] != nil || $0.values[.group] != nil }
  }

  /// That of a host on which no apply has come to its end yet.
  package static func beginning(of host: String, at now: Int64) -> AppliedRecord {
    AppliedRecord(generation: 0, host: host, applied: now, files: [:], links: [:])
  }

  /// Whether nothing here is ours.
  var isEmpty: Bool {
    links.isEmpty && files.isEmpty && attachments.isEmpty && networks.isEmpty
  }

  /// Whether an apply has come to its end here.
  package var isApplied: Bool { generation > 0 }

  /// Whether the link was in our care.
  func has(_ link: DesiredLink) -> Bool { links[link.name.text]?.wasApplied ?? false }

  package struct Before: Sendable, Hashable {
    package var mtu: UInt32
    package var mac: MACAddress?
  }

  package init(
    generation: Int, host: String, applied: Int64, files: [String: String], links: [String: Link]
  ) {
    version = Self.currentVersion
    self.generation = generation
    self.host = host
    self.applied = applied
    self.files = files
    self.links = links
  }
}
