/// One key of a mapping: all that is known about it, in one place.
struct Key<Target: Sendable>: Sendable {
  let description: KeyDescription
  /// Reads the value and stores it.
  let store: @Sendable (Node, Place, inout Target, inout Decoding) -> Void

  var name: String { description.name }
}

/// What people and schemas are told about a key.
struct KeyDescription: Sendable {
  let name: String
  let expected: String
  fileprivate let makeShape: @Sendable () -> Shape
  let summary: String
  /// What holds when the key is not written; none for a key that must be.
  let unset: String?
  /// Where the value goes: `[Network] Address=`; none where it goes to no one place.
  let goes: String?

  var isRequired: Bool { unset == nil }
  var shape: Shape { makeShape() }
}

extension Key {
  // The setters are closures: making a key path costs more than reading a short manifest.

  /// A key with one value, stored with its place.
  init<Value>(
    _ name: String, _ type: ValueType<Value>,
    into set: @escaping @Sendable (inout Target, Located<Value>) -> Void,
    _ summary: String, unset: String?, goes: String? = nil
  ) {
    self.init(name, type.located, whole: set, summary, unset: unset, goes: goes)
  }

  /// A key with a list of values, each stored with its place.
  init<Value>(
    _ name: String, listOf type: ValueType<Value>,
    into set: @escaping @Sendable (inout Target, [Located<Value>]) -> Void,
    _ summary: String, unset: String?, goes: String? = nil
  ) {
    self.init(name, type.located.list, whole: set, summary, unset: unset, goes: goes)
  }

  /// A key with a value that knows its place itself.
  init<Value>(
    _ name: String, _ type: ValueType<Value>,
    whole set: @escaping @Sendable (inout Target, Value) -> Void,
    _ summary: String, unset: String?, goes: String? = nil
  ) {
    let read = type.read
    description = KeyDescription(
      name: name, expected: type.expected, makeShape: { type.shape }, summary: summary,
      unset: unset,
      goes: goes)
    store = { node, place, target, decoding in
      if let value = read(node, place, &decoding) { set(&target, value) }
    }
  }

  /// The same key for a whole that has the target as a part.
  func of<Whole: Sendable>(
    _ path: any WritableKeyPath<Whole, Target> & Sendable
  ) -> Key<Whole> {
    let store = store
    return Key<Whole>(description: description) { node, place, whole, decoding in
      store(node, place, &whole[keyPath: path], &decoding)
    }
  }
}

/// The keys of one kind of mapping.
struct MappingTable<Target: Sendable>: Sendable {
  let keys: [Key<Target>]
  /// Keys that the design names and this version lacks.
  var later: Set<String> = []
  /// What to do instead of keys that people look for here.
  var instead: [String: String] = [:]

  /// Stores what the node says into the target, and reports each key that does not belong.
  ///
  /// - Parameter range: Where the mapping begins for the reader: its own key, if it has one.
  /// - Returns: The keys that were met, in the order of the text.
  @discardableResult func decode(
    _ node: Node, as owner: String?, at range: SourceRange, into target: inout Target,
    _ decoding: inout Decoding
  ) -> [Located<String>] {
    let place = Place(owner: owner)
    guard let entries = node.entries(at: place, &decoding) else { return [] }
    let met = entries.map(\.key)
    var missing = keys.filter(\.description.isRequired).map(\.name)
    for entry in entries {
      let name = entry.key.value
      missing.removeAll { $0 == name }
      if let key = keys.first(where: { $0.name == name }) {
        key.store(entry.value, Place(owner: owner, key: name), &target, &decoding)
      } else {
        let meant = meaning(of: name)
        // What stands under a wrong key is not missing as well.
        missing.removeAll { $0 == meant?.key }
        decoding.report(unknown(entry.key, in: owner, help: instead[name] ?? meant?.help))
        if owner == nil { decoding.knowsAllLinks = false }
      }
    }
    guard decoding.requiresKeys else { return met }
    for name in missing {
      let key = keys.first { $0.name == name }
      decoding.report(
        "\(place) has no '\(name)'", at: range,
        help: key.map { "'\(name)' takes \($0.description.expected)" })
    }
    return met
  }

  /// The type of a value that is such a mapping, without a name of its own.
  ///
  /// - Parameters:
  ///   - thing: How messages call it: `a route`.
  ///   - finish: Applies the rules for several keys; `nil` after it reported why not.
  func type<Value: Sendable>(
    _ thing: String, such example: String, start: @escaping @Sendable (Node) -> Target,
    finish: @escaping @Sendable (Target, Place, inout Decoding) -> Value?
  ) -> ValueType<Value> {
    let expected = "\(thing) such as \(example)"
    return ValueType(expected: expected, shape: .mapping(keys.map(\.description))) {
      node, place, decoding in
      guard case .mapping = node.content else {
        decoding.mismatch(node, expected: expected, at: place)
        return nil
      }
      let before = decoding.faults
      var target = start(node)
      let owner = place.owner.map { "\(thing) of \($0)" } ?? thing
      decode(node, as: owner, at: node.range, into: &target, &decoding)
      return decoding.faults == before ? finish(target, Place(owner: owner), &decoding) : nil
    }
  }

  /// A mapping from names to such mappings.
  func named(
    _ expected: String,
    owner: @escaping @Sendable (String) -> String, isName: ValueType<String>,
    start: @escaping @Sendable (Located<String>) -> Target,
    missing: @escaping @Sendable (Target) -> (key: String, help: String)? = { _ in nil }
  ) -> ValueType<[Target]> {
    ValueType(
      expected: expected, shape: .map(names: "^.+$", .mapping(keys.map(\.description)))
    ) {
      node, place, decoding in
      node.entries(of: expected, at: place, &decoding)?.compactMap { entry in
        let before = decoding.faults
        let key = Node(
          content: .scalar(Node.Scalar(text: entry.key.value, isPlain: true)),
          range: entry.key.range)
        let name = isName.read(key, place, &decoding)
        var draft = start(entry.key)
        let owner =
          place.owner.map { "\(owner(entry.key.value)) of \($0)" } ?? owner(entry.key.value)
        decode(entry.value, as: owner, at: entry.key.range, into: &draft, &decoding)
        if decoding.requiresKeys, decoding.faults == before, let missing = missing(draft) {
          decoding.report(
            "\(owner) has no '\(missing.key)'", at: entry.key.range, help: missing.help)
        }
        return name == nil || decoding.faults != before ? nil : draft
      }
    }
  }

  private func unknown(_ key: Located<String>, in owner: String?, help: String?) -> Problem {
    guard !later.contains(key.value) else {
      return Problem("'\(key.value)' is not supported by this version", at: key.range)
    }
    let place = owner.map { "in \($0)" } ?? "at the top level"
    return Problem("unknown key \(quoted(key.value)) \(place)", at: key.range, help: help)
  }

  /// The key that somebody meant, in another tool's words or with a slip.
  private func meaning(of word: String) -> (key: String, help: String)? {
    let names = keys.map(\.name)
    if let translation = OtherTools.translation(of: word, among: names) { return translation }
    return Suggestion.closest(to: word, among: names).map { ($0, "did you mean '\($0)'?") }
  }
}

extension Node {
  /// The entries of a mapping; an empty value is an empty mapping.
  func entries(
    of expected: String = "a mapping", at place: Place, _ decoding: inout Decoding
  ) -> [Entry]? {
    switch content {
    case .mapping(let entries):
      // A key that the reader refused has no name.
      return entries.filter { entry in
        if entry.key.value.isEmpty { decoding.meetRefused() }
        return !entry.key.value.isEmpty
      }
    case .scalar(let scalar) where scalar.isEmpty:
      return []
    case .scalar, .sequence, .refused:
      decoding.mismatch(self, expected: expected, at: place)
      return nil
    }
  }
}
