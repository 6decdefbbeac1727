/// Splits the value of a key as systemd does, which is not the same for each key.
package enum Words {
  package enum Style: Sendable {
    /// Quotes are letters like others; a backslash goes and what follows it stays.
    case plain
    /// Quotes go and keep blanks together; a backslash is a letter like others.
    case quoted
    /// Quotes go and keep blanks together; backslashes are those of C.
    case escaped
  }

  /// The words up to the end, or up to the first that is no word: a quote never ends, or a backslash
  /// has nothing behind it.
  package static func split(_ text: some StringProtocol, _ style: Style) -> [String] {
    var words: [String] = []
    var rest = Array(text.utf8)[...]
    while let word = next(&rest, style) { words.append(String(decoding: word, as: UTF8.self)) }
    return words
  }

  private static func next(_ rest: inout ArraySlice<UInt8>, _ style: Style) -> [UInt8]? {
    rest = rest.drop(while: isBlank)
    guard !rest.isEmpty else { return nil }
    var word: [UInt8] = []
    var quote: UInt8?
    while let byte = rest.popFirst() {
      switch byte {
      case 0x5c where style != .quoted:
        guard let bytes = style == .plain ? rest.popFirst().map({ [$0] }) : escape(&rest) else {
          return fail(&rest)
        }
        word += bytes
      case quote: quote = nil
      case _ where (byte == 0x22 || byte == 0x27) && style != .plain && quote == nil: quote = byte
      case _ where quote == nil && isBlank(byte): return word
      default: word.append(byte)
      }
    }
    return quote == nil ? word : fail(&rest)
  }

  private static func fail(_ rest: inout ArraySlice<UInt8>) -> [UInt8]? {
    rest = []
    return nil
  }

  static func isBlank(_ byte: UInt8) -> Bool { [0x20, 0x09, 0x0a, 0x0d].contains(byte) }

  private static let letters: [UInt8: UInt8] = [
    UInt8(ascii: "a"): 0x07, UInt8(ascii: "b"): 0x08, UInt8(ascii: "f"): 0x0c,
    UInt8(ascii: "n"): 0x0a, UInt8(ascii: "r"): 0x0d, UInt8(ascii: "t"): 0x09,
    UInt8(ascii: "v"): 0x0b, UInt8(ascii: "s"): 0x20, 0x5c: 0x5c, 0x22: 0x22, 0x27: 0x27,
  ]

  /// Reads what stands behind a backslash.
  private static func escape(_ rest: inout ArraySlice<UInt8>) -> [UInt8]? {
    guard let first = rest.first else { return nil }
    if let byte = letters[first] {
      rest = rest.dropFirst()
      return [byte]
    }
    let (skipped, count, radix): (Int, Int, Int)
    switch first {
    case UInt8(ascii: "x"): (skipped, count, radix) = (1, 2, 16)
    case UInt8(ascii: "u"): (skipped, count, radix) = (1, 4, 16)
    case UInt8(ascii: "U"): (skipped, count, radix) = (1, 8, 16)
    case UInt8(ascii: "0")...UInt8(ascii: "7"): (skipped, count, radix) = (0, 3, 8)
    default: return nil
    }
    let digits = rest.dropFirst(skipped).prefix(count)
    guard digits.count == count,
      let value = UInt32(String(decoding: digits, as: UTF8.self), radix: radix), value != 0
    else { return nil }
    rest = rest.dropFirst(skipped + count)
    if count < 4 { return UInt8(exactly: value).map { [$0] } }
    return Unicode.Scalar(value).map { Array(String(Character($0)).utf8) }
  }
}
