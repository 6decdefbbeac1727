extension UnitFile {
  /// The file with a link's raw keys laid over what the program writes.
  ///
  /// Sections that may repeat are added. In the others a value takes the place of ours, values of
  /// a list are added to ours, and an empty value takes ours away. The order within the manifest's
  /// mappings does not show, so that moving a line there does not touch the file.
  package func overlaid(with raw: RawUnits) -> UnitFile {
    guard let kind = UnitFileKind(fileName: name) else { return self }
    // Stable where names are equal: a list keeps its order.
    let added = raw[kind].sorted { $0.name.value < $1.name.value }
    var sections = sections
    for section in added {
      let entries = section.byKey
      let name = section.name.value
      let isRepeated = UnitKeys.isRepeated(section: name, in: kind)
      guard !isRepeated, let place = sections.firstIndex(where: { $0.name == name }) else {
        var new = Section(name)
        for (key, values) in entries { new.set(key, each: values.filter { !$0.isEmpty }) }
        sections.append(new)
        continue
      }
      for (key, values) in entries {
        let isList = UnitKeys.isList(UnitKey(file: kind, section: name, key: key))
        sections[place].lay(values, for: key, isList: isList)
      }
    }
    return UnitFile(name: self.name, sections: sections)
  }
}

extension RawUnits.Section {
  /// The values of each key, sorted by key.
  fileprivate var byKey: [(key: String, values: [String])] {
    Dictionary(grouping: entries, by: \.key.value)
      .map { ($0.key, $0.value.map(\.value.value)) }
      .sorted { $0.key < $1.key }
  }
}

extension UnitFile.Section {
  fileprivate mutating func lay(_ values: [String], for key: String, isList: Bool) {
    let new = values.filter { !$0.isEmpty }.map { UnitFile.Entry(key: key, value: $0) }
    let places = entries.indices.filter { entries[$0].key == key }
    guard let first = places.first, let last = places.last else {
      entries += new
      return
    }
    if isList && !new.isEmpty {
      entries.insert(contentsOf: new, at: last + 1)
    } else {
      entries.removeAll { $0.key == key }
      entries.insert(contentsOf: new, at: first)
    }
  }
}
