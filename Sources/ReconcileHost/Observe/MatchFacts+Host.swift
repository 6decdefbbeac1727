import Glibc
import ReconcileCore

extension MatchFacts {
  /// Asks the host what files want to know, and no more.
  ///
  /// - Parameter networkd: The daemon's process, whose credentials count.
  init(_ demand: MatchDemand, links: [KernelLink], networkd: Int32?) {
    self.init()
    guard !demand.isEmpty else { return }
    let seesUdev = !demand.properties.isEmpty && DeviceProperties.areSeen
    let driver = demand.drivers.isEmpty ? nil : DriverNames()
    for link in links {
      var device = LinkDevice()
      if demand.drivers.contains(link.index) { device.driver = driver?.name(of: link.name) }
      if seesUdev, demand.properties.contains(link.index) {
        device.properties = DeviceProperties.read(link)
      }
      if device != LinkDevice() { devices[link.index] = device }
    }
    if demand.wantsHost { host = HostFacts(demand, networkd: networkd) }
  }
}

/// What the kernel and udev say of network devices.
enum DeviceProperties {
  /// networkd takes a read-only /sys for a container without udev.
  static var areSeen: Bool {
    var status = statvfs()
    return statvfs("/sys", &status) == 0 && status.f_flag & UInt(ST_RDONLY) == 0
  }

  static func read(_ link: KernelLink) -> [String: String] {
    let folder = "/sys/class/net/\(link.name)"
    var properties = ["SUBSYSTEM": "net"]
    if let target = Posix.readLink(folder), let start = target.firstIndex(of: "d") {
      // ../../devices/virtual/net/vmbridge
      properties["DEVPATH"] = "/" + target[start...]
    }
    let kernel = FileSnapshot.text(ofPseudoFile: folder + "/uevent") ?? ""
    let udev = FileSnapshot.text(ofPseudoFile: "/run/udev/data/n\(link.index)") ?? ""
    for line in kernel.split(separator: "\n") { add(line, to: &properties) }
    // `E:` is a property; the database has other lines too.
    for line in udev.split(separator: "\n") where line.hasPrefix("E:") {
      add(line.dropFirst(2), to: &properties)
    }
    return properties
  }

  private static func add(_ line: Substring, to properties: inout [String: String]) {
    guard let equals = line.firstIndex(of: "=") else { return }
    properties[String(line[..<equals])] = String(line[line.index(after: equals)...])
  }
}

extension HostFacts {
  init(_ demand: MatchDemand, networkd: Int32?) {
    self.init()
    var names = utsname()
    uname(&names)
    name = Self.text(&names.nodename)
    kernelRelease = Self.text(&names.release)
    machine = Self.text(&names.machine)
    machineID = FileSnapshot.text(ofPseudoFile: "/etc/machine-id").map { String($0.prefix(32)) }
    if demand.wantsVirtualization { virtualization = Self.detectVirtualization() }
    kernelArguments = isContainer ? Self.strings("/proc/1/cmdline") : Self.kernelCommandLine
    isInUserNamespace =
      FileSnapshot.text(ofPseudoFile: "/proc/self/uid_map")?.split(whereSeparator: \.isWhitespace)
      != ["0", "0", "4294967295"]
    isUEFI = !isContainer && access("/sys/firmware/efi", F_OK) == 0
    hasDeviceTree = access("/sys/firmware/devicetree", F_OK) == 0
    deviceTree = Self.strings("/proc/device-tree/compatible")
    dmi = Self.readDMI()
    if let networkd { credentials = Self.credentials(of: networkd) }
  }

  private static func text<Bytes>(_ bytes: inout Bytes) -> String {
    withUnsafeBytes(of: &bytes) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
  }

  private static func strings(_ path: String) -> [String] {
    (FileSnapshot.text(ofPseudoFile: path) ?? "").split(separator: "\0").map(String.init)
  }

  private static var kernelCommandLine: [String] {
    Words.split(FileSnapshot.text(ofPseudoFile: "/proc/cmdline") ?? "", .quoted)
  }

  /// The same detection as in networkd, which is long and changes with each version. It takes some
  /// milliseconds; one that hangs must not hold up a plan.
  private static func detectVirtualization() -> String? {
    let command = "timeout --kill-after=1s 3s systemd-detect-virt 2>/dev/null"
    guard let stream = popen(command, "re") else { return nil }
    defer { pclose(stream) }
    var word: [UInt8] = []
    while case let byte = fgetc(stream), byte != EOF, byte != 0x0a {
      word.append(UInt8(truncatingIfNeeded: byte))
    }
    return word.isEmpty ? nil : String(decoding: word, as: UTF8.self)
  }

  private static func readDMI() -> [String: String] {
    let folder = "/sys/class/dmi/id"
    var fields: [String: String] = [:]
    for name in (try? Posix.list(folder)) ?? [] {
      var status = stat()
      // Serial numbers are root's to read and not networkd's.
      guard stat("\(folder)/\(name)", &status) == 0, status.st_mode & 0o004 != 0,
        status.st_mode & S_IFMT == S_IFREG
      else { continue }
      let text = FileSnapshot.text(ofPseudoFile: "\(folder)/\(name)") ?? ""
      fields[name] = String(text.reversed().drop(while: \.isWhitespace).reversed())
    }
    return fields
  }

  private static func credentials(of process: Int32) -> Set<String> {
    let variables = strings("/proc/\(process)/environ")
    let folders = ["CREDENTIALS_DIRECTORY=", "ENCRYPTED_CREDENTIALS_DIRECTORY="].compactMap { key in
      variables.first { $0.hasPrefix(key) }?.dropFirst(key.count)
    }
    return Set(folders.flatMap { (try? Posix.list(String($0))) ?? [] })
  }
}
