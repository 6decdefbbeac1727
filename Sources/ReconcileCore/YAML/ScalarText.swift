/// Writes scalars as YAML reads them back.
enum ScalarText {
  /// - Parameter isPlain: Whether it stood without quotes, and so does again where YAML allows it.
  static func of(_ text: String, isPlain: Bool) -> String {
    if isPlain, staysPlain(text) { return text }
    return "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
  }

  /// Whether YAML takes the text for itself without quotes. It would take more than this.
  private static func staysPlain(_ text: String) -> Bool {
    guard let first = text.utf8.first, let last = text.utf8.last else { return false }
    let isIndicator = !isWordByte(first) && !"/_~$".utf8.contains(first)
    let isKnown = text.utf8.allSatisfy { isWordByte($0) || " -._/:~$+=,;()'".utf8.contains($0) }
    return !isIndicator && isKnown && last != UInt8(ascii: " ") && last != UInt8(ascii: ":")
      && !text.contains(": ")
  }

  private static func isWordByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    // Letters of other scripts: what YAML does not allow, the reader has refused.
    default: byte >= 0x80
    }
  }
}
