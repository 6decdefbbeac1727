/// What a [Match] can ask beyond rtnetlink, as far as the files of a host ask it.
package struct MatchFacts: Sendable {
  /// What udev and the drivers say of links, by interface index.
  package var devices: [Int32: LinkDevice] = [:]
  /// `nil` where no file asks, or where only a tree of files is looked at: no condition holds then.
  package var host: HostFacts?

  package init() {}
}

/// What udev and the driver say of a link.
package struct LinkDevice: Sendable, Hashable {
  /// The name that the driver gives itself (ETHTOOL_GDRVINFO).
  package var driver: String?
  /// The properties that the kernel and udev give the device. There are none where networkd sees no
  /// udev, in a container.
  package var properties: [String: String] = [:]

  package init() {}
}

/// What the conditions of a [Match] compare with.
package struct HostFacts: Sendable {
  /// The whole of uname(2)'s nodename.
  package var name = ""
  /// 32 hexadecimal digits.
  package var machineID: String?
  /// The `release` of uname(2).
  package var kernelRelease = ""
  /// The `machine` of uname(2).
  package var machine = ""
  package var kernelArguments: [String] = []
  /// In the words of systemd-detect-virt(1); `nil` where it could not be asked.
  package var virtualization: String?
  package var isInUserNamespace = false
  package var isUEFI = false
  package var hasDeviceTree = false
  /// /proc/device-tree/compatible.
  package var deviceTree: [String] = []
  /// The fields of /sys/class/dmi/id.
  package var dmi: [String: String] = [:]
  /// The names of the credentials that were passed to networkd.
  package var credentials: Set<String> = []

  package init() {}

  private static let containers: Set<String> = [
    "systemd-nspawn", "lxc-libvirt", "lxc", "openvz", "docker", "podman", "rkt", "wsl", "proot",
    "pouch", "container-other",
  ]

  /// Whether it is no machine of its own, and no virtual one either.
  package var isContainer: Bool { virtualization.map(Self.containers.contains) ?? false }
}

/// What of `MatchFacts` files ask of a host.
package struct MatchDemand: Sendable, Hashable {
  /// The links whose driver is asked for.
  package var drivers: Set<Int32> = []
  /// The links whose properties are asked for.
  package var properties: Set<Int32> = []
  package var wantsHost = false
  /// Whether what the host runs in counts: the conditions that ask it, or ask otherwise in a container.
  package var wantsVirtualization = false

  package var isEmpty: Bool { drivers.isEmpty && properties.isEmpty && !wantsHost }
}
