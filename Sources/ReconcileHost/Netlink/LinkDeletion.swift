import CLinux
import ReconcileCore
import SystemPackage

extension RouteSocket {
  /// Deletes the links that have these names; those that are gone already are no error.
  ///
  /// Each deletion waits for a grace period of the kernel, 17 ms. Many links share one when they
  /// are deleted as a link group. The kernel takes every member of that group, so it is a number
  /// that no link has, and a second dump proves that none but ours joined. The kernel deletes a
  /// group whole or not at all; then they go one by one.
  ///
  /// - Throws: the first refusal, after all the others have been tried.
  mutating func deleteLinks(_ names: [String], doing action: String) throws(NetlinkError) {
    guard names.count > 1 else {
      for name in names { try deleteLink(named: name, doing: action) }
      return
    }
    let wanted = Set(names)
    let before = try links()
    let victims = before.filter { wanted.contains($0.name) }
    if victims.count > 1, try deleteAsGroup(victims, among: before, doing: action) { return }

    var first: NetlinkError?
    for victim in victims {
      do throws(NetlinkError) {
        try deleteLink(victim.index, doing: action)
      } catch {
        first = first ?? error
      }
    }
    if let first { throw first }
  }

  mutating func deleteLink(named name: String, doing action: String) throws(NetlinkError) {
    guard let link = try linkIfPresent(name, doing: action) else { return }
    try deleteLink(link.index, doing: action)
  }

  private mutating func deleteLink(_ index: Int32, doing action: String) throws(NetlinkError) {
    try requestUnlessGone(MessageWriter(RTM_DELLINK, ifinfomsg(index)), doing: action)
  }

  /// Whether the kernel deleted the links together; if not, they are as they were.
  private mutating func deleteAsGroup(
    _ victims: [KernelLink], among all: [KernelLink], doing action: String
  ) throws(NetlinkError) -> Bool {
    let taken = Set(all.map(\.group))
    var group: UInt32
    // Above all numbers that people give, below the sign bit that older tools trip over.
    repeat { group = .random(in: 0x4000_0000...0x7fff_ffff) } while taken.contains(group)

    do throws(NetlinkError) {
      for victim in victims { try setGroup(of: victim.index, to: group, doing: action) }
      let after = try links()
      let members = after.filter { $0.group == group }.map(\.index)
      // Some of them may have gone with the link below them.
      if Set(members) == Set(victims.map(\.index)).intersection(after.map(\.index)) {
        var message = MessageWriter(RTM_DELLINK, ifinfomsg())
        message.put(IFLA_GROUP, group)
        try request(message, doing: action)
        return true
      }
    } catch {
      // One by one is slower but tells which link the kernel does not let go.
    }
    for victim in victims { try? setGroup(of: victim.index, to: victim.group, doing: action) }
    return false
  }

  private mutating func setGroup(
    of index: Int32, to group: UInt32, doing action: String
  ) throws(NetlinkError) {
    var message = MessageWriter(RTM_SETLINK, ifinfomsg(index))
    message.put(IFLA_GROUP, group)
    try requestUnlessGone(message, doing: action)
  }

  private mutating func requestUnlessGone(
    _ message: MessageWriter, doing action: String
  ) throws(NetlinkError) {
    do throws(NetlinkError) {
      try request(message, doing: action)
    } catch {
      guard error.refusal == .noLink else { throw error }
    }
  }
}
