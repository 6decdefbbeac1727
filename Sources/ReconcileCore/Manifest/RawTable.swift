/// How `networkd:` of a link is read.
enum RawTable {
  static let table = MappingTable<RawUnits>(keys: [
    key(.network, into: { $0.network = $1 }), key(.netdev, into: { $0.netdev = $1 }),
    key(.link, into: { $0.link = $1 }),
  ])

  private static func key(
    _ file: UnitFileKind,
    into set: @escaping @Sendable (inout RawUnits, [RawUnits.Section]) -> Void
  ) -> Key<RawUnits> {
    Key(
      file.rawValue, sections, whole: set, "Keys of the link's .\(file) file, by section.",
      unset: "what the program writes, and no more")
  }

  static let type: ValueType<RawUnits> = {
    let expected =
      "a mapping of keys by file and section such as {network: {Network: {LLMNR: yes}}}"
    return ValueType(expected: expected, shape: .mapping(table.keys.map(\.description))) {
      node, place, decoding in
      guard case .mapping = node.content else {
        decoding.mismatch(node, expected: expected, at: place)
        return nil
      }
      let before = decoding.faults
      var raw = RawUnits()
      table.decode(node, as: place.description, at: node.range, into: &raw, &decoding)
      return decoding.faults == before ? raw : nil
    }
  }()

  private static let sections: ValueType<[RawUnits.Section]> = {
    let expected = "a mapping of sections such as {Network: {LLMNR: yes}}"
    return ValueType(expected: expected, shape: .entries([])) { node, place, decoding in
      guard case .mapping = node.content else {
        decoding.mismatch(node, expected: expected, at: place)
        return nil
      }
      return node.entries(at: place, &decoding)?.flatMap { entry in
        guard decoding.isName(entry.key, of: "a section") else { return [RawUnits.Section]() }
        let place = Place(owner: place.owner, key: "[\(entry.key.value)]")
        return bodies(entry.value, of: place, &decoding).map {
          RawUnits.Section(name: entry.key, entries: $0)
        }
      }
    }
  }()

  /// The lines of a section, or those of each section in a list.
  private static func bodies(
    _ node: Node, of place: Place, _ decoding: inout Decoding
  ) -> [[RawUnits.Entry]] {
    let nodes = if case .sequence(let items) = node.content { items } else { [node] }
    return nodes.compactMap { node in
      guard case .mapping = node.content else {
        decoding.mismatch(
          node, expected: "a mapping of keys such as {LLMNR: yes}, or a list of such", at: place)
        return nil
      }
      return node.entries(at: place, &decoding)?.flatMap { entry in
        guard decoding.isName(entry.key, of: "a key") else { return [RawUnits.Entry]() }
        let place = Place(owner: place.owner, key: "\(entry.key.value)= in \(place.key ?? "")")
        return values(entry.value, of: place, &decoding).map {
          RawUnits.Entry(key: entry.key, value: $0)
        }
      }
    }
  }

  private static func values(
    _ node: Node, of place: Place, _ decoding: inout Decoding
  ) -> [Located<String>] {
    let line = ValueType<String>.line.located.read
    switch node.content {
    case .scalar(let scalar) where scalar.text.isEmpty && !scalar.isPlain:
      return [Located("", at: node.range)]
    case .scalar(let scalar) where !scalar.isEmpty:
      return line(node, place, &decoding).map { [$0] } ?? []
    case .sequence(let items) where !items.isEmpty:
      return items.compactMap { line($0, place, &decoding) }
    case .scalar, .sequence, .mapping, .refused:
      decoding.mismatch(node, expected: "a value or a list of values", at: place)
      return []
    }
  }
}

extension Decoding {
  /// Whether a name can stand in a unit file; reports it if not.
  fileprivate mutating func isName(_ name: Located<String>, of thing: String) -> Bool {
    let isName = name.value.allSatisfy { character in
      character.isASCII && (character.isLetter || character.isNumber || character == "-")
    }
    if !isName {
      report(
        "\(quoted(name.value)) is no name of \(thing)", at: name.range,
        help: "letters, digits and '-' may be used")
    }
    return isName
  }
}
