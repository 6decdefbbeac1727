/// How one text becomes another, in the unified format of diff(1).
package struct UnifiedDiff: Sendable, Hashable {
  /// The hunks line by line: `@@ -1,3 +1,4 @@`, then lines behind a blank, `-` or `+`. Empty where
  /// the texts are equal.
  package let lines: [String]

  /// How many pairs of lines are compared; beyond, what differs counts as replaced whole.
  private static let mostPairs = 1_000_000
  /// How many lines of hunks are told.
  private static let mostLines = 400
  /// How many equal lines stand around each change.
  private static let context = 3

  package init(from old: String, to new: String) {
    let (old, new) = (Self.split(old), Self.split(new))
    let edits = Self.edits(old, new)
    var lines: [String] = []
    for hunk in Self.hunks(edits) {
      lines.append(Self.header(edits, hunk))
      for edit in edits[hunk] {
        let line = edit.change == .add ? new[edit.new] : old[edit.old]
        lines += Self.text(line, edit.change)
      }
    }
    let hidden = lines.count - Self.mostLines
    self.lines = hidden > 0 ? lines.prefix(Self.mostLines) + ["... \(hidden) more lines"] : lines
  }

  private enum Change: String {
    case keep = " "
    case remove = "-"
    case add = "+"
  }

  private struct Edit {
    var change: Change
    /// How many lines of each text stand before.
    var old: Int
    var new: Int
  }

  /// Lines with their ends: the last one may have none.
  private static func split(_ text: String) -> [ArraySlice<UInt8>] {
    let bytes = Array(text.utf8)
    var lines: [ArraySlice<UInt8>] = []
    var start = 0
    for place in bytes.indices where bytes[place] == UInt8(ascii: "\n") {
      lines.append(bytes[start...place])
      start = place + 1
    }
    if start < bytes.count { lines.append(bytes[start...]) }
    return lines
  }

  private static func text(_ line: ArraySlice<UInt8>, _ change: Change) -> [String] {
    let isWhole = line.last == UInt8(ascii: "\n")
    let text = change.rawValue + String(decoding: isWhole ? line.dropLast() : line, as: UTF8.self)
    return isWhole ? [text] : [text, "\\ No newline at end of file"]
  }

  private static func edits(_ old: [ArraySlice<UInt8>], _ new: [ArraySlice<UInt8>]) -> [Edit] {
    let shorter = min(old.count, new.count)
    let head = (0..<shorter).first { old[$0] != new[$0] } ?? shorter
    let tail =
      (0..<(shorter - head)).first { old[old.count - 1 - $0] != new[new.count - 1 - $0] }
      ?? shorter - head
    let (oldEnd, newEnd) = (old.count - tail, new.count - tail)
    var edits = (0..<head).map { Edit(change: .keep, old: $0, new: $0) }
    edits += middle(old, head..<oldEnd, new, head..<newEnd)
    edits += (0..<tail).map { Edit(change: .keep, old: oldEnd + $0, new: newEnd + $0) }
    return edits
  }

  /// The shortest edits between two runs of lines, by their longest common subsequence; what goes
  /// stands before what comes.
  private static func middle(
    _ old: [ArraySlice<UInt8>], _ oldRange: Range<Int>,
    _ new: [ArraySlice<UInt8>], _ newRange: Range<Int>
  ) -> [Edit] {
    let isCompared = oldRange.count * newRange.count <= mostPairs
    let width = newRange.count + 1
    // How many lines the rests behind each pair of places have in common.
    var common = [Int32](repeating: 0, count: isCompared ? (oldRange.count + 1) * width : 0)
    if isCompared {
      for row in oldRange.indices.reversed() {
        for column in newRange.indices.reversed() {
          let place = (row - oldRange.lowerBound) * width + column - newRange.lowerBound
          common[place] =
            old[row] == new[column]
            ? common[place + width + 1] + 1 : max(common[place + width], common[place + 1])
        }
      }
    }
    var edits: [Edit] = []
    var (row, column) = (oldRange.lowerBound, newRange.lowerBound)
    while row < oldRange.upperBound || column < newRange.upperBound {
      let place = (row - oldRange.lowerBound) * width + column - newRange.lowerBound
      if isCompared, row < oldRange.upperBound, column < newRange.upperBound,
        old[row] == new[column]
      {
        edits.append(Edit(change: .keep, old: row, new: column))
        row += 1
        column += 1
      } else if row < oldRange.upperBound,
        column == newRange.upperBound || !isCompared || common[place + width] >= common[place + 1]
      {
        edits.append(Edit(change: .remove, old: row, new: column))
        row += 1
      } else {
        edits.append(Edit(change: .add, old: row, new: column))
        column += 1
      }
    }
    return edits
  }

  /// The changes with what stands around them; those that meet are one hunk.
  private static func hunks(_ edits: [Edit]) -> [Range<Int>] {
    var hunks: [Range<Int>] = []
    for place in edits.indices where edits[place].change != .keep {
      let start = max(0, place - context)
      let end = min(edits.count, place + context + 1)
      if let last = hunks.last, start <= last.upperBound {
        hunks[hunks.count - 1] = last.lowerBound..<end
      } else {
        hunks.append(start..<end)
      }
    }
    return hunks
  }

  private static func header(_ edits: [Edit], _ hunk: Range<Int>) -> String {
    let first = edits[hunk.lowerBound]
    func part(_ before: Int, without change: Change) -> String {
      let count = edits[hunk].count { $0.change != change }
      // An empty part is named by the line before it.
      let start = count == 0 ? before : before + 1
      return count == 1 ? "\(start)" : "\(start),\(count)"
    }
    return "@@ -\(part(first.old, without: .add)) +\(part(first.new, without: .remove)) @@"
  }
}
