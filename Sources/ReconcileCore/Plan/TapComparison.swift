/// Compares what a macvtap of the manifest has besides other links.
extension LinkComparison {
  func compareTap(_ kernel: KernelLink, _ work: inout LinkWork) {
    guard let tap = link.tap else { return }
    if tap.allMulticast != kernel.isAllMulticast {
      differ(
        .allMulticast, now: kernel.isAllMulticast ? "yes" : "no",
        after: tap.allMulticast ? "yes" : "no", &work)
      let change = KernelChange.setAllMulticast(link: kernel.name, tap.allMulticast)
      if isReconfigured { work.expected.append(change) } else { work.after.append(change) }
    }
    guard let wanted = tapNode else { return }
    guard let now = planner.observed.taps[kernel.index] else {
      work.notes.append("\(link.name): /dev/tap\(kernel.index) is not there")
      return
    }
    guard now != wanted else { return }
    let accounts = planner.observed.accounts
    if now.owner != wanted.owner {
      differ(
        .owner, now: accounts.userName(now.owner), after: accounts.userName(wanted.owner), &work)
    }
    if now.group != wanted.group {
      differ(
        .group, now: accounts.groupName(now.group), after: accounts.groupName(wanted.group), &work)
    }
    if now.mode != wanted.mode {
      differ(
        .tapMode, now: String(now.mode, radix: 8), after: String(wanted.mode, radix: 8),
        cause: cause(of: .owner) == .drift ? cause(of: .group) : .change, &work)
    }
    work.after.append(.setTapNode(link: kernel.name, wanted))
  }

  /// What /dev/tapN shall be; `nil`: whatever it is.
  var tapNode: TapNode? {
    guard let tap = link.tap else { return nil }
    guard tap.owner != nil || tap.group != nil else {
      // udev gives nothing back.
      let had = record?.values[.owner] != nil || record?.values[.group] != nil
      return had ? .unowned : nil
    }
    let accounts = planner.observed.accounts
    guard let owner = accounts.user(tap.owner ?? "root"),
      let group = accounts.group(tap.group ?? "root")
    else { return nil }
    return TapNode(owner: owner, group: group, mode: TapNode.sharedMode)
  }

  /// Who shall own /dev/tapN and does not exist here.
  var missingAccount: String? {
    guard planner.observed.kernel != nil, let tap = link.tap else { return nil }
    let accounts = planner.observed.accounts
    if let owner = tap.owner, accounts.user(owner) == nil { return "user '\(owner)'" }
    if let group = tap.group, accounts.group(group) == nil { return "group '\(group)'" }
    return nil
  }
}
