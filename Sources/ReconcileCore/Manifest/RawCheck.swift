extension RawUnits {
  /// What is wrong with the keys for one link.
  ///
  /// - Parameters:
  ///   - kind: The link's `Kind=`; `nil` for a link that others make, which has no .netdev file.
  ///   - version: That of the host; `nil` where none is asked, and only what no version has is
  ///     reported.
  ///   - modelled: The manifest's own key for a key of a unit file, which must then be used. It is
  ///     asked for the newest spelling, too.
  package func problems(
    kind: String?, version: NetworkdVersion?, modelled: (UnitKey) -> String?
  ) -> [Problem] {
    UnitFileKind.allCases.flatMap { file -> [Problem] in
      if file == .netdev, kind == nil, let first = netdev.first {
        return [Problem("a link that others make has no .netdev file", at: first.name.range)]
      }
      var seen: Set<String> = []
      return self[file].flatMap { section -> [Problem] in
        let isFirst = seen.insert(section.name.value).inserted
        if let problem = section.problem(in: file, kind: kind) {
          // The others of a list have the same.
          return isFirst ? [problem] : []
        }
        let isRepeated = UnitKeys.isRepeated(section: section.name.value, in: file)
        guard isFirst || isRepeated else { return [section.isTooMany(in: file)] }
        return section.firstOfEachKey.compactMap { entry in
          let key = UnitKey(file: file, section: section.name.value, key: entry.key.value)
          if let problem = key.problem(at: entry.key.range, version: version, modelled: modelled) {
            return problem
          }
          return entry.drops && isRepeated ? section.cannotDrop(entry) : nil
        }
      }
    }
  }
}

extension RawUnits.Section {
  /// What is wrong with the section whatever stands in it.
  fileprivate func problem(in file: UnitFileKind, kind: String?) -> Problem? {
    let title = "[\(name.value)]"
    if name.value == "Match" {
      return Problem(
        "[Match] is written by the program", at: name.range,
        help: file == .netdev ? nil : "write 'match' to say which link is meant")
    }
    guard UnitKeys.hasSection(name.value, in: file) else {
      let other = UnitFileKind.allCases.first { UnitKeys.hasSection(name.value, in: $0) }
      let help =
        UnitKeys.closest(toSection: name.value, in: file).map { "did you mean [\($0)]?" }
        ?? other.map { "\(title) is a section of .\($0) files: write it below '\($0)'" }
      return Problem(
        "\(quoted(name.value)) is no section of a .\(file) file", at: name.range, help: help)
    }
    let kinds = file == .netdev ? UnitKeys.kinds(ofNetdevSection: name.value) : []
    guard let kind, !kinds.isEmpty, !kinds.contains(kind) else { return nil }
    return Problem("\(title) is for kind \(alternatives(kinds)), not for \(kind)", at: name.range)
  }

  fileprivate func isTooMany(in file: UnitFileKind) -> Problem {
    Problem(
      "[\(name.value)] stands in a .\(file) file once", at: name.range,
      help: "write all its keys in one mapping")
  }

  fileprivate func cannotDrop(_ entry: RawUnits.Entry) -> Problem {
    Problem(
      "an empty \(entry.key.value)= drops what the program writes, "
        + "and this [\(name.value)] is one more", at: entry.value.range,
      help: "leave the key out")
  }

  fileprivate var firstOfEachKey: [RawUnits.Entry] {
    var seen: Set<String> = []
    return entries.filter { seen.insert($0.key.value).inserted }
  }
}

extension UnitKey {
  fileprivate func problem(
    at range: SourceRange, version: NetworkdVersion?, modelled: (UnitKey) -> String?
  ) -> Problem? {
    if let help = ownership {
      return Problem("\(self) is written by the program", at: range, help: help)
    }
    if let name = modelled(self) ?? modelled(UnitKeys.newest(of: self)) {
      return Problem("\(self) is written by the program", at: range, help: "write '\(name)'")
    }
    let host = version.map { "; this host has \($0)" } ?? ""
    switch UnitKeys.status(of: self, in: version) {
    case .known:
      return nil
    case .newer(let since):
      let older = version.flatMap { UnitKeys.spelling(of: self, in: $0) }
      return Problem(
        "\(self) came with systemd \(since)\(host)", at: range,
        help: older.map { "write \($0)" })
    case .gone(let since, let instead):
      return Problem(
        "\(self) is passed over since systemd \(since)\(host)", at: range,
        help: instead.map { "write \($0)" })
    case .unknown(let closest):
      let help = closest.map { meant in
        if let name = modelled(meant) { return "write '\(name)' for \(meant)" }
        let isNear = meant.file == file && meant.section == section
        return isNear ? "did you mean '\(meant.key)'?" : "did you mean \(meant)?"
      }
      return Problem(
        "\(quoted(key)) is no key of [\(section)] in a .\(file) file", at: range, help: help)
    }
  }

  /// What says instead to which link a file belongs, and whether networkd has it.
  private var ownership: String? {
    switch (file, section, key) {
    case (.netdev, "NetDev", "Name"), (.netdev, "NetDev", "Kind"):
      "the link's place in the manifest says it"
    case (.network, "Link", "Unmanaged"): "write 'managed'"
    case (.link, "Link", "Name"), (.link, "Link", "NamePolicy"): "write 'set-name'"
    default: nil
    }
  }
}
