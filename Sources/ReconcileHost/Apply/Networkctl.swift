/// Makes systemd-networkd read its files, by networkctl(1) and systemctl(1).
enum Networkctl {
  /// A daemon that hangs keeps networkctl waiting for 50 s; a healthy one answers in 10 ms.
  private static let limit = Duration.seconds(15)

  /// Tells networkd to read its files again; tries twice, for a reload may meet another one.
  static func reload() async throws(TimedProcess.Failure) {
    do {
      try await TimedProcess.run("networkctl", ["reload"], within: limit)
    } catch {
      try? await Task.sleep(for: .milliseconds(200))
      try await TimedProcess.run("networkctl", ["reload"], within: limit)
    }
  }

  /// Restarts networkd; its unit counts as started once it has read its files (Type=notify).
  static func restart() async throws(TimedProcess.Failure) {
    try await TimedProcess.run(
      "systemctl", ["restart", "systemd-networkd.service"], within: .seconds(30))
  }
}
