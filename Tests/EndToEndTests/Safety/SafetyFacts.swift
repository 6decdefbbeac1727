import Foundation
import Testing

extension ThrowawayHost {
  /// Runs shell in the host, however it ends; `$reconcile` and `$manifest` are set in it.
  func script(_ script: String) async throws -> Execution {
    try await execute([
      "env", "reconcile=\(Self.program)", "manifest=\(Self.manifest)", "bash", "-c", script,
    ])
  }

  /// Everything that an apply may change: the kernel's network, the files, the record.
  func state() async throws -> String {
    try await sh(
      """
      ip -d -o link | sed 's/[a-z_]*timer *[0-9.]*//g'
      ip -o addr | sed 's/valid_lft.*//; s/ tentative//'
      ip route show table all; ip -6 route show table all | sed 's/ expires [0-9]*sec//'
      ip rule; ip -6 rule
      find /etc/systemd /var/lib/reconcile -exec stat -c '%n %i %y %a' {} +
      """)
  }

  /// The lines of the manifest that a refusal offers.
  static func offer(_ refusal: Execution) throws -> String {
    let lines = refusal.errors.components(separatedBy: "\n")
    let start = try #require(
      lines.firstIndex { $0.hasPrefix("To keep it, write in") }, "\(refusal)")
    return lines[(start + 2)...].prefix { !$0.isEmpty }.map { "\($0.dropFirst(4))\n" }.joined()
  }

  /// Applies a manifest that is to be refused, and proves that the refusal changed nothing.
  @discardableResult
  func expectRefusal(
    _ manifest: String, impact: String, sourceLocation: SourceLocation = #_sourceLocation
  ) async throws -> Execution {
    try write(manifest)
    try await settle()
    let before = try await state()
    var refusal: Execution?
    let events = try await monitor { refusal = try await reconcile("apply") }
    let apply = try #require(refusal)
    try #require(apply.status == 4, "\(apply)", sourceLocation: sourceLocation)
    #expect(
      apply.errors.contains("--allow \(impact)\n"), "\(apply)", sourceLocation: sourceLocation)
    #expect(events == [], sourceLocation: sourceLocation)
    #expect(try await state() == before, sourceLocation: sourceLocation)
    return apply
  }
}
