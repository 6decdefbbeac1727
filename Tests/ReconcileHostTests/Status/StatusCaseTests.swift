import Support
import Testing

@testable import ReconcileCore
@testable import ReconcileHost

/// Each folder below Status/Cases is a host, a manifest, and what is told of the host, of each of its
/// links and of each guest. The host is that of the plan case of the same name, unless the folder has
/// its own.
@Suite struct StatusCaseTests {
  static let folder = Files.package + "/Tests/ReconcileHostTests/Status/Cases"

  static func status(_ name: String, in folder: String = folder) async throws -> HostStatus {
    let `case` = try await PlanCase(named: name, in: folder)
    let heading = PlanText.Heading(
      manifest: "manifests/hv01.yaml", version: `case`.planner.version,
      generation: `case`.planner.observed.record?.generation)
    return HostStatus(`case`.planner, `case`.plan, heading: heading)
  }

  @Test(arguments: Files.names(in: folder))
  func `a status follows from a host and a manifest`(name: String) async throws {
    let status = try await Self.status(name)
    let folder = "\(Self.folder)/\(name)"
    var text = "$ reconcile status\n" + StatusText(status).whole
    for name in status.links.map(\.name) + status.guests.map(\.name) {
      text += "\n$ reconcile status \(name)\n" + StatusText(try status.about(name)).details
    }
    #expect(text.utf8.allSatisfy { $0 < 0x7f })
    #expect(!text.contains(" \n"))
    expectGolden(text, "\(folder)/status.txt")
  }

  @Test func `JSON has all that the text has`() async throws {
    let status = try await Self.status("guest-with-other-settings")
    expectGolden(
      try prettyJSON(try status.about("web1")) + "\n",
      "\(Self.folder)/guest-with-other-settings/status.json")
    expectGolden(
      try prettyJSON(try await Self.status("macvtap")) + "\n", "\(Self.folder)/macvtap/status.json")
  }

  @Test func `there are cases`() {
    #expect(Files.names(in: Self.folder).count >= 8)
  }
}
