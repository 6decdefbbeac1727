/// The name of a network link, checked by the kernel's and networkd's rules.
///
/// Safe as a part of a file name and in a `[Match]` section: no glob, no separator, no leading
/// hyphen that a program could take for an option.
package struct LinkName: Sendable, Hashable, Comparable {
  package let text: String

  /// The longest name in bytes: IFNAMSIZ less the terminating NUL.
  package static let longest = 15

  /// Why a text is no link name.
  package enum Defect: Error, Hashable {
    case empty
    case tooLong(bytes: Int)
    case character(Character)
    case reserved
  }

  /// - Throws: `Defect` with the first rule that the text breaks.
  package init(_ text: String) throws(Defect) {
    guard let first = text.utf8.first else { throw .empty }
    guard text.utf8.count <= Self.longest else { throw .tooLong(bytes: text.utf8.count) }
    guard text.utf8.allSatisfy(Self.isPlain) else {
      throw .character(text.first { !$0.utf8.allSatisfy(Self.isPlain) } ?? " ")
    }
    if first == UInt8(ascii: "-") { throw .character("-") }
    let isNumber = text.utf8.allSatisfy { (48...57).contains($0) }
    guard ![".", "..", "all", "default", "lo"].contains(text), !isNumber else { throw .reserved }
    self.text = text
  }

  /// A letter, a digit, a dot, an underscore or a hyphen of ASCII.
  private static func isPlain(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"),
      UInt8(ascii: "-"):
      true
    default: false
    }
  }

  package static func < (left: Self, right: Self) -> Bool { left.text < right.text }
}

extension LinkName: CustomStringConvertible {
  package var description: String { text }
}
