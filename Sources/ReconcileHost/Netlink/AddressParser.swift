import CLinux
import ReconcileCore

extension KernelAddress {
  /// Reads the payload of RTM_NEWADDR; `nil` for families other than IPv4 and IPv6.
  init?(_ payload: RawSpan) throws(MalformedMessage) {
    let header = try payload.load(ifaddrmsg.self)
    guard let family = AddressFamily(socketFamily: header.ifa_family) else { return nil }
    var local: IPAddress?
    var address: IPAddress?
    var broadcast: IPAddress?
    var label: String?
    var flags = UInt32(header.ifa_flags)
    var origin: UInt8 = 0
    try payload.forEachAttribute(from: MemoryLayout<ifaddrmsg>.size) {
      (type, value) throws(MalformedMessage) in
      switch type {
      case IFA_LOCAL: local = try value.ipAddress()
      case IFA_ADDRESS: address = try value.ipAddress()
      case IFA_LABEL: label = value.text()
      case IFA_BROADCAST: broadcast = try value.ipAddress()
      // The header holds the low eight flags only.
      case IFA_FLAGS: flags = try value.load(UInt32.self)
      case IFA_PROTO: origin = try value.load(UInt8.self)
      default: break
      }
    }
    // IPv6 gives IFA_LOCAL only where a peer is set, and IFA_ADDRESS is the peer then.
    guard let own = local ?? address, own.family == family,
      let prefix = CIDR(address: own, length: header.ifa_prefixlen)
    else { throw .address }
    self.init(link: Int32(bitPattern: header.ifa_index), address: prefix)
    peer = address == own ? nil : address
    self.broadcast = broadcast
    self.label = label
    scope = header.ifa_scope
    self.flags = flags
    self.origin = origin
  }
}
