import Support
import Testing

@testable import ReconcileCore

/// Each folder below Cases/import holds a tree of files, the manifest that they come to, and what
/// is said about it.
@Suite struct ImportedCaseTests {
  static let folder = Files.cases + "/import"

  /// The unit files of a tree.
  static func units(_ root: String) -> [UnitOnDisk] {
    UnitOnDisk.folders.flatMap { folder in
      names(root + folder, "").map { name in
        UnitOnDisk(
          folder: folder, name: name, text: Files.text("\(root)\(folder)/\(name)") ?? "",
          identity: FileIdentity(device: 1, inode: 1, modified: 1, size: 1))
      }
    }
  }

  /// The files of a folder, those of the folders of drop-ins with them.
  private static func names(_ folder: String, _ prefix: String) -> [String] {
    Files.names(in: folder).flatMap { name in
      name.hasSuffix(".d")
        ? Self.names("\(folder)/\(name)", "\(prefix)\(name)/") : [prefix + name]
    }
  }

  static func importer(_ root: String) -> Importer {
    let interfaces = Files.text(root + "/etc/network/interfaces")
    let foreign = interfaces.map { text in
      Ifupdown(text, name: "/etc/network/interfaces") { Files.interfaces(root, $0) }
    }
    return Importer(units: units(root), others: foreign)
  }

  @Test(arguments: Files.names(in: folder))
  func `files come to a manifest`(name: String) throws {
    let folder = Self.folder + "/" + name
    let result = Self.importer(folder).result()
    let loaded = load(["hv01.yaml": result.text])
    #expect(
      loaded.problems.filter { $0.severity == .error }.map { ProblemText.render($0) } == [],
      "\(result.text)")
    expectGolden(result.text, folder + "/hv01.yaml")
    expectGolden(result.report, folder + "/notes.txt")
  }
}

extension Files {
  /// The files that a path of `source` stands for: itself, or all of a folder.
  static func interfaces(_ root: String, _ path: String) -> [OtherManagers.ConfigurationFile] {
    let folder = path.dropLast(2)
    let paths = path.hasSuffix("/*") ? names(in: root + folder).map { "\(folder)/\($0)" } : [path]
    return paths.compactMap { path in
      text(root + path).map { .init(path: path, text: $0) }
    }
  }
}
