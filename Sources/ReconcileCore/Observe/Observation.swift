/// Everything a plan is made from besides the manifest: one observation, taken once.
package struct Observation: Sendable {
  /// `nil` where only a tree of files is looked at (`--root`).
  package var kernel: KernelState?
  package var units: [UnitOnDisk]
  /// What the [Match] sections of `units` ask besides the kernel.
  package var matchFacts = MatchFacts()
  /// By interface index; empty where no `match` of the manifest asks.
  package var nics: [Int32: NICFacts] = [:]
  /// By the interface index of their NIC.
  package var virtualFunctions: [Int32: [VirtualFunctionSlot]] = [:]
  /// `nil` while no systemd-networkd runs in this network namespace.
  package var networkd: NetworkdState?
  /// What was last applied here.
  package var record: AppliedRecord?
  /// What somebody else has put back after earlier applies.
  package var fights = FightLedger()
  /// What else on the host configures links.
  package var otherManagers = OtherManagers()
  package var guests = GuestObservation.notAsked
  package var networks = NetworkObservation.notAsked
  /// The device nodes of macvtaps, by interface index; empty where nobody asks.
  package var taps: [Int32: TapNode] = [:]
  /// Those that the manifest names.
  package var accounts = Accounts()
  /// Files of ours that systemd-networkd does not read, and all settings of containers.
  package var otherFiles: [UnitOnDisk] = []
  /// The containers that run, as far as systemd-machined knows them.
  package var machines: Set<String> = []
  package var derivedMAC: DerivedMAC?
  /// net.ipv4.ip_forward and net.ipv6.conf.all.forwarding.
  package var forwarding: [AddressFamily: Bool]
  /// The address of this host in the SSH session that runs the command.
  package var sessionAddress: IPAddress?
  /// The address of the other end of that session.
  package var sessionClient: IPAddress?

  package init(
    kernel: KernelState? = nil, units: [UnitOnDisk] = [], networkd: NetworkdState? = nil,
    record: AppliedRecord? = nil, derivedMAC: DerivedMAC? = nil,
    forwarding: [AddressFamily: Bool] = [:], sessionAddress: IPAddress? = nil
  ) {
    self.kernel = kernel
    self.units = units
    self.networkd = networkd
    self.record = record
    self.derivedMAC = derivedMAC
    self.forwarding = forwarding
    self.sessionAddress = sessionAddress
  }
}

/// What tells one version of a file from another without reading it: what networkd looks at to
/// decide whether a file has changed (`stat_inode_unmodified` in systemd's source).
package struct FileIdentity: Sendable, Hashable {
  package var device: UInt64
  package var inode: UInt64
  /// Nanoseconds since the epoch.
  package var modified: Int64
  package var size: Int64

  package init(device: UInt64, inode: UInt64, modified: Int64, size: Int64) {
    self.device = device
    self.inode = inode
    self.modified = modified
    self.size = size
  }
}

/// A .network, .netdev, .link or drop-in file in one of networkd's folders, or a file of ours in
/// another.
package struct UnitOnDisk: Sendable, Hashable {
  /// The folders of networkd, the strongest first (`systemd.network(5)`).
  package static let folders = [
    "/etc/systemd/network", "/run/systemd/network", "/usr/local/lib/systemd/network",
    "/usr/lib/systemd/network", "/lib/systemd/network",
  ]
  /// The folder that is ours to write.
  package static let ourFolder = folders[0]

  package var folder: String
  /// `10-lan.network`, or `10-lan.network.d/extra.conf` for a drop-in.
  package var name: String
  package var text: String
  /// The user id of the file's owner.
  package var owner: UInt32 = 0
  /// Whether the name is a symbolic link to the file.
  package var isSymbolicLink = false
  package var identity: FileIdentity
  /// The permission bits.
  package var mode: UInt16
  package var access: Access

  /// What networkd, which reads as its own user, can do with a file.
  package enum Access: Sendable, Hashable {
    case readable
    /// The name is taken all the same, by mode 0600 for instance.
    case unreadable
    /// It lies in a folder that networkd cannot list.
    case unseen
  }

  /// - Parameter access: `nil` for a file of root's, where the mode tells it.
  package init(
    folder: String, name: String, text: String, identity: FileIdentity, mode: UInt16 = 0o644,
    access: Access? = nil
  ) {
    self.folder = folder
    self.name = name
    self.text = text
    self.identity = identity
    self.mode = mode
    self.access = access ?? (mode & 0o004 == 0 ? .unreadable : .readable)
  }

  package var path: String { "\(folder)/\(name)" }
  /// Whether it lies in a `.d` folder beside a file.
  package var isDropIn: Bool { name.utf8.contains(UInt8(ascii: "/")) }
  /// An empty file takes the name and says nothing.
  package var isMask: Bool { text.isEmpty }
  package var isReadableByNetworkd: Bool { access == .readable }
}

/// The running systemd-networkd.
package struct NetworkdState: Sendable {
  package var pid: Int32
  /// Nanoseconds since the epoch.
  package var started: Int64
  package var version: NetworkdVersion
  /// By interface index: /run/systemd/netif/links.
  package var links: [Int32: NetworkdLink]
  /// What of our files this daemon has loaded, as recorded after the last reload; `nil` where there
  /// is no record for this daemon: then files older than its start count as loaded.
  package var loaded: [String: FileIdentity]?
  /// .netdev files of ours that have changed since this daemon read them, by name, as it read them.
  package var remembered: [String: String] = [:]
  /// ManageForeignRoutes= of networkd.conf(5).
  package var managesForeignRoutes: Bool
  /// ManageForeignRoutingPolicyRules= of networkd.conf(5).
  package var managesForeignRules: Bool

  package init(
    pid: Int32, started: Int64, version: NetworkdVersion, links: [Int32: NetworkdLink] = [:],
    loaded: [String: FileIdentity]? = nil, managesForeignRoutes: Bool = true,
    managesForeignRules: Bool = true
  ) {
    self.pid = pid
    self.started = started
    self.version = version
    self.links = links
    self.loaded = loaded
    self.managesForeignRoutes = managesForeignRoutes
    self.managesForeignRules = managesForeignRules
  }

  package func hasLoaded(_ file: UnitOnDisk) -> Bool {
    guard let loaded else { return file.identity.modified < started }
    return loaded[file.name] == file.identity
  }
}

/// What networkd says of one link: a file in /run/systemd/netif/links.
package struct NetworkdLink: Sendable, Hashable {
  /// `configuring`, `configured`, `unmanaged`, …
  package var administrativeState: String?
  /// The path of the .network in use.
  package var networkFile: String?
  /// The address of the DHCPv4 lease, if there is one.
  package var leasedAddress: IPAddress?

  package init() {}

  /// Reads the `KEY=value` lines of a state file.
  ///
  /// There is such a file for each link of the host: only the values that count become text.
  package init(parsing bytes: [UInt8]) {
    bytes.withUnsafeBufferPointer { bytes in
      var start = 0
      var equals: Int?
      for end in 0...bytes.count {
        let isAtEnd = end == bytes.count || bytes[end] == UInt8(ascii: "\n")
        if isAtEnd {
          if let equals { read(bytes[start..<equals], bytes[(equals + 1)..<end]) }
          start = end + 1
          equals = nil
        } else if equals == nil, bytes[end] == UInt8(ascii: "=") {
          equals = end
        }
      }
    }
  }

  private mutating func read(
    _ key: Slice<UnsafeBufferPointer<UInt8>>, _ value: Slice<UnsafeBufferPointer<UInt8>>
  ) {
    func isKey(_ name: StaticString) -> Bool {
      name.utf8CodeUnitCount == key.count && name.withUTF8Buffer { key.elementsEqual($0) }
    }
    var text: String { String(decoding: value, as: UTF8.self) }
    if isKey("ADMIN_STATE") {
      administrativeState = text
    } else if isKey("NETWORK_FILE") {
      networkFile = text
    }
  }
}
