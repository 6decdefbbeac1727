import Foundation
import Testing

/// The drift alone, layer by layer, with the diffs of files.
@Suite("Audit", .enabled(if: ThrowawayHost.isPossible))
struct AuditTests {
  private static let manifest = """
    version: 1
    nics: {enp4s0: }
    macvlans: {vmbridge: {parent: enp4s0, addresses: [10.0.0.5/24]}}

    """
  private static let file = "/etc/systemd/network/05-reconcile-vmbridge.network"
  private static let netdev = "/etc/systemd/network/05-reconcile-vmbridge.netdev"

  private struct Document: Decodable {
    struct Link: Decodable { var differences: [Row] }
    struct Row: Decodable {
      var layer: String
      var diff: String?
      var modified: String?
      var owner: Int?
    }
    var format: String
    var links: [Link]
  }

  @Test func `an audit tells the drift of each layer and changes nothing`() async throws {
    let host = try await ThrowawayHost()
    try await host.apply(Self.manifest)
    let clean = try await host.reconcile("audit")
    #expect(clean.status == 0, "\(clean)")
    #expect(clean.output.contains("No drift"))

    try await host.sh(
      """
      cp \(Self.file) /run/applied.network
      sed -i 's/^Address=.*/Address=10.0.0.6\\/24/' \(Self.file)
      printf 'MTUBytes=1400\\n# \\033[31mred\\303\\251' >>\(Self.file)
      touch -d '2026-01-02 03:04:05 UTC' \(Self.file)
      chown 65534 \(Self.file)
      rm \(Self.netdev)
      touch /etc/systemd/network/05-reconcile-enp4s0.network
      ip link set vmbridge mtu 1400
      """)
    try host.write(Self.manifest.replacing("10.0.0.5", with: "10.0.0.7"))
    try await host.settle()
    let before = try await host.state()
    var audits: [Execution] = []
    let events = try await host.monitor {
      // The lock of an apply is in nobody's way.
      audits.append(
        try await host.script(
          "mkdir -p /run/reconcile; exec 9>>/run/reconcile/lock; flock 9; $reconcile audit $manifest"
        ))
      audits.append(try await host.reconcile("audit", "--json"))
    }
    #expect(events == [])
    #expect(try await host.state() == before)
    let text = audits[0]
    #expect(text.status == 2 && audits[1].status == 2, "\(text)")
    let places = [
      "Drift in our files", "05-reconcile-vmbridge.netdev deleted",
      "05-reconcile-vmbridge.network edited", "Drift in what systemd-networkd has loaded",
      "not reloaded -> loaded", "Drift in the kernel", "1400 -> 1500",
    ].map { text.output.range(of: $0)?.lowerBound }
    #expect(!places.contains(nil) && places.compactMap { $0 } == places.compactMap { $0 }.sorted())
    #expect(text.output.contains("+++ \(Self.file)\t2026-01-02 03:04:05 UTC, owner 65534\n"))
    #expect(text.output.contains("      -Address=10.0.0.5/24\n      +Address=10.0.0.6/24\n"))
    #expect(!text.output.contains("10.0.0.7"), "what the manifest changes is no drift: \(text)")
    #expect(text.output.utf8.allSatisfy { (0x20..<0x7f).contains($0) || [9, 10].contains($0) })

    let document = try JSONDecoder().decode(Document.self, from: Data(audits[1].output.utf8))
    let rows = document.links.flatMap(\.differences)
    #expect(document.format == "reconcile/audit")
    #expect(Set(rows.map(\.layer)) == ["file", "networkd", "kernel"])
    let edit = try #require(rows.first { $0.modified != nil })
    #expect(edit.modified == "2026-01-02T03:04:05Z" && edit.owner == 65534)
    // As diff(1) has it, but for its two heads.
    let reference = try await host.sh("diff -u /run/applied.network \(Self.file) || true")
    func body(_ diff: String?) -> [Substring] {
      (diff ?? "").split(separator: "\n").dropFirst(2).map { $0 }
    }
    #expect(body(edit.diff) == body(reference))
    let deleted = rows.compactMap(\.diff).filter { $0.contains("+++ /dev/null\tdeleted\n") }
    #expect(deleted.count == 1)
  }

  /// Three sides: 1500 was applied, the manifest says 1450 now, and 1400 is there.
  @Test func `what both have changed is a change to a plan and drift to an audit`() async throws {
    let host = try await ThrowawayHost()
    try await host.apply(Self.manifest)
    try await host.sh("ip link set vmbridge mtu 1400")
    try host.write(Self.manifest.replacing("24]}", with: "24], mtu: 1450}"))
    let plan = try await host.reconcile("plan")
    #expect(plan.output.contains("1400 -> 1450  kernel, 1500 was applied"), "\(plan)")
    #expect(!plan.output.contains("Drift"), "\(plan)")
    let audit = try await host.reconcile("audit")
    #expect(audit.status == 2 && audit.output.contains("1400 -> 1500  kernel\n"), "\(audit)")
    try await host.apply()
    #expect(try await host.link("vmbridge").mtu == 1450)
    #expect(try await host.reconcile("audit").status == 0)
  }

  @Test func `an apply says in JSON what it has kept`() async throws {
    let host = try await ThrowawayHost()
    try await host.apply(Self.manifest)
    try await host.sh("echo '# by hand' >>\(Self.file)")
    let apply = try await host.reconcile("apply", "--json")
    #expect(apply.status == 0, "\(apply)")
    struct Document: Decodable {
      struct Kept: Decodable { var file: String, copy: String }
      var kept: [Kept]
    }
    let kept = try JSONDecoder().decode(Document.self, from: Data(apply.output.utf8)).kept
    #expect(kept.map(\.file) == [Self.file])
    #expect(try host.read(kept.first?.copy ?? "").hasSuffix("# by hand\n"))
    let second = try await host.reconcile("apply", "--json")
    #expect(try JSONDecoder().decode(Document.self, from: Data(second.output.utf8)).kept.isEmpty)
  }
}
