@testable import ReconcileCore

/// Something that happens to a host behind its back: one line of a case's `then.txt`.
struct Happening {
  struct Unknown: Error {
    var line: String
  }

  private let words: [String]
  private let line: String

  /// One happening for each line; `#` begins a comment.
  static func parse(_ text: String) -> [Happening] {
    text.split(separator: "\n").filter { !$0.hasPrefix("#") }.map {
      Happening(words: $0.split(separator: " ").map(String.init), line: String($0))
    }
  }

  /// What can be written in `then.txt`:
  ///
  ///     mode LINK MODE · mtu LINK N · mac LINK MAC · down LINK · no-carrier LINK · delete LINK
  ///     rename LINK NAME · master LINK BRIDGE · ipv6-off LINK · duplicate LINK · permanent-mac LINK MAC
  ///     applied-for HOST · client ADDRESS · no-lease-file LINK
  ///     nic NAME MAC · driver LINK NAME · path LINK PATH · alternative LINK NAME
  ///     macvlan NAME LINK · tap NAME LINK · bridge NAME · address LINK CIDR [dynamic|plain] · no-address LINK CIDR
  ///     no-link-local LINK · ipv6-privacy LINK N · ipv6-mtu LINK N · generation LINK N
  ///     route LINK DESTINATION GATEWAY [boot|static|bird] · no-route LINK GATEWAY
  ///     rule PRIORITY CIDR [TABLE] · no-rule PRIORITY · keep-rules · session ADDRESS · lease LINK ADDRESS · forwarding-off
  ///     edit FILE · mode-600 FILE · remove FILE · foreign FILE MATCH · unmanaged LINK · unloaded FILE
  ///     netdev FILE NAME · drop-in FILE SECTION KEY=VALUE...
  ///     option LINK OPTION VALUE · port-option LINK OPTION VALUE
  ///     no-master LINK · port-vlans LINK ID... · lower LINK LINK · up LINK
  ///     network-manager LINK · netplan LINK · ifupdown LINK METHOD... · ifup LINK · cloud-init
  ///     dhclient LINK
  ///
  /// And `fought N`: so many applies in a row have found and repaired what differs there.
  func happen(to host: inout Observation) throws {
    var kernel = host.kernel ?? KernelState()
    func index(_ name: String) -> Int32 { kernel.links.first { $0.name == name }?.index ?? 0 }
    func update(_ change: (inout KernelLink) -> Void) {
      for place in kernel.links.indices where kernel.links[place].name == words[1] {
        change(&kernel.links[place])
      }
    }
    func cidr(_ text: String) throws -> CIDR {
      guard let cidr = CIDR(text) else { throw Unknown(line: line) }
      return cidr
    }
    switch words[0] {
    case "mode":
      update {
        $0.set([OptionSetting(.mode, .word(words[2]))], LinkOption.table(of: .macvlan), \.data)
      }
    case "mtu": update { $0.mtu = UInt32(words[2]) ?? 0 }
    case "mac": update { $0.mac = MACAddress(words[2]) }
    case "rename": update { $0.name = words[2] }
    case "master":
      let master = index(words[2])
      update { $0.master = master }
    case "no-master":
      update {
        $0.master = nil
        $0.portKind = nil
      }
    case "port-vlans":
      update {
        $0.portVLANs = words.dropFirst(2).compactMap { UInt16($0) }.map { PortVLAN(id: $0) }
      }
    case "lower":
      let lower = index(words[2])
      update { $0.lower = lower }
    case "up": update { $0.flags = 0x1_0001 }
    case "ipv6-off": update { $0.disablesIPv6 = true }
    case "ipv6-privacy": update { $0.usesTemporaryAddresses = Int32(words[2]) }
    case "ipv6-mtu": update { $0.ipv6MTU = UInt32(words[2]) }
    case "generation": update { $0.addressGenerationMode = UInt8(words[2]) }
    case "duplicate":
      let link = index(words[1])
      for place in kernel.addresses.indices where kernel.addresses[place].link == link {
        kernel.addresses[place].flags |= 0x08
      }
    case "applied-for": host.record?.host = words[1]
    case "client": host.sessionClient = IPAddress(words[1])
    case "no-lease-file": host.networkd?.links[index(words[1])]?.leasedAddress = nil
    case "permanent-mac": update { $0.permanentMAC = MACAddress(words[2]) }
    case "down": update { $0.flags = 0 }
    case "no-carrier": update { $0.flags = 1 }
    case "delete":
      let gone = index(words[1])
      kernel.links.removeAll { $0.index == gone }
      kernel.addresses.removeAll { $0.link == gone }
      kernel.routes.removeAll { $0.link == gone }
    case "nic":
      var nic = KernelLink(index: Int32(100 + kernel.links.count), name: words[1])
      nic.mac = MACAddress(words[2])
      nic.permanentMAC = nic.mac
      nic.flags = 0x1_0001
      kernel.links.append(nic)
    case "driver": host.nics[index(words[1]), default: NICFacts()].driver = words[2]
    case "path": host.nics[index(words[1]), default: NICFacts()].path = words[2]
    case "alternative": update { $0.alternativeNames.append(words[2]) }
    case "tap", "bridge", "macvlan":
      var link = KernelLink(index: Int32(1000 + kernel.links.count), name: words[1])
      link.kind = words[0] == "tap" ? "macvtap" : words[0]
      link.flags = 0x1_0001
      if words[0] != "bridge" {
        link.lower = index(words[2])
        link.set([OptionSetting(.mode, .word("bridge"))], LinkOption.table(of: .macvlan), \.data)
      }
      kernel.links.append(link)
    case "address":
      var address = KernelAddress(link: index(words[1]), address: try cidr(words[2]))
      if words.last != "plain" { address.broadcast = address.address.broadcast }
      if words.last == "dynamic" {
        address.flags = 0
      }
      kernel.addresses.append(address)
    case "no-address":
      let (link, address) = (index(words[1]), try cidr(words[2]))
      kernel.addresses.removeAll { $0.link == link && $0.address == address }
    case "no-link-local":
      let link = index(words[1])
      kernel.addresses.removeAll { $0.link == link && $0.address.address.isLinkLocal }
    case "route":
      let gateway = IPAddress(words[3])
      let everything = CIDR.everything(gateway?.family ?? .ipv4)
      var route = KernelRoute(destination: words[2] == "default" ? everything : try cidr(words[2]))
      route.gateway = gateway
      route.link = index(words[1])
      switch words.last {
      case "static": route.origin = KernelRoute.Origin.static
      case "bird": route.origin = 12
      default: route.origin = KernelRoute.Origin.boot
      }
      kernel.routes.append(route)
    case "no-route":
      let (link, gateway) = (index(words[1]), IPAddress(words[2]))
      kernel.routes.removeAll { $0.link == link && $0.gateway == gateway }
    case "rule":
      var rule = RuleSpecification(family: .ipv4)
      rule.priority = UInt32(words[1]) ?? 0
      rule.from = try cidr(words[2])
      if words.count > 3 { rule.table = UInt32(words[3]) ?? 0 }
      kernel.rules.append(KernelRule(rule))
    case "no-rule": kernel.rules.removeAll { $0.rule.priority == UInt32(words[1]) }
    case "keep-rules": host.networkd?.managesForeignRules = false
    case "session": host.sessionAddress = IPAddress(words[1])
    case "lease":
      host.networkd?.links[index(words[1])]?.leasedAddress = IPAddress(words[2])
      kernel.addresses.append(
        KernelAddress(link: index(words[1]), address: try cidr(words[2] + "/24")))
    case "forwarding-off": host.forwarding = [:]
    case "edit", "mode-600":
      for place in host.units.indices where host.units[place].name == words[1] {
        if words[0] == "edit" { host.units[place].text += "# edited\n" }
        if words[0] == "mode-600" { host.units[place].mode = 0o600 }
      }
    case "remove": host.units.removeAll { $0.name == words[1] }
    case "foreign":
      host.units.append(
        UnitOnDisk(
          folder: UnitOnDisk.ourFolder, name: words[1],
          text: "[Match]\n\(words[2])\n[Network]\nDHCP=yes\n",
          identity: FileIdentity(device: 1, inode: 7, modified: 1, size: 1)))
    case "unmanaged": host.networkd?.links[index(words[1])] = nil
    case "unloaded": host.networkd?.loaded?[words[1]] = nil
    case "option":
      update { link in
        let kind = link.kind.flatMap(LinkKind.init(rawValue:)) ?? .nic
        link.set(
          [setting(LinkOption.table(of: kind))].compactMap { $0 }, LinkOption.table(of: kind),
          \.data)
      }
    case "port-option":
      update { link in
        link.set(
          [setting(LinkOption.bridgePort)].compactMap { $0 }, LinkOption.bridgePort, \.portData)
      }
    case "netdev":
      host.units.append(unit(words[1], "[NetDev]\nName=\(words[2])\nKind=dummy\n"))
    case "drop-in":
      let lines = words.dropFirst(3).map { $0 + "\n" }.joined()
      host.units.append(unit(words[1], "[\(words[2])]\n\(lines)"))
    case "network-manager": host.otherManagers.networkManagerLinks.insert(index(words[1]))
    case "netplan":
      host.otherManagers.netplan.append(
        .init(
          path: "/etc/netplan/01-all.yaml",
          text: "network:\n  version: 2\n  ethernets:\n    \(words[1]): {dhcp4: true}\n"))
    case "ifupdown":
      let stanzas = stride(from: 1, to: words.count, by: 2).map { place in
        "auto \(words[place])\niface \(words[place]) inet \(words[place + 1])\n"
      }
      host.otherManagers.ifupdown = Ifupdown(
        stanzas.joined(), name: "/etc/network/interfaces"
      ) { _ in [] }
    case "ifup": host.otherManagers.broughtUp.insert(words[1])
    case "cloud-init":
      host.otherManagers.cloudInit.append(
        .init(path: "/etc/cloud/cloud.cfg", text: "#cloud-config\nusers: [default]\n"))
    case "dhclient":
      host.otherManagers.clients.append(.init(program: "dhclient", link: words[1], pid: 321))
    default: throw Unknown(line: line)
    }
    host.kernel = kernel
  }

  /// How many applies in a row have found and repaired what differs now.
  var applies: Int? { words.first == "fought" ? Int(words[1]) : nil }

  private func unit(_ name: String, _ text: String) -> UnitOnDisk {
    UnitOnDisk(
      folder: UnitOnDisk.ourFolder, name: name, text: text,
      identity: FileIdentity(device: 1, inode: 8, modified: 0, size: 1))
  }

  /// The option and value of a line.
  private func setting(_ table: [LinkOption]) -> OptionSetting? {
    guard let option = table.first(where: { $0.attribute.rawValue == words[2] }) else { return nil }
    let value: OptionValue? =
      switch option.form {
      case .flag: .flag(words[3] == "yes")
      case .number: UInt64(words[3]).map { .number($0) }
      case .words: .word(words[3])
      case .time: OptionValue.microseconds(words[3]).map { .time($0) }
      case .mac, .link, .macs, .arpTargets: nil
      }
    return value.map { OptionSetting(option.attribute, $0) }
  }
}
