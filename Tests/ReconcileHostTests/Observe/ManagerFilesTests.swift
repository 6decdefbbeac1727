import Glibc
import ReconcileCore
import Testing

@testable import ReconcileHost

/// What other managers leave in a tree.
@Suite struct ManagerFilesTests {
  private func read(_ files: [String: String]) async throws -> OtherManagers {
    try await Scratch.with { root in
      for (path, text) in files {
        let folder = path[..<(path.lastIndex(of: "/") ?? path.startIndex)]
        Scratch.makeFolder(root + folder)
        Scratch.write(text, to: root + path)
      }
      return ManagerFiles(paths: HostPaths(root: root)).read()
    }
  }

  @Test func `a host without them has none`() async throws {
    let others = try await read([:])
    #expect(others.networkManagerLinks.isEmpty && others.netplan.isEmpty)
    #expect(others.ifupdown == nil && others.broughtUp.isEmpty)
    #expect(others.cloudInit.isEmpty && others.clients.isEmpty)
  }

  @Test func `netplan's files hide those of the same name in weaker folders`() async throws {
    let others = try await read([
      "/etc/netplan/01-a.yaml": "etc", "/run/netplan/01-a.yaml": "run",
      "/lib/netplan/00-b.yaml": "lib", "/etc/netplan/notes.txt": "no",
    ])
    #expect(others.netplan.map(\.path) == ["/run/netplan/01-a.yaml", "/lib/netplan/00-b.yaml"])
    #expect(others.netplan.map(\.text) == ["run", "lib"])
  }

  @Test func `ifupdown's files and state`() async throws {
    let others = try await read([
      "/etc/network/interfaces": "iface enp4s0 inet dhcp\nsource interfaces.d/*\n",
      "/etc/network/interfaces.d/50-cloud-init": "iface enp5s0 inet dhcp\n",
      "/etc/network/interfaces.old": "iface enp6s0 inet dhcp\n",
      "/run/network/ifstate": "lo=lo\nenp4s0=enp4s0\n",
    ])
    #expect(
      ["enp4s0", "enp5s0", "enp6s0"].map { others.ifupdown?.source(of: $0) } == [
        "/etc/network/interfaces:1", "/etc/network/interfaces.d/50-cloud-init:1", nil,
      ])
    #expect(others.broughtUp == ["lo", "enp4s0"])
  }

  @Test func `cloud-init's files count unless it is switched off`() async throws {
    let files = ["/etc/cloud/cloud.cfg": "a: 1\n", "/etc/cloud/cloud.cfg.d/90-x.cfg": "b: 1\n"]
    #expect(
      try await read(files).cloudInit.map(\.path) == [
        "/etc/cloud/cloud.cfg", "/etc/cloud/cloud.cfg.d/90-x.cfg",
      ])
    let disabled = files.merging(["/etc/cloud/cloud-init.disabled": ""]) { $1 }
    #expect(try await read(disabled).cloudInit.isEmpty)
  }

  /// A pid file outlives its program, and a number is given again.
  @Test func `a DHCP client counts while it runs`() async throws {
    let others = try await read([
      "/run/dhclient.enp4s0.pid": "\(getpid())\n", "/run/dhcpcd/enp5s0.pid": "nonsense",
      "/run/dhcpcd-enp6s0.pid": "999999999\n",
    ])
    #expect(others.clients.isEmpty)
  }

  @Test func `NetworkManager's files count while it runs`() async throws {
    let others = try await read(["/run/NetworkManager/devices/2": "[device]\nmanaged=true\n"])
    #expect(others.networkManagerLinks.isEmpty)
  }
}
