import CLinux
import ReconcileCore

extension KernelNeighbour {
  /// Reads the payload of RTM_NEWNEIGH; `nil` where it has no address of a family that we know, or
  /// nobody has answered yet.
  init?(_ payload: RawSpan) throws(MalformedMessage) {
    let header = try payload.load(ndmsg.self)
    var address: IPAddress?
    var mac: MACAddress?
    try payload.forEachAttribute(from: MemoryLayout<ndmsg>.size) {
      (type, value) throws(MalformedMessage) in
      switch type {
      case NDA_DST: address = try value.ipAddress()
      case NDA_LLADDR: mac = value.macAddress()
      default: break
      }
    }
    guard let address, let mac else { return nil }
    self.init(link: header.ndm_ifindex, address: address, mac: mac, state: header.ndm_state)
  }
}
