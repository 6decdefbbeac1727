/// A name below `vars:` and the text that stands for it.
struct Variable: Sendable {
  var name: Located<String>
  var text: Located<String>

  static let summary =
    "Texts that are put for `$name` into the values of this host and its includes, never into keys:"
    + " `192.168.250.$id/24`. `${name}` is the same and stands before a letter, a digit, `_` or `-`;"
    + " quote it within `[ ]` or `{ }`. `$$` is a dollar sign. Names are in lower case, with digits"
    + " and hyphens; texts have no variables themselves."

  /// The variables of a manifest or fragment, in the order of the text.
  static let type: ValueType<[Variable]> = {
    let expected = "a mapping from names to texts such as {id: 33}"
    return ValueType(expected: expected, shape: .map(names: Pattern.variable, text.shape)) {
      node, place, decoding in
      node.entries(of: expected, at: place, &decoding)?.compactMap { entry in
        let name = entry.key
        let isName = isName(name.value)
        if !isName {
          decoding.report(
            "\(place): \(quoted(name.value)) is no name of a variable", at: name.range,
            help: "lower-case letters, digits and '-' may be used, a letter first")
        }
        let text = text.read(entry.value, Place(owner: "variable \(quoted(name.value))"), &decoding)
        return isName ? text.map { Variable(name: name, text: $0) } : nil
      }
    }
  }()

  private static let text = ValueType<String>(
    "a plain text such as 33", shape: .text(pattern: Pattern.withoutDollar)
  ) {
    text throws(Complaint) in
    guard !text.utf8.contains(UInt8(ascii: "$")) else {
      throw Complaint(
        "has a '$': no variable is put into another",
        help: "for a dollar sign write '$$' where the variable is used")
    }
    return text
  }.located

  private static func isName(_ text: String) -> Bool {
    guard let first = text.utf8.first, let last = text.utf8.last else { return false }
    let isWord = text.utf8.allSatisfy { byte in
      (97...122).contains(byte) || (48...57).contains(byte) || byte == UInt8(ascii: "-")
    }
    return isWord && (97...122).contains(first) && last != UInt8(ascii: "-")
  }
}

/// A value as it is written: text with names of variables in it.
struct Template {
  enum Part: Equatable {
    case text(String)
    case variable(String)
  }

  private(set) var parts: [Part] = []

  /// - Throws: Where a `$` begins no variable.
  init(_ text: String) throws(Complaint) {
    var rest = text.unicodeScalars[...]
    while let dollar = rest.firstIndex(of: "$") {
      add(rest[..<dollar])
      rest = rest[dollar...].dropFirst()
      if rest.first == "$" {
        add(rest.prefix(1))
        rest = rest.dropFirst()
      } else if rest.first == "{" {
        let name = rest.dropFirst().prefix { $0 != "}" }
        guard !name.isEmpty, name.endIndex < rest.endIndex else { throw Self.strayDollar }
        parts.append(.variable(String(name)))
        rest = rest[name.endIndex...].dropFirst()
      } else {
        let name = Self.word(rest)
        guard !name.isEmpty else { throw Self.strayDollar }
        parts.append(.variable(String(name)))
        rest = rest[name.endIndex...]
      }
    }
    add(rest)
  }

  private static let strayDollar = Complaint(
    "has a '$' that begins no variable", help: "write '$$' for a dollar sign")

  /// What reads as one word from its first letter on, whether a variable can have that name or
  /// not: `$id_x` shall be an error rather than `$id` and `_x`.
  private static func word(
    _ text: Substring.UnicodeScalarView
  ) -> Substring.UnicodeScalarView {
    guard let first = text.first, first.isASCIILetter else { return text.prefix(0) }
    var word = text.prefix { scalar in
      scalar.isASCIILetter || ("0"..."9").contains(scalar) || scalar == "_" || scalar == "-"
    }
    while word.last == "-" { word = word.dropLast() }
    return word
  }

  private mutating func add(_ text: Substring.UnicodeScalarView) {
    if !text.isEmpty { parts.append(.text(String(text))) }
  }
}

extension Unicode.Scalar {
  fileprivate var isASCIILetter: Bool {
    ("a"..."z").contains(self) || ("A"..."Z").contains(self)
  }
}
