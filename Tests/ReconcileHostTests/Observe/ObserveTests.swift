import Glibc
import ReconcileCore
import Testing

@testable import ReconcileHost

@Suite struct SessionTests {
  @Test(arguments: [
    ("SSH_CONNECTION=10.9.9.9 5555 10.0.0.5 22\0", "10.0.0.5"),
    ("A=b\0SSH_CONNECTION=fd99::9 5555 fd99::5 22\0C=d\0", "fd99::5"),
    ("SSH_CONNECTION=fe80::9%enp4s0 5555 fe80::5%enp4s0 22\0", "fe80::5"),
  ])
  func serverAddressIsTheThirdWord(environment: String, address: String) {
    #expect(Session(environment: environment)?.local == IPAddress(address))
  }

  @Test(arguments: [
    "", "HOME=/root\0", "SSH_CONNECTION=\0", "SSH_CONNECTION=1.2.3.4 5 6.7.8.9\0",
    "SSH_CONNECTION=1.2.3.4 5 host 22\0", "OLD_SSH_CONNECTION=1.2.3.4 5 6.7.8.9 22\0",
  ])
  func whatIsNoSessionHasNoAddress(environment: String) {
    #expect(Session(environment: environment) == nil)
  }
}

@Suite struct NetworkdLinkTests {
  @Test func stateFileIsRead() {
    let link = NetworkdLink(
      parsing: Array(
        """
        # This is private data. Do not parse.
        ADMIN_STATE=configured
        OPER_STATE=routable
        NETWORK_FILE=/etc/systemd/network/05-reconcile-vmbridge.network
        DNS=192.168.250.1 fd99::1
        DOMAINS=example.org example.net
        ROUTE_DOMAINS=
        """.utf8))
    #expect(link.administrativeState == "configured")
    #expect(link.networkFile == "/etc/systemd/network/05-reconcile-vmbridge.network")
  }

  @Test func unmanagedLinkHasNoFile() {
    let link = NetworkdLink(parsing: Array("ADMIN_STATE=unmanaged\nOPER_STATE=carrier\n".utf8))
    #expect(link.administrativeState == "unmanaged")
    #expect(link.networkFile == nil)
  }

  @Test(arguments: ["", "\n\n", "ADMIN_STATE", "DNSX=1\nDN=1", "=\n=x", "\u{0}\u{1}=\n"])
  func damagedStateFileSaysNothing(text: String) {
    #expect(NetworkdLink(parsing: Array(text.utf8)) == NetworkdLink())
  }
}

@Suite struct InstalledVersionTests {
  @Test(arguments: [
    ("usr/lib/x86_64-linux-gnu/systemd/libsystemd-shared-252.so", 252),
    ("usr/lib/systemd/libsystemd-shared-254.26-1~bpo12+1.so", 254),
    ("usr/lib64/systemd/libsystemd-shared-257.7-1.fc42.so", 257),
    ("lib/systemd/libsystemd-shared-249.so", 249),
  ])
  func libraryTellsTheVersion(path: String, version: Int) async throws {
    try await Scratch.with { root in
      let file = "\(root)/\(path)"
      Scratch.makeFolder(String(file[..<(file.lastIndex(of: "/") ?? file.endIndex)]))
      Scratch.write("", to: file)
      #expect(
        TreeObserver.installedVersion(HostPaths(root: root)) == NetworkdVersion(version))
    }
  }

  @Test func treeWithoutSystemdHasNoVersion() async throws {
    try await Scratch.with { root in
      #expect(TreeObserver.installedVersion(HostPaths(root: root)) == nil)
    }
  }
}

@Suite struct UnitFoldersTests {
  @Test func treeOfFilesIsRead() async throws {
    try await Scratch.with { root in
      let folder = "\(root)/etc/systemd/network"
      Scratch.makeFolder("\(folder)/20-lan.network.d")
      Scratch.makeFolder("\(root)/usr/lib/systemd/network")
      symlink("usr/lib", "\(root)/lib")
      Scratch.write("[Match]\nName=a\n", to: "\(folder)/20-lan.network", mode: 0o600)
      Scratch.write("[Network]\nDHCP=yes\n", to: "\(folder)/20-lan.network.d/x.conf")
      Scratch.write("", to: "\(folder)/README")
      symlink("/dev/null", "\(folder)/99-default.link")
      Scratch.write("[Match]\n", to: "\(root)/usr/lib/systemd/network/80-x.network")
      let units = try UnitFolders.read(root: root)
      #expect(
        units.map(\.path) == [
          "/etc/systemd/network/20-lan.network", "/etc/systemd/network/20-lan.network.d/x.conf",
          "/etc/systemd/network/99-default.link", "/usr/lib/systemd/network/80-x.network",
        ])
      #expect(units.map(\.isReadableByNetworkd) == [false, true, true, true])
      #expect(units.map(\.isMask) == [false, false, true, false])
    }
  }

  /// Whoever may write to the file that it leads to, writes what networkd reads.
  @Test func linkUnderANameOfOursIsTold() async throws {
    try await Scratch.with { root in
      let folder = "\(root)/etc/systemd/network"
      Scratch.makeFolder(folder)
      Scratch.write("[Match]\n", to: "\(root)/elsewhere")
      symlink("\(root)/elsewhere", "\(folder)/05-reconcile-a.network")
      Scratch.write("[Match]\n", to: "\(folder)/05-reconcile-b.network")
      let units = try UnitFolders.read(root: root)
      #expect(units.map(\.isSymbolicLink) == [true, false])
    }
  }

  @Test func linkToNowhereIsPassedOver() async throws {
    try await Scratch.with { root in
      Scratch.makeFolder("\(root)/etc/systemd/network")
      symlink("/nonexistent", "\(root)/etc/systemd/network/10-x.network")
      let units = try UnitFolders.read(root: root)
      #expect(units.isEmpty)
    }
  }

  /// networkd passes them over too, and none of them is ours to complain about.
  @Test func whatCannotBeReadIsPassedOver() async throws {
    try await Scratch.with { root in
      let folder = "\(root)/etc/systemd/network"
      Scratch.makeFolder("\(folder)/10-folder.network")
      Scratch.makeFolder("\(folder)/05-reconcile-a.network.d/10-x.conf")
      mkfifo("\(folder)/10-pipe.netdev", 0o644)
      symlink("10-circle.link", "\(folder)/10-circle.link")
      symlink("/nonexistent", "\(folder)/05-reconcile-gone.network")
      Scratch.write("[Match]\n", to: "\(folder)/20-lan.network")
      let units = try UnitFolders.read(root: root)
      // A drop-in that cannot be read keeps networkd from its file.
      #expect(units.map(\.name) == ["05-reconcile-a.network.d/10-x.conf", "20-lan.network"])
      #expect(units.map(\.access) == [.unreadable, .readable])
    }
  }

  @Test func whatCannotBeReadHidesItsNameInWeakerFolders() async throws {
    try await Scratch.with { root in
      let strong = "\(root)/etc/systemd/network"
      let weak = "\(root)/run/systemd/network"
      Scratch.makeFolder("\(strong)/10-folder.network")
      Scratch.makeFolder("\(weak)/40-x.network.d")
      symlink("/nonexistent", "\(strong)/10-gone.network")
      for name in ["10-folder", "10-gone", "10-weak"] {
        Scratch.write("[Match]\nName=*\n", to: "\(weak)/\(name).network")
      }
      let units = try UnitFolders.read(root: root)
      #expect(units.map(\.path) == ["/run/systemd/network/10-weak.network"])
    }
  }

  @Test func networkdReadsAsItsOwnUser() async throws {
    try await Scratch.with { root in
      let folder = "\(root)/etc/systemd/network"
      Scratch.makeFolder("\(folder)/50-d.network.d")
      Scratch.makeFolder("\(root)/etc")
      Scratch.write("x:x:7:7::/:\nsystemd-network:x:998:997::/:/bin/no\n", to: "\(root)/etc/passwd")
      for (name, mode) in [("10-a", 0o640), ("20-b", 0o604), ("30-c", 0o400)] {
        Scratch.write("[Match]\nName=*\n", to: "\(folder)/\(name).network", mode: mode_t(mode))
      }
      Scratch.write("[Match]\n", to: "\(folder)/50-d.network.d/x.conf")
      let own = try UnitFolders.read(root: root)
      #expect(own.map(\.access) == [.unreadable, .readable, .unreadable, .readable])
      guard geteuid() == 0 else { return }
      chown("\(folder)/10-a.network", 0, 997)
      chown("\(folder)/30-c.network", 998, 0)
      chmod("\(folder)/50-d.network.d", 0o700)
      let given = try UnitFolders.read(root: root)
      #expect(given.map(\.access) == [.readable, .readable, .readable, .unseen])
    }
  }

  @Test func whatIsInTheWayOfAFileOfOursIsNamed() async throws {
    try await Scratch.with { root in
      let path = "\(root)/etc/systemd/network/05-reconcile-a.network"
      Scratch.makeFolder(path)
      let error = #expect(throws: SystemError.self) { try UnitFolders.read(root: root) }
      #expect(error?.path == path)
    }
  }
}

@Suite struct NetworkdProcessTests {
  private static let fields = " 1 77 77 0 -1 4194560 9 0 0 0 1 2 0 0 20 0 1 0 "

  @Test func startIsTheTwentySecondField() {
    #expect(NetworkdProcess.startTicks("77 (systemd (a) b) S\(Self.fields)4711 8 9") == 4711)
  }

  /// A process that nobody has waited for still has its number and its start.
  @Test(arguments: ["Z", "X"]) func endedProcessHasNoStart(state: String) {
    #expect(NetworkdProcess.startTicks("77 (systemd) \(state)\(Self.fields)4711 8") == nil)
  }

  @Test(arguments: ["", "77", "77 (a)", "77 (a) S 1 2 3"])
  func damagedStatusHasNoStart(text: String) {
    #expect(NetworkdProcess.startTicks(text) == nil)
  }
}

@Suite struct HostNameTests {
  @Test(arguments: [
    ("hv01\n", "hv01"), ("hv01.example.org", "hv01"), ("# a comment\n\n hv02 \nhv03\n", "hv02"),
    ("\n", nil), ("../../x\n", nil), ("a/b\n", nil),
  ])
  func firstLabelOfTheFirstLineIsTheName(text: String, name: String?) async throws {
    try await Scratch.with { root in
      Scratch.makeFolder("\(root)/etc")
      Scratch.write(text, to: "\(root)/etc/hostname")
      let found = try HostName.read(HostPaths(root: root))
      #expect(found == name)
    }
  }

  @Test func treeWithoutTheFileHasNoName() async throws {
    try await Scratch.with { root in
      let found = try HostName.read(HostPaths(root: root))
      #expect(found == nil)
    }
  }
}
