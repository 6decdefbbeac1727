/// Who has an address on a link, as this host has heard: RTM_NEWNEIGH.
package struct KernelNeighbour: Sendable, Hashable {
  package var link: Int32
  package var address: IPAddress
  package var mac: MACAddress
  /// NUD_* of linux/neighbour.h.
  package var state: UInt16

  package init(link: Int32, address: IPAddress, mac: MACAddress, state: UInt16) {
    self.link = link
    self.address = address
    self.mac = mac
    self.state = state
  }

  /// Whether the other end has answered once: NUD_REACHABLE, STALE, DELAY, PROBE or PERMANENT.
  package var isKnown: Bool { state & (0x02 | 0x04 | 0x08 | 0x10 | 0x80) != 0 }
}
