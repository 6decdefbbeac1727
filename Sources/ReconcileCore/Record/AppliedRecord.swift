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
    /// `nic` or `macvlan`.
    package var kind: String
    /// The values that were asserted, as plans write them.
    package var values: [Attribute: [String]]
    /// What a NIC had before reconcile: what it gets back when the manifest no longer says.
    package var before: Before?

    /// Whether leases or router advertisements of the family were asked for.
    func wasDynamic(_ family: AddressFamily) -> Bool {
      let dhcp = values[.dhcp]?.first.flatMap(Families.init(rawValue:)) ?? .no
      return dhcp.contains(family) || (family == .ipv6 && values[.acceptRA] == ["yes"])
    }
  }

  package struct Before: Sendable, Hashable, Codable {
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

extension AppliedRecord.Link: Codable {
  private enum CodingKeys: String, CodingKey {
    case kind, values, before
  }

  /// The values are one list of words, `address 10.0.0.1/24`: each nested container would cost the
  /// reading of a large record more than all that is in it.
  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    kind = try container.decode(String.self, forKey: .kind)
    before = try container.decodeIfPresent(AppliedRecord.Before.self, forKey: .before)
    values = [:]
    for entry in try container.decode([String].self, forKey: .values) {
      let parts = entry.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2, let attribute = Attribute(rawValue: String(parts[0])) else {
        throw DecodingError.dataCorruptedError(
          forKey: .values, in: container, debugDescription: "no attribute and value: \(entry)")
      }
      values[attribute, default: []].append(String(parts[1]))
    }
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(kind, forKey: .kind)
    try container.encodeIfPresent(before, forKey: .before)
    let entries = Attribute.allCases.flatMap { attribute in
      (values[attribute] ?? []).map { "\(attribute.rawValue) \($0)" }
    }
    try container.encode(entries, forKey: .values)
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
