/// Debian's /etc/network/interfaces (`interfaces(5)`), in the words of networkd's files.
package struct Ifupdown: Sendable {
  /// How files that stand for these stanzas are named: behind all real ones.
  static let prefix = "~interfaces-"

  /// Reads the files that a path of `source` stands for; it may end in `/*`.
  package typealias Read = (_ path: String) -> [OtherManagers.ConfigurationFile]

  private(set) var interfaces: [Interface] = []
  package private(set) var notes: [ImportNote] = []
  private let name: String
  private var isUpAtBoot: Set<String> = []

  /// All stanzas of one name.
  struct Interface: Sendable {
    var name: String
    /// The first `iface` that is not `manual`: `/etc/network/interfaces:4`.
    var source: String?
    var sections: [String: UnitFile.Section] = [:]
    var netdev: [String: UnitFile.Section] = [:]
    /// Kind= of the link, where it is one to be made.
    var kind: LinkKind?
    /// The lines to add to the files of other links: of its members, or of its parent.
    var lines: [(link: String, key: String, value: String)] = []

    mutating func set(_ section: String, _ key: String, _ value: String) {
      var new = sections[section] ?? UnitFile.Section(section)
      new.set(key, value)
      sections[section] = new
    }

    mutating func make(_ section: String, _ key: String, _ value: String) {
      var new = netdev[section] ?? UnitFile.Section(section)
      new.set(key, value)
      netdev[section] = new
    }
  }

  /// - Parameter name: The path of the file, for messages.
  package init(_ text: String, name: String, read: Read) {
    self.name = name
    parse(.init(path: name, text: text), depth: 0, read: read)
    for place in interfaces.indices { finish(place) }
    for interface in interfaces where !isUpAtBoot.contains(interface.name) {
      remark(interface.name, "no 'auto' or 'allow-hotplug' brings it up at boot; here it comes up")
    }
    if !interfaces.isEmpty {
      notes.append(
        ImportNote(
          .remark, name,
          "ifupdown stays in charge of \(interfaces.map(\.name).joined(separator: ", ")): take"
            + " their stanzas out before the next boot, without ifdown"))
    }
  }

  private mutating func parse(
    _ file: OtherManagers.ConfigurationFile, depth: Int, read: Read
  ) {
    guard depth < 8 else { return }
    var current: String?
    var method = ""
    for (number, line) in Self.lines(file.text) {
      let words = line.split(whereSeparator: \.isWhitespace).map(String.init)
      guard let first = words.first else { continue }
      let rest = Array(words.dropFirst())
      switch first {
      case "auto": isUpAtBoot.formUnion(rest)
      case _ where first.hasPrefix("allow-"): isUpAtBoot.formUnion(rest)
      case "source", "source-directory":
        current = nil
        for path in rest {
          let pattern = first == "source" ? path : "\(path)/*"
          for file in read(pattern) { parse(file, depth: depth + 1, read: read) }
        }
      case "iface":
        guard rest.count >= 3, rest[0] != "lo" else {
          current = nil
          continue
        }
        current = String(rest[0].prefix { $0 != ":" })
        if rest[0].contains(":") { isUpAtBoot.insert(current ?? "") }
        method = rest[2]
        begin(
          current ?? "", family: rest[1], method: method, source: "\(file.path):\(number)")
      case "mapping", "no-auto-down", "no-scripts", "rename", "template":
        current = nil
        leaveOut(first, line, "no word of a manifest does this")
      default:
        guard let name = current, let place = interfaces.firstIndex(where: { $0.name == name })
        else { continue }
        option(first, rest, line, at: place)
      }
    }
  }

  /// The file and line that first tell ifup(8) to configure a link.
  package func source(of link: String) -> String? {
    interfaces.first { $0.name == link }?.source
  }

  /// Without comments, with continued lines put together, by the number of the first.
  private static func lines(_ text: String) -> [(number: Int, text: String)] {
    var lines: [(number: Int, text: String)] = []
    var carried = ""
    var start = 1
    let all = text.split(separator: "\n", omittingEmptySubsequences: false)
    for (number, line) in all.enumerated() {
      if carried.isEmpty { start = number + 1 }
      let line = line.drop(while: \.isWhitespace)
      if line.hasPrefix("#") { continue }
      if line.hasSuffix("\\") {
        carried += line.dropLast() + " "
      } else {
        lines.append((start, carried + line))
        carried = ""
      }
    }
    return lines
  }

  private mutating func begin(_ name: String, family: String, method: String, source: String) {
    if !interfaces.contains(where: { $0.name == name }) {
      interfaces.append(Interface(name: name))
    }
    guard let place = interfaces.firstIndex(where: { $0.name == name }) else { return }
    var interface = interfaces[place]
    if method != "manual", method != "loopback" { interface.source = interface.source ?? source }
    let old = interface.sections["Network"]?.entries.last { $0.key == "DHCP" }?.value
    switch (family, method) {
    case (_, "static"), (_, "manual"): break
    case ("inet", "dhcp"): interface.set("Network", "DHCP", old == "ipv6" ? "yes" : "ipv4")
    case ("inet6", "dhcp"):
      interface.set("Network", "DHCP", old == "ipv4" ? "yes" : "ipv6")
      interface.set("Network", "IPv6AcceptRA", "yes")
    case ("inet6", "auto"): interface.set("Network", "IPv6AcceptRA", "yes")
    default: leaveOut(name, "iface \(name) \(family) \(method)", "no word of a manifest does this")
    }
    interfaces[place] = interface
  }

  private mutating func option(_ key: String, _ rest: [String], _ line: String, at place: Int) {
    var interface = interfaces[place]
    let value = rest.first ?? ""
    let word = key.replacing("_", with: "-")
    switch word {
    case "address": interface.set("Pending", "address", value)
    case "netmask": interface.set("Pending", "netmask", value)
    case "gateway": interface.set("Network", "Gateway", value)
    case "dns-nameservers", "dns-nameserver":
      for server in rest { interface.set("Network", "DNS", server) }
    case "dns-search", "dns-domain":
      for domain in rest { interface.set("Network", "Domains", domain) }
    case "mtu": interface.set("Link", "MTUBytes", value)
    case "hwaddress": interface.set("Link", "MACAddress", rest.last ?? "")
    case "broadcast", "network", "bridge-maxwait", "bridge-waitport", "hostname": break
    case "accept-ra": interface.set("Network", "IPv6AcceptRA", value == "0" ? "no" : "yes")
    case "privext":
      let words = ["0": "no", "1": "prefer-public", "2": "yes"]
      if let word = words[value] { interface.set("Network", "IPv6PrivacyExtensions", word) }
    case "vlan-raw-device":
      interface.kind = .vlan
      interface.lines.append((value, "VLAN", interface.name))
    case "vlan-id": interface.make("VLAN", "Id", value)
    case "bridge-ports":
      interface.kind = .bridge
      for port in rest where port != "none" {
        if (try? LinkName(port)) != nil, port != "regex", port != "all" {
          interface.lines.append((port, "Bridge", interface.name))
        } else {
          leaveOut(interface.name, line, "only ports that are named can be members")
        }
      }
    case "bond-slaves", "slaves":
      interface.kind = .bond
      for member in rest where member != "none" {
        interface.lines.append((member, "Bond", interface.name))
      }
    case "bond-master": interface.set("Network", "Bond", value)
    case "bond-primary": interface.lines.append((value, "PrimarySlave", "yes"))
    default:
      if let (section, unit, text) = Self.netdevOption(word, value) {
        interface.kind = section == "Bond" ? .bond : .bridge
        if let text { interface.make(section, unit, text) }
      } else {
        leaveOut(interface.name, line, "no key of a manifest does this")
      }
    }
    interfaces[place] = interface
  }

  /// The options of bonding and bridge-utils as systemd.netdev(5) calls them; no text where what is
  /// written is as good as nothing.
  private static func netdevOption(
    _ word: String, _ value: String
  ) -> (section: String, key: String, text: String?)? {
    let isOn = UnitWords.flag(value).map { $0 ? "yes" : "no" } ?? value
    switch word {
    case "bond-mode":
      let modes = [
        "balance-rr", "active-backup", "balance-xor", "broadcast", "802.3ad", "balance-tlb",
        "balance-alb",
      ]
      let number = Int(value) ?? -1
      return ("Bond", "Mode", modes.indices.contains(number) ? modes[number] : value)
    case "bond-miimon": return ("Bond", "MIIMonitorSec", "\(value)ms")
    case "bond-updelay": return ("Bond", "UpDelaySec", "\(value)ms")
    case "bond-downdelay": return ("Bond", "DownDelaySec", "\(value)ms")
    case "bond-lacp-rate":
      return ("Bond", "LACPTransmitRate", ["0": "slow", "1": "fast"][value] ?? value)
    case "bond-xmit-hash-policy": return ("Bond", "TransmitHashPolicy", value)
    case "bond-min-links": return ("Bond", "MinLinks", value)
    case "bridge-stp": return ("Bridge", "STP", isOn)
    // Without the spanning tree no port waits.
    case "bridge-fd": return ("Bridge", "ForwardDelaySec", value == "0" ? nil : "\(value)s")
    case "bridge-hello": return ("Bridge", "HelloTimeSec", "\(value)s")
    case "bridge-maxage": return ("Bridge", "MaxAgeSec", "\(value)s")
    case "bridge-ageing": return ("Bridge", "AgeingTimeSec", "\(value)s")
    case "bridge-bridgeprio": return ("Bridge", "Priority", value)
    case "bridge-vlan-aware": return ("Bridge", "VLANFiltering", isOn)
    default: return nil
    }
  }

  /// Puts an address and its netmask together, and knows a VLAN by its name.
  private mutating func finish(_ place: Int) {
    var interface = interfaces[place]
    let pending = interface.sections.removeValue(forKey: "Pending")?.entries ?? []
    for (number, entry) in pending.enumerated() where entry.key == "address" {
      var text = entry.value
      let next = pending.dropFirst(number + 1).first { $0.key == "netmask" }?.value
      if !text.contains("/") {
        if let next, let length = Self.length(next) {
          text += "/\(length)"
        } else if let address = IPAddress(text) {
          text = "\(CIDR.host(address))"
        }
      }
      interface.set("Network", "Address", text)
    }
    let parts = interface.name.split(separator: ".", omittingEmptySubsequences: false)
    let digits = interface.name.drop { !$0.isNumber }
    if parts.count == 2, let id = UInt16(parts[1]) {
      if interface.kind == nil {
        interface.lines.append((String(parts[0]), "VLAN", interface.name))
      }
      interface.kind = interface.kind ?? .vlan
      if interface.netdev["VLAN"] == nil { interface.make("VLAN", "Id", "\(id)") }
    } else if interface.kind == .vlan, interface.netdev["VLAN"] == nil, let id = UInt16(digits) {
      interface.make("VLAN", "Id", "\(id)")
    }
    interfaces[place] = interface
  }

  /// Of a netmask such as 255.255.255.0, or of the length itself.
  private static func length(_ text: String) -> Int? {
    if let length = Int(text) { return length }
    guard let mask = IPAddress(text), mask.family == .ipv4 else { return nil }
    let bits = UInt32(truncatingIfNeeded: mask.value)
    return (~bits).leadingZeroBitCount + (~bits).nonzeroBitCount == 32 ? bits.nonzeroBitCount : nil
  }

  private mutating func leaveOut(_ interface: String, _ line: String, _ reason: String) {
    notes.append(ImportNote(.leftOut, "\(name) (\(interface))", "'\(line)': \(reason)"))
  }

  private mutating func remark(_ interface: String, _ text: String) {
    notes.append(ImportNote(.remark, "\(name) (\(interface))", text))
  }

  // MARK: As files

  /// The files that networkd would need for the same.
  var units: [UnitOnDisk] {
    var names = interfaces.map(\.name)
    for line in interfaces.flatMap(\.lines) where !names.contains(line.link) {
      names.append(line.link)
    }
    return names.flatMap { name -> [UnitOnDisk] in
      let interface = interfaces.first { $0.name == name }
      var network = UnitFile.Section("Network")
      for other in interfaces {
        for line in other.lines where line.link == name { network.set(line.key, line.value) }
      }
      network.entries += interface?.sections["Network"]?.entries ?? []
      var match = UnitFile.Section("Match")
      match.set("Name", name)
      let link = interface?.sections["Link"] ?? UnitFile.Section("Link")
      var units = [unit(name, "network", [match, link, network])]
      if let interface, let kind = interface.kind {
        var netdev = UnitFile.Section("NetDev")
        netdev.set("Name", name)
        netdev.set("Kind", kind.kernelName)
        let options = interface.netdev.sorted { $0.key < $1.key }.map(\.value)
        units.append(unit(name, "netdev", [netdev] + options))
      }
      return units
    }
  }

  private func unit(_ link: String, _ suffix: String, _ sections: [UnitFile.Section]) -> UnitOnDisk
  {
    let file = UnitFile(name: "\(Self.prefix)\(link).\(suffix)", sections: sections)
    return UnitOnDisk(
      folder: UnitOnDisk.ourFolder, name: file.name, text: Ownership.withoutHeader(file.text),
      identity: FileIdentity(device: 0, inode: 0, modified: 0, size: 0))
  }
}
