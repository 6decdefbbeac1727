/// A bridge or bond without members has no carrier, and networkd takes the addresses from it.
extension Planner {
  /// Tells which links lose their carrier because what it comes from is taken away.
  func announceCarrierLoss(_ works: inout [LinkWork]) {
    guard let kernel = observed.kernel, kernel.links.contains(where: { $0.master != nil }) else {
      return
    }
    let places = Dictionary(
      works.indices.map { (works[$0].plan.name, $0) }, uniquingKeysWith: { first, _ in first })
    let ids = Dictionary(
      desired.links.compactMap { link in
        host.links[link.name.text].map { ($0.index, link.name.text) }
      },
      uniquingKeysWith: { first, _ in first })
    func place(of link: KernelLink) -> Int? { places[ids[link.index] ?? link.name] }
    let gone = Set(
      kernel.links.filter { link in
        place(of: link).map { works[$0].takesMemberAway } ?? false
      }.map(\.index))
    guard !gone.isEmpty else { return }
    let members = Dictionary(grouping: kernel.links.filter(\.hasCarrier)) { $0.master ?? 0 }
    // By index, and whether it is for good.
    var losers: [Int32: Bool] = [:]
    var count = -1
    while losers.count > count {
      count = losers.count
      for link in kernel.links where link.hasCarrier && losers[link.index] == nil {
        if let isForGood = link.lower.flatMap({ losers[$0] }) {
          losers[link.index] = isForGood
        } else if link.kind == "bridge" || link.kind == "bond",
          let own = members[link.index],
          own.allSatisfy({ gone.contains($0.index) || losers[$0.index] != nil })
        {
          losers[link.index] = !desired.links.contains { $0.master?.name.text == link.name }
        }
      }
    }
    for link in kernel.links {
      guard let isForGood = losers[link.index], let place = place(of: link),
        works[place].replacement == nil, !works[place].deletesLink
      else { continue }
      works[place].plan.differences.append(
        Difference(
          .state, now: "up", after: isForGood ? "no carrier" : "no carrier for a moment",
          layer: .kernel, cause: .change,
          impact: isForGood && carriesHost(link) ? .isolation : .flap))
    }
  }
}

extension LinkWork {
  /// Whether the link's master has one member less, be it for a moment.
  fileprivate var takesMemberAway: Bool {
    replacement != nil || deletesLink
      || plan.differences.contains { row in
        row.attribute == .master && row.now != nil
          || row.attribute == .state && row.after == "down"
      }
  }
}
