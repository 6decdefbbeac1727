import Glibc
import Testing

@testable import ReconcileCore
@testable import ReconcileHost

/// No NIC here is split, so the folders of sysfs are made by hand.
@Suite struct VirtualFunctionSlotTests {
  @Test func `sysfs tells where the virtual functions of a NIC are`() async throws {
    try await Scratch.with { root in
      let device = "\(root)/sys/class/net/enp4s0/device"
      let first = "\(root)/sys/class/net/enp4s0/0000:01:10.0"
      let second = "\(root)/sys/class/net/enp4s0/0000:01:10.1"
      for folder in [device, "\(first)/net/enp4s0v0", second] {
        Scratch.makeFolder(folder)
      }
      symlink("../0000:01:10.0", "\(device)/virtfn0")
      symlink("../0000:01:10.1", "\(device)/virtfn1")
      var nic = KernelLink(index: 2, name: "enp4s0")
      nic.virtualFunctions = (0..<3).map { VirtualFunction(number: $0) }
      let slots = VirtualFunctionSlot.all(
        of: [nic, KernelLink(index: 3, name: "enp5s0")], root: root)
      #expect(
        slots.mapValues { $0.map { "\($0.number) \($0.address) \($0.link ?? "-")" } } == [
          2: ["0 0000:01:10.0 enp4s0v0", "1 0000:01:10.1 -"]
        ])
    }
  }

  @Test(arguments: ["0000:01:10.3", "ffff:ff:1f.7", "0000:00:00.0"])
  func `a place on the PCI bus is read as it is written`(text: String) throws {
    let address = try #require(PCIAddress(text))
    #expect(address.description == text)
    #expect(PCIAddress(address.element) == address)
  }

  @Test(arguments: ["", "01:10.3", "0000:01:20.0", "0000:01:10.8", "0000:01:10", "g000:01:10.3"])
  func `what is no place on the PCI bus is refused`(text: String) {
    #expect(PCIAddress(text) == nil)
  }
}
