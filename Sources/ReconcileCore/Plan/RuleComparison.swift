/// Compares the policy rules that a link of the manifest brings with those of the host.
///
/// The kernel knows no link of a rule, so what no link of the manifest has, and none had when it was
/// last applied, is somebody else's.
struct RuleComparison {
  let comparison: LinkComparison

  private var link: DesiredLink { comparison.link }
  private var planner: Planner { comparison.planner }

  func compare(_ work: inout LinkWork) {
    for rule in link.rules { compare(rule, &work) }
    planner.takeAway(rules: comparison.record?.values[.rule] ?? [], &work)
  }

  private func compare(_ rule: RuleSpecification, _ work: inout LinkWork) {
    // A link that is made in this apply has told all its values, and networkd configures it anew.
    let isNew = comparison.kernel == nil || work.replacement != nil
    let present = planner.observed.kernel?.rules.filter { $0.isSame(as: rule) } ?? []
    let ours = KernelRoute.Origin.static
    let others = present.filter { $0.origin != ours }
    if present.isEmpty {
      let isBack = comparison.wasApplied(.rule, rule.description)
      if !isNew || isBack {
        work.plan.differences.append(
          Difference(
            .rule, now: isBack ? "\(rule) deleted" : nil,
            after: isBack ? "there again" : rule.description, layer: .kernel,
            cause: isBack ? .drift : .change))
      }
      if comparison.isReconfigured || isNew && planner.observed.networkd != nil {
        work.expected.append(.addRule(rule))
      } else {
        work.after.append(.addRule(rule))
      }
    } else if let other = others.first, present.count == others.count {
      // networkd takes one of another origin for another rule, and drops it. On a link that it does
      // not have yet it drops ours as well, and adds it again.
      comparison.differ(
        .rule, now: "\(rule) proto \(KernelRoute.Origin.text(other.origin))", after: "proto static",
        &work)
      guard !isNew, !comparison.isTakenOver else {
        work.expected.append(.addRule(rule))
        return
      }
      work.before.append(.addRule(rule))
      work.before += others.map { .removeRule(rule, origin: $0.origin) }
    }
  }
}

extension Planner {
  /// The rules of the kernel that were applied and that no link of the manifest has any more.
  private func stale(_ applied: [String]) -> [KernelRule] {
    guard !applied.isEmpty else { return [] }
    let wanted = Set(desired.links.flatMap(\.rules))
    return observed.kernel?.rules.filter { rule in
      rule.origin == KernelRoute.Origin.static && !rule.hasMore && !wanted.contains(rule.rule)
        && applied.contains(rule.rule.description)
    } ?? []
  }

  /// Removes rules that were applied, which networkd does itself where it still knows them for its
  /// own.
  func takeAway(rules applied: [String], _ work: inout LinkWork) {
    for rule in stale(applied) {
      work.plan.differences.append(
        Difference(
          .rule, now: rule.rule.description, after: nil, layer: .kernel, cause: .change,
          impact: isolates(losing: rule.rule) ? .isolation : .address))
      work.removals.append(.removeRule(rule.rule, origin: rule.origin))
    }
  }
}
