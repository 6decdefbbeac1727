import Support
import Testing

@testable import ReconcileCore

/// What `validate --print` writes.
@Suite struct MergedTextTests {
  @Test func `each value has its place behind it`() throws {
    let result = load(
      [
        "m/hv01.yaml": """
        include: [profiles/kvm.yaml]
        vars: {id: 33}
        without: [macvlans.storage]
        nics:
          enp4s0: {description: "costs $$5: \\"all\\" \\\\ of it", allow: []}
          enp5s0:
        version: 1
        """,
        "m/profiles/kvm.yaml": """
        macvlans:
          vmbridge:
            parent: enp4s0
            addresses: [192.168.250.$id/24, "fd00::$id/64"]
            routes:
              - {to: 10.0.0.0/8, via: 192.168.250.1}
              - to: 10.9.0.0/16
                type: unreachable
            search: ~.
          storage: {parent: enp4s0}
        nics: {enp4s0: {mtu: 9000, allow: [host-on-nic]}}
        """,
      ], path: "m/hv01.yaml")
    #expect(result.problems.map { ProblemText.render($0) } == [])
    #expect(
      result.mergedText == """
        version: 1                                      # m/hv01.yaml:7
        macvlans:
          vmbridge:
            parent: enp4s0                              # m/profiles/kvm.yaml:3
            addresses:
              - 192.168.250.33/24                       # m/profiles/kvm.yaml:4
              - "fd00::33/64"                           # m/profiles/kvm.yaml:4
            routes:
              - to: 10.0.0.0/8                          # m/profiles/kvm.yaml:6
                via: 192.168.250.1                      # m/profiles/kvm.yaml:6
              - to: 10.9.0.0/16                         # m/profiles/kvm.yaml:7
                type: unreachable                       # m/profiles/kvm.yaml:8
            search: ~.                                  # m/profiles/kvm.yaml:9
        nics:
          enp4s0:
            mtu: 9000                                   # m/profiles/kvm.yaml:11
            allow: []                                   # m/hv01.yaml:5
            description: "costs $$5: \\"all\\" \\\\ of it"  # m/hv01.yaml:5
          enp5s0:                                       # m/hv01.yaml:6

        """)
    #expect(result.readsBack)
  }

  @Test func `nothing is printed of a manifest with an error`() {
    #expect(load(["hv01.yaml": "version: 1\nnics: {enp4s0: {mtu: 1}}\n"]).mergedText == nil)
    #expect(load(["hv01.yaml": "version: 1\nnics: {enp4s0: {mtu: $a}}\n"]).mergedText == nil)
  }

  @Test func `a strange file name stays within its comment`() {
    let result = load(["a\nb.yaml": "version: 1\n"], path: "a\nb.yaml")
    #expect(result.mergedText == "version: 1  # a\\nb.yaml:1\n")
  }

  private static let examples =
    Files.names(in: Files.package + "/manifests").filter { $0.hasSuffix(".yaml") }
    .map { "manifests/" + $0 }
    + Files.names(in: Files.cases + "/render").map {
      "Tests/ReconcileCoreTests/Cases/render/\($0)/hv01.yaml"
    }
    + Files.names(in: Files.tests + "/../ReconcileHostTests/Plan/Cases").map {
      "Tests/ReconcileHostTests/Plan/Cases/\($0)/hv01.yaml"
    }

  @Test(arguments: examples)
  func `an example reads back to the same`(path: String) {
    let result = Files.load(path, in: Files.package)
    #expect(result.manifest != nil)
    #expect(result.readsBack)
  }

  @Test func `manifests of another meaning are told apart`() throws {
    func meaningOf(_ text: String) throws -> String {
      meaning(of: try #require(load(["hv01.yaml": "version: 1\n" + text]).manifest))
    }
    let some = try meaningOf("nics: {enp4s0: {mtu: 9000, dns: [10.0.0.1]}}\n")
    #expect(try some == meaningOf("nics:\n  enp4s0:\n    dns: 10.0.0.1\n    mtu: 9000\n"))
    #expect(try some != meaningOf("nics: {enp4s0: {mtu: 9001, dns: [10.0.0.1]}}\n"))
    #expect(try some != meaningOf("nics: {enp4s0: {mtu: 9000, dns: [10.0.0.2]}}\n"))
    #expect(try some != meaningOf("nics: {enp4s1: {mtu: 9000, dns: [10.0.0.1]}}\n"))
  }

  @Test func `random texts read back to the same`() throws {
    let seed = SplitMix64.seed
    print("SEED=\(seed)")
    var random = SplitMix64(seed: seed)
    let alphabet = "[]{}:,-?&*!|>'\"%@`#~ \\<.$/ab1é\u{a0}\u{301}😀=_".map(String.init)
    var valid = 0
    for _ in 0..<3000 {
      func text() -> String {
        let length = Int.random(in: 0...8, using: &random)
        return (0..<length).map { _ in alphabet.randomElement(using: &random) ?? "" }.joined()
      }
      func quoted(_ text: String) -> String {
        "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
      }
      let variable = text().replacing("$", with: "")
      let ids = ["enp4s0", "eth0.10", "a:b", "x_y"].shuffled(using: &random).prefix(2)
      let profile = ids.map { id in
        "  \(quoted(id)): {description: \(quoted(text() + "${v}" + text())), mtu: ${n}0}\n"
      }
      let result = load([
        "hv01.yaml": """
        version: 1
        include: [a.yaml]
        vars: {v: \(quoted(variable)), n: \(Int.random(in: 100...900, using: &random))}
        without: [nics.enp0]
        nics:
          enp9s0:
            description: $v
            allow: \(["[]", "host-on-nic", "[host-on-nic, shared-subnet]"].randomElement(using: &random) ?? "")
        """,
        "a.yaml": "nics:\n  enp0: {mtu: x}\n" + profile.joined().replacing("${n}0", with: "$n"),
      ])
      guard result.manifest != nil else { continue }
      valid += 1
      if !result.readsBack { Issue.record("\(result.mergedText ?? "")") }
    }
    // A stray dollar sign or a space at an end makes many of them invalid.
    #expect(valid > 300)
  }
}

extension LoadResult {
  /// Whether the manifest is that of its merged text.
  fileprivate var readsBack: Bool {
    guard let manifest, let text = mergedText else { return false }
    let again = load([manifest.host + ".yaml": text], path: manifest.host + ".yaml")
    return again.manifest.map(meaning(of:)) == meaning(of: manifest)
      && again.problems.map(\.message) == problems.map(\.message)
  }
}

/// All that a value holds but for the places where it was written, and the order of the keys there.
private func meaning(of value: Any) -> String {
  if value is SourceRange { return "" }
  let mirror = Mirror(reflecting: value)
  guard !mirror.children.isEmpty else { return "\(value)" }
  var parts = mirror.children.filter { $0.label != "keys" }.map {
    "\($0.label ?? "")=\(meaning(of: $0.value))"
  }
  // These have no order of their own.
  if mirror.displayStyle == .dictionary || mirror.displayStyle == .set { parts.sort() }
  return "\(mirror.subjectType)(\(parts.joined(separator: ",")))"
}
