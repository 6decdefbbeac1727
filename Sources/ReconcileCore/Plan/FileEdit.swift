/// What somebody else has made of a file of ours since it was last applied.
package struct FileEdit: Sendable, Hashable {
  package var path: String
  /// When what the file said was applied.
  package var applied: Moment
  /// The last write to what is there now; `nil` where the file is gone.
  package var modified: Moment?
  /// The user id of the owner of what is there now.
  package var owner: UInt32?
  package var diff: UnifiedDiff

  /// - Parameter unit: What is there now; `nil` where the file is gone.
  init(path: String, applied text: String, at applied: Int64, now unit: UnitOnDisk?) {
    self.path = path
    self.applied = Moment(seconds: applied)
    modified = unit.map { Moment(seconds: $0.identity.modified / 1_000_000_000) }
    owner = unit?.owner
    diff = UnifiedDiff(from: text, to: unit?.text ?? "")
  }

  /// The whole diff with its two heads, as diff(1) prints it.
  package var lines: [String] {
    let there = modified.map { "\(path)\t\($0)\(owner.map { ", owner \($0)" } ?? "")" }
    return ["--- \(path)\tas applied \(applied)", "+++ \(there ?? "/dev/null\tdeleted")"]
      + diff.lines
  }

  /// Tells one edit from another: FNV-1a of the diff.
  var mark: String {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in diff.lines.joined(separator: "\n").utf8 {
      hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3
    }
    return String(hash, radix: 16)
  }
}
