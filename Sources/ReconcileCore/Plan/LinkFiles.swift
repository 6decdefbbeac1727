extension LinkComparison {
  func compareFiles(_ work: inout LinkWork) {
    for name in fileNames {
      if let drift = planner.files.drift(name) { work.plan.differences.append(drift) }
    }
    if work.plan.problem == nil { compareAdopted(&work) }
    // What cannot be reconciled is named with its reason; its values would only hide that.
    if work.plan.verb == .change, work.plan.problem == nil { explainRendering(&work) }
  }

  /// Names what the manifest changed and no layer below the files shows.
  private func explainRendering(_ work: inout LinkWork) {
    let names = fileNames
    guard let record else {
      if planner.observed.kernel == nil, names.contains(where: planner.files.isChanged) {
        work.plan.verb = .add
        work.plan.differences += additions(link.values)
      } else if names.contains(where: planner.files.isChanged) {
        if let old = planner.oldFiles[link.name] {
          compareWithOldFile(old, &work)
        } else {
          work.plan.differences += additions(link.values.filter { $0.key.isFileOnly })
        }
      }
      return
    }
    // A record that an interrupted apply did not renew is no reason to do anything.
    let rendered = names.filter {
      planner.files.isRerendered($0) && planner.files.isChanged($0)
    }
    guard !rendered.isEmpty else { return }
    let shown = Set(work.plan.differences.map(\.attribute))
    var isExplained = values[.children] != record.values[.children]
    for attribute in Attribute.allCases where attribute != .children {
      let changes = changes(of: attribute)
      isExplained = isExplained || !changes.isEmpty
      if !shown.contains(attribute) { work.plan.differences += changes }
    }
    if !isExplained {
      for name in rendered {
        let after = planner.files.wanted[name].map { _ in "rendered anew" }
        differ(.file, now: name, after: after, layer: .file, cause: .change, &work)
      }
    }
  }

  /// The values of the manifest that are others than those last applied.
  func changes(of attribute: Attribute) -> [Difference] {
    guard let record, attribute != .children else { return [] }
    let old = record.values[attribute] ?? []
    let new = values[attribute] ?? []
    guard old != new else { return [] }
    if old.count == 1, new.count == 1 {
      return [Difference(attribute, now: old[0], after: new[0], layer: .file, cause: .change)]
    }
    let gone = old.filter { !new.contains($0) }
    return gone.map { Difference(attribute, now: $0, after: nil, layer: .file, cause: .change) }
      + arrivals(of: attribute)
  }

  /// The values of the manifest that were not applied before.
  func arrivals(of attribute: Attribute) -> [Difference] {
    (values[attribute] ?? []).filter { !wasApplied(attribute, $0) }
      .map { Difference(attribute, now: nil, after: $0, layer: .file, cause: .change) }
  }

  func additions(_ values: [Attribute: [String]]) -> [Difference] {
    Attribute.allCases.filter { $0 != .children && $0 != .parent }.flatMap { attribute in
      (values[attribute] ?? []).map {
        Difference(attribute, now: nil, after: $0, layer: .file, cause: .change)
      }
    }
  }
}

extension Attribute {
  /// Whether no layer below the files shows it.
  var isFileOnly: Bool {
    switch self {
    case .dhcp, .dhcpOptions, .acceptRA, .raOptions, .hardware, .lldp, .emitLLDP, .ignoreCarrier,
      .dns,
      .search, .ntp, .requiredForOnline,
      .activationPolicy, .description, .management, .match, .networkd:
      true
    default: false
    }
  }
}
