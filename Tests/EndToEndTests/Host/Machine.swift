import Foundation

/// The machine that the tests run on.
enum Machine {
  /// Whether it is the emulated one that `Tests/Hosts/vm-host` boots.
  static let isEmulated = access("/run/vm-host", F_OK) == 0

  /// How many times as long as on a real processor things may take.
  static let patience: Double = isEmulated ? 10 : 1

  /// Whether the tests of `Kinds` can run. The emulated machine is made for them, so there they
  /// run and fail rather than being skipped.
  static let hasAllKinds =
    isEmulated
    || ThrowawayHost.isPossible && succeeds(["unshare", "--net", "sh", "-ec", makeKinds])

  /// Makes a link of each kind, with a NIC of its own below those that need one.
  static let makeKinds = """
    ip link add nic type veth
    make() {
      ip link add probe $2 type $1 $3
      ip link show dev probe type $1 | grep -q probe
      ip link delete probe
    }
    make bond
    make bridge
    make dummy
    make ipvlan "link nic"
    make macvlan "link nic"
    make macvtap "link nic"
    make vlan "link nic" "id 30"
    make vrf "" "table 30"
    ip link delete nic
    """

  private static func succeeds(_ command: [String]) -> Bool {
    guard let output = try? Execution.file() else { return false }
    defer { close(output) }
    let child = try? Execution.start(command, input: nil, output: output, errors: output)
    return child.map(Execution.status(of:)) == 0
  }
}
