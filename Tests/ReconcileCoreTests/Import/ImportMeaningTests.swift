import Support
import Testing

@testable import ReconcileCore

/// The files of a link in Cases/import say what the manifest renders to for the link, and it says
/// no more than they do, for each version: but for what a note names, and for defaults.
@Suite struct ImportMeaningTests {
  @Test(arguments: Files.names(in: ImportedCaseTests.folder), [252, 257])
  func `the files of a link and what they come to say the same`(name: String, version: Int) throws {
    var importer = ImportedCaseTests.importer("\(ImportedCaseTests.folder)/\(name)")
    let result = importer.result()
    importer.gather()
    let manifest = try #require(load(["hv01.yaml": result.text]).manifest)
    let desired = Desired(manifest)
    let files = Renderer(version: NetworkdVersion(version)).files(desired)
    for link in importer.links {
      guard let wanted = desired.links.first(where: { $0.name.text == link.id }) else {
        #expect(
          result.notes.contains { $0.subject.hasPrefix("\(link.title)={") },
          "\(link.title) is gone without a word")
        continue
      }
      for kind in UnitFileKind.allCases {
        let source = UnitMeaning(link.file(kind)?.sections ?? [], of: kind).lines
        let rendered = files.first { $0.name == Ownership.fileName(wanted.name, kind.rawValue) }
        let meant = UnitMeaning(rendered?.sections ?? [], of: kind).lines
        let comparison = Comparison(link: link, wanted: wanted, notes: result.notes, source: source)
        for line in source.subtracting(meant) {
          #expect(comparison.mayGo(line), "\(link.title), \(kind.rawValue): lost \(line)")
        }
        for line in meant.subtracting(source) {
          #expect(comparison.mayCome(line), "\(link.title), \(kind.rawValue): made up \(line)")
        }
      }
    }
  }

  @Test(arguments: Files.names(in: ImportedCaseTests.folder))
  func `a file that no link has is told`(name: String) {
    var importer = ImportedCaseTests.importer("\(ImportedCaseTests.folder)/\(name)")
    let notes = importer.result().notes
    importer.gather()
    let used = Set(
      importer.links.flatMap { [$0.network, $0.netdev, $0.link] }.compactMap(\.?.name))
    let units = importer.units
    for file in units.networks + units.netdevs + units.links where !used.contains(file.name) {
      #expect(notes.contains { $0.subject == file.path }, "\(file.path)")
    }
  }

  // MARK: That the comparison itself notices

  @Test(arguments: [
    ("[Network]\nLLDP=yes\n", ["[Network] LLDP=yes"]),
    (
      "[Network]\nDNS=1.1.1.1\nDNS=\nDNS=9.9.9.9 8.8.8.8\n",
      ["[Network] DNS=8.8.8.8", "[Network] DNS=9.9.9.9"]
    ),
    ("[Link]\nRequiredForOnline=yes\nRequiredForOnline=no\n", ["[Link] RequiredForOnline=no"]),
    (
      "[Address]\nAddress=10.0.0.2/8\n[Route]\nGateway=10.0.0.1\nDestination=0.0.0.0/0\n",
      ["[Network] Address=10.0.0.2/8", "[Network] Gateway=10.0.0.1"]
    ),
    (
      "[Route]\nGateway=10.0.0.1\nMetric=1\n",
      ["[Route] Gateway=10.0.0.1 GatewayOnLink=yes Metric=1"]
    ),
    (
      "[Route]\nGateway=10.0.0.1\nGatewayOnLink=no\nMetric=1\n",
      ["[Route] Gateway=10.0.0.1 Metric=1"]
    ),
    (
      "[Network]\nIPForward=ipv4\n",
      ["[Network] IPv4Forwarding=yes", "[Network] IPv6Forwarding=no"]
    ),
    ("[RoutingPolicyRule]\nFrom=10.0.0.1\n", ["[RoutingPolicyRule] From=10.0.0.1/32"]),
    ("[Match]\nName=enp4s0\n", []),
  ])
  func `lines that mean the same are the same`(text: String, lines: [String]) {
    let sections = UnitFile(name: "a.network", parsing: text).sections
    #expect(UnitMeaning(sections, of: .network).lines.sorted() == lines)
  }
}

/// What may differ between a link's file and what is rendered for it.
private struct Comparison {
  var link: ImportedLink
  var wanted: DesiredLink
  var notes: [ImportNote]
  /// What the file says.
  var source: Set<String>

  /// Whether a line of the file says what is so anyway, or a note names its key and value.
  func mayGo(_ line: String) -> Bool {
    let standard: Set = [
      "[Network] DHCP=no", "[Network] LinkLocalAddressing=ipv6", "[Link] RequiredForOnline=yes",
    ]
    return standard.contains(line) || isTold(line)
  }

  private func isTold(_ line: String) -> Bool {
    let parts = line.dropFirst().split(separator: " ", maxSplits: 1).map(String.init)
    guard parts.count == 2, parts[0].last == "]" else { return false }
    let section = String(parts[0].dropLast())
    let (key, value) = parts[1].halves
    let path = link.network?.path ?? link.netdev?.path ?? ""
    let words = (FileSetting.dhcp + FileSetting.routerAdvertisement + FileSetting.interface)
      .filter { $0.units.contains { $0.section == section && $0.key == key } }.map(\.word)
    return notes.contains { note in
      note.description.hasPrefix("\(path): \(parts[1]): ")
        || words.contains {
          note.subject.hasPrefix(link.title) && note.subject.hasSuffix(".\($0)=\(value)")
        }
        // Links name their parent, and bonds the member that they prefer.
        || note.subject.hasPrefix("\(key.lowercased())s.\(value).parent=\(link.id)")
        || line == "[Network] PrimarySlave=yes" && note.subject.hasSuffix(".primary=\(link.id)")
    }
  }

  /// Whether a line that is rendered is a default: of ours where the manifest says nothing, or of
  /// networkd and the kernel.
  func mayCome(_ line: String) -> Bool {
    let isMember = wanted.master != nil && wanted.isPort
    let isTrunk = !wanted.children.isEmpty && wanted.addresses.isEmpty && wanted.dhcp == .no
    switch line {
    case "[Network] IPv6AcceptRA=no", "[Network] KeepConfiguration=static",
      "[Network] LinkLocalAddressing=ipv6":
      return true
    case "[Network] KeepConfiguration=dhcp": return wanted.dhcp != .no
    case "[Network] LinkLocalAddressing=no": return isTrunk || isMember || wanted.kind == .macvtap
    case "[Link] RequiredForOnline=carrier": return isTrunk
    case "[Link] RequiredForOnline=no", "[Link] AllMulticast=yes": return wanted.kind == .macvtap
    case "[Link] ActivationPolicy=manual": return link.network == nil
    // The default of networkd where DHCPv6 is asked.
    case "[Network] IPv6AcceptRA=yes": return wanted.dhcp.contains(.ipv6)
    case "[Network] IPv6Forwarding=no": return source.contains { $0.contains("IPv4Forwarding=") }
    case "[Network] IPv4Forwarding=no": return source.contains { $0.contains("IPv6Forwarding=") }
    case "[MACVLAN] Mode=vepa", "[MACVTAP] Mode=vepa", "[Bond] Mode=balance-rr", "[Bridge] STP=no",
      "[Bond] MIIMonitorSec=0s":
      return !source.contains { $0.hasPrefix(line.halves.0 + "=") }
    case "[Link] AlternativeNamesPolicy=database onboard slot path",
      "[Link] AlternativeNamesPolicy=database onboard slot path mac",
      "[Link] MACAddressPolicy=persistent":
      return !source.contains { $0.hasPrefix(line.halves.0 + "=") }
    default: return false
    }
  }
}

extension String {
  /// What stands before and behind the first `=`.
  fileprivate var halves: (String, String) {
    let parts = split(separator: "=", maxSplits: 1).map(String.init)
    return (parts.first ?? "", parts.count > 1 ? parts[1] : "")
  }
}

extension ImportedLink {
  fileprivate func file(_ kind: UnitFileKind) -> EffectiveUnits.File? {
    switch kind {
    case .network: network
    case .netdev: netdev
    case .link: link
    }
  }
}
