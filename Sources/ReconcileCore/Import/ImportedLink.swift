/// A link as files and the kernel have it, on its way to an entry of the manifest.
struct ImportedLink {
  /// The id in the manifest.
  var id: String
  /// The kernel's name, if one is known.
  var kernelName: String?
  var kind: LinkKind
  /// What the kernel has of it, if there is such a link.
  var live: KernelLink?
  var parent: String?
  var members: [String] = []
  /// Its .network.
  var network: EffectiveUnits.File?
  var netdev: EffectiveUnits.File?
  var link: EffectiveUnits.File?
  /// The keys of the manifest, in no order yet.
  var entries: [YAMLTree.Entry] = []
  /// What the files leave below `networkd:`, by file.
  var raw: [YAMLTree.Entry] = []
  /// What the files say where the manifest has a default of its own.
  var stated = Stated()

  struct Stated {
    var linkLocal: (value: Families, remark: String?)?
    var requiredForOnline: (value: OnlineRequirement, remark: String?)?
  }

  init(id: String, kernelName: String?, kind: LinkKind) {
    self.id = id
    self.kernelName = kernelName
    self.kind = kind
  }

  var title: String { "\(kind.key).\(id)" }

  mutating func set(_ key: String, _ value: (some CustomStringConvertible)?, remark: String? = nil)
  {
    if let value { set(YAMLTree.Entry(key, value, remark: remark)) }
  }

  mutating func set(_ key: String, each values: [some CustomStringConvertible]) {
    if !values.isEmpty { set(YAMLTree.Entry(key, each: values)) }
  }

  /// A key that is there already gets the new value.
  mutating func set(_ entry: YAMLTree.Entry) {
    entries.removeAll { $0.key == entry.key }
    entries.append(entry)
  }

  func text(_ key: String) -> String? {
    guard case .scalar(let text) = entries.first(where: { $0.key == key })?.value else {
      return nil
    }
    return text
  }

  func items(_ key: String) -> [YAMLTree.Item] {
    guard let value = entries.first(where: { $0.key == key })?.value else { return [] }
    switch value {
    case .list(let items): return items
    case .scalar: return [YAMLTree.Item(value)]
    case .map: return []
    }
  }

  /// The entry of the manifest, its keys in the order of the reference.
  var tree: YAMLTree {
    var entries = entries
    if let parent { entries.append(YAMLTree.Entry("parent", parent)) }
    if !members.isEmpty { entries.append(YAMLTree.Entry("members", each: members)) }
    if !raw.isEmpty { entries.append(YAMLTree.Entry("networkd", .map(raw))) }
    let order = LinkTables.table(kind).keys.map(\.name) + ["networkd"]
    return .map(
      entries.enumerated().sorted { left, right in
        let places = [left, right].map { order.firstIndex(of: $0.element.key) ?? order.count }
        return (places[0], left.offset) < (places[1], right.offset)
      }.map(\.element))
  }
}
