/// Where a virtual function of a NIC is on this host.
package struct VirtualFunctionSlot: Sendable, Hashable {
  package var number: UInt32
  package var address: PCIAddress
  /// Its own link; `nil` while a guest has it, or where no driver is bound to it.
  package var link: String?

  package init(number: UInt32, address: PCIAddress, link: String?) {
    self.number = number
    self.address = address
    self.link = link
  }
}

/// A device's place on the PCI bus, as in `0000:01:10.3`.
package struct PCIAddress: Sendable, Hashable {
  var domain: UInt16
  var bus: UInt8
  /// 0 to 31.
  var slot: UInt8
  /// 0 to 7.
  var function: UInt8

  /// As sysfs has it.
  package init?(_ text: String) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    let last = parts.last?.split(separator: ".", omittingEmptySubsequences: false) ?? []
    guard parts.count == 3, last.count == 2, let domain = UInt16(parts[0], radix: 16),
      let bus = UInt8(parts[1], radix: 16), let slot = UInt8(last[0], radix: 16), slot < 32,
      let function = UInt8(last[1], radix: 8)
    else { return nil }
    (self.domain, self.bus, self.slot, self.function) = (domain, bus, slot, function)
  }

  /// As libvirt has it: `<address type='pci' domain='0x0000' …/>`.
  init?(_ element: XMLElement) {
    func number<Number: FixedWidthInteger>(_ name: String) -> Number? {
      element[name].flatMap { $0.hasPrefix("0x") ? Number($0.dropFirst(2), radix: 16) : Number($0) }
    }
    guard element["type"] == "pci", let bus: UInt8 = number("bus"), let slot: UInt8 = number("slot")
    else { return nil }
    (self.bus, self.slot) = (bus, slot)
    domain = number("domain") ?? 0
    function = number("function") ?? 0
  }

  var element: XMLElement {
    XMLElement(
      "address",
      [
        .init("type", "pci"), .init("domain", "0x" + hex(domain, 4)),
        .init("bus", "0x" + hex(bus, 2)),
        .init("slot", "0x" + hex(slot, 2)), .init("function", "0x\(function)"),
      ])
  }

  private func hex(_ number: some BinaryInteger, _ digits: Int) -> String {
    let text = String(number, radix: 16)
    return String(repeating: "0", count: max(digits - text.count, 0)) + text
  }
}

extension PCIAddress: CustomStringConvertible {
  package var description: String {
    "\(hex(domain, 4)):\(hex(bus, 2)):\(hex(slot, 2)).\(function)"
  }
}
