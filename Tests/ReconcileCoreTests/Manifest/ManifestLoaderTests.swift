import Testing

@testable import ReconcileCore

@Suite struct ManifestLoaderTests {
  /// The manifest, after any problem was recorded.
  private func loaded(
    _ texts: [String: String], path: String = "hv01.yaml",
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> Manifest {
    let result = load(texts, path: path)
    #expect(result.problems.map { ProblemText.render($0) } == [], sourceLocation: sourceLocation)
    return try #require(result.manifest, sourceLocation: sourceLocation)
  }

  @Test(arguments: [
    ("version: 1\ninclude: [b.yaml]\nnics: {enp4s0}\n", 0), ("nics: {enp4s0}\n", 0),
    ("version: 1\nnics: [\n", 1), ("nics: {enp4s0: {mtu: x}}\n", 1),
  ])
  func `a check reads each file once`(text: String, errors: Int) {
    var asked: [String] = []
    let result = ManifestLoader.check(path: "a.yaml") { path in
      asked.append(path)
      return .success(Array((path == "a.yaml" ? text : "nics: {enp5s0}\n").utf8))
    }
    #expect(asked.first == "a.yaml")
    #expect(Set(asked).count == asked.count)
    #expect(result.problems.count == errors)
    #expect(result.sources.map(\.name) == asked)
  }

  @Test func `every key of a link is read into its type`() throws {
    let manifest = try loaded([
      "hv01.yaml": """
      version: 1
      nics: {enp4s0}
      macvlans:
        vmbridge:
          description: the host's place beside its guests
          parent: enp4s0
          mode: private
          mtu: 1400
          mac: 52-54-00-83-53-F2
          addresses: [192.168.250.33/24, "fd00::33/64"]
          gateway: [192.168.250.1, fe80::1]
          routes:
            - {to: default, via: 192.168.250.2, metric: 100, table: 7, on-link: on}
            - {to: 10.0.0.0/8, type: unreachable, scope: host, source: 192.168.250.33}
          dns: 127.0.0.53
          search: [example.org, ~corp.example, ~.]
          ntp: [ntp.example.org, "::1"]
          dhcp: ipv6
          accept-ra: off
          ipv6-privacy: prefer-public
          link-local: true
          forwarding: on
          required-for-online: degraded-carrier
          activation-policy: always-up
          management: yes
          allow: [shared-subnet]
      """
    ])
    #expect(manifest.host == "hv01")
    #expect(manifest.links.map(\.name.text) == ["enp4s0", "vmbridge"])
    let link = try #require(manifest.links.last)
    #expect(link.kind == .macvlan)
    #expect(link.parent?.value.text == "enp4s0")
    #expect(link.parent?.range.description == "hv01.yaml:6:13")
    #expect(link.mode == .private)
    let settings = link.settings
    #expect(settings.description?.value == "the host's place beside its guests")
    #expect(settings.mtu?.value == 1400)
    #expect(settings.mac?.value.description == "52:54:00:83:53:f2")
    #expect(settings.addresses.map(\.value.description) == ["192.168.250.33/24", "fd00::33/64"])
    #expect(settings.gateway.map(\.value.description) == ["192.168.250.1", "fe80::1"])
    #expect(settings.dns.map(\.value.description) == ["127.0.0.53"])
    #expect(settings.search.map(\.value) == ["example.org", "~corp.example", "~."])
    #expect(settings.ntp.map(\.value) == ["ntp.example.org", "::1"])
    #expect(settings.dhcp?.value == .ipv6)
    #expect(settings.acceptRA?.value == false)
    #expect(settings.ipv6Privacy?.value == .preferPublic)
    #expect(settings.linkLocal?.value == .yes)
    #expect(settings.forwarding?.value == .yes)
    #expect(settings.requiredForOnline?.value == .degradedCarrier)
    #expect(settings.activationPolicy?.value == .alwaysUp)
    #expect(settings.management?.value == true)
    #expect(settings.allow.map(\.value) == ["shared-subnet"])
    let route = try #require(settings.routes.first)
    #expect(route.to.value == .everything(.ipv4))
    #expect(route.via?.value.description == "192.168.250.2")
    #expect(route.metric?.value == 100)
    #expect(route.table?.value == 7)
    #expect(route.onLink?.value == true)
    #expect(settings.routes.last?.type?.value == .unreachable)
    #expect(settings.routes.last?.scope?.value == .host)
    #expect(settings.routes.last?.source?.value.description == "192.168.250.33")
  }

  @Test func `later files win over earlier and the including file over all`() throws {
    let manifest = try loaded(
      [
        "m/hv01.yaml": """
        version: 1
        include: [a.yaml, sub/b.yaml]
        nics:
          enp4s0: {description: from the top}
          enp6s0:
        """,
        "m/a.yaml": """
        include: sub/c.yaml
        nics: {enp4s0: {mtu: 1000, description: a, dns: [10.0.0.1, 10.0.0.2]}, enp6s0: {mtu: 2000}}
        """,
        "m/sub/b.yaml": "nics: {enp4s0: {mtu: 3000, dns: [10.0.0.3]}, enp5s0: }\n",
        "m/sub/c.yaml": "nics: {enp4s0: {mtu: 4000, ntp: [a.example]}}\n",
      ], path: "m/hv01.yaml")
    #expect(manifest.links.map(\.name.text) == ["enp4s0", "enp6s0", "enp5s0"])
    let settings = try #require(manifest.links.first).settings
    #expect(settings.mtu?.value == 3000)
    #expect(settings.mtu?.range.description == "m/sub/b.yaml:1:22")
    #expect(settings.description?.value == "from the top")
    #expect(settings.dns.map(\.value.description) == ["10.0.0.3"])
    #expect(settings.ntp.map(\.value) == ["a.example"])
    #expect(manifest.links[1].settings.mtu?.value == 2000)
  }

  @Test func `a file may be included on two ways`() throws {
    let manifest = try loaded([
      "hv01.yaml": "version: 1\ninclude: [a.yaml, b.yaml]\n",
      "a.yaml": "include: [c.yaml]\n", "b.yaml": "include: [c.yaml]\n",
      "c.yaml": "nics: {enp4s0}\n",
    ])
    #expect(manifest.links.count == 1)
  }

  @Test func `an included file may be empty`() throws {
    let manifest = try loaded([
      "hv01.yaml": "version: 1\ninclude: [a.yaml]\nnics: {enp4s0}\n", "a.yaml": "# nothing yet\n",
    ])
    #expect(manifest.links.count == 1)
  }

  @Test func `an anchor's value is used where its alias stands`() throws {
    let manifest = try loaded([
      "hv01.yaml": "version: 1\nnics:\n  enp4s0: &nic {mtu: 9000}\n  enp5s0: *nic\n"
    ])
    #expect(manifest.links.map(\.settings.mtu?.value) == [9000, 9000])
  }

  @Test func `a byte order mark and Windows line ends do no harm`() {
    let result = load(["hv01.yaml": "\u{feff}version: 1\r\nnics:\r\n  enp4s0: {mtu: x}\r\n"])
    #expect(result.problems.map(\.range.description) == ["hv01.yaml:3:17"])
  }

  @Test func `a fragment is checked for its types alone`() {
    let fragment = """
      macvlans:
        vmbridge: {mode: vepa}
        dmz: {parent: unknown, mtu: big}
      """
    let result = ManifestLoader.check(path: "m/profiles/kvm.yaml") { _ in
      .success(Array(fragment.utf8))
    }
    #expect(result.manifest == nil)
    #expect(result.problems.map(\.range.description) == ["m/profiles/kvm.yaml:3:31"])
  }

  @Test func `a file that cannot be read is told with the reason`() {
    let top = "version: 1\ninclude: [a.yaml]\n"
    for (failure, message) in [
      (ReadFailure.missing, "there is no file 'm/a.yaml'"),
      (.outside, "'m/a.yaml' leads out of the manifests' folder"),
      (.other("Permission denied"), "'m/a.yaml' cannot be read: Permission denied"),
    ] {
      let result = ManifestLoader.load(path: "m/hv01.yaml") { path in
        path == "m/hv01.yaml" ? .success(Array(top.utf8)) : .failure(failure)
      }
      #expect(result.problems.map(\.message) == [message])
      #expect(result.problems.map(\.range.description) == ["m/hv01.yaml:2:11"])
    }
    let result = load([:], path: "m/hv01.yaml")
    #expect(result.problems.map(\.message) == ["there is no file 'm/hv01.yaml'"])
  }

  @Test func `a manifest has a limited number of files`() {
    var texts = ["hv01.yaml": "version: 1\ninclude: [f1.yaml]\n"]
    for number in 1...100 { texts["f\(number).yaml"] = "include: [f\(number + 1).yaml]\n" }
    #expect(load(texts).problems.map(\.message) == ["more than 64 files in one manifest"])
  }

  @Test func `a lint is silenced by the link that it is about`() throws {
    let text = """
      version: 1
      nics:
        enp4s0: {addresses: [10.0.0.2/24], allow: [host-on-nic]}
      macvlans:
        vmbridge: {parent: enp4s0, addresses: [10.0.0.3/24], allow: [shared-subnet]}
      """
    _ = try loaded(["hv01.yaml": text])
    let result = load(["hv01.yaml": text.replacing("host-on-nic", with: "shared-subnet")])
    #expect(result.problems.map(\.lint) == ["host-on-nic"])
    #expect(result.manifest != nil)
  }
}
