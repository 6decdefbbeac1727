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
    var line = #"SUBSYSTEMS=="net", KERNELS=="\#(link.name)""#
    if let tap = link.tap, tap.owner != nil || tap.group != nil {
      line += #", OWNER="\#(tap.owner ?? "root")", GROUP="\#(tap.group ?? "root")", MODE="0660""#
    } else if isLast {
      return nil
    }
    // What is for guests is not for ours.
    return isLast ? line : line + #", GOTO="reconcile_end""#
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
