/// A VLAN that a port of a bridge carries: `struct bridge_vlan_info` of linux/if_bridge.h.
package struct PortVLAN: Sendable, Hashable, Comparable {
  package var id: UInt16
  /// Whether packets that come in without a tag belong to it: BRIDGE_VLAN_INFO_PVID.
  package var isPVID = false
  /// Whether its packets leave without a tag: BRIDGE_VLAN_INFO_UNTAGGED.
  package var isUntagged = false

  package init(id: UInt16, isPVID: Bool = false, isUntagged: Bool = false) {
    self.id = id
    self.isPVID = isPVID
    self.isUntagged = isUntagged
  }

  package static func < (left: Self, right: Self) -> Bool { left.id < right.id }
}

extension PortVLAN: CustomStringConvertible {
  /// In the words of bridge(8).
  package var description: String {
    "\(id)" + (isPVID ? " pvid" : "") + (isUntagged ? " untagged" : "")
  }
}

extension DesiredLink.Port {
  init(_ port: BridgePort) {
    options = LinkOption.bridgePort.reduce(into: [:]) { $0[$1.attribute] = $1.standard }
      .merging(port.options.mapValues(\.value)) { $1 }
    let untagged = port.untagged?.map(\.value)
    guard !port.vlans.isEmpty || untagged?.isEmpty == false || port.pvid != nil else {
      vlans = nil
      return
    }
    let pvid = port.pvid.map { UInt16($0.value) }
    var all: [UInt16: PortVLAN] = [:]
    for range in port.vlans.map(\.value) {
      for id in range.first...range.last { all[id] = PortVLAN(id: id) }
    }
    for range in untagged ?? [] {
      for id in range.first...range.last { all[id] = PortVLAN(id: id, isUntagged: true) }
    }
    if let pvid {
      // A packet that comes in without a tag leaves without one, unless it is said otherwise.
      let isUntagged = untagged?.contains { ($0.first...$0.last).contains(pvid) } ?? true
      all[pvid] = PortVLAN(id: pvid, isPVID: true, isUntagged: isUntagged)
    }
    vlans = all.values.sorted()
  }
}
