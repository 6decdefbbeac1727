extension LinkComparison {
  /// Compares the virtual functions of a NIC. Those that the manifest does not name, and what it
  /// does not say of the others, is their users' business.
  func compareVirtualFunctions(_ kernel: KernelLink, _ work: inout LinkWork) {
    for wanted in link.virtualFunctions {
      guard let present = kernel.virtualFunctions.first(where: { $0.number == wanted.number })
      else {
        work.notes.append(
          "\(link.name): there is no virtual function \(wanted.number), this NIC has"
            + " \(kernel.virtualFunctions.count): write 'virtual-functions:' below its 'hardware';"
            + " udev makes them at boot")
        continue
      }
      let unknown = wanted.unknown(to: present)
      if !unknown.isEmpty {
        work.notes.append(
          "\(link.name): its driver knows no \(unknown.joined(separator: " and no ")) of virtual"
            + " functions: take it out of vf \(wanted.number)")
      }
      guard let change = wanted.difference(from: present) else { continue }
      differ(
        .virtualFunction, now: present.values(of: change).description, after: change.description,
        cause: wasApplied(.virtualFunction, wanted.description) ? .drift : .change,
        impact: change.cutsUser ? .guests : .none, &work)
      if change.cutsUser, let row = work.plan.differences.indices.last {
        work.plan.differences[row].guests = planner.host.guestNames(
          on: kernel, virtualFunction: wanted.number)
      }
      let step = KernelChange.setVirtualFunction(
        link: kernel.name, change.completed(by: wanted, present))
      // networkd knows no rates nor VLAN 0, and sets all else when it configures the NIC.
      if isReconfigured, change.minRate == nil, change.maxRate == nil, change.vlan != 0 {
        work.expected.append(step)
      } else {
        work.after.append(step)
      }
    }
  }
}
