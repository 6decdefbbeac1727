/// Rules of udev(7) for macvtaps, whose device nodes systemd-networkd knows nothing of, and which
/// libvirt makes whenever a guest starts.
///
/// systemd-udevd notices a changed file by itself, at the next link that comes.
enum TapRules {
  static func lines(_ desired: Desired) -> [String] {
    let ours = desired.links.filter { $0.isManaged && $0.kind == .macvtap }
    let guests = guests(desired.guestTaps)
    let lines = ours.compactMap { ownership(of: $0, isLast: guests.isEmpty) } + guests
    guard !lines.isEmpty else { return [] }
    return [#"SUBSYSTEM!="macvtap", GOTO="reconcile_end""#] + lines
      + [#"LABEL="reconcile_end""#]
  }

  /// The node's own subsystem is macvtap; the link above it has the name.
  private static func ownership(of link: DesiredLink, isLast: Bool) -> String? {
    var line = match(link.name.text)
    if let assignment = assignment(owner: link.tap?.owner, group: link.tap?.group) {
      line += assignment
    } else if isLast {
      return nil
    }
    // What is for guests is not for ours.
    return isLast ? line : line + #", GOTO="reconcile_end""#
  }

  /// A rule that stands alone; `nil` where the node is given to nobody.
  static func line(for link: String, owner: String?, group: String?) -> String? {
    assignment(owner: owner, group: group).map { #"SUBSYSTEM=="macvtap", "# + match(link) + $0 }
  }

  private static func match(_ link: String) -> String {
    #"SUBSYSTEMS=="net", KERNELS=="\#(link)""#
  }

  private static func assignment(owner: String?, group: String?) -> String? {
    guard owner != nil || group != nil else { return nil }
    return #", OWNER="\#(owner ?? "root")", GROUP="\#(group ?? "root")", MODE="0660""#
  }

  /// All multicast packets also where the host is to follow the guest's filters: libvirt sets them
  /// as soon as the guest tells them.
  private static func guests(_ taps: Desired.GuestTaps) -> [String] {
    var lines: [String] = []
    if taps.disablesIPv6 {
      lines.append(
        #"ACTION=="add", SUBSYSTEMS=="net", SYSCTL{net/ipv6/conf/$id/disable_ipv6}="1""#)
    }
    if taps.allMulticast {
      lines.append(
        #"ACTION=="add", SUBSYSTEMS=="net", RUN+="/sbin/ip link set dev $id allmulticast on""#)
    }
    return lines
  }
}
