/// A value of a YAML text, with its place; what it means is for the schema to say.
struct Node: Sendable {
  enum Content: Sendable {
    case scalar(Scalar)
    case sequence([Node])
    case mapping([Entry])
    /// A value that a problem was reported for already: whoever meets it stays silent.
    case refused
  }

  struct Scalar: Sendable {
    let text: String
    /// Whether it stands without quotes: only such text may be a number or a boolean.
    let isPlain: Bool
    /// Whether there may be variables in it: found once, however many aliases stand for it.
    let hasDollar: Bool

    init(text: String, isPlain: Bool) {
      self.text = text
      self.isPlain = isPlain
      hasDollar = text.utf8.contains(UInt8(ascii: "$"))
    }

    /// Whether nothing was written, as in `enp4s0:`.
    var isEmpty: Bool { isPlain && text.isEmpty }
  }

  /// A key and its value; keys of one mapping differ.
  struct Entry: Sendable {
    var key: Located<String>
    var value: Node
  }

  var content: Content
  var range: SourceRange

  /// How many mappings and sequences stand within each other here.
  var height: Int {
    switch content {
    case .scalar, .refused: 0
    case .sequence(let items): 1 + (items.map(\.height).max() ?? 0)
    case .mapping(let entries): 1 + (entries.map(\.value.height).max() ?? 0)
    }
  }
}
