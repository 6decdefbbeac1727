import Foundation
import ReconcileCore

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
    \(LinkKind.allCases.filter(\.isVirtual).map { kind in
      """
      ip link add dev probe \(kind.made(on: "nic"))
      ip link show dev probe type \(kind) | grep -q probe
      ip link delete probe

      """
    }.joined())\
    ip link delete nic
    """

  private static func succeeds(_ command: [String]) -> Bool {
    guard let output = try? Execution.file() else { return false }
    defer { close(output) }
    let child = try? Execution.start(command, input: nil, output: output, errors: output)
    return child.map(Execution.status(of:)) == 0
  }
}

extension LinkKind {
  /// What follows the name in `ip link add dev NAME`, for the least that such a link needs.
  func made(on lower: String) -> String {
    let options =
      switch self {
      case .vlan: " id 30"
      case .vrf: " table 30"
      case .nic, .bond, .bridge, .macvlan, .macvtap, .ipvlan, .dummy: ""
      }
    return (shape == .stacked ? "link \(lower) " : "") + "type \(rawValue)\(options)"
  }
}
