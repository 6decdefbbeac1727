/// What is known of a NIC beyond rtnetlink: what a manifest and people know it by.
package struct NICFacts: Sendable, Hashable {
  /// The name that the driver gives itself (ETHTOOL_GDRVINFO), as Driver= of systemd.network(5).
  package var driver: String?
  /// Where it is plugged in: ID_PATH of udev(7), as Path= of systemd.network(5).
  package var path: String?
  /// Its port on the device: phys_port_name, else dev_port, of the kernel's sysfs.
  package var port: String?
  /// In Mbit/s; `nil` where the driver knows none, as without a carrier.
  package var speed: UInt32?

  package init() {}
}

extension KernelLink {
  /// Whether the manifest can have it as a NIC: others made it, and it is no loopback.
  ///
  /// What sits on a NIC can have its driver and its address, but is another link.
  package var canBeNIC: Bool { !isLoopback && LinkKind(rawValue: kind ?? "") == nil }

  /// Whether there is hardware behind it, or what a virtual machine has for that.
  var isPhysical: Bool { !isLoopback && kind == nil }
}

extension KernelState {
  /// The NICs that people would name: the physical ones, or what others made in a host without any,
  /// as in a container.
  var nics: [KernelLink] {
    let physical = links.filter(\.isPhysical)
    return physical.isEmpty ? links.filter(\.canBeNIC) : physical
  }
}

extension Desired {
  /// Whether it takes `NICFacts` to tell which NIC is meant.
  package var asksForNICFacts: Bool {
    links.contains { $0.match?.path != nil || $0.match?.driver != nil }
  }
}

/// Where a device is plugged in, in the words of udev's path_id.
package enum DevicePath {
  /// A device of sysfs.
  package struct Device: Sendable, Hashable {
    package var name: String
    package var subsystem: String

    package init(name: String, subsystem: String) {
      self.name = name
      self.subsystem = subsystem
    }
  }

  /// The path of a network device, `pci-0000:03:00.0`; `nil` where it is on no bus that udev names.
  ///
  /// - Parameter parents: The devices above it, the nearest first.
  package static func text(_ parents: [Device]) -> String? {
    var parts: [String] = []
    var isOnBus = false
    var previous: String?
    for device in parents {
      // Only the nearest device of each bus counts.
      defer { previous = device.subsystem }
      guard device.subsystem != previous else { continue }
      switch device.subsystem {
      case "pci", "platform", "acpi", "xen", "amba":
        parts.insert("\(device.subsystem)-\(device.name)", at: 0)
        isOnBus = true
      case "usb":
        guard let port = device.name.split(separator: "-", maxSplits: 1).dropFirst().first else {
          continue
        }
        parts.insert("usb-0:\(port)", at: 0)
      default: continue
      }
    }
    return isOnBus ? parts.joined(separator: "-") : nil
  }
}
