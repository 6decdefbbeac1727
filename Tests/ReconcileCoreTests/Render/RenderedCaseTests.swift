import Support
import Testing

@testable import ReconcileCore

/// Each folder below Cases/render holds a manifest and the files for two versions of systemd.
@Suite struct RenderedCaseTests {
  static let folder = Files.cases + "/render"

  @Test(arguments: Files.names(in: folder), [252, 257])
  func `a manifest is rendered`(name: String, version: Int) throws {
    try check(Self.folder + "/" + name, version) { $0.files($1) }
  }

  @Test(arguments: Files.names(in: Files.cases + "/initrd"), [252, 257])
  func `the management network alone is rendered`(name: String, version: Int) throws {
    try check(Files.cases + "/initrd/" + name, version) { try $0.initrdFiles($1) }
  }

  @Test func `a host without a way in has no initrd`() throws {
    let manifest = try #require(
      load([
        "hv01.yaml": """
        version: 1
        nics: {enp4s0: }
        macvlans: {guests: {parent: enp4s0}, storage: {parent: enp4s0, addresses: [10.0.0.1/24]}}
        """
      ]).manifest)
    #expect(throws: Desired.NoManagement.self) {
      try Renderer(version: NetworkdVersion(252)).initrdFiles(Desired(manifest))
    }
  }

  private func check(
    _ folder: String, _ version: Int, _ render: (Renderer, Desired) throws -> [UnitFile]
  ) throws {
    let result = Files.load("hv01.yaml", in: folder)
    #expect(result.problems.map { ProblemText.render($0) } == [])
    let desired = Desired(try #require(result.manifest))
    let files = try render(Renderer(version: NetworkdVersion(version)), desired)
    let text = files.map { "# \($0.name)\n\($0.text)" }.joined(separator: "\n")
    expectGolden(text, "\(folder)/units-\(version).txt")
  }

  /// The manifests of all cases that ask for nothing that the version lacks.
  static func manifests(for version: Int) throws -> [Manifest] {
    try Files.names(in: folder).map { name in
      try #require(Files.load("hv01.yaml", in: folder + "/" + name).manifest)
    }.filter { VersionCheck.problems(in: $0, for: NetworkdVersion(version)).isEmpty }
  }

  @Test(arguments: NetworkdVersion.oldest...NetworkdVersion.newest)
  func `what is written is parsed back to the same`(version: Int) throws {
    for manifest in try Self.manifests(for: version) {
      for file in Renderer(version: NetworkdVersion(version)).files(Desired(manifest)) {
        #expect(UnitFile(name: file.name, parsing: file.text) == file)
        #expect(Ownership.hasHeader(file.text))
        #expect(Ownership.hasPrefix(file.name) || file.name.hasSuffix(Ownership.settingsSuffix))
      }
    }
  }

  @Test func `the order of the manifest does not change the files`() throws {
    let source = try #require(
      Files.load("hv01.yaml", in: Self.folder + "/macvlans-of-each-mode").manifest)
    var reversed = source
    reversed.links.reverse()
    // The lines of one parent follow the manifest's order; sort them to compare.
    func files(_ manifest: Manifest) -> [UnitFile] {
      Renderer(version: NetworkdVersion(252)).files(Desired(manifest)).map { file in
        let sections = file.sections.map { section in
          var section = section
          section.entries.sort { ($0.key, $0.value) < ($1.key, $1.value) }
          return section
        }
        return UnitFile(name: file.name, sections: sections)
      }
    }
    #expect(files(source) == files(reversed))
  }
}
