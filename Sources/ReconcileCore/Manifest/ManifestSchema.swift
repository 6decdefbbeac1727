/// The JSON Schema of a manifest, made of the tables that read it: for editors, and for whoever
/// writes manifests by program.
///
/// It lets every valid manifest through, but for names of links such as 1.5 and true, which stand in
/// quotes for whoever has types from YAML. What takes more than the value itself, such as whether a
/// parent exists, it cannot tell; `reconcile validate` does.
package enum ManifestSchema {
  /// As a document of JSON Schema 2020-12 that uses nothing an editor of draft 7 lacks but `$defs`.
  package static var text: String {
    let top = ManifestTables.top.keys.map(\.description)
    let schema: JSON = .object([
      .init("$schema", "https://json-schema.org/draft/2020-12/schema"),
      .init("title", "Manifest of reconcile"),
      .init("description", .string(description)),
      .init("type", "object"),
      .init(
        "properties",
        .object(
          top.map { key in
            .init(key.name, property(key, isFixed: Substitution.keysWithout.contains(key.name)))
          })),
      .init("additionalProperties", false),
      // What a manifest with includes leaves out may come from those.
      .init("if", ["required": ["version"], "not": ["required": ["include"]]]),
      .init("then", ["properties": .object(top.compactMap(requirement))]),
      .init(
        "$defs",
        .object(
          shared.map { .init($0.name, property($0)) }
            + [
              .init(
                "a-text-with-variables",
                [
                  "description": "A text with variables such as $id.", "type": "string",
                  "pattern": .string(Pattern.substituted),
                ])
            ])),
    ])
    return schema.text() + "\n"
  }

  private static let description =
    "What the network of one host shall be. A file without 'version' is a fragment that others"
    + " include."

  /// The keys that stand in the entries of each kind, once for all.
  private static let shared = InterfaceTable.keys.map(\.description)
  private static let sharedNames = Set(shared.map(\.name))

  /// The keys of an entry that must be written where nothing is included.
  private static func requirement(_ key: KeyDescription) -> JSON.Member? {
    guard case .entries(let keys) = key.shape else { return nil }
    let required = keys.filter(\.isRequired).map { JSON.string($0.name) }
    guard !required.isEmpty else { return nil }
    // A value that is no mapping requires nothing: an empty entry has to be told by its type.
    let entry: JSON = ["type": "object", "required": .list(required)]
    return .init(key.name, ["additionalProperties": entry])
  }

  /// - Parameter isFixed: Whether no variables are put into the value.
  private static func property(_ key: KeyDescription, isFixed: Bool = false) -> JSON {
    guard case .object(let members) = schema(key.shape, isFixed: isFixed) else { return true }
    return .object([.init("description", .string(key.explanation))] + members)
  }

  /// - Parameter isEntry: Whether they are those of a link.
  private static func properties(_ keys: [KeyDescription], isEntry: Bool = false) -> [JSON.Member] {
    let properties = keys.map { key in
      let isShared = isEntry && sharedNames.contains(key.name)
      let reference: JSON = ["$ref": .string("#/$defs/\(key.name)")]
      return JSON.Member(key.name, isShared ? reference : property(key))
    }
    return [.init("properties", .object(properties)), .init("additionalProperties", false)]
  }

  private static func schema(_ shape: Shape, isFixed: Bool = false) -> JSON {
    switch shape {
    case .boolean:
      // To YAML 1.2 yes and no are texts.
      return either(
        [["enum": [true, false, "yes", "no", "on", "off"]]], isFixed: isFixed)
    case .words(let words):
      var values = words.map { JSON.string($0) }
      if words.contains("yes") { values += ["on", true] }
      if words.contains("no") { values += ["off", false] }
      return either([["enum": .list(values)]], isFixed: isFixed)
    case .integer(let range):
      return either(
        [
          [
            "type": "integer", "minimum": .number(range.lowerBound),
            "maximum": .number(range.upperBound),
          ]
        ], isFixed: isFixed)
    case .text(let pattern):
      return .object(
        [.init("type", ["string", "number", "boolean"])]
          + (pattern.map { [patternMember($0, isFixed: isFixed)] } ?? []))
    case .string(let pattern):
      return .object([.init("type", "string"), patternMember(pattern, isFixed: isFixed)])
    case .either(let shapes):
      return either(shapes.map { schema($0, isFixed: true) }, isFixed: isFixed)
    case .list(let item):
      let one = schema(item, isFixed: isFixed)
      let list: JSON = ["type": "array", "items": one]
      if case .mapping = item { return list }
      return ["anyOf": [one, list]]
    case .mapping(let keys):
      let required = keys.filter(\.isRequired).map { JSON.string($0.name) }
      return .object(
        [.init("type", "object")] + properties(keys)
          + (required.isEmpty ? [] : [.init("required", .list(required))]))
    case .entries(let keys):
      guard !keys.isEmpty else { return ["type": ["object", "null"]] }
      return [
        "type": ["object", "null"],
        "propertyNames": ["pattern": .string(Pattern.linkName)],
        "additionalProperties": .object(
          [.init("type", ["object", "null"])] + properties(keys, isEntry: true)),
      ]
    case .map(let names, let shape):
      return [
        "type": ["object", "null"],
        "propertyNames": ["pattern": .string(names)],
        "additionalProperties": schema(shape, isFixed: isFixed),
      ]
    }
  }

  /// One of the schemas, or a text with variables where those may be.
  private static func either(_ schemas: [JSON], isFixed: Bool) -> JSON {
    let variable: JSON = ["$ref": "#/$defs/a-text-with-variables"]
    let all = isFixed ? schemas : schemas + [variable]
    return all.count == 1 ? all[0] : ["anyOf": .list(all)]
  }

  private static func patternMember(_ pattern: String, isFixed: Bool) -> JSON.Member {
    .init("pattern", .string(isFixed ? pattern : "\(pattern)|\(Pattern.substituted)"))
  }
}

extension KeyDescription {
  /// All that is known of the key, as an editor shows it.
  var explanation: String {
    let lines = [
      summary, "Takes \(expected).", unset.map { "Unset: \($0)." } ?? "Must be written.",
      goes.map { "Goes to \($0)." },
    ]
    return lines.compactMap { $0 }.joined(separator: "\n\n")
  }
}
