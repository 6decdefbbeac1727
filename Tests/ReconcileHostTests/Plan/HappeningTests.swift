@testable import ReconcileCore
import Testing

/// A case of a line that says nothing could not fail.
@Suite struct HappeningTests {
  @Test(arguments: [
    "mtu enp9s0 1400", "mtu enp4s0", "mtu enp4s0 many", "mtu enp4s0 1400 1500", "mtoo enp4s0 1400",
    "mode enp4s0 brigde", "mac enp4s0 02:00", "master enp4s0 br0", "port-vlans enp4s0",
    "option enp4s0 mode bridge", "port-option enp4s0 port-cost cheap", "port-option enp4s0 cost 7",
    "address enp4s0 10.0.0.1", "address enp4s0 10.0.0.1/24 dynamik",
    "no-address enp4s0 10.0.0.1/24", "no-link-local enp4s0", "duplicate enp4s0",
    "route enp4s0 default", "route enp4s0 default 10.0.0.1 zebra", "no-route enp4s0 10.0.0.1",
    "rule 100 10.0.0.0/8 main", "no-rule 100", "driver enp9s0 igb", "applied-for hv02",
    "forwarding-off", "unmanaged enp4s0", "unloaded 05-reconcile-enp4s0.network",
    "edit 05-reconcile-enp4s0.network", "remove 05-reconcile-enp4s0.network",
    "drop-in a.network.d/b.conf Network", "fought", "fought often",
  ])
  func `what cannot happen is an error`(line: String) throws {
    let happening = try #require(Happening.parse(line).first)
    var observation = try SimulatedHost().observe()
    #expect(throws: LineWords.Impossible.self) {
      if try happening.applies() == nil { try happening.happen(to: &observation) }
    }
  }
}
