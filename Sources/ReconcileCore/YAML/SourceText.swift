/// The limits that keep a hostile text from costing more than a moment.
package enum YAMLLimits {
  /// The largest file in bytes; who reads files may stop one byte later.
  package static let bytes = 256 * 1024
  static let nesting = 64
  /// Of libyaml's events, with each alias counted as what it stands for.
  static let events = 50_000
  /// Of all texts that variables were put into, in bytes.
  static let substituted = 4 * bytes
}

/// A problem that ends the reading of a file.
struct YAMLFailure: Error {
  let problem: Problem

  init(_ message: String, at range: SourceRange, notes: [Problem.Note] = [], help: String? = nil) {
    problem = Problem(message, at: range, notes: notes, help: help)
  }
}

extension Source {
  /// Takes the bytes of a file: UTF-8, not too large, without characters that hide something.
  ///
  /// Comments are checked as well, since a reviewer reads those too.
  static func checked(_ bytes: [UInt8], name: String) -> (Source, YAMLFailure?) {
    guard bytes.count <= YAMLLimits.bytes else {
      let source = Source(name: name, text: "")
      let message = "the file is larger than \(YAMLLimits.bytes / 1024) KB"
      return (source, YAMLFailure(message, at: source.start))
    }
    let byteOrderMark: [UInt8] = [0xef, 0xbb, 0xbf]
    let bytes = bytes.starts(with: byteOrderMark) ? Array(bytes.dropFirst(3)) : bytes
    let source = Source(name: name, text: String(decoding: bytes, as: UTF8.self))
    return (source, source.firstBadCharacter(in: bytes))
  }

  /// The very beginning: the place of what concerns the whole file.
  var start: SourceRange { range(at: Position(line: 1, column: 1)) }

  /// One character.
  func range(at position: Position) -> SourceRange {
    let end = Position(line: position.line, column: position.column + 1)
    return SourceRange(source: self, start: position, end: end)
  }

  private func firstBadCharacter(in bytes: [UInt8]) -> YAMLFailure? {
    var position = Position(line: 1, column: 1)
    var decoder = UTF8()
    var rest = bytes.makeIterator()
    var afterReturn = false
    while true {
      let scalar: Unicode.Scalar
      switch decoder.decode(&rest) {
      case .emptyInput:
        return afterReturn ? loneReturn(at: position) : nil
      case .error:
        return YAMLFailure("the file is not UTF-8", at: range(at: position))
      case .scalarValue(let value):
        scalar = value
      }
      if afterReturn, scalar != "\n" { return loneReturn(at: position) }
      afterReturn = scalar == "\r"
      switch scalar {
      case "\n": position = Position(line: position.line + 1, column: 1)
      case "\r": break
      case "\t": position.column += 1
      case _ where scalar.isTreacherous:
        let message = "\(scalar.treacherousName) is not allowed in a manifest"
        return YAMLFailure(message, at: range(at: position))
      default: position.column += 1
      }
    }
  }

  /// YAML would end a line there, `lines` would not.
  private func loneReturn(at position: Position) -> YAMLFailure {
    YAMLFailure("a carriage return without a line feed", at: range(at: position))
  }
}

extension Unicode.Scalar {
  /// Whether it acts without being seen: a control character (which can end a line of a unit
  /// file), a bidirectional control (which shows a reviewer another text), or no character.
  var isTreacherous: Bool {
    switch value {
    case 0..<0x20, 0x7f...0x9f, 0x2028, 0x2029: true
    case 0x061c, 0x200e, 0x200f, 0x202a...0x202e, 0x2066...0x2069: true
    case 0xfeff: true
    // The last two of each plane are no characters.
    default: value & 0xfffe == 0xfffe
    }
  }

  /// `control character U+0007`.
  var treacherousName: String {
    let digits = String(value, radix: 16, uppercase: true)
    let number = "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    return switch value {
    case 0x09: "a tab"
    case 0x0a, 0x0d, 0x85, 0x2028, 0x2029: "line break \(number)"
    case 0..<0x20, 0x7f...0x9f: "control character \(number)"
    case 0x061c, 0x200e...0x206f: "bidirectional control \(number)"
    default: "invisible character \(number)"
    }
  }
}
