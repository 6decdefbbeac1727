@testable import ReconcileCore

/// Where the files of two programs mean different things, but for what is meant to differ.
struct Comparison {
  let netplan: Meaning
  let ours: Meaning

  init(netplan: [UnitFile], ours: [UnitFile]) {
    self.netplan = Meaning(netplan)
    self.ours = Meaning(ours)
  }

  /// What both say of one link.
  struct Link {
    let id: String
    let both: Comparison

    func netplan(_ place: String) -> [String] { both.netplan.facts(id, place) }
    func ours(_ place: String) -> [String] { both.ours.facts(id, place) }
  }

  /// A line for each difference.
  var differences: [String] { rows.filter { $0.meant == nil }.map(\.text) }

  /// The meant differences that there are, by their place in `MeantDifference.all`.
  var meant: Set<Int> { Set(rows.compactMap(\.meant)) }

  private struct Row {
    let text: String
    let meant: Int?
  }

  private var rows: [Row] {
    Set(netplan.links.keys).union(ours.links.keys).sorted().flatMap { id -> [Row] in
      guard let theirs = netplan.links[id] else {
        return [Row(text: "\(id): ours alone", meant: nil)]
      }
      guard let own = ours.links[id] else {
        return [Row(text: "\(id): netplan's alone", meant: nil)]
      }
      let link = Link(id: id, both: self)
      return Set(theirs.keys).union(own.keys).sorted().compactMap { row($0, of: link) }
    }
  }

  private func row(_ place: String, of link: Link) -> Row? {
    guard isUsed(place, of: link) else { return nil }
    guard Known.facts[place] != nil else {
      return Row(text: "\(link.id) \(place): has no meaning here yet", meant: nil)
    }
    let (theirs, own) = (link.netplan(place), link.ours(place))
    guard theirs != own else { return nil }
    func text(_ values: [String]) -> String {
      values.isEmpty ? "nothing" : values.joined(separator: ", ")
    }
    return Row(
      text: "\(link.id) \(place): netplan \(text(theirs)); ours \(text(own))",
      meant: MeantDifference.all.firstIndex { $0.covers(place, of: link) })
  }

  /// Whether networkd looks at what stands there: at a setting of a client only where that runs.
  func isUsed(_ place: String, of link: Link) -> Bool {
    let dhcp = ".network [Network] DHCP"
    let accepts = link.ours(".network [Network] IPv6AcceptRA") != ["no"]
    func asks(_ family: String) -> Bool {
      link.ours(dhcp).contains(family) || link.netplan(dhcp).contains(family)
    }
    if place.hasPrefix(".network [DHCPv4]") { return asks("ipv4") }
    // A router may tell to ask.
    if place.hasPrefix(".network [DHCPv6]") { return asks("ipv6") || accepts }
    if place.hasPrefix(".network [IPv6AcceptRA]") { return accepts }
    return true
  }

  func isUsed(_ entry: UnitFile.Entry, of section: UnitFile.Section, in file: UnitFile) -> Bool {
    let link = Link(id: file.link, both: self)
    return Meaning.places(file.suffix, section.name, entry.key).contains { isUsed($0, of: link) }
  }
}
