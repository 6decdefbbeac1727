/// Rules of udev(7) for the device nodes of macvtaps, which systemd-networkd knows nothing of.
///
/// systemd-udevd notices a changed file by itself, at the next link that comes.
enum TapRules {
  static func lines(_ desired: Desired) -> [String] {
    let owned = desired.links.compactMap { link -> String? in
      guard link.isManaged, let tap = link.tap, tap.owner != nil || tap.group != nil else {
        return nil
      }
      return #"SUBSYSTEM=="macvtap", SUBSYSTEMS=="net", KERNELS=="\#(link.name)", "#
        + #"OWNER="\#(tap.owner ?? "root")", GROUP="\#(tap.group ?? "root")", MODE="0660""#
    }
    return owned
  }
}
