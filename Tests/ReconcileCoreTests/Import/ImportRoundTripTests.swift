import Support
import Testing

@testable import ReconcileCore

/// What was rendered comes back in meaning. `SEED=n` repeats a run.
@Suite struct ImportRoundTripTests {
  /// The files of a manifest as they stand on a host.
  static func units(_ desired: Desired, version: NetworkdVersion) -> [UnitOnDisk] {
    Renderer(version: version).files(desired).map { file in
      UnitOnDisk(
        folder: Ownership.folder(ofFile: file.name), name: file.name, text: file.text,
        identity: FileIdentity(device: 1, inode: 1, modified: 1, size: 1))
    }
  }

  /// What a host shall be, with nothing in it that only an order or no file of the version tells.
  static func meaning(_ desired: Desired, _ version: NetworkdVersion) -> [String: DesiredLink] {
    var links: [String: DesiredLink] = [:]
    for var link in desired.links where link.isManaged {
      link.children.sort { $0.name < $1.name }
      if link.addresses.isEmpty, !version.awaitsGateways {
        for route in link.routes.indices where link.routes[route].gateway != nil {
          link.routes[route].isOnLink = true
        }
      }
      link.routes.sort { "\($0)" < "\($1)" }
      link.rules.sort { "\($0)" < "\($1)" }
      link.addresses.sort { "\($0)" < "\($1)" }
      link.isManagement = false
      link.foreignAddresses = .remove
      link.keepAddresses = []
      // That stands in a rule of udev.
      link.tap?.owner = nil
      link.tap?.group = nil
      link.fights = .repair
      link.fileValues = told(link.fileValues, version)
      link.raw?.network.sort { $0.name.value < $1.name.value }
      // What networkd does anyway is not written again.
      if link.activationPolicy == .up { link.activationPolicy = nil }
      let isKeptDown = link.activationPolicy.map { [.manual, .down, .alwaysDown].contains($0) }
      if link.requiredForOnline == (isKeptDown == true ? .no : .yes) {
        link.requiredForOnline = nil
      }
      links[link.name.text] = link
    }
    return links
  }

  /// The settings that the version has a key for, however the manifest words them.
  private static func told(_ values: [FileValue], _ version: NetworkdVersion) -> [FileValue] {
    values.filter { UnitKeys.spelling(of: $0.unit, in: version) != nil }
      .map { value in
        var value = value
        value.text = ""
        value.isOptional = false
        return value
      }
      .sorted { "\($0.unit)" < "\($1.unit)" }
  }

  /// The fields that differ.
  private static func difference(_ before: DesiredLink, _ after: DesiredLink) -> [String] {
    zip(Mirror(reflecting: before).children, Mirror(reflecting: after).children).compactMap {
      "\($0.value)" == "\($1.value)" ? nil : "\($0.label ?? ""): \($0.value) -> \($1.value)"
    }
  }

  private func check(_ manifest: Manifest, _ version: NetworkdVersion, _ text: String) throws {
    let desired = Desired(manifest)
    let result = Importer(units: Self.units(desired, version: version)).result()
    let leftOut = result.notes.filter { $0.kind == .leftOut }
    #expect(leftOut.isEmpty, "\(leftOut)\n\(text)\n\(result.text)")
    let loaded = load(["hv01.yaml": result.text])
    let imported = try #require(
      loaded.manifest, "\(loaded.problems.map { ProblemText.render($0) })\n\(text)\n\(result.text)")
    let (before, after) = (Self.meaning(desired, version), Self.meaning(Desired(imported), version))
    #expect(before.keys.sorted() == after.keys.sorted())
    for (name, link) in before where after[name] != link {
      let fields = after[name].map { Self.difference(link, $0) } ?? ["no such link"]
      Issue.record("\(name): \(fields)\n\(text)\n\(result.text)")
    }
  }

  /// Keys of interfaces that some of many random manifests have.
  private static let keys =
    InterfaceTable.keys.map(\.name).filter { !["management", "allow"].contains($0) }
    + ["hardware", "managed", "match", "set-name", "label", "preferred", "prefix-route"]

  @Test func `a thousand random manifests come back`() throws {
    let seed = SplitMix64.seed
    print("SEED=\(seed)")
    var host = RandomHost(seed: seed)
    var count = 0
    var kinds: Set<LinkKind> = []
    var keys: Set<String> = []
    var tried = 0
    while count < 1000 {
      let text = host.text()
      tried += 1
      try #require(tried < 20_000, "only \(count) of \(tried) manifests were valid")
      guard let manifest = load(["hv01.yaml": text]).manifest else { continue }
      count += 1
      kinds.formUnion(manifest.links.map(\.kind))
      keys.formUnion(Self.keys.filter { text.contains(" \($0):") })
      try check(manifest, NetworkdVersion([252, 257][count % 2]), text)
    }
    #expect(kinds == Set(LinkKind.allCases))
    #expect(keys == Set(Self.keys))
  }

  @Test(arguments: Files.names(in: Files.package + "/manifests").filter { $0.hasSuffix(".yaml") })
  func `each manifest of the repository comes back`(name: String) throws {
    let manifest = try #require(Files.load(name, in: Files.package + "/manifests").manifest)
    for version in [247, 252, 256, 262] {
      try check(manifest, NetworkdVersion(version), name)
    }
  }

  @Test(arguments: Files.names(in: Files.cases + "/render"))
  func `each case of the renderer comes back`(name: String) throws {
    let manifest = try #require(
      Files.load("hv01.yaml", in: "\(Files.cases)/render/\(name)").manifest)
    for version in [247, 252, 256, 262] {
      try check(manifest, NetworkdVersion(version), name)
    }
  }

  @Test func `a written tree reads back to the same in both styles`() throws {
    let seed = SplitMix64.seed
    print("SEED=\(seed)")
    var host = RandomHost(seed: seed)
    for _ in 0..<60 {
      guard let manifest = load(["hv01.yaml": host.text()]).manifest else { continue }
      let version = NetworkdVersion(252)
      let tree = Importer(units: Self.units(Desired(manifest), version: version)).result().tree
      let pretty = load(["hv01.yaml": YAMLWriter.text(of: tree)]).manifest
      let plain = Importer.load(tree).manifest
      #expect(
        pretty.map { Self.meaning(Desired($0), version) }
          == plain.map { Self.meaning(Desired($0), version) })
      #expect(pretty != nil)
    }
  }
}
