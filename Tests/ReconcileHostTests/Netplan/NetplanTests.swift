import Foundation
import ReconcileHost
import Support
import Testing

@testable import ReconcileCore

/// Each folder below Netplan/Cases is one host in the words of netplan and in ours; the files that
/// both make of it have to mean the same.
@Suite(.enabled(if: Netplan.path != nil || Tools.mustBeThere, "netplan is not installed"))
struct NetplanTests {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Cases")
  static let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path()))?.sorted()

  @Test(arguments: names ?? [])
  func `what is rendered means what netplan renders`(name: String) async throws {
    let (netplan, ours) = try await Self.files(name)
    let comparison = Comparison(netplan: netplan, ours: ours)
    #expect(comparison.differences == [])

    // Nothing that either says is passed over: another value anywhere is a difference.
    for (changed, line) in Self.changes(of: netplan, in: comparison) {
      let differences = Comparison(netplan: changed, ours: ours).differences
      #expect(differences != [], "\(line) is not compared")
    }
    for (changed, line) in Self.changes(of: ours, in: comparison) {
      let differences = Comparison(netplan: netplan, ours: changed).differences
      #expect(differences != [], "\(line) is not compared")
    }
  }

  @Test func `there are forty cases, and each meant difference is in one`() async throws {
    let names = Self.names ?? []
    #expect(names.count >= 40)
    var meant: Set<Int> = []
    for name in names {
      let (netplan, ours) = try await Self.files(name)
      meant.formUnion(Comparison(netplan: netplan, ours: ours).meant)
    }
    let idle = MeantDifference.all.indices.filter { !meant.contains($0) }
    #expect(idle.map { MeantDifference.all[$0].reason } == [])
  }

  /// What netplan makes of each case; both tests need all, and each takes it a moment.
  private static let rendered = Task {
    var rendered: [String: Result<[UnitFile], any Error>] = [:]
    for name in names ?? [] {
      let file = folder.appending(path: name).appending(path: "netplan.yaml")
      do {
        let text = try String(contentsOf: file, encoding: .utf8)
        rendered[name] = .success(try await Netplan.files(text))
      } catch {
        rendered[name] = .failure(error)
      }
    }
    return rendered
  }

  private static func files(_ name: String) async throws -> (netplan: [UnitFile], ours: [UnitFile])
  {
    let folder = folder.appending(path: name)
    let netplan = try #require(await rendered.value[name]).get()
    let manifest = try Data(contentsOf: folder.appending(path: "hv01.yaml"))
    let result = ManifestLoader.load(path: "hv01.yaml") { _ in .success(Array(manifest)) }
    #expect(result.problems.filter { $0.severity == .error }.map { ProblemText.render($0) } == [])
    let desired = try Desired(#require(result.manifest))
    return (netplan, Renderer(version: NetworkdVersion(252)).files(desired))
  }

  /// The files with another value in one line, for each line that networkd and udev look at.
  private static func changes(
    of files: [UnitFile], in comparison: Comparison
  ) -> [(files: [UnitFile], line: String)] {
    var changes: [(files: [UnitFile], line: String)] = []
    for (place, file) in files.enumerated() where file.name != Ownership.guardName {
      for (number, section) in file.sections.enumerated() {
        for (line, entry) in section.entries.enumerated()
        where comparison.isUsed(entry, of: section, in: file) {
          var sections = file.sections
          sections[number].entries[line].value += "x"
          var changed = files
          changed[place] = UnitFile(name: file.name, sections: sections)
          changes.append((changed, "\(file.name) [\(section.name)] \(entry.key)="))
        }
      }
    }
    return changes
  }
}
