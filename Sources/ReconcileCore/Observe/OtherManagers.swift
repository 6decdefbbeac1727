/// What else on a host configures links, as far as its files tell.
package struct OtherManagers: Sendable {
  /// The links that a running NetworkManager manages.
  package var networkManagerLinks: Set<Int32> = []
  /// The YAML files of netplan(5).
  package var netplan: [ConfigurationFile] = []
  /// /etc/network/interfaces and what it takes in.
  package var ifupdown: Ifupdown?
  /// The links that ifup(8) has brought up: /run/network/ifstate.
  package var broughtUp: Set<String> = []
  /// The configuration of cloud-init, where it is there and not switched off.
  package var cloudInit: [ConfigurationFile] = []
  /// DHCP clients that run for a link alone.
  package var clients: [Client] = []

  /// A file with what it says.
  package struct ConfigurationFile: Sendable, Hashable {
    package var path: String
    package var text: String

    package init(path: String, text: String) {
      self.path = path
      self.text = text
    }
  }

  package struct Client: Sendable, Hashable {
    /// `dhclient`, for instance.
    package var program: String
    package var link: String
    package var pid: Int32

    package init(program: String, link: String, pid: Int32) {
      self.program = program
      self.link = link
      self.pid = pid
    }
  }

  package init() {}

  /// Whether a state file of NetworkManager's, /run/NetworkManager/devices/N, says that it manages
  /// the link.
  package static func isManaged(networkManagerState text: String) -> Bool {
    UnitFile(name: "", parsing: text).values("device", "managed").last == "true"
  }

  /// The links of /run/network/ifstate: a line `enp4s0=enp4s0` for each.
  package static func links(ifstate text: String) -> Set<String> {
    Set(text.split(separator: "\n").compactMap { $0.split(separator: "=").first.map(String.init) })
  }

  /// Whether the kernel's command line switches cloud-init, or its care for the network, off.
  package static func disablesCloudInit(commandLine text: String) -> Bool {
    text.split(whereSeparator: \.isWhitespace).contains {
      $0 == "cloud-init=disabled" || $0 == "network-config=disabled"
    }
  }

  /// Whether cloud-init may write network configuration at the next boot.
  package var cloudInitConfiguresNetwork: Bool {
    guard !cloudInit.isEmpty else { return false }
    // Files of a later name win.
    let words = cloudInit.compactMap { file in
      YAMLDocument(Array(file.text.utf8), name: file.path).root?["network"]?["config"]?.text
    }
    return words.last != "disabled"
  }
}

/// An entry of netplan(5), by its id.
struct NetplanEntry: Sendable {
  var id: String
  var setName: String?
  var matchName: String?
  var matchMAC: MACAddress?

  /// The kinds of netplan(5); what stands below them are ids.
  private static let kinds = [
    "ethernets", "modems", "wifis", "bonds", "bridges", "vlans", "vrfs", "tunnels",
    "dummy-devices", "virtual-ethernets",
  ]

  /// The entries of a file; a text that is no YAML has none.
  static func all(in file: OtherManagers.ConfigurationFile) -> [NetplanEntry] {
    let network = YAMLDocument(Array(file.text.utf8), name: file.path).root?["network"]
    return kinds.flatMap { network?[$0]?.entries ?? [] }.map { entry in
      NetplanEntry(
        id: entry.key.value, setName: entry.value["set-name"]?.text,
        matchName: entry.value["match"]?["name"]?.text,
        matchMAC: entry.value["match"]?["macaddress"]?.text.flatMap { MACAddress($0) })
    }
  }

  /// - Parameter nic: The link, where it is one that a `match` can be about.
  func isAbout(_ name: String, _ nic: KernelLink?) -> Bool {
    if setName == name || id == name { return true }
    guard let nic else { return false }
    if let matchName, glob(matchName, matches: name) { return true }
    return matchMAC != nil && matchMAC == nic.permanentMAC ?? nic.mac
  }
}

extension Node {
  fileprivate subscript(key: String) -> Node? {
    entries?.first { $0.key.value == key }?.value
  }

  fileprivate var entries: [Entry]? {
    if case .mapping(let entries) = content { entries } else { nil }
  }

  fileprivate var text: String? {
    if case .scalar(let scalar) = content { scalar.text } else { nil }
  }
}
