/// The record as a text that people can read, too. It is read at each plan, and the record of a large
/// host as JSON would cost more than all that is compared with it.
///
///     reconcile 1
///     generation 7
///     host hv01
///     applied 1763830000
///     = vmbridge
///     kind macvlan
///     address 192.168.250.33/24
///     + 05-reconcile-vmbridge.network 287
///
/// After `=` comes a link with a line for each value, after `@` a guest's interface, after `%` a libvirt
/// network; after `+` a file with its size in bytes, and its bytes.
extension AppliedRecord {
  /// What the text of a record cannot be read for.
  package struct Malformed: Error, CustomStringConvertible {
    /// Counts from 1.
    var line: Int

    package var description: String { "line \(line) is not one of a record" }
  }

  package var text: String {
    var text = """
      reconcile \(version)
      generation \(generation)
      host \(host)
      applied \(applied)

      """
    for (name, link) in links.sorted(by: { $0.key < $1.key }) {
      text += "= \(name)\n"
      for line in link.lines { text += line + "\n" }
    }
    for (name, values) in attachments.sorted(by: { $0.key < $1.key }) {
      text += "@ \(name)\n"
      for attribute in Attribute.allCases {
        for value in values[attribute] ?? [] { text += "\(attribute.rawValue) \(value)\n" }
      }
    }
    for (name, values) in networks.sorted(by: { $0.key < $1.key }) {
      text += "% \(name)\n"
      for attribute in Attribute.allCases {
        for value in values[attribute] ?? [] { text += "\(attribute.rawValue) \(value)\n" }
      }
    }
    for (name, content) in files.sorted(by: { $0.key < $1.key }) {
      text += "+ \(name) \(content.utf8.count)\n"
      text += content
    }
    return text
  }

  /// - Throws: `NewerVersion` before anything else of the record is looked at, or `Malformed`.
  package init(text: String) throws {
    self.init(generation: -1, host: "", applied: 0, files: [:], links: [:])
    version = 0
    var text = text
    try text.withUTF8 { bytes throws in
      var reader = Reader(bytes: bytes)
      while let line = reader.next() { try read(line, &reader) }
      reader.finish(&self)
    }
    // A text that was cut off at its beginning is none.
    guard version > 0, generation >= 0, !host.isEmpty else { throw Malformed(line: 1) }
  }

  private mutating func read(_ line: Reader.Line, _ reader: inout Reader) throws {
    func fail() -> Malformed { Malformed(line: reader.number) }
    // Nearly all lines.
    if reader.section != nil, !line.isMark { return reader.link.set(line.key, line.value) }
    switch line.key {
    case "=": reader.begin(.link(line.value), &self)
    case "@": reader.begin(.attachment(line.value), &self)
    case "%": reader.begin(.network(line.value), &self)
    case "+":
      reader.finish(&self)
      guard let blank = line.value.utf8.lastIndex(of: UInt8(ascii: " ")),
        let size = Int(line.value[blank...].dropFirst()), let content = reader.take(size)
      else { throw fail() }
      files[String(line.value[..<blank])] = content
    case "reconcile" where version == 0:
      guard let number = Int(line.value), number > 0 else { throw fail() }
      guard number <= Self.currentVersion else { throw NewerVersion() }
      version = number
    case _ where version > 0 && line.isMark: reader.begin(.unknown, &self)
    case "generation":
      guard let number = Int(line.value) else { throw fail() }
      generation = number
    case "applied":
      guard let seconds = Int64(line.value) else { throw fail() }
      applied = seconds
    case "host": host = line.value
    default: throw fail()
    }
  }
}

extension AppliedRecord {
  /// Reads lines and, between them, bytes.
  private struct Reader {
    struct Line {
      var key: String
      var value: String

      /// Whether a section begins with it: no word is but one sign.
      var isMark: Bool {
        key.utf8.count == 1 && key.utf8.allSatisfy { !(97...122).contains($0) }
      }
    }

    /// What the lines are about.
    enum Section {
      case link(String)
      case attachment(String)
      case network(String)
      /// What only newer versions know.
      case unknown
    }

    let bytes: UnsafeBufferPointer<UInt8>
    var position = 0
    var section: Section?
    /// What the lines have said so far.
    var link = Link(kind: "", values: [:])

    init(bytes: UnsafeBufferPointer<UInt8>) {
      self.bytes = bytes
    }

    /// How many lines were read: only counted where one of them is wrong.
    var number: Int {
      // The last line may lack its end.
      bytes[..<min(position, bytes.count)].count { $0 == UInt8(ascii: "\n") }
        + (position > bytes.count ? 1 : 0)
    }

    mutating func next() -> Line? {
      guard position < bytes.count else { return nil }
      let rest = bytes[position...]
      let end = rest.firstIndex(of: UInt8(ascii: "\n")) ?? rest.endIndex
      let blank = rest[..<end].firstIndex(of: UInt8(ascii: " ")) ?? end
      position = end + 1
      return Line(
        key: String(decoding: rest[..<blank], as: UTF8.self),
        value: String(decoding: rest[blank..<end].dropFirst(), as: UTF8.self))
    }

    /// The next bytes, if there are so many.
    mutating func take(_ count: Int) -> String? {
      guard count >= 0, count <= bytes.count - position else { return nil }
      let content = bytes[position..<(position + count)]
      position += count
      return String(decoding: content, as: UTF8.self)
    }

    mutating func begin(_ section: Section, _ record: inout AppliedRecord) {
      finish(&record)
      (self.section, link) = (section, Link(kind: "", values: [:]))
    }

    mutating func finish(_ record: inout AppliedRecord) {
      switch section {
      case .link(let name): record.links[name] = link
      case .attachment(let name): record.attachments[name] = link.values
      case .network(let name): record.networks[name] = link.values
      case .unknown, nil: break
      }
      section = nil
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
