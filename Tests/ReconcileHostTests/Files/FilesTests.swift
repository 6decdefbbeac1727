import CLinux
import Glibc
import SystemPackage
import Testing

@testable import ReconcileCore
@testable import ReconcileHost

@Suite struct DurableFileTests {
  /// 0600 would hide a file from networkd without a word.
  @Test func modeDoesNotDependOnTheUmask() async throws {
    try await Scratch.with { folder in
      let path = "\(folder)/05-reconcile-x.network"
      // The umask of this thread alone: CLONE_FS of linux/sched.h.
      try #require(unshare(0x200) == 0)
      let former = umask(0o077)
      defer { umask(former) }
      try DurableFile.write("[Match]\n", to: path, mode: 0o644)
      #expect(Scratch.mode(path) == 0o644)
      #expect(try FileSnapshot.read(path)?.text == "[Match]\n")
    }
  }

  @Test func leftoverOfACrashIsReplaced() async throws {
    try await Scratch.with { folder in
      Scratch.write("half", to: "\(folder)/.a.network.tmp", mode: 0o400)
      try DurableFile.write("whole", to: "\(folder)/a.network", mode: 0o644)
      #expect(Scratch.names(folder) == ["a.network"])
      #expect(try FileSnapshot.read("\(folder)/a.network")?.text == "whole")
    }
  }

  /// A symbolic link under the temporary name would lead root's bytes elsewhere.
  @Test func linkUnderTheTemporaryNameIsNotFollowed() async throws {
    try await Scratch.with { folder in
      Scratch.write("other", to: "\(folder)/other")
      symlink("\(folder)/other", "\(folder)/.a.network.tmp")
      try DurableFile.write("ours", to: "\(folder)/a.network", mode: 0o644)
      #expect(try FileSnapshot.read("\(folder)/other")?.text == "other")
      #expect(Scratch.names(folder) == ["a.network", "other"])
    }
  }

  @Test func failureLeavesNothingBehind() async throws {
    try await Scratch.with { folder in
      // A folder in the way makes the last call fail.
      Scratch.makeFolder("\(folder)/a.network/b")
      let error = #expect(throws: SystemError.self) {
        try DurableFile.write("text", to: "\(folder)/a.network", mode: 0o644)
      }
      #expect(error?.description.contains("\(folder)/a.network") == true)
      #expect(Scratch.names(folder) == ["a.network"])
    }
  }

  @Test func missingFolderIsNamed() async throws {
    try await Scratch.with { folder in
      let error = #expect(throws: SystemError.self) {
        try DurableFile.write("text", to: "\(folder)/none/a.network", mode: 0o644)
      }
      #expect(error?.errno == .noSuchFileOrDirectory)
    }
  }

  @Test func eachWriteIsANewFile() async throws {
    try await Scratch.with { folder in
      let path = "\(folder)/a.network"
      try DurableFile.write("one", to: path, mode: 0o644)
      let first = FileIdentity.of(path)
      try DurableFile.write("two", to: path, mode: 0o644)
      #expect(FileIdentity.of(path) != first)
    }
  }
}

@Suite struct HostLockTests {
  @Test func secondTakerLearnsWhoHoldsIt() async throws {
    try await Scratch.with { root in
      Scratch.makeFolder("\(root)/run")
      let paths = HostPaths(root: root)
      try await HostLock.hold(paths) {
        let busy = await #expect(throws: HostLock.Busy.self) {
          try await HostLock.hold(paths) { Issue.record("two hold the lock") }
        }
        #expect(busy?.pid == getpid())
      }
      // Freed with the end of the holder, also where it throws.
      await #expect(throws: CancellationError.self) {
        try await HostLock.hold(paths) { throw CancellationError() }
      }
      #expect(try await take(paths))
    }
  }

  @Test func killedHolderFreesIt() async throws {
    try await Scratch.with { root in
      Scratch.makeFolder("\(root)/run/reconcile")
      let paths = HostPaths(root: root)
      let holder = try Namespace.start("exec 9>\(paths.lock); flock 9; echo $$ >&9; exec sleep 60")
      defer { Namespace.end(holder) }
      for _ in 0..<500 where FileSnapshot.text(ofPseudoFile: paths.lock)?.hasSuffix("\n") != true {
        usleep(10_000)
      }
      let busy = await #expect(throws: HostLock.Busy.self) { try await HostLock.hold(paths) {} }
      #expect(busy?.pid == holder)
      kill(holder, SIGKILL)
      waitpid(holder, nil, 0)
      #expect(try await take(paths))
    }
  }

  /// A child that outlives the apply must not keep the lock.
  @Test func childrenDoNotInheritIt() async throws {
    try await Scratch.with { root in
      Scratch.makeFolder("\(root)/run")
      let paths = HostPaths(root: root)
      let child = try await HostLock.hold(paths) { try Namespace.start("exec sleep 60") }
      defer { Namespace.end(child) }
      #expect(try await take(paths))
    }
  }

  /// Whether the lock can be had within a second: between the fork and the exec of a program that
  /// another test starts, that program has it too.
  private func take(_ paths: HostPaths) async throws -> Bool {
    for _ in 0..<100 {
      do {
        return try await HostLock.hold(paths) { true }
      } catch is HostLock.Busy {
        usleep(10_000)
      }
    }
    return false
  }
}

@Suite struct TrustedFileTests {
  @Test func onlyTheOwnerMayWrite() async throws {
    try await Scratch.with { folder in
      let path = "\(folder)/config.yaml"
      for mode: mode_t in [0o600, 0o644, 0o400, 0o755] {
        Scratch.write("allow: flap\n", to: path, mode: mode)
        let file = try TrustedFile.read(path)
        #expect(file?.text == "allow: flap\n")
      }
      for mode: mode_t in [0o664, 0o646, 0o666, 0o777] {
        Scratch.write("allow: flap\n", to: path, mode: mode)
        let error = #expect(throws: TrustedFile.Untrusted.self) { try TrustedFile.read(path) }
        #expect(error?.description.contains("chmod go-w \(path)") == true)
      }
    }
  }

  @Test(.enabled(if: geteuid() == 0)) func onlyRootMayOwnIt() async throws {
    try await Scratch.with { folder in
      let path = "\(folder)/config.yaml"
      Scratch.write("allow: flap\n", to: path)
      chown(path, 65534, 65534)
      let error = #expect(throws: TrustedFile.Untrusted.self) { try TrustedFile.read(path) }
      #expect(error?.description.contains("chown root:root \(path)") == true)
    }
  }

  @Test func absenceIsNoError() throws {
    #expect(try TrustedFile.read("/nonexistent/config.yaml") == nil)
  }
}

@Suite struct AdoptedFilesTests {
  @Test func `what is gone already is not said to be kept`() async throws {
    try await Scratch.with { root in
      let adopted = AdoptedFiles(paths: HostPaths(root: root))
      Scratch.makeFolder("\(root)/etc/systemd/network")
      Scratch.makeFolder("\(root)/var/lib")
      let unit = UnitOnDisk(
        folder: "/etc/systemd/network", name: "10-lan.network", text: "[Match]\nName=lan\n",
        identity: FileIdentity(device: 1, inode: 1, modified: 1, size: 1))
      Scratch.write(unit.text, to: root + unit.path)
      let copy = try #require(try adopted.take(unit, at: 1))
      #expect(try FileSnapshot.read(copy)?.text == unit.text)
      #expect(try FileSnapshot.read(root + unit.path) == nil)
      #expect(try adopted.take(unit, at: 2) == nil)
    }
  }
}

@Suite struct ManifestFilesTests {
  /// An include is opened by its resolved path: what is a link there by then leads elsewhere.
  @Test func `a link in the place of a file is not followed where none may be`() async throws {
    try await Scratch.with { root in
      Scratch.write("secret", to: "\(root)/secret.yaml")
      symlink("secret.yaml", "\(root)/in.yaml")
      let error = #expect(throws: SystemError.self) {
        try FileSnapshot.bytes(of: "\(root)/in.yaml", followsLink: false)
      }
      #expect(error?.errno == .tooManySymbolicLinkLevels)
    }
  }

  @Test func includesStayInTheFolder() async throws {
    try await Scratch.with { root in
      let folder = "\(root)/manifests"
      Scratch.makeFolder("\(folder)/profiles")
      Scratch.write("secret", to: "\(root)/secret.yaml")
      Scratch.write("inside", to: "\(folder)/profiles/kvm.yaml")
      symlink("\(root)/secret.yaml", "\(folder)/out.yaml")
      symlink("profiles/kvm.yaml", "\(folder)/in.yaml")
      symlink(root, "\(folder)/up")
      let read = ManifestFiles(of: "\(folder)/hv01.yaml").read
      #expect(read("\(folder)/in.yaml") == .success(Array("inside".utf8)))
      #expect(read("\(folder)/profiles/kvm.yaml") == .success(Array("inside".utf8)))
      for path in ["out.yaml", "up/secret.yaml", "../secret.yaml"] {
        #expect(read("\(folder)/\(path)") == .failure(.outside), "\(path)")
      }
      #expect(read("\(folder)/none.yaml") == .failure(.missing))
    }
  }

  /// A folder whose name begins like the manifests' is not below it.
  @Test func siblingFolderIsOutside() async throws {
    try await Scratch.with { root in
      Scratch.makeFolder("\(root)/manifests")
      Scratch.makeFolder("\(root)/manifests2")
      Scratch.write("x", to: "\(root)/manifests2/a.yaml")
      let read = ManifestFiles(of: "\(root)/manifests/hv01.yaml").read
      #expect(read("\(root)/manifests/../manifests2/a.yaml") == .failure(.outside))
    }
  }

  /// The manifest itself may be a link: git is not the only way to lay it there.
  @Test func manifestItselfMayBeALink() async throws {
    try await Scratch.with { root in
      Scratch.makeFolder("\(root)/manifests")
      Scratch.write("version: 1", to: "\(root)/elsewhere.yaml")
      symlink("\(root)/elsewhere.yaml", "\(root)/manifests/hv01.yaml")
      let path = "\(root)/manifests/hv01.yaml"
      #expect(ManifestFiles(of: path).read(path) == .success(Array("version: 1".utf8)))
    }
  }

  @Test func whatIsNoFileIsRefused() async throws {
    try await Scratch.with { root in
      mkfifo("\(root)/hv01.yaml", 0o644)
      guard case .failure(.other) = ManifestFiles(of: "\(root)/hv01.yaml").read("\(root)/hv01.yaml")
      else {
        Issue.record("a named pipe was read")
        return
      }
    }
  }

  @Test func folderStandsForItsManifests() async throws {
    try await Scratch.with { root in
      Scratch.makeFolder("\(root)/profiles")
      for name in ["b.yaml", "a.yaml", ".hidden.yaml", "c.yml", "profiles/d.yaml"] {
        Scratch.write("", to: "\(root)/\(name)")
      }
      let manifests = try ManifestFiles.manifests(in: root)
      #expect(manifests == ["\(root)/a.yaml", "\(root)/b.yaml"])
      let none = try ManifestFiles.manifests(in: "\(root)/a.yaml")
      #expect(none == nil)
    }
  }
}

@Suite struct RecordStoreTests {
  @Test func recordComesBackAsItWas() async throws {
    try await Scratch.with { root in
      Scratch.makeFolder("\(root)/var/lib")
      let store = RecordStore(paths: HostPaths(root: root))
      #expect(try store.load() == nil)
      var link = AppliedRecord.Link(kind: "nic", values: [.address: ["10.0.0.5/24"]], before: nil)
      link.before = AppliedRecord.Before(mtu: 1500, mac: MACAddress("02:00:00:00:00:01"))
      let record = AppliedRecord(
        generation: 3, host: "hv01", applied: 1_800_000_000,
        files: ["05-reconcile-enp4s0.network": "# ü\n[Match]\n"], links: ["enp4s0": link])
      try store.save(record)
      #expect(try store.load() == record)
      // Of a first apply that did not come to its end.
      var beginning = AppliedRecord.beginning(of: "hv01", at: 1_800_000_000)
      link.values = [:]
      (beginning.links, beginning.networks) = (["enp4s0": link], ["vmnet": [.managed: ["yes"]]])
      try store.save(beginning)
      #expect(try store.load() == beginning)
      #expect(Scratch.mode("\(root)/var/lib/reconcile") == 0o700)
      #expect(Scratch.names("\(root)/var/lib/reconcile") == ["applied"])
      #expect(Scratch.mode("\(root)/var/lib/reconcile/applied") == 0o600)
    }
  }

  /// A version that knows more attributes, and more that has some, writes the same format.
  @Test func wordsOfANewerRecordArePassedOver() async throws {
    try await Scratch.with { root in
      let paths = HostPaths(root: root)
      Scratch.makeFolder("\(root)/var/lib/reconcile")
      Scratch.write(
        """
        reconcile 1
        generation 1
        host hv01
        applied 1
        = enp4s0
        kind nic
        levitation yes
        mtu 9000
        ! something
        mtu 1400
        @ web1 lan
        model virtio

        """,
        to: paths.record)
      let record = try RecordStore(paths: paths).load()
      let link = record?.links["enp4s0"]
      #expect(link?.kind == "nic" && link?.values == [.mtu: ["9000"]])
      #expect(record?.attachments == ["web1 lan": [.model: ["virtio"]]])
    }
  }

  @Test func recordOfANewerVersionIsNotRead() async throws {
    try await Scratch.with { root in
      Scratch.makeFolder("\(root)/var/lib/reconcile")
      let paths = HostPaths(root: root)
      Scratch.write("reconcile 2\nstates 12\n", to: paths.record)
      let error = #expect(throws: RecordStore.TooNew.self) { try RecordStore(paths: paths).load() }
      #expect(
        error?.description
          == "\(paths.record) was written by a newer reconcile: install that one again")
    }
  }

  @Test(arguments: [
    "", "{}", "reconcile 1\n", "reconcile x\n",
    "reconcile 1\ngeneration 1\nhost a\napplied 1\nlinks 3\n",

    "reconcile 1\ngeneration 1\nhost a\napplied 1\n+ a.network 20\n[Match]\n",
    "reconcile 1\ngeneration 1\nhost a\napplied 1\n+ a.network -1\n",
  ])
  func damagedRecordIsNamed(text: String) async throws {
    try await Scratch.with { root in
      Scratch.makeFolder("\(root)/var/lib/reconcile")
      let paths = HostPaths(root: root)
      Scratch.write(text, to: paths.record)
      let error = #expect(throws: UnreadableState.self) {
        try RecordStore(paths: paths).load()
      }
      #expect(error?.description.contains(paths.record) == true)
    }
  }
}
