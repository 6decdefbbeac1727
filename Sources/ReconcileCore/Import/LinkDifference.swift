/// What somebody has changed of one link by hand, as the entry of the manifest that would say so.
package struct LinkDifference: Sendable {
  /// `macvlans.vmbridge`.
  package var title: String
  /// Keys that go or get another value, as the manifest has them now.
  var gone: [YAMLTree.Entry]
  var new: [YAMLTree.Entry]

  package var isEmpty: Bool { gone.isEmpty && new.isEmpty }

  /// - Returns: `nil` where neither the manifest nor the host has such a link.
  package init?(
    of link: String, desired: Desired, observed: Observation, version: NetworkdVersion
  ) {
    let wanted = Importer(
      units: Renderer(version: version).files(desired).map { file in
        UnitOnDisk(
          folder: UnitOnDisk.ourFolder, name: file.name, text: file.text,
          identity: FileIdentity(device: 0, inode: 0, modified: 0, size: 0))
      })
    var live = Importer(
      units: observed.units, kernel: observed.kernel, facts: observed.matchFacts, version: version)
    live.isExact = true
    let before = wanted.result().entry(of: link)
    let after = live.result().entry(of: link)
    guard before != nil || after != nil else { return nil }
    title = after?.title ?? before?.title ?? link
    let planner = Planner(desired: desired, observed: observed, version: version)
    let mac = desired.links.first { $0.name.text == link }.flatMap(planner.mac)
    let old = before?.entries ?? []
    let now = (after?.entries ?? []).filter { entry in
      // What the link has without a word in the manifest is no change.
      !(entry.key == "mac" && entry.value == mac.map { .scalar($0.description) })
        || old.contains { $0.key == "mac" }
    }
    gone = old.filter { entry in
      !now.contains { $0.key == entry.key && $0.value.isLike(entry.value) }
    }
    new = now.filter { entry in
      !old.contains { $0.key == entry.key && $0.value.isLike(entry.value) }
    }
  }

  /// The lines that go and come, key by key.
  package var text: String {
    var keys: [String] = []
    for entry in gone + new where !keys.contains(entry.key) { keys.append(entry.key) }
    return keys.map { key in
      lines("-", gone.first { $0.key == key }) + lines("+", new.first { $0.key == key })
    }.joined()
  }

  private func lines(_ mark: String, _ entry: YAMLTree.Entry?) -> String {
    guard let entry else { return "" }
    let plain = YAMLTree.Entry(entry.key, entry.value.withoutRemarks)
    return YAMLWriter.text(of: .map([.init("", .map([.init("", .map([plain]))]))]))
      .split(separator: "\n").dropFirst(2).map { "\(mark) \($0)\n" }.joined()
  }
}

extension Importer.Result {
  fileprivate func entry(of link: String) -> (title: String, entries: [YAMLTree.Entry])? {
    guard case .map(let kinds) = tree else { return nil }
    for kind in kinds {
      guard case .map(let links) = kind.value,
        case .map(let entries) = links.first(where: { $0.key == link })?.value
      else { continue }
      return ("\(kind.key).\(link)", entries)
    }
    return nil
  }
}

extension YAMLTree {
  /// Whether it says the same, whatever is remarked beside it.
  fileprivate func isLike(_ other: YAMLTree) -> Bool { withoutRemarks == other.withoutRemarks }

  fileprivate var withoutRemarks: YAMLTree {
    switch self {
    case .scalar: self
    case .list(let items): .list(items.map { Item($0.value.withoutRemarks) })
    case .map(let entries): .map(entries.map { Entry($0.key, $0.value.withoutRemarks) })
    }
  }
}
