import Support
import Testing

@testable import ReconcileCore
@testable import ReconcileHost

@Suite struct StatusTests {
  @Test func `an unknown name is told with the nearest`() async throws {
    let status = try await StatusCaseTests.status("guest-attached")
    func nearest(_ name: String) -> [String]? {
      do throws(HostStatus.UnknownName) {
        _ = try status.about(name)
        return nil
      } catch {
        return error.nearest
      }
    }
    #expect(nearest("vmbrige") == ["vmbridge"])
    #expect(nearest("web2") == ["web1"])
    #expect(nearest("printer") == [])
    #expect(nearest("") == [])
    #expect(nearest("web1") == nil && nearest("enp4s0") == nil && nearest("other") == nil)
  }

  @Test func `a NIC is found by its id and by the kernel's name`() async throws {
    let status = try await StatusCaseTests.status("macvtap")
    for name in ["lan", "enp4s0"] {
      let links = try status.about(name).links
      #expect(links.map(\.name) == ["lan"])
    }
  }

  // MARK: Addresses in guests

  private func interface(
    agent: [GuestAddress], neighbours: [KernelNeighbour]
  ) async throws -> GuestStatus.Interface {
    var status = try await StatusCaseTests.status("guest-as-it-shall-be").about("web1")
    status.tell(agent: agent, neighbours: neighbours)
    return try #require(status.guests.first?.interfaces.first)
  }

  private static let mac = MACAddress(value: 0x5254_0000_0011)

  private static func neighbour(
    _ address: String, mac: MACAddress = mac, state: UInt16 = 0x02
  ) throws -> KernelNeighbour {
    KernelNeighbour(
      link: 3, address: try #require(IPAddress(address)), mac: mac, state: state)
  }

  @Test func `the neighbour table tells the addresses of a guest that says nothing`() async throws {
    let stranger = MACAddress(value: 0x5254_0000_0099)
    let interface = try await interface(
      agent: [],
      neighbours: [
        Self.neighbour("fd09::11"), Self.neighbour("192.168.250.17", state: 0x04),
        Self.neighbour("192.168.250.99", mac: stranger),
        // NUD_FAILED and NUD_INCOMPLETE: nobody has answered.
        Self.neighbour("192.168.250.18", state: 0x20),
        Self.neighbour("192.168.250.19", state: 0x01),
      ])
    #expect(interface.addresses == ["192.168.250.17", "fd09::11"])
    #expect(interface.source == .neighbours)
  }

  @Test func `a guest's own word counts before that`() async throws {
    let address = try #require(IPAddress("10.1.2.3"))
    let interface = try await interface(
      agent: [GuestAddress(mac: Self.mac, address: address)],
      neighbours: [Self.neighbour("192.168.250.17")])
    #expect(interface.addresses == ["10.1.2.3"])
    #expect(interface.source == .agent)
  }

  @Test func `the table of virsh is read, whatever the guest calls its interfaces`() {
    let table = """
       Name       MAC address          Protocol     Address
      -------------------------------------------------------------------------------
       lo         00:00:00:00:00:00    ipv4         127.0.0.1/8
       eth0       52:54:00:00:00:11    ipv4         10.9.8.17/24
       eth0       52:54:00:00:00:11    ipv6         fe80::5054:ff:fe00:11/64
       my net 1/8 52:54:00:00:00:12    ipv4         10.9.8.18/24
       52:54:00:00:00:13 ipv4 10.9.8.19/24
       \u{1b}[31m 52:54:00:00:00:14    ipv4         nothing/24
       -          -                    ipv6         fd09::11/64
       docker0    N/A                  N/A          N/A

      """
    #expect(
      GuestAddress.all(inTable: table).map { "\($0.mac) \($0.address)" } == [
        "52:54:00:00:00:11 10.9.8.17", "52:54:00:00:00:11 fe80::5054:ff:fe00:11",
        "52:54:00:00:00:12 10.9.8.18",
      ])
    #expect(GuestAddress.all(inTable: "") == [])
    let flood = String(repeating: " e 52:54:00:00:00:11 ipv4 10.9.8.17/24\n", count: 10_000)
    #expect(GuestAddress.all(inTable: flood).count <= 256)
  }

  @Test func `an agent is asked where libvirt has heard of it`() throws {
    func channel(_ attributes: [XMLElement.Attribute]) -> Bool {
      XMLElement("channel", children: [XMLElement("target", attributes)]).isConnectedAgent
    }
    let name = XMLElement.Attribute("name", "org.qemu.guest_agent.0")
    #expect(channel([.init("type", "virtio"), name, .init("state", "connected")]))
    #expect(!channel([name, .init("state", "disconnected")]))
    #expect(!channel([name]))
    #expect(!channel([.init("name", "com.redhat.spice.0"), .init("state", "connected")]))
    #expect(!XMLElement("channel").isConnectedAgent)
  }
}
