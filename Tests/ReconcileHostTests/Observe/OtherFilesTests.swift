import Glibc
import ReconcileCore
import Testing

@testable import ReconcileHost

/// Files that systemd-networkd does not read.
@Suite struct OtherFilesTests {
  @Test func `what only has the name of settings keeps nobody from reading the rest`() async throws
  {
    try await Scratch.with { root in
      let machines = "\(root)/var/lib/machines"
      Scratch.makeFolder("\(machines)/folder.nspawn")
      Scratch.write("[Network]\n", to: "\(machines)/mail.nspawn")
      Scratch.write(String(repeating: "#", count: 2 << 20), to: "\(machines)/huge.nspawn")
      symlink("loop.nspawn", "\(machines)/loop.nspawn")
      symlink("mail.nspawn", "\(machines)/web.nspawn")
      let files = try OtherFiles.read(root: root)
      #expect(files.map(\.name).sorted() == ["mail.nspawn", "web.nspawn"])
      #expect(files.filter(\.isSymbolicLink).map(\.name) == ["web.nspawn"])
    }
  }
}
