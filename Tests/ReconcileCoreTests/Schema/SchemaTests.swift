import Support
import Glibc
import Testing

@testable import ReconcileCore

/// docs/manifest.schema.json is what the program prints, and an independent validator judges by it.
@Suite struct SchemaTests {
  static let path = Files.package + "/docs/manifest.schema.json"

  @Test func `the schema in docs is the one of the program`() {
    expectGolden(ManifestSchema.text, Self.path)
  }

  @Test(.enabled(if: Verdict.isPossible, "python3-jsonschema and python3-yaml judge"))
  func `every valid manifest is accepted`() throws {
    let folders =
      [
        "\(Files.cases)/render", "\(Files.cases)/initrd", "\(Files.cases)/import",
        "\(Files.cases)/lints",
        "\(Files.package)/Tests/ReconcileHostTests/Plan/Cases",
        "\(Files.package)/Tests/ReconcileHostTests/Netplan/Cases",
      ]
      .flatMap { folder in Files.names(in: folder).map { "\(folder)/\($0)" } }
      + ["\(Files.package)/manifests", "\(Files.package)/manifests/profiles"]
    let files = folders.flatMap { folder in
      Files.names(in: folder).filter { $0.hasSuffix(".yaml") && $0 != "netplan.yaml" }
        .map { "\(folder)/\($0)" }
    }
    #expect(files.count > 150)
    let verdicts = try Verdict.of(files)
    #expect(verdicts.count == files.count)
    for (file, verdict) in verdicts { #expect(verdict.word == "accepted", "\(file): \(verdict)") }
  }

  @Test(.enabled(if: Verdict.isPossible, "python3-jsonschema and python3-yaml judge"))
  func `a broken manifest is refused, unless no schema could tell`() throws {
    let folder = BrokenManifestTests.folder
    let names = Files.names(in: folder)
    let verdicts = try Verdict.of(names.map { "\(folder)/\($0)/manifest.yaml" })
    #expect(verdicts.count == names.count)
    let accepted = names.filter { name in
      verdicts["\(folder)/\(name)/manifest.yaml"]?.word == "accepted"
    }
    #expect(accepted == Self.invisible.values.flatMap { $0 }.sorted())
    // What YAML itself refuses shows nothing of the schema.
    #expect(verdicts.values.count { $0.word == "refused" } >= 40)
  }

  @Test(.enabled(if: Verdict.isPossible, "python3-jsonschema and python3-yaml judge"))
  func `what the tables take, the schema takes`() throws {
    var taken: [LinkKind: [String]] = [:]
    for kind in LinkKind.allCases {
      let shared = kind == .nic ? [] : Set(InterfaceTable.keys.map(\.name))
      for key in LinkTables.table(kind).keys where !shared.contains(key.name) {
        let before = taken[kind, default: []].count
        for text in Self.values(for: key.description) {
          // Links with these names have to be quoted for others than this program.
          if key.description.expected.contains("name of a link"), ["true", "false"].contains(text) {
            continue
          }
          let value = "    \(key.name): \(text)\n"
          let manifest = "vars: {id: 33}\n\(kind.key):\n  link:\n\(value)"
          let result = ManifestLoader.check(path: "a.yaml") { _ in .success(Array(manifest.utf8)) }
          if result.problems.isEmpty { taken[kind, default: []].append(value) }
        }
        #expect(taken[kind, default: []].count > before, "no value for \(kind) \(key.name)")
      }
    }
    var text = ""
    for (kind, values) in taken {
      text += "\(kind.key):\n"
      for (number, value) in values.enumerated() { text += "  link\(number):\n\(value)" }
    }
    let path = "/tmp/reconcile-schema-\(getpid()).yaml"
    defer { unlink(path) }
    Files.write(text, to: path)
    let verdict = try #require(try Verdict.of([path])[path])
    #expect(verdict.word == "accepted", "\(verdict)")
  }

  private static func values(for key: KeyDescription) -> [String] {
    func words(_ shape: Shape) -> [String] {
      switch shape {
      case .words(let words): words
      case .integer(let range): [range.lowerBound, range.upperBound].map(String.init)
      case .list(let item): words(item)
      case .either(let shapes): shapes.flatMap(words)
      case .boolean, .text, .string, .mapping, .entries, .map: []
      }
    }
    return words(key.shape) + samples
  }

  private static let samples = [
    "yes", "no", "on", "off", "true", "false", "0", "1", "010", "4094", "9000", "-1", "\"1.5\"",
    "100ms",
    "2s", "10s", "5min", "52:54:00:83:53:f2", "52:54:00:12:34:56", "52-54-00-83-53-F2", "enp4s0",
    "enp*",
    "192.168.250.1", "255.255.255.255", "\"fd00::1\"", "\"::ffff:10.0.0.1\"", "\"::1\"",
    "192.168.250.33/24", "10.0.0.1/032", "fd00::1/64", "fd00::/128", "default", "20-29", "10",
    "example.org", "~example.org", "~.", "a_b.example.org.", "a line: no", "a line", "x", "\"10\"",
    "\"yes\"", "[]", "[192.168.250.1]", "[192.168.250.33/24, \"fd00::1/64\"]", "[enp4s0, enp5s0]",
    "[20-29, 10]", "[52:54:00:83:53:f2]", "$id", "90$id", "192.168.250.$id", "ye$$", "enp$id",
    "{to: default, via: 192.168.250.1}",
    "[{to: default, via: 192.168.250.1}]", "[{to: 10.0.0.0/8, table: 7, type: blackhole}]",
    "{use-dns: no}", "{wake-on-lan: magic, rx-ring: 512}",
    "[{address: 10.0.0.1/24, preferred: no}]", "{driver: igb}",
    "{path: \"pci-0000:03:00.?\", name: \"enp*\"}", "{pvid: 10, vlans: 20-29}",
    "{cost: 4}", "{3: {vlan: 10, trust: no}}", "host-on-nic",
    "{network: {Network: {LLMNR: yes}, Route: [{Metric: 7}]}}",
  ]

  /// The broken cases that a schema accepts, by why it cannot tell.
  private static let invisible: [Reason: [String]] = [
    .twice: [
      "address-twice", "default-route-twice", "gateway-twice", "id-twice", "mac-twice",
    ],
    .otherValues: [
      "bond-time-bounds", "bond-times", "containers", "containers-beside-other-links",
      "gateway-is-self", "gateway-unreachable", "libvirt-networks-beside-links",
      "mac-of-passthru", "mtu-above-parent",
      "mtu-below-ipv6", "mtu-inherited", "no-link-local", "passthru-sibling", "unmanaged",
      "waits-for-down",
    ],
    .otherLinks: [
      "bridge-circle", "deep-chain", "guest-on-a-member", "guests-by-virtual-functions",
      "guests-together", "parent-circle",
      "unknown-parent", "vrfs",
    ],
    .bits: ["forward-mask"],
    .otherFiles: [
      "include-chain", "include-circle", "include-clash-across-files", "include-missing",
      "include-twice", "include-version", "vars-include-missing", "without-in-include",
      "without-includes",
    ],
    .variables: ["vars-dollars", "vars-none", "vars-undefined", "vars-wrong-value"],
    .fragment: ["include-names-no-version", "no-version"],
    .text: ["bidi-in-comment", "tag"],
  ]

  private enum Reason {
    /// What may stand once stands in several places.
    case twice
    /// One value decides whether another one is right.
    case otherValues
    /// It takes a walk over the links.
    case otherLinks
    /// It is about the bits of a number.
    case bits
    case otherFiles
    /// What stands there once variables are put in.
    case variables
    /// A file without version may be a fragment.
    case fragment
    /// It is in the text and not in the values.
    case text
  }
}

/// What the validator says of a file.
struct Verdict {
  /// `accepted`, `refused` or `unreadable`.
  var word: String
  var reason: String

  private static let script = Files.tests + "/Schema/validate.py"

  static let isPossible =
    Tools.mustBeThere || system("python3 -c 'import jsonschema, yaml' 2>/dev/null") == 0

  struct Failure: Error {
    var output: String
  }

  static func of(_ files: [String]) throws -> [String: Verdict] {
    let words = ["python3", "-W", "ignore", script, SchemaTests.path] + files
    let command = words.map { "'\($0)'" }.joined(separator: " ") + " 2>&1"
    guard let stream = popen(command, "r") else { throw Failure(output: "no shell") }
    var bytes: [UInt8] = []
    while case let byte = fgetc(stream), byte != EOF { bytes.append(UInt8(byte)) }
    let output = String(decoding: bytes, as: UTF8.self)
    guard pclose(stream) == 0 else { throw Failure(output: output) }
    var verdicts: [String: Verdict] = [:]
    for line in output.split(separator: "\n") {
      let parts = line.split(separator: " ", maxSplits: 2).map(String.init)
      guard parts.count >= 2 else { throw Failure(output: output) }
      verdicts[parts[1]] = Verdict(word: parts[0], reason: parts.count > 2 ? parts[2] : "")
    }
    return verdicts
  }
}
