import ReconcileCore

extension VirtualFunctionSlot {
  /// The virtual functions of all NICs that have some, by the index of the NIC: sysfs has a link
  /// `virtfnN` to each (Documentation/ABI/testing/sysfs-bus-pci).
  static func all(
    of links: [KernelLink], root: String = ""
  ) -> [Int32: [VirtualFunctionSlot]] {
    var slots: [Int32: [VirtualFunctionSlot]] = [:]
    for link in links where !link.virtualFunctions.isEmpty {
      let device = "\(root)/sys/class/net/\(link.name)/device"
      slots[link.index] = link.virtualFunctions.compactMap { function in
        let place = "\(device)/virtfn\(function.number)"
        guard let target = Posix.readLink(place)?.split(separator: "/").last,
          let address = PCIAddress(String(target))
        else { return nil }
        return VirtualFunctionSlot(
          number: function.number, address: address, link: try? Posix.list("\(place)/net").first)
      }
    }
    return slots
  }
}
