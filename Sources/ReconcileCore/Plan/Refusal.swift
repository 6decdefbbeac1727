/// Why an apply is refused before it writes anything.
package struct Refusal: Error, Sendable {
  /// What is over the allowed impact, link by link.
  package var links: [LinkPlan]
  package var allowed: Impact
  package var needed: Impact
  /// What is in the way.
  package var conflicts: [LinkPlan]
  /// Where most of the links would go at once.
  package var removals: Removals?

  /// `nil` where nothing stands against the plan.
  package init?(_ plan: Plan, allowed: Impact, allowsRemovals: Bool = false) {
    links = plan.links(above: allowed)
    conflicts = plan.links.filter(\.isInConflict)
    if plan.removals.isMost, !allowsRemovals { removals = plan.removals }
    guard !links.isEmpty || !conflicts.isEmpty || removals != nil else { return nil }
    self.allowed = allowed
    needed = links.map(\.impact).max() ?? .none
  }
}

extension Refusal {
  /// What would be lost, the lines of the manifest that keep it, and the command that allows it.
  package func text(manifest: String, command: String) -> String {
    var text = "Nothing was changed.\n"
    for link in links {
      text += "\n\(link.title) is over the allowed impact (\(allowed.rawValue)):\n"
      for row in link.differences where row.impact > allowed {
        text += "    \(row.impact.rawValue): \(row.attribute.rawValue) \(row.transition)\n"
      }
    }
    let keep = links.map(\.keep).filter { !$0.isEmpty }
    if !keep.isEmpty {
      text += "\nTo keep it, write in \(manifest):\n\n"
      text += keep.joined().map { "    \($0)\n" }.joined()
    }
    for link in conflicts {
      text += "\n\(link.title): \(link.problem?.text ?? "")\n"
    }
    if let removals {
      let count = removals.removed == removals.all ? "all" : "\(removals.removed) of"
      text += "\nThe manifest lets \(count) \(removals.all) links go that were applied here.\n"
    }
    guard conflicts.isEmpty else { return text + "\nrefused: \(conflicts.count) in conflict" }
    let permission = Permission(
      impact: links.isEmpty ? nil : needed, removals: removals != nil)
    return text + "\nrefused: \(summary); allow with: \(command) --allow \(permission)"
  }

  private var summary: String {
    let guests = Set(links.flatMap(\.guests)).sorted()
    let names = links.map(\.name).joined(separator: ", ")
    // Who is cut says more than by what.
    let isSaid = links.isEmpty || needed == .guests && !guests.isEmpty
    let impact = isSaid ? nil : "\(reason) \(names)"
    let cut = guests.isEmpty ? nil : "cuts \(listed(guests, most: 50))"
    let removal = removals.map { "lets \($0.removed) of \($0.all) links go" }
    return [impact, cut, removal].compactMap { $0 }.joined(separator: ", ")
  }

  private var reason: String {
    switch needed {
    case .none, .address: "takes addresses or routes from"
    case .flap: "interrupts"
    case .guests: "cuts guests on"
    case .isolation: "may isolate this host by"
    }
  }
}
