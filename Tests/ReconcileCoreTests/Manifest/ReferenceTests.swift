import Testing

@testable import ReconcileCore

/// The reference of the manifest is made of the tables that read it.
///
/// `RECORD=1 swift test` writes docs/manifest.md anew.
@Suite struct ReferenceTests {
  @Test func `the reference says what the tables say`() {
    let path = Files.package + "/docs/manifest.md"
    if Files.isRecording {
      Files.write(Self.reference, to: path)
      Issue.record("recorded")
    } else {
      #expect(Self.reference == Files.text(path))
    }
  }

  private static var reference: String {
    let common = InterfaceTable.keys.map(\.description)
    let names = Set(common.map(\.name))
    let kinds = LinkKind.allCases.map { kind in
      let own = LinkTables.table(kind).keys.map(\.description).filter { !names.contains($0.name) }
      return own.isEmpty ? "" : section("Every entry of `\(kind.key)` besides", own)
    }
    return """
      # The manifest

      One file for each host; its stem is the host's name. The tables that read a manifest are the
      source of this page.

      Types come from the key, not from YAML: a MAC or an address needs no quotes (but quote an IPv6
      value within `[ ]` or `{ }`), `yes` and `no` are booleans, and one plain value may stand for a
      list of one. Include paths are relative to the folder of the manifest.

      \(section("Top level", ManifestTables.top.keys.map(\.description)))
      \(section("Every entry of each kind of link", common))
      \(kinds.filter { !$0.isEmpty }.joined(separator: "\n"))
      \(section("Every entry of `routes`", RouteTable.table.keys.map(\.description)))
      ## Lints

      Warnings that can be meant; `allow: [id]` on a link silences one there.

      | id | it warns where |
      | --- | --- |
      \(Lint.all.map { "| `\($0.id)` | \($0.summary) |" }.joined(separator: "\n"))

      ## /etc/reconcile/config.yaml

      The host's own policy: never from git, writable by root alone.

      \(table(HostConfiguration.table.keys.map(\.description)))

      """
  }

  private static func section(_ title: String, _ keys: [KeyDescription]) -> String {
    "## \(title)\n\n" + table(keys) + "\n"
  }

  private static func table(_ keys: [KeyDescription]) -> String {
    let rows = keys.map { key in
      let unset = key.unset ?? "must be written"
      return "| `\(key.name)` | \(key.summary) | \(key.expected) | \(unset) |"
    }
    return (["| key | meaning | takes | unset |", "| --- | --- | --- | --- |"] + rows)
      .joined(separator: "\n")
  }
}
