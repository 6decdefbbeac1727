import Support
import Testing

@testable import ReconcileCore

/// The reference of the manifest is made of the tables that read it.
@Suite struct ReferenceTests {
  @Test func `the reference says what the tables say`() {
    expectGolden(Self.reference, Files.package + "/docs/manifest.md")
  }

  private static var reference: String {
    let kinds = LinkKind.allCases.map { kind in
      let shared = Set(InterfaceTable.keys.map(\.name))
      let own = LinkTables.table(kind).keys.map(\.description).filter { !shared.contains($0.name) }
      let changes = Dictionary(
        (LinkOption.tables[kind] ?? []).map { ($0.key, $0.change) },
        uniquingKeysWith: { first, _ in first })
      return """
        ## `\(kind.key)`

        \(LinkTables.summary(kind)) \(lead(kind))\(own.isEmpty ? "" : "\n\n")\(table(own, changes: changes))
        """
    }
    return """
      # The manifest

      One file for each host; its stem is the host's name. The tables that read a manifest are the
      source of this page and of the [JSON Schema](manifest.schema.json) that `reconcile schema`
      prints.

      Types come from the key, not from YAML: a MAC or an address needs no quotes (but quote an IPv6
      value within `[ ]` or `{ }`), `yes` and `no` are booleans, and one plain value may stand for a
      list of one. Include paths are relative to the folder of the manifest.

      "Unset" is what the host has where a key is not written. It is asserted like a written value,
      unless it says otherwise. "Goes to" is the section and key of the systemd-networkd file; what
      goes nowhere is only compared, or steers the program.

      \(section("Top level", ManifestTables.top))
      ## Every link

      The entries of all kinds take these keys; each kind has more below.

      \(table(InterfaceTable.keys.map(\.description)))

      \(section("An entry of `addresses` that has more", AddressTable.table))
      \(section("Every entry of `routes`", RouteTable.table))
      \(section("Every entry of `routing-policy`", PolicyRuleTable.table))
      \(section("`dhcp-options`", DHCPOptions.table))
      \(section("`ra-options`", RAOptions.table))
      \(section("`hardware` of a NIC", HardwareSettings.table))
      \(section("`port`", BridgePort.table))
      \(kinds.joined(separator: "\n\n"))

      \(section("`match` of a NIC", NICMatch.table))
      \(section("Every entry of `guests`", GuestTable.table))
      \(section("Every entry of `interfaces` of a guest", AttachmentTable.table))
      \(section("`inbound` and `outbound`", BandwidthTable.table))
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

  private static func lead(_ kind: LinkKind) -> String {
    let keys = "[Every link](#every-link) has its other keys."
    return switch kind {
    case .dummy: "A dummy has no key of its own. \(keys)"
    case .nic: "They are never made and never removed. \(keys)"
    case .bond, .bridge, .vlan, .macvlan, .macvtap, .ipvlan, .vrf: keys
    }
  }

  private static func section<Target>(_ title: String, _ table: MappingTable<Target>) -> String {
    "## \(title)\n\n" + self.table(table.keys.map(\.description)) + "\n"
  }

  /// - Parameter changes: How a live link gets another value, by key.
  private static func table(
    _ keys: [KeyDescription], changes: [String: LinkOption.Change] = [:]
  ) -> String {
    guard !keys.isEmpty else { return "" }
    let goes = keys.contains { $0.goes != nil }
    let columns =
      ["key", "meaning", "takes", "unset"] + (goes ? ["goes to"] : [])
      + (changes.isEmpty ? [] : ["on a live link"])
    let rows = keys.map { key in
      [
        "`\(key.name)`", key.summary, key.expected, key.unset ?? "must be written",
      ] + (goes ? [key.goes.map { "`\($0)`" } ?? "-"] : [])
        + (changes.isEmpty
          ? [] : [changes[key.name].map(word) ?? (key.name == "parent" ? "made anew" : "at once")])
    }
    return ([columns, columns.map { _ in "---" }] + rows)
      .map { "| \($0.joined(separator: " | ")) |" }.joined(separator: "\n")
  }

  private static func word(_ change: LinkOption.Change) -> String {
    switch change {
    case .live: "at once"
    case .down: "down for a moment"
    case .replace: "made anew"
    }
  }
}
