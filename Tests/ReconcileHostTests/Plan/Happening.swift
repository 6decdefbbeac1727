@testable import ReconcileCore

/// Something that happens to a host behind its back: one line of a case's `then.txt`.
///
/// What cannot happen is an error: a link that is not there, a number that is none, a word too many.
struct Happening {
  private let line: String

  /// One happening for each line; `#` begins a comment.
  static func parse(_ text: String) -> [Happening] {
    text.split(separator: "\n").filter { !$0.hasPrefix("#") }.map { Happening(line: String($0)) }
  }

  /// What can be written in `then.txt`:
  ///
  ///     mode LINK MODE · mtu LINK N · mac LINK MAC · down LINK · no-carrier LINK · delete LINK
  ///     rename LINK NAME · master LINK BRIDGE · ipv6-off LINK · duplicate LINK · permanent-mac LINK MAC
  ///     applied-for HOST · client ADDRESS · no-lease-file LINK
  ///     nic NAME MAC · driver LINK NAME · path LINK PATH · alternative LINK NAME
  ///     macvlan NAME LINK · ipvlan NAME LINK · tap NAME LINK · bridge NAME
  ///     address LINK CIDR [dynamic|plain] · no-address LINK CIDR
  ///     no-link-local LINK · ipv6-privacy LINK N · ipv6-mtu LINK N · generation LINK N
  ///     route LINK DESTINATION GATEWAY [boot|static|bird] · no-route LINK GATEWAY
  ///     rule PRIORITY CIDR [TABLE] · no-rule PRIORITY · keep-rules · session ADDRESS · lease LINK ADDRESS · forwarding-off
  ///     edit FILE · mode-600 FILE · remove FILE · foreign [FOLDER/]FILE MATCH... · unmanaged LINK
  ///     unloaded FILE · failed LINK
  ///     domain NAME running|paused|off|transient [UUID] · no-libvirt REASON...
  ///     interface NAME live|definition|both MAC LINK MODE MODEL [TAP] [slot=N] [alias=NAME]
  ///     [bridge=NAME] [with=CHILD]
  ///     network-interface NAME live|definition|both MAC NETWORK [LINK|none]
  ///     hostdev NAME live|definition|both MAC PCI-ADDRESS [VLAN]
  ///     no-interface NAME live|definition|both MAC
  ///     netdev FILE NAME · drop-in FILE SECTION KEY=VALUE...
  ///     option LINK OPTION VALUE · port-option LINK OPTION VALUE
  ///     no-master LINK · port-vlans LINK ID... · lower LINK LINK · up LINK
  ///     network-manager LINK · netplan LINK · ifupdown LINK METHOD... · ifup LINK · cloud-init
  ///     dhclient LINK
  ///
  /// And `fought N`: so many applies in a row have found and repaired what differs there.
  func happen(to host: inout Observation) throws {
    var words = LineWords(line)
    let verb = try words.next()
    var kernel = try words.wanted(host.kernel)
    if try !change(verb, &words, in: &kernel), try !happen(verb, &words, to: &kernel) {
      try happen(verb, &words, to: &host, kernel: &kernel)
    }
    try words.expectEnd()
    host.kernel = kernel
  }

  /// How many applies in a row have found and repaired what differs now.
  func applies() throws -> Int? {
    var words = LineWords(line)
    guard try words.next() == "fought" else { return nil }
    let count: Int = try words.number()
    try words.expectEnd()
    return count
  }

  // MARK: One link of the kernel

  /// - Returns: Whether that is what the line is about.
  private func change(
    _ verb: String, _ words: inout LineWords, in kernel: inout KernelState
  ) throws -> Bool {
    guard let change = Self.changes[verb] else { return false }
    let others = kernel
    let link = try words.link(in: kernel)
    for place in kernel.links.indices where kernel.links[place].index == link {
      try change(&kernel.links[place], &words, others)
    }
    return true
  }

  private typealias Change =
    @Sendable (inout KernelLink, inout LineWords, KernelState) throws -> Void

  private static let changes: [String: Change] = [
    "mode": { link, words, _ in
      let mode = try words.wanted(MacvlanMode(rawValue: words.next()))
      link.set(
        [OptionSetting(.mode, .word(mode.rawValue))], LinkOption.table(of: .macvlan), \.data)
    },
    "mtu": { link, words, _ in link.mtu = try words.number() },
    "mac": { link, words, _ in link.mac = try words.mac() },
    "permanent-mac": { link, words, _ in link.permanentMAC = try words.mac() },
    "rename": { link, words, _ in link.name = try words.next() },
    "alternative": { link, words, _ in link.alternativeNames.append(try words.next()) },
    "up": { link, _, _ in link.flags = 0x1_0001 },
    "no-carrier": { link, _, _ in link.flags = 1 },
    "down": { link, _, _ in link.flags = 0 },
    "lower": { link, words, kernel in link.lower = try words.link(in: kernel) },
    "master": { link, words, kernel in link.master = try words.link(in: kernel) },
    "no-master": { link, _, _ in
      link.master = nil
      link.portKind = nil
    },
    "port-vlans": { link, words, _ in
      link.portVLANs = try words.all().map { PortVLAN(id: try words.wanted(UInt16($0))) }
    },
    "no-multicast": { link, _, _ in link.flags &= ~0x200 },
    "vfs": { link, words, _ in
      let count: UInt32 = try words.number()
      link.virtualFunctions = (0..<count).map { number in
        var function = VirtualFunction(number: number)
        (function.vlan, function.priority, function.vlanProtocol) = (0, 0, .dot1q)
        (function.checksSpoofing, function.isTrusted, function.state) = (true, false, .auto)
        (function.minRate, function.maxRate) = (0, 0)
        return function
      }
    },
    "vf-driver-knows-no-trust": { link, _, _ in
      for place in link.virtualFunctions.indices { link.virtualFunctions[place].isTrusted = nil }
    },
    "vf-vlan": { link, words, _ in
      let number: Int = try words.number()
      link.virtualFunctions[number].vlan = try words.number()
    },
    "ipv6-off": { link, _, _ in link.disablesIPv6 = true },
    "ipv6-privacy": { link, words, _ in link.usesTemporaryAddresses = try words.number() },
    "ipv6-mtu": { link, words, _ in link.ipv6MTU = try words.number() },
    "generation": { link, words, _ in link.addressGenerationMode = try words.number() },
    "option": { link, words, _ in
      let kind = try words.wanted(link.kind.flatMap(LinkKind.init(rawValue:)))
      let table = LinkOption.table(of: kind)
      link.set([try words.setting(table)], table, \.data)
    },
    "port-option": { link, words, _ in
      link.set([try words.setting(LinkOption.bridgePort)], LinkOption.bridgePort, \.portData)
    },
  ]

  // MARK: All else of the kernel

  /// - Returns: Whether that is what the line is about.
  private func happen(
    _ verb: String, _ words: inout LineWords, to kernel: inout KernelState
  ) throws -> Bool {
    switch verb {
    case "nic":
      var nic = KernelLink(index: Int32(100 + kernel.links.count), name: try words.next())
      nic.mac = try words.mac()
      nic.permanentMAC = nic.mac
      nic.flags = 0x1_0001
      kernel.links.append(nic)
    case "tap", "bridge", "macvlan", "ipvlan", "ipvtap":
      var link = KernelLink(index: Int32(1000 + kernel.links.count), name: try words.next())
      link.kind = verb == "tap" ? "macvtap" : verb
      link.usesTemporaryAddresses = 0
      link.flags = 0x1_0001
      if verb != "bridge" {
        link.lower = try words.link(in: kernel)
        if let mac = words.nextIfAny() { link.mac = try words.wanted(MACAddress(mac)) }
      }
      if link.kind == "macvlan" || link.kind == "macvtap" {
        link.set([OptionSetting(.mode, .word("bridge"))], LinkOption.table(of: .macvlan), \.data)
      }
      kernel.links.append(link)
    case "delete":
      let gone = try words.link(in: kernel)
      kernel.links.removeAll { $0.index == gone }
      kernel.addresses.removeAll { $0.link == gone }
      kernel.routes.removeAll { $0.link == gone }
    case "address":
      var address = KernelAddress(link: try words.link(in: kernel), address: try words.cidr())
      address.broadcast = address.address.broadcast
      switch words.nextIfAny() {
      case nil: break
      case "plain": address.broadcast = nil
      case "dynamic":
        address.flags = 0
      default: throw words.error
      }
      kernel.addresses.append(address)
    case "no-address":
      let (link, address) = (try words.link(in: kernel), try words.cidr())
      try words.remove(from: &kernel.addresses) { $0.link == link && $0.address == address }
    case "no-link-local":
      let link = try words.link(in: kernel)
      try words.remove(from: &kernel.addresses) {
        $0.link == link && $0.address.address.isLinkLocal
      }
    case "duplicate":
      let link = try words.link(in: kernel)
      try words.change(&kernel.addresses, where: { $0.link == link }) { $0.flags |= 0x08 }
    case "route": kernel.routes.append(try route(&words, kernel))
    case "no-route":
      let (link, gateway) = (try words.link(in: kernel), try words.address())
      try words.remove(from: &kernel.routes) { $0.link == link && $0.gateway == gateway }
    case "rule":
      var rule = RuleSpecification(family: .ipv4)
      rule.priority = try words.number()
      rule.from = try words.cidr()
      if let table = words.nextIfAny() { rule.table = try words.wanted(UInt32(table)) }
      kernel.rules.append(KernelRule(rule))
    case "no-rule":
      let priority: UInt32 = try words.number()
      try words.remove(from: &kernel.rules) { $0.rule.priority == priority }
    default: return false
    }
    return true
  }

  private func route(_ words: inout LineWords, _ kernel: KernelState) throws -> KernelRoute {
    let link = try words.link(in: kernel)
    let destination = try words.next()
    let gateway = try words.address()
    var route = KernelRoute(
      destination: destination == "default"
        ? CIDR.everything(gateway.family) : try words.wanted(CIDR(destination)))
    route.link = link
    route.gateway = gateway
    switch words.nextIfAny() {
    case nil, "boot": route.origin = KernelRoute.Origin.boot
    case "static": route.origin = KernelRoute.Origin.static
    case "bird": route.origin = 12
    default: throw words.error
    }
    return route
  }

  // MARK: Outside of the kernel

  private func happen(
    _ verb: String, _ words: inout LineWords, to host: inout Observation, kernel: inout KernelState
  ) throws {
    switch verb {
    case "driver", "path":
      let link = try words.link(in: kernel)
      let word = try words.next()
      if verb == "driver" { host.nics[link, default: NICFacts()].driver = word }
      if verb == "path" { host.nics[link, default: NICFacts()].path = word }
    case "applied-for":
      var record = try words.wanted(host.record)
      record.host = try words.next()
      host.record = record
    case "machine": host.machines.insert(try words.next())
    case "settings":
      let (folder, name) = (try words.next(), try words.next())
      let lines = try words.all().map { $0 + "\n" }.joined()
      host.otherFiles.append(
        UnitOnDisk(
          folder: folder, name: name, text: "[Network]\n\(lines)",
          identity: FileIdentity(device: 1, inode: 9, modified: 1, size: 1)))
    case "network", "no-networks": try happen(verb, &words, to: &host.networks)
    case "domain", "interface", "hostdev", "no-interface", "network-interface", "no-libvirt":
      try happen(verb, &words, to: &host.guests)
    case "tap-node":
      let link = try words.link(in: kernel)
      host.taps[link] = TapNode(
        owner: try words.number(), group: try words.number(),
        mode: try words.wanted(UInt16(words.next(), radix: 8)))
    case "session": host.sessionAddress = try words.address()
    case "client": host.sessionClient = try words.address()
    case "forwarding-off":
      guard host.forwarding.values.contains(true) else { throw words.error }
      host.forwarding = [:]
      for place in kernel.links.indices {
        kernel.links[place].forwardsIPv4 = false
        kernel.links[place].forwardsIPv6 = false
      }
    case "lease", "no-lease-file", "failed", "unmanaged", "unloaded", "keep-rules":
      var networkd = try words.wanted(host.networkd)
      try happen(verb, &words, to: &networkd, &kernel)
      host.networkd = networkd
    case "vf-slots":
      // As a NIC has them: behind its own function, eight to a slot. Guests have those that are named.
      let link = try words.link(in: kernel)
      let nic = try words.wanted(kernel.links.first { $0.index == link })
      var taken: Set<String> = []
      while let number = words.nextIfAny() { taken.insert(number) }
      host.virtualFunctions[link] = try nic.virtualFunctions.map { function in
        let place = "0000:01:1\(function.number / 8).\(function.number % 8)"
        return VirtualFunctionSlot(
          number: function.number, address: try words.wanted(PCIAddress(place)),
          link: taken.contains("\(function.number)") ? nil : "\(nic.name)v\(function.number)")
      }
    case "edit", "mode-600":
      let name = try words.next()
      let isUnit = Ownership.folder(ofFile: name) == UnitOnDisk.ourFolder
      let files: WritableKeyPath<Observation, [UnitOnDisk]> = isUnit ? \.units : \.otherFiles
      try words.change(&host[keyPath: files], where: { $0.name == name }) {
        if verb == "edit" { $0.text += "# edited\n" } else { $0.mode = 0o600 }
      }
    case "remove":
      let name = try words.next()
      try words.remove(from: &host.units) { $0.name == name }
    case "foreign":
      let name = try words.next()
      let match = try words.all().joined(separator: "\n")
      host.units.append(
        Self.unit(name, "[Match]\n\(match)\n[Network]\nDHCP=yes\n", modified: 1))
    case "netdev":
      let name = try words.next()
      host.units.append(Self.unit(name, "[NetDev]\nName=\(try words.next())\nKind=dummy\n"))
    case "drop-in":
      let (name, section) = (try words.next(), try words.next())
      let lines = try words.all().map { $0 + "\n" }.joined()
      host.units.append(Self.unit(name, "[\(section)]\n\(lines)"))
    default: try happen(verb, &words, to: &host.otherManagers, kernel)
    }
  }

  private func happen(
    _ verb: String, _ words: inout LineWords, to networkd: inout NetworkdState,
    _ kernel: inout KernelState
  ) throws {
    switch verb {
    case "lease":
      let link = try words.link(in: kernel)
      let address = try words.address()
      networkd.links[link]?.leasedAddress = address
      kernel.addresses.append(
        KernelAddress(link: link, address: try words.wanted(CIDR("\(address)/24"))))
    case "no-lease-file":
      let link = try words.link(in: kernel)
      guard networkd.links[link]?.leasedAddress != nil else { throw words.error }
      networkd.links[link]?.leasedAddress = nil
    case "failed":
      let link = try words.link(in: kernel)
      guard networkd.links[link] != nil else { throw words.error }
      networkd.links[link]?.administrativeState = "failed"
    case "unmanaged":
      guard networkd.links.removeValue(forKey: try words.link(in: kernel)) != nil else {
        throw words.error
      }
    case "unloaded":
      guard networkd.loaded?.removeValue(forKey: try words.next()) != nil else {
        throw words.error
      }
    case "keep-rules": networkd.managesForeignRules = false
    default: throw words.error
    }
  }

  private func happen(
    _ verb: String, _ words: inout LineWords, to managers: inout OtherManagers,
    _ kernel: KernelState
  ) throws {
    switch verb {
    case "network-manager": managers.networkManagerLinks.insert(try words.link(in: kernel))
    case "netplan":
      managers.netplan.append(
        .init(
          path: "/etc/netplan/01-all.yaml",
          text: "network:\n  version: 2\n  ethernets:\n    \(try words.next()): {dhcp4: true}\n"))
    case "ifupdown":
      var stanzas = ""
      while let link = words.nextIfAny() {
        stanzas += "auto \(link)\niface \(link) inet \(try words.next())\n"
      }
      managers.ifupdown = Ifupdown(stanzas, name: "/etc/network/interfaces") { _ in [] }
    case "ifup": managers.broughtUp.insert(try words.next())
    case "cloud-init":
      managers.cloudInit.append(
        .init(path: "/etc/cloud/cloud.cfg", text: "#cloud-config\nusers: [default]\n"))
    case "dhclient":
      managers.clients.append(.init(program: "dhclient", link: try words.next(), pid: 321))
    default: throw words.error
    }
  }

  private static func unit(
    _ name: String, _ text: String, modified: Int64 = 0
  ) -> UnitOnDisk {
    let folder = UnitOnDisk.folders.first { name.hasPrefix("\($0)/") }
    return UnitOnDisk(
      folder: folder ?? UnitOnDisk.ourFolder,
      name: String(name.dropFirst(folder.map { $0.count + 1 } ?? 0)), text: text,
      identity: FileIdentity(device: 1, inode: 8, modified: modified, size: 1))
  }
}
