import Testing

@testable import ReconcileCore

@Suite struct VariableTests {
  @Test(
    arguments: [
      ("192.168.250.$id/24", [.text("192.168.250."), .variable("id"), .text("/24")]),
      ("${id}x$$", [.variable("id"), .text("x"), .text("$")]),
      ("$$id", [.text("$"), .text("id")]),
      ("$a$b-1-", [.variable("a"), .variable("b-1"), .text("-")]),
      ("$id_x", [.variable("id_x")]),
      ("plain", [.text("plain")]),
    ] as [(String, [Template.Part])])
  func `a value is split into texts and variables`(text: String, parts: [Template.Part]) throws {
    #expect(try Template(text).parts == parts)
  }

  @Test(arguments: ["$", "a$", "$ a", "$5", "$_", "${", "${id", "${}", "$-", "$\u{301}"])
  func `a dollar sign that begins no variable is an error`(text: String) {
    #expect(throws: Complaint.self) { try Template(text) }
  }

  @Test func `variables stand in values of the host and of its includes`() throws {
    let result = load([
      "hv01.yaml": """
      version: 1
      include: [kvm.yaml]
      vars: {id: 33, mtu: 9000, kind: vepa, flag: yes, cost: "5"}
      nics:
        enp4s0: {mtu: $mtu, description: "costs $$$cost, ${id}nd", management: $flag}
      """,
      "kvm.yaml": """
      vars: {id: 1, net: 192.168.250}
      macvlans:
        vmbridge:
          parent: enp4s0
          mode: $kind
          addresses: [$net.$id/24]
          routes: [{to: 10.$id.0.0/16, via: $net.1}]
      """,
    ])
    #expect(result.problems.map(\.message) == [])
    let links = try #require(result.manifest).links
    #expect(links.map(\.name.text) == ["vmbridge", "enp4s0"].reversed())
    let nic = try #require(links.first).settings
    #expect(nic.mtu?.value == 9000)
    #expect(nic.description?.value == "costs $5, 33nd")
    #expect(nic.management?.value == true)
    let macvlan = try #require(links.last)
    #expect(macvlan.mode == .vepa)
    #expect(macvlan.settings.addresses.map(\.value.description) == ["192.168.250.33/24"])
    #expect(macvlan.settings.addresses.map(\.range.description) == ["kvm.yaml:6:17"])
    #expect(macvlan.settings.routes.map(\.to.value.description) == ["10.33.0.0/16"])
    #expect(macvlan.settings.routes.map(\.via?.value.description) == ["192.168.250.1"])
  }

  @Test func `quotes stay quotes`() {
    let result = load([
      "hv01.yaml":
        "version: 1\nvars: {mtu: '9000'}\nnics: {enp4s0: {mtu: $mtu}, b: {mtu: '$mtu'}}\n"
    ])
    #expect(result.problems.map(\.range.description) == ["hv01.yaml:3:38"])
    #expect(result.problems.map(\.help) == ["remove the quotes"])
  }

  @Test func `a variable that nobody uses is no problem`() {
    let result = load(["hv01.yaml": "version: 1\nvars: {id: 33}\nnics: {enp4s0}\n"])
    #expect(result.problems.isEmpty)
    #expect(result.manifest != nil)
  }

  @Test func `a fragment may use what its host defines`() {
    let fragment = """
      vars: {mtu: big, id: 330}
      without: [nics.enp5s0]
      macvlans:
        vmbridge: {addresses: [192.168.250.$host/24, 192.168.250.$id/24], mtu: $mtu, dns: [$]}
      """
    let result = ManifestLoader.check(path: "kvm.yaml") { _ in .success(Array(fragment.utf8)) }
    #expect(
      result.problems.map(\.range.description) == [
        "kvm.yaml:4:48", "kvm.yaml:4:74", "kvm.yaml:4:86",
      ])
  }

  @Test func `what variables make has a limit`() {
    let text = String(repeating: "x", count: 1000)
    let many = String(repeating: "$a", count: 20)
    let names = (0..<100).map { "    - \(many).\($0)\n" }.joined()
    let result = load([
      "hv01.yaml": "version: 1\nvars: {a: \(text)}\nnics:\n  enp4s0:\n   search:\n\(names)"
    ])
    let limits = result.problems.filter { $0.message.contains("more than 1024 KB") }
    #expect(limits.count == 1)
    #expect(limits.first?.range.start.line == 58)
  }
}
