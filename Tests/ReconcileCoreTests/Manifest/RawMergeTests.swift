import Support
import Testing

@testable import ReconcileCore

@Suite struct RawMergeTests {
  private func file(_ name: String, _ text: String) -> UnitFile {
    UnitFile(name: name, sections: UnitFile(name: name, parsing: text).sections)
  }

  private func overlaid(
    _ text: String, _ yaml: String, name: String = "05-reconcile-enp4s0.network"
  ) throws -> String {
    let raw = try #require(try rawUnits(yaml).raw)
    let merged = file(name, text).overlaid(with: raw)
    try merged.readBack()
    return String(merged.text.dropFirst(Ownership.header.count + 1))
  }

  private static let ours = """
    [Match]
    Name=enp4s0

    [Network]
    LinkLocalAddressing=no
    DNS=10.0.0.1
    KeepConfiguration=static
    MACVLAN=vmbridge

    [Route]
    Destination=10.0.0.0/8
    """

  @Test func `values replace, lists add, an empty value drops, sections that may repeat are added`()
    throws
  {
    let text = try overlaid(
      Self.ours,
      """
      network:
        Route:
          - {Metric: 7, Destination: 172.16.0.0/12}
          - {Destination: 192.168.0.0/16}
        Network: {LinkLocalAddressing: ipv6, LLDP: yes, DNS: [10.0.0.2, 10.0.0.3], KeepConfiguration: ""}
        Link: {ARP: no}
      """)
    #expect(
      text == """
        [Match]
        Name=enp4s0

        [Network]
        LinkLocalAddressing=ipv6
        DNS=10.0.0.1
        DNS=10.0.0.2
        DNS=10.0.0.3
        MACVLAN=vmbridge
        LLDP=yes

        [Route]
        Destination=10.0.0.0/8

        [Link]
        ARP=no

        [Route]
        Destination=172.16.0.0/12
        Metric=7

        [Route]
        Destination=192.168.0.0/16

        """)
  }

  @Test func `only the keys for this kind of file are taken`() throws {
    let yaml = "{network: {Network: {LLDP: yes}}, netdev: {NetDev: {MTUBytes: 1400}}}"
    let text = try overlaid(
      "[NetDev]\nName=a\nKind=macvlan\n", yaml, name: "05-reconcile-a.netdev")
    #expect(text == "[NetDev]\nName=a\nKind=macvlan\nMTUBytes=1400\n")
    #expect(
      try overlaid("[Match]\nOriginalName=a\n", yaml, name: "05-reconcile-a.link")
        == "[Match]\nOriginalName=a\n")
  }

  @Test func `a section whose last key is dropped goes`() throws {
    let text = try overlaid(
      "[Match]\nName=a\n\n[Link]\nRequiredForOnline=carrier\n",
      "network: {Link: {RequiredForOnline: \"\"}}")
    #expect(text == "[Match]\nName=a\n")
  }

  // MARK: Any keys at all

  private static let place: SourceRange = Source(name: "hv01.yaml", text: "").start

  private static let all = UnitKeys.all(.network).filter { $0.section != "Match" }
  private static let common = all.filter { ["Network", "Link", "Route"].contains($0.section) }

  /// Sections with keys and values of the table, some of which the file has.
  private func raw(using random: inout SplitMix64) -> RawUnits {
    var raw = RawUnits()
    for _ in 0..<Int.random(in: 0...6, using: &random) {
      guard
        let key = (Bool.random(using: &random) ? Self.common : Self.all).randomElement(
          using: &random)
      else { continue }
      let isRepeated = UnitKeys.isRepeated(section: key.section, in: .network)
      let isThere = raw.network.contains { $0.name.value == key.section }
      if isThere && !isRepeated { continue }
      let keys = Set(
        (0...Int.random(in: 0...4, using: &random)).compactMap { _ in
          Self.all.filter { $0.section == key.section }.randomElement(using: &random)
        })
      let entries = keys.flatMap { key -> [RawUnits.Entry] in
        let drops = !isRepeated && Int.random(in: 0..<4, using: &random) == 0
        let values =
          drops
          ? [""]
          : (0...Int.random(in: 0...2, using: &random)).map { _ in
            ["yes", "10.0.0.1", "a b", "#x", "[Link]", "a=b", ";", "ä", "%i", "'q'"]
              .randomElement(using: &random) ?? ""
          }
        return values.map {
          RawUnits.Entry(
            key: Located(key.key, at: Self.place), value: Located($0, at: Self.place))
        }
      }
      raw.network.append(
        RawUnits.Section(name: Located(key.section, at: Self.place), entries: entries))
    }
    return raw
  }

  @Test func `whatever the keys are, the file says them and nothing else`() throws {
    let seed = SplitMix64.seed
    print("SEED=\(seed)")
    var random = SplitMix64(seed: seed)
    let before = file("05-reconcile-enp4s0.network", Self.ours)
    for _ in 0..<500 {
      let raw = raw(using: &random)
      #expect(
        raw.problems(kind: nil, version: nil) { _ in nil }
          .allSatisfy { $0.message.contains("written by the program") })
      let after = before.overlaid(with: raw)
      try after.readBack()
      #expect(UnitFile(name: after.name, parsing: after.text) == after)

      // The order of the mappings does not show.
      var other = raw
      other.network.sort { $0.name.value > $1.name.value }
      for index in other.network.indices {
        other.network[index].entries.sort { $0.key.value > $1.key.value }
      }
      #expect(before.overlaid(with: other) == after)

      try expectEachKey(of: raw, before: before, after: after)
    }
  }

  private func expectEachKey(of raw: RawUnits, before: UnitFile, after: UnitFile) throws {
    let names = Set((before.sections + after.sections).map(\.name))
    for name in names {
      let sections = raw.network.filter { $0.name.value == name }
      if UnitKeys.isRepeated(section: name, in: .network) {
        let ours = before.sections.filter { $0.name == name }
        let theirs = after.sections.filter { $0.name == name }
        #expect(Array(theirs.prefix(ours.count)) == ours)
        #expect(
          theirs.dropFirst(ours.count).map { Set($0.entries) }
            == sections.map { section in
              Set(section.entries.map { .init(key: $0.key.value, value: $0.value.value) })
            })
        continue
      }
      #expect(after.sections.count { $0.name == name } <= 1)
      let entries = sections.flatMap(\.entries)
      let keys = Set(
        (before.sections + after.sections).filter { $0.name == name }
          .flatMap { $0.entries.map(\.key) })
      for key in keys {
        let given = entries.filter { $0.key.value == key }.map(\.value.value)
        let ours = before.values(name, key)
        let isList = UnitKeys.isList(UnitKey(file: .network, section: name, key: key))
        let wanted =
          switch given {
          case []: ours
          case [""]: [String]()
          default: isList ? ours + given : given
          }
        #expect(after.values(name, key) == wanted, "\(key)")
      }
    }
  }
}
