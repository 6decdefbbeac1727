/// A plan as a person reads it, in plain ASCII: a serial console at three in the morning shows it.
package struct PlanText: Sendable {
  let plan: Plan
  let heading: Heading

  /// The first line: which host, by which manifest, on what.
  package struct Heading: Sendable {
    package var manifest: String
    package var version: NetworkdVersion
    /// `nil` where nothing was applied yet.
    package var generation: Int?

    package init(manifest: String, version: NetworkdVersion, generation: Int?) {
      self.manifest = manifest
      self.version = version
      self.generation = generation
    }
  }

  package init(_ plan: Plan, heading: Heading) {
    self.plan = plan
    self.heading = heading
  }

  /// Everything: drift, changes, what is in the way, notes, and the sum.
  ///
  /// - Parameter isVerbose: Whether the steps and their mechanisms are listed too.
  package func whole(isVerbose: Bool) -> String {
    var text = headline
    text += section("Drift (changed outside reconcile)", .drift)
    text += section("Changes (manifest)", .change)
    text += problems + fights + notes
    if isVerbose, !plan.steps.isEmpty {
      text += "\nSteps\n" + plan.steps.map { "  \(pad($0.mechanism, 11))\($0.summary)\n" }.joined()
    }
    return text + "\n" + summary + "\n"
  }

  var headline: String {
    var words = [plan.host, heading.manifest, "systemd \(heading.version)"]
    if let generation = heading.generation { words.append("generation \(generation)") }
    return words.joined(separator: "  ") + "\n"
  }

  private func section(_ title: String, _ cause: Cause) -> String {
    let links = plan.links.filter { !$0.differences(cause).isEmpty }
    guard !links.isEmpty else { return "" }
    return "\n\(title)\n" + links.map { entry($0, cause) }.joined()
  }

  private func entry(_ link: LinkPlan, _ cause: Cause) -> String {
    entry(link, link.differences(cause), cause)
  }

  /// - Parameter showsDiffs: Whether edits of files stand below their rows.
  func entry(
    _ link: LinkPlan, _ rows: [Difference], _ cause: Cause, showsDiffs: Bool = false
  ) -> String {
    let impact = rows.map(\.impact).max() ?? .none
    let width = max(10, (rows.map(\.attribute.rawValue.utf8.count).max() ?? 0) + 2)
    let valueWidth = rows.map { $0.transition.utf8.count }.max() ?? 0
    var text =
      "  " + pad("\(link.symbol(in: cause)) \(link.title)", 38) + "  impact: \(impact.rawValue)\n"
    for row in rows {
      var line = "      " + pad(row.attribute.rawValue, width)
      // What is added stands in all layers alike, but for a guest.
      if link.verb == .add, row.now == nil, row.layer != .live, row.layer != .definition {
        line += row.transition
      } else {
        line += pad(row.transition, valueWidth) + "  " + row.layer.rawValue
        if let applied = row.applied { line += ", \(applied) was applied" }
        if row.isForeign { line += ", foreign" }
        if row.isDefault { line += ", default of ours" }
        if row.isWithheld { line += ", reported alone" }
      }
      text += line + "\n"
      if showsDiffs { text += (row.edit?.lines ?? []).map { "      \(visible($0))\n" }.joined() }
    }
    return text
  }

  var problems: String {
    let links = plan.links.filter { $0.problem != nil }
    guard !links.isEmpty else { return "" }
    return "\nNot reconciled\n"
      + links.map { link in
        switch link.problem {
        case .conflict(let text): "  ! conflict  \(link.title): \(text)\n"
        case .unknown(let text): "  ? unknown   \(link.title): \(text)\n"
        case nil: ""
        }
      }.joined()
  }

  /// What somebody else puts back after each apply.
  package var fights: String {
    guard !plan.fights.isEmpty else { return "" }
    return "\nFights (put back by somebody else after each apply)\n"
      + plan.fights.map { "  ! fight     \($0.text)\n" }.joined()
  }

  private var notes: String {
    plan.notes.isEmpty ? "" : "\n" + plan.notes.map { "Note: \($0).\n" }.joined()
  }

  private var summary: String {
    if plan.isEmpty { return "Nothing to do: \(plan.host) is what the manifest says." }
    func count(_ verb: LinkPlan.Verb) -> Int {
      plan.links.filter { $0.verb == verb && !$0.differences.isEmpty }.count
    }
    return
      "Plan: \(count(.add)) to add, \(count(.change)) to change, \(count(.replace)) to replace,"
      + " \(count(.remove)) to remove. Worst impact: \(plan.impact.rawValue)."
  }
}

extension LinkPlan {
  package var title: String { "\(kind) \(name)" + (parent.map { " on \($0)" } ?? "") }

  func symbol(in cause: Cause) -> String {
    switch verb {
    case .add: "+"
    case .change: "~"
    case .remove: "-"
    // A replaced link may have drifted in a file besides.
    case .replace: differences(cause).contains { $0.layer == .kernel } ? "-/+" : "~"
    }
  }
}

extension Difference {
  /// Always now -> after.
  var transition: String {
    switch (now, after) {
    case (nil, let after?): after
    case (let now?, let after?): "\(now) -> \(after)"
    case (let now?, nil): "\(now) -> gone"
    case (nil, nil): ""
    }
  }
}

extension Step {
  /// Who does it.
  var mechanism: String {
    switch action {
    case .kernel: "rtnetlink"
    case .expected, .reload, .restart: "networkd"
    case .write, .removeFile, .adopt: "file"
    case .guest, .network: "libvirt"
    }
  }

  /// What is done.
  package var summary: String {
    switch action {
    case .kernel(let change), .expected(let change): "\(change)"
    case .write(let file): "write \(Ownership.path(ofFile: file.name))"
    case .removeFile(let name): "remove \(Ownership.path(ofFile: name))"
    case .guest(let change): "\(change)"
    case .network(let change): "\(change)"
    case .adopt(let unit): "take over \(unit.path)"
    case .reload: "networkctl reload"
    case .restart: "systemctl restart systemd-networkd"
    }
  }
}

/// Fills up with blanks to a width.
func pad(_ text: String, _ width: Int) -> String {
  text + String(repeating: " ", count: max(0, width - text.utf8.count))
}
