import ReconcileCore
import Testing

/// The table of keys is what the systemd-networkd of this machine says.
@Suite("Unit keys", .enabled(if: ThrowawayHost.isPossible))
struct UnitKeysTests {
  /// A key as the only content of a file.
  private struct Sample {
    var key: UnitKey
    /// The kind of link of a .netdev.
    var kind: String?

    func path(_ number: Int) -> String { "/etc/systemd/network/50-sample\(number).\(key.file)" }

    /// The value is wrong for most keys, which networkd says in other words; some wrong values make
    /// it drop the rest of the file.
    var text: String {
      let netdev = kind.map { "[NetDev]\nName=unused\nKind=\($0)\n" } ?? ""
      return "\(netdev)[\(key.section)]\n\(key.key)=%\n"
    }
  }

  /// The samples, each with what networkd says of its file.
  private func logs(
    of samples: [Sample], in host: ThrowawayHost
  ) async throws -> [(key: UnitKey, log: [Substring])] {
    for (number, sample) in samples.enumerated() {
      try host.write(sample.text, to: sample.path(number))
    }
    try await host.sh(": >\(ThrowawayHost.log); networkctl reload; rm /etc/systemd/network/50-*")
    let lines = try host.read(ThrowawayHost.log).split(separator: "\n")
    let byFile = Dictionary(grouping: lines) { $0.prefix { $0 != ":" } }
    return samples.enumerated().map { ($1.key, byFile[Substring($1.path($0))] ?? []) }
  }

  private func isRefused(_ log: [Substring]) -> Bool {
    log.contains { $0.contains("Unknown key") || $0.contains("Unknown section") }
  }

  private func isGone(_ log: [Substring]) -> Bool {
    log.contains { $0.contains("has been removed") || $0.contains("IPForward= setting is dep") }
  }

  private func expect(
    _ key: UnitKey, in version: NetworkdVersion, _ log: [Substring]
  ) {
    let wanted =
      switch UnitKeys.status(of: key, in: version) {
      case .known: (isRefused: false, isGone: false)
      case .gone: (isRefused: false, isGone: true)
      case .newer, .unknown: (isRefused: true, isGone: false)
      }
    #expect((isRefused(log), isGone(log)) == wanted, "\(key) \(log)")
  }

  @Test func `networkd knows the keys of network files as the table has it`() async throws {
    let host = try await ThrowawayHost()
    let version = try await host.networkdVersion()
    let samples = UnitKeys.all(.network).map { Sample(key: $0) }
    for (key, log) in try await logs(of: samples, in: host) {
      expect(key, in: version, log)
    }
  }

  @Test func `networkd knows the keys of netdev files as the table has it`() async throws {
    let host = try await ThrowawayHost()
    let version = try await host.networkdVersion()
    let samples = UnitKeys.all(.netdev).flatMap { key in
      let kinds = UnitKeys.kinds(ofNetdevSection: key.section)
      return (kinds.isEmpty ? ["bridge"] : kinds).map { Sample(key: key, kind: $0) }
    }
    for (key, log) in try await logs(of: samples, in: host) where key.key != "Kind" {
      expect(key, in: version, log)
    }
  }

  @Test func `networkd refuses a section of another kind of link`() async throws {
    let host = try await ThrowawayHost()
    let key = UnitKey(file: .netdev, section: "VLAN", key: "Id")
    let logs = try await logs(
      of: ["macvlan", "vlan"].map { Sample(key: key, kind: $0) }, in: host)
    #expect(logs.map { isRefused($0.log) } == [true, false])
  }
}
