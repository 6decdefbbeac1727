/// What was last applied on this host: the third side of every comparison, which tells what
/// somebody else changed (drift) from what the manifest changed.
package struct AppliedRecord: Sendable, Hashable, Codable {
  /// The version of this format; a newer one is never read as if it were this.
  package static let currentVersion = 1

  package var version: Int
  /// Counts the applied states of this host from 1.
  package var generation: Int
  /// The host's name in the manifest.
  package var host: String
  /// Seconds since the epoch.
  package var applied: Int64
  /// Our files, by name, with their bytes.
  package var files: [String: String]
  package var links: [String: Link]

  /// A newer version of the program wrote the record.
  package struct NewerVersion: Error {}

  package struct Link: Sendable, Hashable {
    /// The word of a `LinkKind`.
    package var kind: String
    /// The values that were asserted, as plans write them.
    package var values: [Attribute: [String]]
    /// What a NIC had before reconcile: what it gets back when the manifest no longer says.
    package var before: Before?

    /// Whether we made the link.
    var isVirtual: Bool { LinkKind(rawValue: kind)?.isVirtual ?? false }

    /// Whether leases or router advertisements of the family were asked for.
    func wasDynamic(_ family: AddressFamily) -> Bool {
      let dhcp = values[.dhcp]?.first.flatMap(Families.init(rawValue:)) ?? .no
      return dhcp.contains(family) || (family == .ipv6 && values[.acceptRA] == ["yes"])
    }
  }

  package struct Before: Sendable, Hashable {
    package var mtu: UInt32
    package var mac: MACAddress?
  }

  package init(
    generation: Int, host: String, applied: Int64, files: [String: String], links: [String: Link]
  ) {
    version = Self.currentVersion
    self.generation = generation
    self.host = host
    self.applied = applied
    self.files = files
    self.links = links
  }
}

extension AppliedRecord {
  /// - Throws: `NewerVersion` before anything else of the record is looked at.
  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    version = try container.decode(Int.self, forKey: .version)
    guard version <= Self.currentVersion else { throw NewerVersion() }
    generation = try container.decode(Int.self, forKey: .generation)
    host = try container.decode(String.self, forKey: .host)
    applied = try container.decode(Int64.self, forKey: .applied)
    files = try container.decode([String: String].self, forKey: .files)
    links = try container.decode([String: Link].self, forKey: .links)
  }
}

/// One text with a line for each value, `address 10.0.0.1/24`: the record of a large host is read at
/// each plan, and each nested container would cost more than all that is in it.
extension AppliedRecord.Link: Codable {
  package init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    kind = ""
    values = [:]
    var mtu: UInt32?
    var mac: MACAddress?
    for line in try container.decode(String.self).utf8.split(separator: UInt8(ascii: "\n")) {
      let parts = line.split(
        separator: UInt8(ascii: " "), maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2, let key = String(parts[0]), let value = String(parts[1]) else {
        throw Self.unknown(line, in: container)
      }
      switch key {
      case "kind": kind = value
      case "before-mtu": mtu = UInt32(value)
      case "before-mac": mac = MACAddress(value)
      default:
        guard let attribute = Attribute(rawValue: key) else {
          throw Self.unknown(line, in: container)
        }
        values[attribute, default: []].append(value)
      }
    }
    before = mtu.map { AppliedRecord.Before(mtu: $0, mac: mac) }
  }

  package func encode(to encoder: any Encoder) throws {
    var lines = ["kind \(kind)"]
    for attribute in Attribute.allCases {
      lines += (values[attribute] ?? []).map { "\(attribute.rawValue) \($0)" }
    }
    if let before {
      lines.append("before-mtu \(before.mtu)")
      if let mac = before.mac { lines.append("before-mac \(mac)") }
    }
    var container = encoder.singleValueContainer()
    try container.encode(lines.joined(separator: "\n"))
  }

  private static func unknown(
    _ line: Substring.UTF8View.SubSequence, in container: any SingleValueDecodingContainer
  ) -> DecodingError {
    .dataCorruptedError(in: container, debugDescription: "no attribute and value: \(line)")
  }
}

extension MACAddress: Codable {
  package init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let mac = MACAddress(text) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "no MAC: \(text)")
    }
    self = mac
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
