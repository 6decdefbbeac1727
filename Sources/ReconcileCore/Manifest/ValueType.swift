/// The type of a value: how messages and the reference call it, and how it is read.
struct ValueType<Value: Sendable>: Sendable {
  /// With its article, for "is not ...": `a MAC address such as 52:54:00:83:53:f2`.
  let expected: String
  /// Reads a value, or reports why it cannot and returns `nil`.
  let read: @Sendable (Node, Place, inout Decoding) -> Value?
  private let makeShape: @Sendable () -> Shape

  /// - Parameter shape: Made when the schema asks: no other command pays for it.
  init(
    expected: String, shape: @autoclosure @escaping @Sendable () -> Shape,
    read: @escaping @Sendable (Node, Place, inout Decoding) -> Value?
  ) {
    self.expected = expected
    self.read = read
    makeShape = shape
  }

  var shape: Shape { makeShape() }
}

/// As much of a type as a JSON Schema can tell.
indirect enum Shape: Sendable {
  case boolean
  case integer(ClosedRange<UInt32>)
  /// The words that are allowed; where `yes` and `no` are among them, booleans are as well.
  case words([String])
  /// Any plain value.
  ///
  /// - Parameter pattern: What the text matches where YAML takes it for no number and no boolean;
  ///   a regular expression of ECMA 262.
  case text(pattern: String?)
  /// A text that YAML takes for no number.
  case string(pattern: String)
  case either([Shape])
  /// One plain value may stand for a list of one.
  case list(Shape)
  case mapping([KeyDescription])
  /// A mapping whose keys are the names of links; any mapping where no key is described.
  case entries([KeyDescription])
  /// A mapping from names that match the pattern to such values.
  case map(names: String, Shape)
}

/// Why a text is not of a type.
struct Complaint: Error {
  /// Follows the text in quotes: `has no prefix length`.
  let message: String
  var help: String?

  init(_ message: String, help: String? = nil) {
    self.message = message
    self.help = help
  }
}

extension ValueType {
  /// A type that is written as one scalar.
  ///
  /// - Parameter parse: Returns `nil` where there is no more to say than what was expected.
  init(
    _ expected: String, shape: @autoclosure @escaping @Sendable () -> Shape = .text(pattern: nil),
    mustBePlain: Bool = false,
    parse: @escaping @Sendable (String) throws(Complaint) -> Value?
  ) {
    self.init(expected: expected, shape: shape()) { node, place, decoding in
      guard let scalar = node.scalar(of: expected, at: place, &decoding) else { return nil }
      do throws(Complaint) {
        guard let value = try parse(scalar.text) else {
          throw Complaint("is not \(expected)")
        }
        guard scalar.isPlain || !mustBePlain else {
          throw Complaint("in quotes is not \(expected)", help: "remove the quotes")
        }
        return value
      } catch {
        let message = "\(place): \(quoted(scalar.text)) \(error.message)"
        decoding.report(message, at: node.range, help: error.help)
        return nil
      }
    }
  }

  /// The value together with its place.
  var located: ValueType<Located<Value>> {
    let (read, makeShape) = (read, makeShape)
    return .init(expected: expected, shape: makeShape()) { node, place, decoding in
      read(node, place, &decoding).map { Located($0, at: node.range) }
    }
  }

  /// A list of such values; a value alone is a list of one.
  ///
  /// A mapping is never taken for a list of one: a list of mappings keeps its hyphens.
  var list: ValueType<[Value]> {
    let (read, item, makeShape) = (read, expected, makeShape)
    let expected = "a list, each of it \(item)"
    return .init(expected: expected, shape: .list(makeShape())) { node, place, decoding in
      switch node.content {
      case .sequence(let items):
        return items.compactMap { read($0, place, &decoding) }
      case .scalar(let scalar) where !scalar.isEmpty:
        return read(node, place, &decoding).map { [$0] }
      case .scalar, .mapping, .refused:
        decoding.mismatch(node, expected: expected, at: place)
        return nil
      }
    }
  }
}

extension Node {
  /// The text of a scalar that is not empty.
  fileprivate func scalar(
    of expected: String, at place: Place, _ decoding: inout Decoding
  ) -> Scalar? {
    if case .scalar(let scalar) = content, !scalar.isEmpty { return scalar }
    decoding.mismatch(self, expected: expected, at: place)
    return nil
  }
}

extension Decoding {
  /// Reports that a node has another form than its type.
  mutating func mismatch(_ node: Node, expected: String, at place: Place) {
    let found: String
    switch node.content {
    case .refused:
      meetRefused()
      return
    case .scalar(let scalar) where scalar.isEmpty:
      report("\(place) has no value; it takes \(expected)", at: node.range)
      return
    case .scalar(let scalar): found = quoted(scalar.text)
    case .sequence: found = "a list"
    case .mapping: found = "a mapping"
    }
    // `- fe80::` is a mapping to YAML.
    let address = node.range.source.unquotedIPv6(line: node.range.start.line)
    report(
      "\(place): \(found) is not \(expected)", at: node.range,
      help: address.map { "quote this IPv6 value: \"\($0)\"" })
  }
}
