/// The types of values that are written as one scalar.

extension ValueType where Value == Bool {
  /// YAML 1.1's words in lower case, but for the letters y and n.
  static var boolean: Self {
    ValueType("yes or no", shape: .boolean, mustBePlain: true) { Bool(word: $0) }
  }
}

extension Bool {
  fileprivate init?(word: String) {
    switch word {
    case "yes", "true", "on": self = true
    case "no", "false", "off": self = false
    default: return nil
    }
  }
}

extension ValueType where Value == UInt32 {
  static func number(_ range: ClosedRange<UInt32>, help: [String: String] = [:]) -> Self {
    let expected = "a number from \(range.lowerBound) to \(range.upperBound)"
    return ValueType(expected, shape: .integer(range), mustBePlain: true) {
      text throws(Complaint) in
      if let help = help[text] { throw Complaint("is not \(expected)", help: help) }
      // No sign and no leading zero: 010 is eight to YAML 1.1 and ten to people.
      guard text.utf8.allSatisfy({ (48...57).contains($0) }), text == "0" || !text.hasPrefix("0"),
        let number = UInt32(text), range.contains(number)
      else { return nil }
      return number
    }
  }
}

extension ValueType
where Value: RawRepresentable & CaseIterable, Value.RawValue == String {
  /// One of an enumeration's words; where it knows `yes` and `no`, all booleans are understood.
  static var word: Self {
    let words = Value.allCases.map(\.rawValue)
    return ValueType("one of " + alternatives(words), shape: .words(words)) {
      text throws(Complaint) in
      if let value = Value(rawValue: text) { return value }
      if let flag = Bool(word: text), let value = Value(rawValue: flag ? "yes" : "no") {
        return value
      }
      throw .unknownWord(text, of: words)
    }
  }
}

extension Complaint {
  fileprivate static func unknownWord(_ word: String, of words: [String]) -> Complaint {
    Complaint(
      "is not one of " + alternatives(words), help: Suggestion.help(for: word, among: words))
  }
}

extension ValueType where Value == MACAddress {
  static var mac: Self {
    ValueType("a MAC address such as 52:54:00:83:53:f2", shape: .string(pattern: Pattern.mac)) {
      text throws(Complaint) in
      guard let address = MACAddress(text) else { return nil }
      if address.isZero { throw Complaint("is the zero address, which no link can have") }
      if address.isMulticast {
        throw Complaint(
          "is a multicast address, which no link can have",
          help: "the first byte of a link's address is even, such as 02 or 52")
      }
      return address
    }
  }
}

extension ValueType where Value == LinkName {
  static var linkName: Self {
    ValueType("the name of a link such as enp4s0", shape: .string(pattern: Pattern.linkName)) {
      text throws(Complaint) in
      do throws(LinkName.Defect) {
        return try LinkName(text)
      } catch {
        throw Complaint(error)
      }
    }
  }
}

extension Complaint {
  init(_ defect: LinkName.Defect) {
    switch defect {
    case .empty:
      self.init("is no name of a link: it is empty")
    case .tooLong(let bytes):
      self.init("has \(bytes) bytes; the kernel allows a name \(LinkName.longest)")
    case .character(let character):
      self.init(
        "is no name of a link: it has \(quoted(String(character)))"
          + (character == "-" ? " in front" : ""),
        help: "letters, digits, '.', '_' and '-' may be used")
    case .reserved:
      self.init("is no name of a link: it is reserved or a bare number")
    }
  }
}

extension ValueType where Value == String {
  /// Text that stands for itself in a unit file, where spaces around it would be lost.
  static var line: Self {
    ValueType("a line of text", shape: .text(pattern: Pattern.line)) { text throws(Complaint) in
      guard let first = text.first, let last = text.last else { return nil }
      if first.isWhitespace || last.isWhitespace {
        throw Complaint("has a space at its beginning or end")
      }
      if last == "\\" {
        throw Complaint("ends in a backslash, which continues the line in a unit file")
      }
      return text
    }
  }

  /// A domain to search, or with `~` in front one that is only routed to this link's servers.
  static var searchDomain: Self {
    ValueType(
      "a domain such as example.org, or ~example.org to route alone",
      shape: .text(pattern: Pattern.searchDomain)
    ) { text in
      let name = text.hasPrefix("~") ? text.dropFirst() : text[...]
      return name == "." || isHostName(name) ? text : nil
    }
  }

  static var server: Self {
    ValueType(
      "the name or address of a server such as ntp.example.org",
      shape: .text(pattern: Pattern.server)
    ) { text in
      IPAddress(text) != nil || isHostName(text[...]) ? text : nil
    }
  }

  /// A file below the manifests' folder.
  static var includePath: Self {
    ValueType(
      "a path below the manifests' folder such as profiles/kvm.yaml",
      shape: .text(pattern: Pattern.includePath)
    ) {
      text throws(Complaint) in
      guard !text.hasPrefix("/") else {
        throw Complaint("is absolute; includes are below the manifests' folder")
      }
      guard !text.utf8.contains(UInt8(ascii: "$")) else {
        throw Complaint("has a '$'; variables are put in when all files are read")
      }
      let parts = text.split(separator: "/", omittingEmptySubsequences: false)
      guard !parts.contains("..") else {
        throw Complaint("leaves the manifests' folder")
      }
      return parts.contains { $0.isEmpty || $0 == "." } ? nil : text
    }
  }

  /// The id of a lint.
  static var lint: Self {
    let ids = Lint.all.map(\.id)
    return ValueType("a lint: " + alternatives(ids), shape: .words(ids)) {
      text throws(Complaint) in
      guard ids.contains(text) else { throw .unknownWord(text, of: ids) }
      return text
    }
  }

  /// RFC 1123, 2.1, with the underscore that DNS names have in practice; no longer than DNS takes.
  static func isHostName(_ text: Substring) -> Bool {
    let name = text.hasSuffix(".") ? text.dropLast() : text
    let labels = name.split(separator: ".", omittingEmptySubsequences: false)
    return name.utf8.count <= 253
      && labels.allSatisfy { label in
        (1...63).contains(label.utf8.count) && !label.hasPrefix("-") && !label.hasSuffix("-")
          && label.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-_".contains($0)) }
      }
  }
}
