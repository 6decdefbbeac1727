import Foundation

extension ThrowawayHost {
  /// A link as `ip -j -d addr` shows it.
  struct Link: Decodable, Equatable {
    var index: Int
    var name: String
    var mac: String
    var mtu: Int
    var flags: Set<String>
    /// The name of the link below, where the kernel has one in this namespace.
    var lower: String?
    var kind: String?
    /// The mode of a macvlan.
    var mode: String?
    var addresses: [Address]

    struct Address: Decodable, Equatable {
      var local: String
      var length: Int
      var scope: String
      var isTentative: Bool

      private enum CodingKeys: String, CodingKey {
        case local, length = "prefixlen", scope, isTentative = "tentative"
      }

      init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        local = try container.decode(String.self, forKey: .local)
        length = try container.decode(Int.self, forKey: .length)
        scope = try container.decode(String.self, forKey: .scope)
        isTentative = try container.decodeIfPresent(Bool.self, forKey: .isTentative) ?? false
      }
    }

    private struct Information: Decodable {
      struct Details: Decodable { var mode: String? }
      var kind: String?
      var details: Details?
      private enum CodingKeys: String, CodingKey {
        case kind = "info_kind", details = "info_data"
      }
    }

    private enum CodingKeys: String, CodingKey {
      case index = "ifindex", name = "ifname", mac = "address", mtu, flags, lower = "link"
      case information = "linkinfo", addresses = "addr_info"
    }

    init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: CodingKeys.self)
      index = try container.decode(Int.self, forKey: .index)
      name = try container.decode(String.self, forKey: .name)
      mac = try container.decode(String.self, forKey: .mac)
      mtu = try container.decode(Int.self, forKey: .mtu)
      flags = try container.decode(Set<String>.self, forKey: .flags)
      lower = try container.decodeIfPresent(String.self, forKey: .lower)
      let information = try container.decodeIfPresent(Information.self, forKey: .information)
      kind = information?.kind
      mode = information?.details?.mode
      addresses = try container.decode([Address].self, forKey: .addresses)
    }

    var isUp: Bool { flags.contains("UP") }

    /// All but the link-local one, with prefix lengths, sorted.
    var globalAddresses: [String] {
      addresses.filter { $0.scope == "global" }.map { "\($0.local)/\($0.length)" }.sorted()
    }

    /// All addresses with prefix lengths, sorted.
    var allAddresses: [String] { addresses.map { "\($0.local)/\($0.length)" }.sorted() }
  }

  /// All links of the host but the loopback, by name.
  func links() async throws -> [String: Link] {
    // ip prints an empty object for what it leaves out.
    let text = try await run("ip", "-j", "-d", "addr").replacing("{},", with: "").replacing(",{}", with: "")
    let links = try JSONDecoder().decode([Link].self, from: Data(text.utf8))
    return Dictionary(uniqueKeysWithValues: links.filter { $0.name != "lo" }.map { ($0.name, $0) })
  }

  func link(_ name: String) async throws -> Link {
    guard let link = try await links()[name] else {
      throw Execution.Failure(description: "the host has no link \(name)")
    }
    return link
  }

  /// The default routes of a family in the words of `ip route`, without trailing blanks.
  func defaultRoutes(_ family: String = "-4") async throws -> [String] {
    try await run("ip", family, "route", "show", "default").split(separator: "\n")
      .map { $0.trimmingCharacters(in: .whitespaces) }
  }

  /// Until duplicate address detection has ended everywhere, so that nothing happens by itself.
  func settle() async throws {
    try await waitUntil("no address is tentative") {
      try await links().values.allSatisfy { $0.addresses.allSatisfy { !$0.isTentative } }
    }
  }

  /// What networkd says of a link in its state file.
  func networkdState(of link: String) async throws -> String {
    try await read("/run/systemd/netif/links/\(self.link(link).index)")
  }
}
