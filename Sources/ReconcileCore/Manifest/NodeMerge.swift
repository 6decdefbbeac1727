extension Node {
  /// Puts another node over this one: mappings merge key by key, all else is replaced.
  ///
  /// Every value keeps the place that it was written at.
  func overlaid(with over: Node, path: [String] = [], problems: inout [Problem]) -> Node {
    switch (content, over.content) {
    case (.mapping(let entries), .mapping(let overEntries)):
      var merged = entries
      var places: [String: Int] = [:]
      for (place, entry) in entries.enumerated() { places[entry.key.value] = place }
      for entry in overEntries {
        let name = entry.key.value
        if let place = places[name] {
          let value = merged[place].value.overlaid(
            with: entry.value, path: path + [name], problems: &problems)
          merged[place] = Entry(key: entry.key, value: value)
        } else {
          merged.append(entry)
        }
      }
      return Node(content: .mapping(merged), range: over.range)
    case (.mapping, .scalar(let scalar)) where scalar.isEmpty:
      // `enp4s0:` is an empty mapping, which changes nothing.
      return self
    case (.scalar(let scalar), .mapping) where scalar.isEmpty:
      return over
    case (.mapping, .scalar), (.mapping, .sequence), (.scalar, .mapping), (.sequence, .mapping):
      problems.append(
        Problem(
          "\(path.joined(separator: ".")) is \(over.form) here and \(form) in another file",
          at: over.range, notes: [.init("it is \(form) here", at: range)]))
      return Node(content: .refused, range: over.range)
    case (.scalar, .scalar), (.scalar, .sequence), (.sequence, .scalar), (.sequence, .sequence):
      return over
    case (.refused, _), (_, .refused):
      return Node(content: .refused, range: over.range)
    }
  }

  private var form: String {
    switch content {
    case .scalar, .refused: "a plain value"
    case .sequence: "a list"
    case .mapping: "a mapping"
    }
  }
}
