/// A JSON value whose objects keep the order of their members.
indirect enum JSON: Sendable {
  case string(String)
  case number(UInt32)
  case flag(Bool)
  case list([JSON])
  case object([Member])

  struct Member: Sendable {
    let name: String
    let value: JSON

    init(_ name: String, _ value: JSON) {
      self.name = name
      self.value = value
    }
  }

  /// With an indentation of two spaces for each level; short lists of plain values on one line.
  func text(indentation: String = "") -> String {
    let inner = indentation + "  "
    func block(_ lines: [String], _ open: String, _ close: String) -> String {
      lines.isEmpty
        ? open + close
        : "\(open)\n\(inner)\(lines.joined(separator: ",\n" + inner))\n\(indentation)\(close)"
    }
    switch self {
    case .string(let text): return Self.quoted(text)
    case .number(let number): return String(number)
    case .flag(let isTrue): return isTrue ? "true" : "false"
    case .list(let items):
      let texts = items.map { $0.text(indentation: inner) }
      let line = "[\(texts.joined(separator: ", "))]"
      let isPlain = !line.utf8.contains(UInt8(ascii: "\n")) && line.utf8.count <= 80
      return isPlain ? line : block(texts, "[", "]")
    case .object(let members):
      return block(
        members.map { "\(Self.quoted($0.name)): \($0.value.text(indentation: inner))" }, "{", "}")
    }
  }

  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": result += "\\\(scalar)"
      case "\n": result += "\\n"
      case "\u{0}"..<" ":
        let code = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - code.utf8.count) + code
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}

extension JSON: ExpressibleByStringLiteral, ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral,
  ExpressibleByDictionaryLiteral
{
  init(stringLiteral text: String) { self = .string(text) }
  init(booleanLiteral isTrue: Bool) { self = .flag(isTrue) }
  init(arrayLiteral items: JSON...) { self = .list(items) }
  init(dictionaryLiteral members: (String, JSON)...) {
    self = .object(members.map { Member($0.0, $0.1) })
  }
}
