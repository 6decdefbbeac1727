import Foundation
import Testing

extension Kinds {
  @Suite("The kernel and networkd, with all kinds of links") struct FrameTests {
    @Test func `the kernel makes a link of each kind`() async throws {
      let host = try await ThrowawayHost()
      try await host.sh(Machine.makeKinds)
    }

    @Test func `networkd makes a VLAN and a macvlan on it`() async throws {
      let host = try await ThrowawayHost()
      let files = [
        "enp4s0.network": "[Match]\nName=enp4s0\n[Network]\nVLAN=storage\n",
        "storage.netdev": "[NetDev]\nName=storage\nKind=vlan\n[VLAN]\nId=30\n",
        "storage.network": "[Match]\nName=storage\n[Network]\nMACVLAN=guests\n",
        "guests.netdev": "[NetDev]\nName=guests\nKind=macvlan\n[MACVLAN]\nMode=bridge\n",
        "guests.network": "[Match]\nName=guests\n[Network]\nAddress=10.30.0.2/24\n",
      ]
      for (name, text) in files { try host.write(text, to: "/etc/systemd/network/\(name)") }
      try await host.run("networkctl", "reload")
      try await host.waitUntilConfigured("enp4s0", "storage", "guests")

      let links = try await host.links()
      #expect(links["storage"]?.kind == "vlan")
      #expect(links["storage"]?.lower == "enp4s0")
      #expect(try await host.run("ip", "-d", "link", "show", "storage").contains(" id 30 "))
      #expect(links["guests"]?.kind == "macvlan")
      #expect(links["guests"]?.mode == "bridge")
      #expect(links["guests"]?.lower == "storage")
      #expect(links["guests"]?.isUp == true)
      #expect(links["guests"]?.globalAddresses == ["10.30.0.2/24"])
    }

    @Test func `the starting host is applied, and a second apply does nothing`() async throws {
      let host = try await ThrowawayHost()
      try await host.apply(String(contentsOfFile: StartingHostTests.manifest, encoding: .utf8))
      let link = try await host.link("vmbridge")
      #expect(link.kind == "macvlan")
      #expect(link.lower == "enp4s0")
      #expect(link.globalAddresses == ["192.168.250.33/24"])
      try await host.waitUntilConfigured("enp4s0", "vmbridge")
      try await host.settle()

      let files = try host.unitFiles()
      var apply: Execution?
      let events = try await host.monitor { apply = try await host.reconcile("apply") }
      #expect(apply?.status == 0)
      #expect(apply?.output.contains("No change was made") == true)
      #expect(events == [])
      #expect(try host.unitFiles() == files)
    }
  }
}
