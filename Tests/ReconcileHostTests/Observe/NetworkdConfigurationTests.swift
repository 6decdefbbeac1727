import Glibc
import Testing

@testable import ReconcileHost

@Suite struct NetworkdConfigurationTests {
  private static let key = "ManageForeignRoutes"
  private static let now = Posix.now(on: CLOCK_REALTIME)
  private static let later = now + 3_600_000_000_000

  private func isOn(_ files: [String: String], since started: Int64 = later) async throws -> Bool {
    try await Scratch.with { root in
      for (path, text) in files {
        Scratch.makeFolder(root + path[..<(path.lastIndex(of: "/") ?? path.startIndex)])
        Scratch.write(text, to: root + path)
      }
      return try NetworkdConfiguration.read(root: root).isOn(Self.key, since: started)
    }
  }

  private static let off = ["/etc/systemd/networkd.conf": "[Network]\nManageForeignRoutes=no\n"]

  @Test func `a switch is on unless a file says otherwise`() async throws {
    #expect(try await isOn([:]))
    #expect(try await !isOn(Self.off))
    #expect(try await isOn(["/etc/systemd/networkd.conf": "[Network]\nManageForeignRoutes=yes\n"]))
  }

  @Test func `the last drop-in by name wins, and the stronger folder of one name`() async throws {
    let on = "[Network]\nManageForeignRoutes=yes\n"
    let files = Self.off.merging(["/run/systemd/networkd.conf.d/50-a.conf": on]) { $1 }
    #expect(try await isOn(files))
    #expect(
      try await isOn(files.merging(["/etc/systemd/networkd.conf.d/50-a.conf": ""]) { $1 }) == false)
  }

  /// networkd has read them at its start, and nobody knows what they said then.
  @Test func `what has changed since the daemon started counts as on`() async throws {
    #expect(try await isOn(Self.off, since: Self.now - 3_600_000_000_000))
  }

  @Test func `a drop-in that is gone since has changed the folder`() async throws {
    try await Scratch.with { root in
      Scratch.makeFolder(root + "/etc/systemd/networkd.conf.d")
      for (path, text) in Self.off { Scratch.write(text, to: root + path) }
      usleep(50_000)
      let started = Posix.now(on: CLOCK_REALTIME)
      usleep(50_000)
      let before = try NetworkdConfiguration.read(root: root)
      #expect(!before.isOn(Self.key, since: started))
      let dropIn = root + "/etc/systemd/networkd.conf.d/x.conf"
      Scratch.write("", to: dropIn)
      unlink(dropIn)
      let after = try NetworkdConfiguration.read(root: root)
      #expect(after.isOn(Self.key, since: started))
    }
  }
}
