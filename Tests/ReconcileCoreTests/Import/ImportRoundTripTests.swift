import Support
import Testing

@testable import ReconcileCore

/// What was rendered comes back in meaning. `SEED=n` repeats a run.
@Suite struct ImportRoundTripTests {
  /// The files of a manifest as they stand on a host.
  static func units(_ desired: Desired, version: NetworkdVersion) -> [UnitOnDisk] {
    Renderer(version: version).files(desired).map { file in
      UnitOnDisk(
        folder: UnitOnDisk.ourFolder, name: file.name, text: file.text,
        identity: FileIdentity(device: 1, inode: 1, modified: 1, size: 1))
    }
  }

  /// What a host shall be, with nothing in it that only an order or no file tells.
  static func meaning(_ desired: Desired) -> [String: DesiredLink] {
    var links: [String: DesiredLink] = [:]
    for var link in desired.links {
      link.children.sort { $0.name < $1.name }
      link.routes.sort { "\($0)" < "\($1)" }
      link.isManagement = false
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
    let (before, after) = (Self.meaning(desired), Self.meaning(Desired(imported)))
    #expect(before.keys.sorted() == after.keys.sorted())
    for (name, link) in before where after[name] != link {
      let fields = after[name].map { Self.difference(link, $0) } ?? ["no such link"]
      Issue.record("\(name): \(fields)\n\(text)\n\(result.text)")
    }
  }

  @Test func `a thousand random manifests come back`() throws {
    let seed = SplitMix64.seed
    print("SEED=\(seed)")
    var host = RandomHost(seed: seed)
    var count = 0
    var kinds: Set<LinkKind> = []
    var tried = 0
    while count < 1000 {
      let text = host.text()
      tried += 1
      try #require(tried < 20_000, "only \(count) of \(tried) manifests were valid")
      guard let manifest = load(["hv01.yaml": text]).manifest else { continue }
      count += 1
      kinds.formUnion(manifest.links.map(\.kind))
      try check(manifest, NetworkdVersion([252, 257][count % 2]), text)
    }
    #expect(kinds == Set(LinkKind.allCases))
  }

  @Test(arguments: Files.names(in: Files.package + "/manifests").filter { $0.hasSuffix(".yaml") })
  func `each manifest of the repository comes back`(name: String) throws {
    let manifest = try #require(Files.load(name, in: Files.package + "/manifests").manifest)
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
      let tree = Importer(units: Self.units(Desired(manifest), version: NetworkdVersion(252)))
        .result().tree
      let pretty = load(["hv01.yaml": YAMLWriter.text(of: tree)]).manifest
      let plain = Importer.load(tree).manifest
      #expect(
        pretty.map { Self.meaning(Desired($0)) } == plain.map { Self.meaning(Desired($0)) })
      #expect(pretty != nil)
    }
  }
}
