import Synchronization

/// A text that was read, with the name to call it by in messages.
package final class Source: Sendable {
  /// The path as the user knows it.
  package let name: String
  package let text: String
  private let splitLines = Mutex<[Substring]?>(nil)

  package init(name: String, text: String) {
    self.name = name
    self.text = text
  }

  /// The lines of the text, without their ends: split when the first message asks for one.
  package var lines: [Substring] {
    splitLines.withLock { lines in
      if let lines { return lines }
      let newLines = text.utf8.split(
        separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false
      )
      .map { Substring($0.last == UInt8(ascii: "\r") ? $0.dropLast() : $0) }
      lines = newLines
      return newLines
    }
  }
}

/// A place in a source, counted from 1 as editors do; columns count Unicode scalars.
package struct Position: Sendable, Hashable, Comparable {
  // Every value of a manifest has two of these: they are kept small.
  private var storedLine: Int32
  private var storedColumn: Int32

  package init(line: Int, column: Int) {
    storedLine = Int32(clamping: line)
    storedColumn = Int32(clamping: column)
  }

  package var line: Int {
    get { Int(storedLine) }
    set { storedLine = Int32(clamping: newValue) }
  }

  package var column: Int {
    get { Int(storedColumn) }
    set { storedColumn = Int32(clamping: newValue) }
  }

  package static func < (left: Self, right: Self) -> Bool {
    (left.line, left.column) < (right.line, right.column)
  }
}

/// A span of a source, from its first character up to, not including, `end`.
package struct SourceRange: Sendable {
  package let source: Source
  package let start: Position
  package let end: Position

  package init(source: Source, start: Position, end: Position) {
    self.source = source
    self.start = start
    self.end = end
  }
}

extension SourceRange: CustomStringConvertible {
  /// `manifests/hv01.yaml:12:5`.
  package var description: String { "\(source.name):\(start.line):\(start.column)" }
}

/// A value and the place that gave it.
package struct Located<Value: Sendable>: Sendable {
  package var value: Value
  package var range: SourceRange

  package init(_ value: Value, at range: SourceRange) {
    self.value = value
    self.range = range
  }
}
