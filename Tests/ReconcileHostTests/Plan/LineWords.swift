@testable import ReconcileCore

/// The words of a line, taken one by one; a word that means nothing there is an error.
struct LineWords {
  struct Impossible: Error, CustomStringConvertible {
    var line: String
    var description: String { "'\(line)' cannot happen there" }
  }

  private let line: String
  private var rest: ArraySlice<String>

  init(_ line: String) {
    self.line = line
    rest = line.split(separator: " ").map(String.init)[...]
  }

  var error: Impossible { Impossible(line: line) }

  mutating func nextIfAny() -> String? { rest.popFirst() }

  mutating func next() throws -> String { try wanted(rest.popFirst()) }

  /// All that are left, one at least.
  mutating func all() throws -> [String] {
    defer { rest = [] }
    guard !rest.isEmpty else { throw error }
    return Array(rest)
  }

  func expectEnd() throws {
    guard rest.isEmpty else { throw error }
  }

  /// - Throws: Where there is none.
  func wanted<Value>(_ value: Value?) throws -> Value {
    guard let value else { throw error }
    return value
  }

  mutating func number<Number: FixedWidthInteger>() throws -> Number {
    try wanted(Number(next()))
  }

  mutating func cidr() throws -> CIDR { try wanted(CIDR(next())) }

  mutating func address() throws -> IPAddress { try wanted(IPAddress(next())) }

  mutating func mac() throws -> MACAddress { try wanted(MACAddress(next())) }

  /// The index of the link of that name.
  mutating func link(in kernel: KernelState) throws -> Int32 {
    let name = try next()
    return try wanted(kernel.links.first { $0.name == name }?.index)
  }

  /// Removes what is so.
  func remove<Item>(from items: inout [Item], where isSo: (Item) -> Bool) throws {
    guard items.contains(where: isSo) else { throw error }
    items.removeAll(where: isSo)
  }

  /// Changes what is so.
  func change<Item>(
    _ items: inout [Item], where isSo: (Item) -> Bool, _ change: (inout Item) throws -> Void
  ) throws {
    guard items.contains(where: isSo) else { throw error }
    for place in items.indices where isSo(items[place]) { try change(&items[place]) }
  }

  /// A setting of one of the options: its name and its value.
  mutating func setting(_ table: [LinkOption]) throws -> OptionSetting {
    let name = try next()
    let option = try wanted(table.first { $0.attribute.rawValue == name })
    let text = try next()
    let value: OptionValue? =
      switch option.form {
      case .flag: Switch.value(text).map { .flag($0) }
      case .number: UInt64(text).map { .number($0) }
      case .words(let words): words.contains { $0.text == text } ? .word(text) : nil
      case .time: OptionValue.microseconds(text).map { .time($0) }
      case .mac, .link, .macs, .arpTargets: nil
      }
    return OptionSetting(option.attribute, try wanted(value))
  }
}
