/// A YAML text while it is put together: what it says, and what it tells people beside that.
package indirect enum YAMLTree: Sendable, Hashable {
  case scalar(String)
  case list([Item])
  case map([Entry])

  package struct Entry: Sendable, Hashable {
    package var key: String
    package var value: YAMLTree
    /// Behind the value, as a comment.
    package var remark: String?

    package init(_ key: String, _ value: YAMLTree, remark: String? = nil) {
      self.key = key
      self.value = value
      self.remark = remark
    }

    package init(_ key: String, _ value: some CustomStringConvertible, remark: String? = nil) {
      self.init(key, .scalar(value.description), remark: remark)
    }

    /// A list of scalars.
    package init(_ key: String, each values: [some CustomStringConvertible]) {
      self.init(key, .list(values.map { Item(.scalar($0.description)) }))
    }
  }

  package struct Item: Sendable, Hashable {
    package var value: YAMLTree
    package var remark: String?

    package init(_ value: YAMLTree, remark: String? = nil) {
      self.value = value
      self.remark = remark
    }
  }

  /// An entry such as `enp4s0:`.
  package static let nothing = YAMLTree.map([])

  var isEmpty: Bool {
    switch self {
    case .scalar: false
    case .list(let items): items.isEmpty
    case .map(let entries): entries.isEmpty
    }
  }

  /// The places of an entry or item below the top, from outside in.
  typealias Path = [Int]

  /// What the path leads to, and by which keys.
  func search(_ path: ArraySlice<Int>) -> (keys: [String], value: YAMLTree)? {
    guard let place = path.first else { return ([], self) }
    switch self {
    case .scalar: return nil
    case .list(let items):
      return items.indices.contains(place) ? items[place].value.search(path.dropFirst()) : nil
    case .map(let entries):
      guard entries.indices.contains(place),
        let found = entries[place].value.search(path.dropFirst())
      else { return nil }
      return ([entries[place].key] + found.keys, found.value)
    }
  }

  /// Takes away what the path leads to, and what has nothing left in it then.
  mutating func remove(_ path: ArraySlice<Int>) {
    guard let place = path.first else { return }
    switch self {
    case .scalar: return
    case .list(var items):
      guard items.indices.contains(place) else { return }
      if path.count > 1 { items[place].value.remove(path.dropFirst()) }
      if path.count == 1 || items[place].value.isEmpty { items.remove(at: place) }
      self = .list(items)
    case .map(var entries):
      guard entries.indices.contains(place) else { return }
      if path.count > 1 { entries[place].value.remove(path.dropFirst()) }
      if path.count == 1 || entries[place].value.isEmpty {
        entries.remove(at: place)
      }
      self = .map(entries)
    }
  }
}
