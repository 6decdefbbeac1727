/// A systemd-networkd configuration file: sections of keys, in the syntax of systemd.syntax(7).
package struct UnitFile: Sendable, Hashable {
  /// The file's name without a folder: `05-reconcile-vmbridge.netdev`.
  package let name: String
  package let sections: [Section]
  /// The bytes: of a file that we write, the header and then the sections.
  package let text: String

  package struct Section: Sendable, Hashable {
    package var name: String
    package var entries: [Entry] = []

    package init(_ name: String) {
      self.name = name
    }

    /// Adds `key=value`; a `nil` value adds nothing.
    package mutating func set(_ key: String, _ value: (some CustomStringConvertible)?) {
      if let value { entries.append(Entry(key: key, value: value.description)) }
    }

    /// Adds one line for each value: networkd splits such keys at blanks only from 262 on.
    package mutating func set(_ key: String, each values: [some CustomStringConvertible]) {
      for value in values { set(key, value) }
    }

    /// Takes all lines of the key away.
    mutating func remove(_ key: String) {
      entries.removeAll { $0.key == key }
    }
  }

  package struct Entry: Sendable, Hashable {
    package var key: String
    package var value: String
  }

  package init(name: String, sections: [Section]) {
    self.name = name
    self.sections = sections.filter { !$0.entries.isEmpty }
    text = Self.text(of: self.sections)
  }

  private static func text(of sections: [Section]) -> String {
    var bytes = Array(Ownership.header.utf8)
    // Most files have some ten lines.
    bytes.reserveCapacity(512)
    for section in sections {
      bytes += "\n[".utf8
      bytes += section.name.utf8
      bytes += "]\n".utf8
      for entry in section.entries {
        bytes += entry.key.utf8
        bytes.append(UInt8(ascii: "="))
        bytes += entry.value.utf8
        bytes.append(UInt8(ascii: "\n"))
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Reads a file as networkd does: comments and blank lines passed over, `\` continues a line.
  ///
  /// A line that is neither a section nor an assignment is passed over too, as networkd does with
  /// no more than a word in its log. Sections that repeat stay apart.
  package init(name: String, parsing text: some StringProtocol) {
    self.name = name
    self.text = String(text)
    sections = Self.sections(in: Array(text.utf8))
  }

  private static func sections(in bytes: [UInt8]) -> [Section] {
    var sections: [Section] = []
    scan(bytes) { item in
      switch item {
      case .section(let name):
        sections.append(Section(String(decoding: name, as: UTF8.self)))
      case .entry(let key, let value):
        guard !sections.isEmpty else { return }
        let entry = Entry(
          key: String(decoding: key, as: UTF8.self), value: String(decoding: value, as: UTF8.self))
        sections[sections.count - 1].entries.append(entry)
      }
    }
    return sections
  }

  /// What a line says.
  private enum Item {
    case section(ArraySlice<UInt8>)
    case entry(key: ArraySlice<UInt8>, value: ArraySlice<UInt8>)
  }

  private static func scan(_ bytes: [UInt8], _ body: (Item) -> Void) {
    var carried: ArraySlice<UInt8> = []
    var next = bytes.startIndex
    while next < bytes.endIndex {
      let end = bytes[next...].firstIndex(where: \.isLineEnd) ?? bytes.endIndex
      let line = bytes[next..<end].trimmed
      next = end + 1
      // Comments stand between continued lines, too.
      if line.first == UInt8(ascii: "#") || line.first == UInt8(ascii: ";") { continue }
      if line.last == UInt8(ascii: "\\") {
        carried += line.dropLast() + [UInt8(ascii: " ")]
        continue
      }
      let whole = carried.isEmpty ? line : carried + line
      carried = []
      if whole.first == UInt8(ascii: "["), whole.last == UInt8(ascii: "]") {
        body(.section(whole.dropFirst().dropLast()))
      } else if let equals = whole.firstIndex(of: UInt8(ascii: "=")) {
        body(.entry(key: whole[..<equals].trimmed, value: whole[(equals + 1)...].trimmed))
      }
    }
  }

  /// What was rendered reads as something else: a value of it holds a line break, say.
  package struct Unfaithful: Error, CustomStringConvertible {
    package var name: String

    package var description: String {
      "\(name) would not say to systemd-networkd what the manifest says, so it is not written"
    }
  }

  /// Proves, before the file is written, that networkd will read what was meant.
  package func readBack() throws(Unfaithful) {
    var rest = sections[...]
    var entries: ArraySlice<Entry> = []
    var isFaithful = true
    Self.scan(Array(text.utf8)) { item in
      switch item {
      case .section(let name):
        isFaithful = isFaithful && entries.isEmpty && rest.first?.name.isWritten(as: name) == true
        entries = rest.first?.entries[...] ?? []
        rest = rest.dropFirst()
      case .entry(let key, let value):
        isFaithful =
          isFaithful && entries.first?.key.isWritten(as: key) == true
          && entries.first?.value.isWritten(as: value) == true
        entries = entries.dropFirst()
      }
    }
    guard isFaithful, rest.isEmpty, entries.isEmpty else { throw Unfaithful(name: name) }
  }

  /// The values of a key in all sections of that name, an empty assignment taking the earlier away.
  package func values(_ section: String, _ key: String) -> [String] {
    var values: [String] = []
    for entry in sections.filter({ $0.name == section }).flatMap(\.entries) where entry.key == key {
      if entry.value.isEmpty { values = [] } else { values.append(entry.value) }
    }
    return values
  }
}

/// How the program knows its own files.
package enum Ownership {
  /// The prefix of link files: sorts before netplan's `10-netplan-`.
  package static let prefix = "05-reconcile-"
  /// The guard file sorts after the link files, so that a macvtap of our own is not caught by it.
  package static let guardName = "06-reconcile-macvtap.network"

  static let mark = "# Managed by reconcile:"

  package static let header = """
    \(mark) edits to this file are undone by the next run.
    # Change the host's manifest instead, or stop reconcile.timer while you try something out.

    """

  package static func hasPrefix(_ name: String) -> Bool {
    name.hasPrefix(prefix) || name.hasPrefix("06-reconcile-")
  }

  package static func hasHeader(_ text: String) -> Bool { text.hasPrefix(mark) }

  /// The link that a file of ours is for: `05-reconcile-vmbridge.netdev` is vmbridge's.
  package static func link(ofFile name: String) -> String? {
    guard name.hasPrefix(prefix), let dot = name.lastIndex(of: ".") else { return nil }
    return String(name[..<dot].dropFirst(prefix.count))
  }

  package static func fileName(_ link: LinkName, _ suffix: String) -> String {
    "\(prefix)\(link).\(suffix)"
  }
}

extension UInt8 {
  /// What ends a line to systemd: a line feed, a carriage return, or a NUL.
  fileprivate var isLineEnd: Bool { self == 0x0a || self == 0x0d || self == 0 }

  fileprivate var isBlank: Bool { self == 0x20 || self == 0x09 }
}

extension ArraySlice<UInt8> {
  /// Without the blanks at both ends.
  fileprivate var trimmed: Self {
    var (start, end) = (startIndex, endIndex)
    while start < end, self[start].isBlank { start += 1 }
    while start < end, self[end - 1].isBlank { end -= 1 }
    return self[start..<end]
  }
}

extension String {
  /// Whether these are the bytes of the text.
  fileprivate func isWritten(as bytes: ArraySlice<UInt8>) -> Bool {
    guard utf8.count == bytes.count else { return false }
    return utf8.withContiguousStorageIfAvailable { $0.elementsEqual(bytes) }
      ?? utf8.elementsEqual(bytes)
  }
}
