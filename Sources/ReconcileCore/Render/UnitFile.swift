/// A systemd-networkd configuration file: sections of keys, in the syntax of systemd.syntax(7).
package struct UnitFile: Sendable, Hashable {
  /// The file's name without a folder: `05-reconcile-vmbridge.netdev`.
  package let name: String
  package let sections: [Section]
  /// The bytes: of a file that we write, the header and then the sections.
  package let text: String
  /// What stands in a file without sections, such as rules of udev(7), comments left out.
  package let statements: [String]
  /// Whether networkd passes the whole file over: a section's header is damaged, or a line is not
  /// UTF-8.
  package let isBroken: Bool

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
    statements = []
    isBroken = false
  }

  /// A file without sections.
  init(name: String, statements: [String]) {
    self.name = name
    self.statements = statements
    sections = []
    text = Ownership.header + "\n" + statements.map { $0 + "\n" }.joined()
    isBroken = false
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
    guard !name.hasSuffix(".rules") else {
      statements = Self.statements(in: self.text)
      (sections, isBroken) = ([], false)
      return
    }
    statements = []
    (sections, isBroken) = Self.sections(in: Array(text.utf8))
  }

  private static func statements(in text: String) -> [String] {
    text.split(separator: "\n").filter { !$0.hasPrefix("#") }.map { String($0) }
  }

  /// A file with its drop-ins behind it, in the order in which networkd reads them.
  init(_ file: UnitFile, dropIns: [UnitFile]) {
    name = file.name
    text = dropIns.reduce(file.text) { $0 + $1.text }
    statements = file.statements
    sections = dropIns.reduce(file.sections) { $0 + $1.sections }
    isBroken = dropIns.reduce(file.isBroken) { $0 || $1.isBroken }
  }

  private static func sections(in bytes: [UInt8]) -> (sections: [Section], isBroken: Bool) {
    var sections: [Section] = []
    var isBroken = false
    scan(bytes) { item in
      switch item {
      case .section(let name):
        sections.append(Section(String(decoding: name, as: UTF8.self)))
      case .entry(let key, let value):
        guard !sections.isEmpty else { return }
        let entry = Entry(
          key: String(decoding: key, as: UTF8.self), value: String(decoding: value, as: UTF8.self))
        sections[sections.count - 1].entries.append(entry)
      case .broken:
        isBroken = true
      }
    }
    return (sections, isBroken)
  }

  /// What a line says.
  private enum Item {
    case section(ArraySlice<UInt8>)
    case entry(key: ArraySlice<UInt8>, value: ArraySlice<UInt8>)
    /// A line for which networkd throws the whole file away.
    case broken
  }

  private static func scan(_ bytes: [UInt8], _ body: (Item) -> Void) {
    var carried: ArraySlice<UInt8> = []
    // A byte order mark says nothing.
    var next = bytes.starts(with: [0xef, 0xbb, 0xbf]) ? 3 : bytes.startIndex
    while next < bytes.endIndex {
      let end = bytes[next...].firstIndex(where: \.isLineEnd) ?? bytes.endIndex
      let line = bytes[next..<end]
      next = end + 1
      // Of the two bytes that end a line of DOS, the second ends no line of its own.
      if next < bytes.endIndex, bytes[next].isLineEnd, bytes[next] != bytes[end] { next += 1 }
      // Comments stand between continued lines, too.
      let first = line.first { !$0.isBlank }
      if first == UInt8(ascii: "#") || first == UInt8(ascii: ";") { continue }
      // Two backslashes are one that is meant.
      if line.last == UInt8(ascii: "\\"), !line.hasEvenBackslashes {
        carried += line.dropLast() + [UInt8(ascii: " ")]
        continue
      }
      let whole = carried.isEmpty ? line : carried + line
      carried = []
      read(whole.trimmed, body)
    }
    if !carried.isEmpty { read(carried.trimmed, body) }
  }

  private static func read(_ line: ArraySlice<UInt8>, _ body: (Item) -> Void) {
    if line.holdsReplacement {
      body(.broken)
    } else if line.first == UInt8(ascii: "[") {
      let name = line.dropFirst().dropLast()
      let isSafe = line.last == UInt8(ascii: "]") && !name.contains(where: \.isUnsafe)
      body(isSafe ? .section(name) : .broken)
    } else if let equals = line.firstIndex(of: UInt8(ascii: "=")), equals > line.startIndex {
      body(.entry(key: line[..<equals].trimmed, value: line[(equals + 1)...].trimmed))
    }
  }

  /// What was rendered reads as something else: a value of it holds a line break, say.
  package struct Unfaithful: Error, CustomStringConvertible {
    package var name: String

    package var description: String {
      "\(name) would not say what the manifest says, so it is not written"
    }
  }

  /// Proves, before the file is written, that networkd will read what was meant.
  package func readBack() throws(Unfaithful) {
    guard statements.isEmpty else {
      guard UnitFile(name: name, parsing: text).statements == statements else {
        throw Unfaithful(name: name)
      }
      return
    }
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
      case .broken:
        isFaithful = false
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

  /// The rules of udev(7) for macvtaps: behind those of the system.
  package static let rulesName = "70-reconcile-taps.rules"

  /// Of the settings of a container, which bear its name (`systemd.nspawn(5)`).
  package static let settingsSuffix = ".nspawn"
  /// Where systemd-nspawn looks for them, the strongest first.
  package static let settingsFolders = [
    "/etc/systemd/nspawn", "/run/systemd/nspawn", "/var/lib/machines",
  ]

  static let mark = "# Managed by reconcile:"

  package static let header = """
    \(mark) edits to this file are undone by the next run.
    # Change the host's manifest instead, or stop reconcile.timer while you try something out.

    """

  package static func hasPrefix(_ name: String) -> Bool {
    name.hasPrefix(prefix) || name.hasPrefix("06-reconcile-") || name.hasPrefix("70-reconcile-")
  }

  /// The folder that a file of ours lies in.
  package static func folder(ofFile name: String) -> String {
    if name.hasSuffix(settingsSuffix) { return settingsFolders[0] }
    return name.hasSuffix(".rules") ? "/etc/udev/rules.d" : UnitOnDisk.ourFolder
  }

  package static func path(ofFile name: String) -> String { "\(folder(ofFile: name))/\(name)" }

  /// Whether systemd-networkd reads the file.
  static func isUnit(_ name: String) -> Bool { folder(ofFile: name) == UnitOnDisk.ourFolder }

  package static func hasHeader(_ text: String) -> Bool { text.hasPrefix(mark) }

  /// The same file as one that is nobody's: without the comments in front.
  package static func withoutHeader(_ text: String) -> String {
    guard hasHeader(text) else { return text }
    // Of bytes: to Swift a carriage return and a line feed are one character.
    var rest = text.utf8[...]
    while let first = rest.first, [UInt8(ascii: "#"), 0x0a, 0x0d].contains(first) {
      rest = rest.drop { $0 != 0x0a }.dropFirst()
    }
    return String(Substring(rest))
  }

  /// The link that a file of ours is for: `05-reconcile-vmbridge.netdev` is vmbridge's.
  package static func link(ofFile name: String) -> String? {
    // By bytes: it is asked of each of thousands of files.
    let bytes = name.utf8
    guard name.hasPrefix(prefix), let dot = bytes.lastIndex(of: UInt8(ascii: ".")),
      let start = bytes.index(bytes.startIndex, offsetBy: prefix.utf8.count, limitedBy: dot)
    else { return nil }
    return String(name[start..<dot])
  }

  package static func fileName(_ link: LinkName, _ suffix: String) -> String {
    "\(prefix)\(link).\(suffix)"
  }
}

extension UInt8 {
  /// What ends a line to systemd: a line feed, a carriage return, or a NUL.
  fileprivate var isLineEnd: Bool { self == 0x0a || self == 0x0d || self == 0 }

  fileprivate var isBlank: Bool { self == 0x20 || self == 0x09 }

  /// What a section's name may not hold.
  fileprivate var isUnsafe: Bool {
    self < 0x20 || self == 0x7f || [UInt8(ascii: "\""), UInt8(ascii: "'"), 0x5c].contains(self)
  }
}

extension ArraySlice<UInt8> {
  /// Without the blanks at both ends.
  fileprivate var trimmed: Self {
    var (start, end) = (startIndex, endIndex)
    while start < end, self[start].isBlank { start += 1 }
    while start < end, self[end - 1].isBlank { end -= 1 }
    return self[start..<end]
  }

  /// Whether an even number of backslashes stands at the end.
  fileprivate var hasEvenBackslashes: Bool {
    reversed().prefix { $0 == UInt8(ascii: "\\") }.count.isMultiple(of: 2)
  }

  /// Whether U+FFFD is in it, which reading leaves in place of what is not UTF-8.
  fileprivate var holdsReplacement: Bool {
    var rest = self
    while let position = rest.firstIndex(of: 0xef) {
      if rest[position...].starts(with: [0xef, 0xbf, 0xbd]) { return true }
      rest = rest[(position + 1)...]
    }
    return false
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
