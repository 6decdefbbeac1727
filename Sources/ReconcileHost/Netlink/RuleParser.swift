import CLinux
import ReconcileCore

extension KernelRule {
  /// Reads the payload of RTM_NEWRULE; `nil` for families other than IPv4 and IPv6.
  init?(_ payload: RawSpan) throws(MalformedMessage) {
    let header = try payload.load(fib_rule_hdr.self)
    guard let family = AddressFamily(socketFamily: header.family) else { return nil }
    self.init(family: family)
    table = UInt32(header.table)
    try payload.forEachAttribute(from: MemoryLayout<fib_rule_hdr>.size) {
      (type, value) throws(MalformedMessage) in
      switch type {
      case FRA_TABLE: table = try value.load(UInt32.self)
      case FRA_PRIORITY: priority = try value.load(UInt32.self)
      case FRA_PROTOCOL: origin = try value.load(UInt8.self)
      case FRA_SRC: from = CIDR(address: try value.ipAddress(), length: header.src_len)
      case FRA_DST: to = CIDR(address: try value.ipAddress(), length: header.dst_len)
      case FRA_FWMARK: mark = try value.load(UInt32.self)
      case FRA_IIFNAME: inputInterface = value.text()
      case FRA_OIFNAME: outputInterface = value.text()
      default: break
      }
    }
  }
}
