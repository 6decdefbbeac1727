/// The record as JSON, with one text for all files and one for all links: the record of a large host
/// is read at each plan, and each JSON value would cost more than all that is in it.
extension AppliedRecord: Codable {
  private enum CodingKeys: String, CodingKey {
    case version, generation, host, applied, files, links
  }

  /// - Throws: `NewerVersion` before anything else of the record is looked at.
  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let version = try container.decode(Int.self, forKey: .version)
    guard version <= Self.currentVersion else { throw NewerVersion() }
    self.init(
      generation: try container.decode(Int.self, forKey: .generation),
      host: try container.decode(String.self, forKey: .host),
      applied: try container.decode(Int64.self, forKey: .applied), files: [:], links: [:])
    self.version = version
    guard let files = Self.files(try container.decode(String.self, forKey: .files)) else {
      throw DecodingError.dataCorruptedError(
        forKey: .files, in: container, debugDescription: "no names and sizes of files")
    }
    guard let links = Self.links(try container.decode(String.self, forKey: .links)) else {
      throw DecodingError.dataCorruptedError(
        forKey: .links, in: container, debugDescription: "no links with attributes and values")
    }
    (self.files, self.links) = (files, links)
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(version, forKey: .version)
    try container.encode(generation, forKey: .generation)
    try container.encode(host, forKey: .host)
    try container.encode(applied, forKey: .applied)
    try container.encode(filesText, forKey: .files)
    try container.encode(linksText, forKey: .links)
  }

  // MARK: Files

  /// For each file a line with its name and its size in bytes, then its bytes.
  private var filesText: String {
    files.sorted { $0.key < $1.key }
      .map { "\($0.key) \($0.value.utf8.count)\n\($0.value)" }.joined()
  }

  private static func files(_ text: String) -> [String: String]? {
    var text = text
    return text.withUTF8 { bytes in
      var files: [String: String] = [:]
      var start = 0
      while start < bytes.count {
        guard let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")),
          let blank = bytes[start..<end].lastIndex(of: UInt8(ascii: " ")),
          let size = Int(String(decoding: bytes[(blank + 1)..<end], as: UTF8.self)), size >= 0,
          size <= bytes.count - end - 1
        else { return nil }
        let name = String(decoding: bytes[start..<blank], as: UTF8.self)
        files[name] = String(decoding: bytes[(end + 1)..<(end + 1 + size)], as: UTF8.self)
        start = end + 1 + size
      }
      return files
    }
  }

  // MARK: Links

  /// For each link a line `= vmbridge`, then a line for each value, `address 10.0.0.1/24`.
  private var linksText: String {
    links.sorted { $0.key < $1.key }
      .map { name, link in (["= \(name)"] + link.lines).joined(separator: "\n") }
      .joined(separator: "\n")
  }

  private static func links(_ text: String) -> [String: Link]? {
    var text = text
    return text.withUTF8 { bytes in
      var links: [String: Link] = [:]
      var name: String?
      var link = Link(kind: "", values: [:])
      for line in bytes.split(separator: UInt8(ascii: "\n")) {
        guard let blank = line.firstIndex(of: UInt8(ascii: " ")) else { return nil }
        let key = String(decoding: line[..<blank], as: UTF8.self)
        let value = String(decoding: line[(blank + 1)...], as: UTF8.self)
        if key == "=" {
          if let name { links[name] = link }
          (name, link) = (value, Link(kind: "", values: [:]))
        } else if name == nil {
          return nil
        } else {
          link.set(key, value)
        }
      }
      if let name { links[name] = link }
      return links
    }
  }
}

extension AppliedRecord.Link {
  fileprivate var lines: [String] {
    var lines = ["kind \(kind)"]
    for attribute in Attribute.allCases {
      lines += (values[attribute] ?? []).map { "\(attribute.rawValue) \($0)" }
    }
    if let before {
      lines.append("before-mtu \(before.mtu)")
      if let mac = before.mac { lines.append("before-mac \(mac)") }
    }
    return lines
  }

  /// By word: an enumeration of many words compares with each of them.
  private static let attributes = Dictionary(
    uniqueKeysWithValues: Attribute.allCases.map { ($0.rawValue, $0) })

  /// A word that only newer versions know is passed over.
  fileprivate mutating func set(_ key: String, _ value: String) {
    switch key {
    case "kind": kind = value
    case "before-mtu": before = UInt32(value).map { AppliedRecord.Before(mtu: $0, mac: nil) }
    case "before-mac": before?.mac = MACAddress(value)
    default:
      guard let attribute = Self.attributes[key] else { return }
      values[attribute, default: []].append(value)
    }
  }
}
