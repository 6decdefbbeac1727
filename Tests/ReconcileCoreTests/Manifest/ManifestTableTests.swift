import Testing

@testable import ReconcileCore

/// What the reference page and the schema rely on.
@Suite struct ManifestTableTests {
  static let keys: [KeyDescription] =
    ManifestTables.top.keys.map(\.description) + RouteTable.table.keys.map(\.description)
    + LinkKind.allCases.flatMap { LinkTables.table($0).keys.map(\.description) }

  @Test(arguments: keys.map(\.name))
  func `a key has a name of lower-case words`(name: String) {
    let isPlain = name.allSatisfy { $0.isLowercase || $0 == "-" || $0.isNumber }
    #expect(isPlain)
  }

  @Test func `every key is explained in a sentence`() {
    for key in Self.keys {
      #expect(key.summary.hasSuffix("."), "\(key.name)")
      #expect(!key.expected.isEmpty)
      #expect(key.unset?.hasSuffix(".") != true, "\(key.name)")
    }
  }

  @Test func `no key stands in a table twice or is promised for later`() {
    func check<Target>(_ table: MappingTable<Target>) {
      let names = table.keys.map(\.name)
      #expect(Set(names).count == names.count)
      #expect(table.later.isDisjoint(with: names))
    }
    check(ManifestTables.top)
    for kind in LinkKind.allCases { check(LinkTables.table(kind)) }
    check(RouteTable.table)
  }
}
