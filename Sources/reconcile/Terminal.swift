import Glibc

/// Standard output and standard error.
enum Terminal {
  static func print(_ text: String) { write(text, to: STDOUT_FILENO) }

  static func complain(_ text: String) { write(text, to: STDERR_FILENO) }

  /// Whether a person looks at standard output.
  static var isInteractive: Bool { isatty(STDOUT_FILENO) == 1 }

  /// Colour only on a terminal, and not where NO_COLOR is set (no-color.org).
  static var hasColour: Bool {
    guard isInteractive, let term = getenv("TERM"), String(cString: term) != "dumb" else {
      return false
    }
    return getenv("NO_COLOR").map { $0.pointee == 0 } ?? true
  }

  /// Writes all of it; what a closed pipe does not take is lost, as it is for any program.
  private static func write(_ text: String, to descriptor: CInt) {
    var text = text
    text.withUTF8 { bytes in
      var rest = UnsafeRawBufferPointer(bytes)
      while let base = rest.baseAddress, !rest.isEmpty {
        let count = Glibc.write(descriptor, base, rest.count)
        if count < 0, errno == EINTR { continue }
        guard count > 0 else { return }
        rest = UnsafeRawBufferPointer(rebasing: rest[count...])
      }
    }
  }
}

/// Colours for the words that stand out; the words say the same without.
enum Colour: String {
  case red = "31"
  case green = "32"
  case yellow = "33"
  case bold = "1"

  func paint(_ text: some StringProtocol) -> String {
    Terminal.hasColour ? "\u{1b}[\(rawValue)m\(text)\u{1b}[0m" : String(text)
  }

  /// Paints the symbols of a plan's lines and its headings.
  static func plan(_ text: String) -> String {
    guard Terminal.hasColour else { return text }
    return text.split(separator: "\n", omittingEmptySubsequences: false)
      .map(line).joined(separator: "\n")
  }

  private static func line(_ line: Substring) -> String {
    let symbols: [(String, Colour)] = [
      ("  -/+ ", .red), ("  + ", .green), ("  ~ ", .yellow), ("  - ", .red), ("  ! ", .red),
      ("  ? ", .yellow),
    ]
    for (symbol, colour) in symbols where line.hasPrefix(symbol) {
      return colour.paint(symbol) + line.dropFirst(symbol.count)
    }
    let isHeading = ["Drift (", "Changes (", "Not reconciled", "Steps"].contains {
      line.hasPrefix($0)
    }
    return isHeading ? bold.paint(line) : String(line)
  }
}
