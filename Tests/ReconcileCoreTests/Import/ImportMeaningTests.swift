import Support
import Testing

@testable import ReconcileCore

/// Each line of the files in Cases/import is in what the manifest renders to, or its loss is told.
@Suite struct ImportMeaningTests {
  /// Lines that say what is so anyway, so that nobody writes them again.
  private static let standard: Set = [
    "Network DHCP no", "Link RequiredForOnline yes", "Network IPv6AcceptRA no",
    "Network PrimarySlave yes", "Route Table 254",
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
      // What a later empty assignment takes away counts for nobody.
      let kept = file.sections.map { section in
        var section = section
        section.entries.removeAll { entry in
          !Self.isRepeated(section.name)
            && !file.values(section.name, entry.key).contains(entry.value)
        }
        return section
      }
      for line in Self.lines(kept) where !rendered.contains(line) {
        // A host is written as a network of one.
        if ["/32", "/128"].contains(where: { rendered.contains(line + $0) }) { continue }
        let words = line.split(separator: " ", maxSplits: 2).map(String.init)
        let isTold =
          Self.spellings(words[2]).contains { told.contains("\(words[1])=\($0)") }
          || words[0].hasPrefix("DHCPv") && told.contains("the link asks no DHCP")
        let isOfLostLink = Self.names(file, words).contains { told.contains("s.\($0)=") }
        let isRenamed = Self.renamed["\(words[0]) \(words[1])"].map { other in
          rendered.contains { $0.hasPrefix(other) }
        }
        #expect(
          Self.standard.contains(line) || isTold || isOfLostLink || isRenamed == true,
          "\(unit.path): \(line)")
      }
    }
  }

  private static func isRepeated(_ section: String) -> Bool {
    ["Route", "Address", "RoutingPolicyRule", "IPv6Prefix"].contains(section)
  }

  private static func spellings(_ word: String) -> [String] {
    word == "yes" ? ["yes", "true"] : word == "no" ? ["no", "false"] : [word]
  }

  /// The links that a line is about.
  private static func names(_ file: EffectiveUnits.File, _ words: [String]) -> [String] {
    file.values("NetDev", "Name")
      + (words[1].utf8.allSatisfy { $0 < 97 } ? [words[2]] : [])
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
        let written = section.name == "DHCP" ? "DHCPv4" : section.name
        let name = isGateway || isAddress ? "Network" : written
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
