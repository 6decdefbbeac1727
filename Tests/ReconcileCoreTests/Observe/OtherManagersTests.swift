import Testing

@testable import ReconcileCore

@Suite struct OtherManagersTests {
  @Test(arguments: [
    ("[device]\nmanaged=true\nnm-owned=true\n", true), ("[device]\nmanaged=false\n", false),
    ("[device]\nperm-hw-addr-fake=02:00:00:00:00:01\n", false), ("managed=true\n", false),
    ("", false),
  ])
  func `NetworkManager says of a link whether it manages it`(text: String, isManaged: Bool) {
    #expect(OtherManagers.isManaged(networkManagerState: text) == isManaged)
  }

  @Test func `stanzas of interfaces that configure a link are found, in what it takes in too`() {
    let main = """
      # iface eth9 inet static
      auto lo enp4s0
      iface lo inet loopback
      iface enp4s0 inet manual
        iface enp4s0 inet6 \\
        static
          address fd99::5/64
      iface broken
      source parts/*
      iface br0 inet manual
      """
    let part = OtherManagers.ConfigurationFile(
      path: "/etc/network/parts/a", text: "\niface br1 inet dhcp\n")
    let ifupdown = Ifupdown(main, name: "/etc/network/interfaces") { pattern in
      pattern == "parts/*" ? [part] : []
    }
    #expect(ifupdown.interfaces.map(\.name) == ["enp4s0", "br1", "br0"])
    #expect(
      ifupdown.interfaces.map(\.source) == [
        "/etc/network/interfaces:5", "/etc/network/parts/a:2", nil,
      ])
  }

  @Test func `links that ifup has brought up`() {
    #expect(OtherManagers.links(ifstate: "lo=lo\nenp4s0=enp4s0\n\n") == ["lo", "enp4s0"])
  }

  @Test func `netplan means a link by id, name or match`() {
    let text = """
      network:
        version: 2
        renderer: networkd
        ethernets:
          enp4s0: {dhcp4: true}
          uplink: {match: {name: "enx*"}, set-name: lan0}
          other: {match: {macaddress: "02:00:00:00:00:07"}}
        bonds:
          bond0: {interfaces: [enp4s0]}
      """
    let entries = NetplanEntry.all(in: .init(path: "/etc/netplan/a.yaml", text: text))
    func isAbout(_ name: String, mac: String = "02:00:00:00:00:01") -> Bool {
      var link = KernelLink(index: 1, name: name)
      link.mac = MACAddress(mac)
      return entries.contains { $0.isAbout(name, link) }
    }
    #expect(isAbout("enp4s0") && isAbout("bond0") && isAbout("lan0") && isAbout("enx0011"))
    #expect(isAbout("eth0", mac: "02:00:00:00:00:07"))
    #expect(!isAbout("eth0") && !isAbout("ethernets"))
    #expect(!entries.contains { $0.isAbout("enx0011", nil) }, "a link that we make has no match")
  }

  @Test(arguments: ["network: [", "", "- a\n- b\n", "network: {ethernets: [enp4s0]}"])
  func `what is no netplan file has no entries`(text: String) {
    #expect(NetplanEntry.all(in: .init(path: "a.yaml", text: text)).isEmpty)
  }

  @Test(arguments: [
    ([], false), (["users: []\n"], true),
    (["users: []\n", "network: {config: disabled}\n"], false),
    (["network: {config: disabled}\n", "network: {version: 2}\n"], false),
    (["a: 1\n", "network:\n  config: disabled\n", "not: [yaml\n"], false),
  ])
  func `cloud-init is switched off by one of its files`(texts: [String], configures: Bool) {
    var others = OtherManagers()
    others.cloudInit = texts.map { .init(path: "/etc/cloud/cloud.cfg", text: $0) }
    #expect(others.cloudInitConfiguresNetwork == configures)
  }

  @Test func `the kernel's command line switches cloud-init off`() {
    #expect(OtherManagers.disablesCloudInit(commandLine: "quiet network-config=disabled\n"))
    #expect(OtherManagers.disablesCloudInit(commandLine: "cloud-init=disabled"))
    #expect(!OtherManagers.disablesCloudInit(commandLine: "quiet ds=nocloud"))
  }
}
