import CLinux
import Glibc
import Testing

@testable import ReconcileCore
@testable import ReconcileHost

@Suite struct EditedFilesTests {
  private static let name = "05-reconcile-lan0.network"

  /// A tree with the folders that an apply finds, and what stands in the file of `lan0`.
  private func withTree(
    _ text: String, _ body: (HostPaths, _ file: String) throws -> Void
  ) async throws {
    try await Scratch.with { root in
      let paths = HostPaths(root: root)
      Scratch.makeFolder(paths.units)
      Scratch.makeFolder("\(root)/var/lib")
      let file = "\(paths.units)/\(Self.name)"
      Scratch.write(text, to: file)
      try body(paths, file)
    }
  }

  @Test func whatOthersWroteIsKeptForRootAlone() async throws {
    try await withTree("edited") { paths, _ in
      let path = try EditedFiles(paths: paths).keep(
        Self.name, unless: ["new", "applied", nil], at: 1_795_352_701)
      #expect(path == "\(paths.edited)/\(Self.name).20261122T130501Z")
      #expect(try FileSnapshot.read(path ?? "")?.text == "edited")
      #expect(Scratch.mode(path ?? "") == 0o600)
      #expect(Scratch.mode(paths.edited) == 0o700)
      #expect(Scratch.mode(paths.state) == 0o700)
    }
  }

  @Test func bytesNeedNotBeText() async throws {
    try await withTree("") { paths, file in
      let bytes: [UInt8] = [0x23, 0xff, 0x00, 0x0a]
      try DurableFile.write(bytes, to: file, mode: 0o644)
      let path = try EditedFiles(paths: paths).keep(Self.name, unless: ["\u{fffd}"], at: 0)
      #expect(try FileSnapshot.bytes(of: path ?? "")?.bytes == bytes)
    }
  }

  @Test(arguments: ["new", "applied", ""]) func whatIsKnownIsNotKept(text: String) async throws {
    try await withTree(text) { paths, file in
      let edited = EditedFiles(paths: paths)
      let known = try edited.keep(Self.name, unless: ["new", "applied"], at: 0)
      #expect(known == nil)
      unlink(file)
      let missing = try edited.keep(Self.name, unless: [nil], at: 0)
      #expect(missing == nil)
      symlink("/nonexistent", file)
      let dangling = try edited.keep(Self.name, unless: [nil], at: 0)
      #expect(dangling == nil)
      #expect(Scratch.names(paths.edited).isEmpty)
    }
  }

  @Test func newestAreKept() async throws {
    try await withTree("") { paths, file in
      let edited = EditedFiles(paths: paths)
      for number in 0..<EditedFiles.most + 3 {
        Scratch.write("\(number)", to: file)
        let path = try #require(try edited.keep(Self.name, unless: [], at: 0))
        // The clock of a file system is coarse.
        var times = [timespec](repeating: timespec(tv_sec: 1000 + number, tv_nsec: 0), count: 2)
        utimensat(AT_FDCWD, path, &times, 0)
      }
      let texts = try Scratch.names(paths.edited).map {
        try FileSnapshot.read("\(paths.edited)/\($0)")?.text ?? ""
      }
      #expect(Set(texts) == Set((3..<EditedFiles.most + 3).map(String.init)))
    }
  }
}

@Suite struct LiveHostFileTests {
  private func withHost(
    applied: [String: String], _ body: (LiveHost, HostPaths) throws -> Void
  ) async throws {
    try await Scratch.with { root in
      let paths = HostPaths(root: root)
      Scratch.makeFolder("\(root)/var/lib")
      try RecordStore(paths: paths).save(
        AppliedRecord(generation: 1, host: "hv01", applied: 0, files: applied, links: [:]))
      let host = try LiveHost(paths: paths)
      try host.makeFolder()
      _ = try host.observe()
      try body(host, paths)
    }
  }

  private func file(_ name: String, _ value: String) -> UnitFile {
    var match = UnitFile.Section("Match")
    match.set("Name", value)
    return UnitFile(name: name, sections: [match])
  }

  @Test func editsAreKeptAndOurOwnBytesAreNot() async throws {
    let names = ["05-reconcile-a.network", "05-reconcile-b.network", "05-reconcile-c.network"]
    try await withHost(applied: Dictionary(uniqueKeysWithValues: names.map { ($0, "old") })) {
      host, paths in
      Scratch.write("edited a", to: "\(paths.units)/\(names[0])")
      Scratch.write("edited b", to: "\(paths.units)/\(names[1])")
      Scratch.write("old", to: "\(paths.units)/\(names[2])")
      try host.write(file(names[0], "a"))
      try host.removeFile(names[1])
      try host.write(file(names[2], "c"))
      try host.removeFile("05-reconcile-none.network")
      let kept = try host.kept.map { try FileSnapshot.read($0.copy)?.text }
      #expect(kept == ["edited a", "edited b"])
      #expect(Scratch.names(paths.units) == [names[0], names[2]])
    }
  }

  @Test func whatWouldReadAsSomethingElseIsNotWritten() async throws {
    try await withHost(applied: [:]) { host, paths in
      let treacherous = file("05-reconcile-a.network", "a\n[Network]\nDHCP=yes")
      #expect(throws: UnitFile.Unfaithful.self) { try host.write(treacherous) }
      #expect(Scratch.names(paths.units).isEmpty)
      let folder = "\(paths.root)/rendered"
      #expect(throws: UnitFile.Unfaithful.self) {
        try RenderedFolder.write([treacherous], to: folder)
      }
      #expect(Scratch.names(folder).isEmpty)
    }
  }

  /// In a folder of systemd-networkd they would do nothing.
  @Test(arguments: ["out", "tree/etc/systemd/network", "tree/etc/systemd/network/"])
  func `what others than networkd read is rendered to its place`(output: String) async throws {
    try await Scratch.with { root in
      let names = ["05-reconcile-a.network", "70-reconcile-taps.rules", "mail.nspawn"]
      try RenderedFolder.write(names.map { file($0, "text") }, to: "\(root)/\(output)")
      #expect(Scratch.names("\(root)/\(output)").contains(names[0]))
      let tree = output == "out" ? "\(root)/out" : "\(root)/tree"
      #expect(Scratch.names("\(tree)/etc/udev/rules.d") == [names[1]])
      #expect(Scratch.names("\(tree)/etc/systemd/nspawn") == [names[2]])
    }
  }

  /// networkd reads as its own user.
  @Test func folderOfUnitsIsMadeForAllToRead() async throws {
    try await Scratch.with { root in
      let paths = HostPaths(root: root)
      // The umask of this thread alone: CLONE_FS of linux/sched.h.
      try #require(unshare(0x200) == 0)
      let former = umask(0o077)
      defer { umask(former) }
      try LiveHost(paths: paths).makeFolder()
      #expect(Scratch.mode("\(root)/etc/systemd") == 0o755)
      #expect(Scratch.mode(paths.units) == 0o755)
      chmod(paths.units, 0o750)
      try LiveHost(paths: paths).makeFolder()
      #expect(Scratch.mode(paths.units) == 0o750)

      let rendered = "\(root)/rendered"
      for text in ["a", "b"] {
        try RenderedFolder.write([file("05-reconcile-a.network", text)], to: rendered)
        #expect(Scratch.mode("\(rendered)/05-reconcile-a.network") == 0o644)
      }
    }
  }
}

@Suite struct LoadedFilesTests {
  @Test(arguments: [
    ("", false), ("{", false), ("[]", false), (#"{"version":1}"#, false),
    (#"{"version":2,"pid":1,"startTicks":2,"files":""}"#, false),
    (#"{"version":1,"pid":1,"startTicks":2,"files":{"a":"1 2 3 4"}}"#, false),
    (#"{"version":1,"pid":1,"startTicks":2,"files":"1 2 3 4 a.network"}"#, true),
  ])
  func cacheThatCannotBeUnderstoodIsNone(text: String, isRead: Bool) async throws {
    try await Scratch.with { root in
      let paths = HostPaths(root: root)
      Scratch.makeFolder(paths.runtime)
      #expect(LoadedFiles.load(from: paths) == nil)
      Scratch.write(text, to: paths.loaded)
      #expect((LoadedFiles.load(from: paths) != nil) == isRead)
    }
  }

  /// What a step of the clock changes is only how the start looks in nanoseconds since the epoch.
  @Test func `it is known by the daemon's number and start, whatever the clock says`() async throws
  {
    func networkd(ticks: Int64 = 4711, started: Int64 = 1_000_000_000_000) -> NetworkdProcess {
      NetworkdProcess(pid: 77, startTicks: ticks, started: started)
    }
    try await Scratch.with { root in
      let paths = HostPaths(root: root)
      Scratch.makeFolder(root + "/run")
      var memory = NetdevMemory(of: networkd())
      let isNews = memory.note("05-reconcile-a.netdev", said: "[NetDev]\n")
      #expect(isNews)
      try memory.save(to: paths)
      try LoadedFiles(process: networkd(), units: []).save(to: paths)
      for stepped in [networkd(), networkd(started: 9_000_000_000_000), networkd(started: 0)] {
        #expect(LoadedFiles.load(from: paths)?.files(of: stepped) == [:])
        #expect(NetdevMemory.load(from: paths, of: stepped).files.count == 1)
      }
      #expect(LoadedFiles.load(from: paths)?.files(of: networkd(ticks: 4712)) == nil)
      #expect(NetdevMemory.load(from: paths, of: networkd(ticks: 4712)).files.isEmpty)
    }
  }
}
