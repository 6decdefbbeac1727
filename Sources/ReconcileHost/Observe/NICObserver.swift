package import ReconcileCore

/// Looks at the NICs of this host alone, without any state of reconcile's or networkd's.
package enum NICObserver {
  /// The links and what is known of each that can be a NIC; the record where it can be read.
  ///
  /// - Throws: `NetlinkError` where the kernel does not say which links there are.
  package static func observe(_ paths: HostPaths = HostPaths()) throws -> Observation {
    var socket = try RouteSocket()
    let links = try socket.links()
    // Whoever is not root may look at NICs all the same.
    let record = try? RecordStore(paths: paths).load()
    var observation = Observation(kernel: KernelState(links: links), record: record)
    observation.nics = facts(of: links)
    return observation
  }

  static func facts(of links: [KernelLink]) -> [Int32: NICFacts] {
    let drivers = DriverNames()
    let nics = links.filter(\.canBeNIC).map { ($0.index, NICFacts(of: $0, drivers: drivers)) }
    return Dictionary(nics, uniquingKeysWith: { first, _ in first })
  }
}

extension NICFacts {
  fileprivate init(of link: KernelLink, drivers: DriverNames?) {
    self.init()
    let folder = "/sys/class/net/\(link.name)"
    func value(_ name: String) -> Substring? {
      FileSnapshot.text(ofPseudoFile: "\(folder)/\(name)")?.split(separator: "\n").first
    }
    driver = drivers?.name(of: link.name)
    path = DeviceProperties.read(link)["ID_PATH"] ?? Self.computedPath(of: folder)
    port = (value("phys_port_name") ?? value("dev_port")).map(String.init)
    // -1 and 0 where there is none.
    speed = value("speed").flatMap { UInt32($0) }.flatMap { $0 == 0 ? nil : $0 }
  }

  /// What udev would say where none runs.
  private static func computedPath(of folder: String) -> String? {
    guard let target = Posix.readLink(folder) else { return nil }
    // ../../devices/pci0000:00/0000:00:03.0/net/enp0s3
    var parts = target.split(separator: "/").drop { $0 == ".." }.dropLast()
    var parents: [DevicePath.Device] = []
    while parts.count > 1, let name = parts.last {
      let place = "/sys/\(parts.joined(separator: "/"))/subsystem"
      if let subsystem = Posix.readLink(place)?.split(separator: "/").last {
        parents.append(.init(name: String(name), subsystem: String(subsystem)))
      }
      parts = parts.dropLast()
    }
    return DevicePath.text(parents)
  }
}
