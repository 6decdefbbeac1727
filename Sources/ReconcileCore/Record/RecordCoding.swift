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
    let bytes = text.utf8
    var files: [String: String] = [:]
    var start = bytes.startIndex
    while start < bytes.endIndex {
      guard let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")),
        let blank = bytes[start..<end].lastIndex(of: UInt8(ascii: " ")),
        let name = String(bytes[start..<blank]),
        let size = Int(Substring(bytes[bytes.index(after: blank)..<end])), size >= 0,
        let last = bytes.index(
          bytes.index(after: end), offsetBy: size, limitedBy: bytes.endIndex),
        let content = String(bytes[bytes.index(after: end)..<last])
      else { return nil }
      files[name] = content
      start = last
    }
    return files
  }

  // MARK: Links

  /// For each link a line `= vmbridge`, then a line for each value, `address 10.0.0.1/24`.
  private var linksText: String {
    links.sorted { $0.key < $1.key }
      .map { name, link in (["= \(name)"] + link.lines).joined(separator: "\n") }
      .joined(separator: "\n")
  }

  private static func links(_ text: String) -> [String: Link]? {
    var links: [String: Link] = [:]
    var name: String?
    var link = Link(kind: "", values: [:])
    for line in text.utf8.split(separator: UInt8(ascii: "\n")) {
      let parts = line.split(
        separator: UInt8(ascii: " "), maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2, let key = String(parts[0]), let value = String(parts[1]) else {
        return nil
      }
      if key == "=" {
        if let name { links[name] = link }
        (name, link) = (value, Link(kind: "", values: [:]))
      } else if name == nil || !link.set(key, value) {
        return nil
      }
    }
    if let name { links[name] = link }
    return links
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

  /// - Returns: Whether the key is known.
  fileprivate mutating func set(_ key: String, _ value: String) -> Bool {
    switch key {
    case "kind": kind = value
    case "before-mtu": before = UInt32(value).map { AppliedRecord.Before(mtu: $0, mac: nil) }
    case "before-mac": before?.mac = MACAddress(value)
    default:
      guard let attribute = Attribute(rawValue: key) else { return false }
      values[attribute, default: []].append(value)
    }
    return true
  }
}
