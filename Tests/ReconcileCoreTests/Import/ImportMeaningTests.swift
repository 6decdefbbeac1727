import Testing

@testable import ReconcileCore

/// Each line of the files in Cases/import is in what the manifest renders to, or its loss is told.
@Suite struct ImportMeaningTests {
  /// Lines that say what is so anyway, so that nobody writes them again.
  private static let standard: Set = [
    "Network DHCP no", "Link RequiredForOnline yes", "Network IPv6AcceptRA no",
    "Network PrimarySlave yes",
  ]

  /// Keys that another key of the rendered files stands for.
  private static let renamed = [
    "Network IPv4Forwarding": "Network IPForward", "Network IPv6Forwarding": "Network IPForward",
  ]

  @Test(arguments: Files.names(in: ImportedCaseTests.folder))
  func `no line of a file is lost without a word`(name: String) throws {
    let root = ImportedCaseTests.folder + "/" + name
    let result = ImportedCaseTests.result(root)
    let manifest = try #require(load(["hv01.yaml": result.text]).manifest)
    let desired = Desired(manifest)
    var rendered: Set<String> = []
    for version in [252, 257] {
      for file in Renderer(version: NetworkdVersion(version)).files(desired) {
        rendered.formUnion(Self.lines(file.sections))
      }
    }
    let told = result.report
    for unit in ImportedCaseTests.units(root) where !unit.isDropIn {
      guard !told.contains(unit.path + ": ") else { continue }
      let files = EffectiveUnits(ImportedCaseTests.units(root))
      let all = files.networks + files.netdevs + files.links
      guard let file = all.first(where: { $0.path == unit.path }) else { continue }
      for line in Self.lines(file.sections) where !rendered.contains(line) {
        let words = line.split(separator: " ", maxSplits: 2).map(String.init)
        let key = "\(words[0]) \(words[1])"
        let isTold = told.contains("\(words[1])=\(words[2])")
        let isRenamed = Self.renamed[key].map { other in
          rendered.contains { $0.hasPrefix(other) }
        }
        #expect(
          Self.standard.contains(line) || isTold || isRenamed == true, "\(unit.path): \(line)")
      }
    }
  }

  /// `Section Key value`, one for each word of a list.
  private static func lines(_ sections: [UnitFile.Section]) -> Set<String> {
    var lines: Set<String> = []
    for section in sections where section.name != "Match" {
      // A default route without more is a gateway.
      let keys = Set(section.entries.map(\.key))
      let isGateway =
        section.name == "Route"
        && keys.subtracting(["Destination"]) == ["Gateway"]
      let isAddress = section.name == "Address" && keys == ["Address"]
      for entry in section.entries where !entry.value.isEmpty {
        if isGateway, entry.key == "Destination", entry.value.hasSuffix("/0") { continue }
        let name = isGateway || isAddress ? "Network" : section.name
        if ["Description", "Flags"].contains(entry.key) { continue }
        for word in entry.value.split(separator: " ") {
          lines.insert("\(name) \(entry.key) \(normal(entry.key, String(word)))")
        }
      }
    }
    return lines
  }

  private static func normal(_ key: String, _ word: String) -> String {
    // Id=1 is a number.
    if !["Id", "Metric", "Table", "Priority"].contains(key), let flag = UnitWords.flag(word) {
      return flag ? "yes" : "no"
    }
    if key.hasSuffix("Sec"), let seconds = UInt64(word) { return "\(seconds)s" }
    if key == "Table", let table = UnitWords.table(word) { return "\(table)" }
    return word
  }
}
