extension PlanText {
  /// The drift alone, layer by layer, with what has become of our files.
  package func drift() -> String {
    let drift = [
      section("Drift in our files", .file),
      section("Drift in what systemd-networkd has loaded", .networkd),
      section("Drift in the kernel", .kernel),
      section("Drift in the definitions of guests", .definition),
      section("Drift in running guests", .live),
    ].joined()
    func sum(_ count: Int, _ one: String, _ many: String) -> String? {
      count == 0 ? nil : "\(count) \(count == 1 ? one : many)."
    }
    let sums = [
      sum(
        plan.links.count { !$0.differences(.drift).isEmpty },
        "link differs from what was last applied", "links differ from what was last applied"),
      sum(
        plan.links.count { $0.problem != nil }, "link that was applied cannot be reconciled now",
        "links that were applied cannot be reconciled now"),
    ].compactMap { $0 }
    let end =
      sums.isEmpty
      ? "No drift: the host is as it was last applied." : sums.joined(separator: " ")
    return headline + drift + problems + fights + "\n" + end + "\n"
  }

  private func section(_ title: String, _ layer: Layer) -> String {
    let entries = plan.links.compactMap { link -> String? in
      let rows = link.differences(.drift).filter { $0.layer == layer }
      return rows.isEmpty ? nil : entry(link, rows, .drift, showsDiffs: true)
    }
    return entries.isEmpty ? "" : "\n\(title)\n" + entries.joined()
  }

  /// Somebody else's text in plain ASCII, with nothing in it that a terminal obeys.
  func visible(_ text: String) -> String {
    text.unicodeScalars.map { scalar in
      scalar.value == 0x09 || (0x20..<0x7f).contains(scalar.value)
        ? String(scalar) : scalar.escaped(asASCII: true)
    }.joined()
  }
}
