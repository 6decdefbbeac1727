/// A virtual function of a NIC as the manifest has it.
package struct ManifestVirtualFunction: Sendable {
  package var range: SourceRange
  package var number: UInt32
  package var mac: Located<MACAddress>?
  package var vlan: Located<UInt32>?
  package var priority: Located<UInt32>?
  package var vlanProtocol: Located<VLANProtocol>?
  package var checksSpoofing: Located<Bool>?
  package var isTrusted: Located<Bool>?
  package var state: Located<VirtualFunctionState>?
  package var minRate: Located<UInt32>?
  package var maxRate: Located<UInt32>?
}

extension VirtualFunction {
  init(_ written: ManifestVirtualFunction) {
    self.init(number: written.number)
    mac = written.mac?.value
    vlan = written.vlan?.value
    priority = written.priority?.value
    vlanProtocol = written.vlanProtocol?.value
    checksSpoofing = written.checksSpoofing?.value
    isTrusted = written.isTrusted?.value
    state = written.state?.value
    minRate = written.minRate?.value
    maxRate = written.maxRate?.value
  }
}

/// The keys of an entry below `vfs:` of a NIC.
enum VirtualFunctionTable {
  static let table = MappingTable<ManifestVirtualFunction>(keys: [
    Key(
      "mac", .mac, into: { $0.mac = $1 }, "Its Ethernet address.", unset: "what it has",
      goes: "[SR-IOV] MACAddress="),
    Key(
      "vlan", .number(0...4094), into: { $0.vlan = $1 },
      "The VLAN whose tag the NIC puts on and takes off; 0 for none.", unset: "what it has",
      goes: "[SR-IOV] VLANId="),
    Key(
      "priority", .number(0...7), into: { $0.priority = $1 }, "The priority in that tag.",
      unset: "what it has", goes: "[SR-IOV] QualityOfService="),
    Key(
      "protocol", .word, into: { $0.vlanProtocol = $1 }, "The protocol of that tag.",
      unset: "what it has", goes: "[SR-IOV] VLANProtocol="),
    Key(
      "spoof-check", .boolean, into: { $0.checksSpoofing = $1 },
      "Whether the NIC drops what it sends from another address than its own.",
      unset: "what it has",
      goes: "[SR-IOV] MACSpoofCheck="),
    Key(
      "trust", .boolean, into: { $0.isTrusted = $1 },
      "Whether its user may change its address and see all packets.", unset: "what it has",
      goes: "[SR-IOV] Trust="),
    Key(
      "link", .word, into: { $0.state = $1 },
      "What its user sees as the cable; auto is that of the NIC.", unset: "what it has",
      goes: "[SR-IOV] LinkState="),
    Key(
      "min-rate", .number(0...UInt32.max), into: { $0.minRate = $1 },
      "What it may always send, in megabits a second; set by rtnetlink.", unset: "what it has"),
    Key(
      "max-rate", .number(0...UInt32.max), into: { $0.maxRate = $1 },
      "The most that it may send, in megabits a second, 0 for no limit; set by rtnetlink.",
      unset: "what it has"),
  ])

  /// More than any NIC has.
  static let last: UInt32 = 99_999

  /// A mapping from numbers to settings.
  static let type: ValueType<[ManifestVirtualFunction]> = {
    let expected = "a mapping with the number of each virtual function as a key, from 0 on"
    return ValueType(
      expected: expected,
      shape: .map(names: "^(0|[1-9][0-9]{0,4})$", .mapping(table.keys.map(\.description)))
    ) { node, place, decoding in
      node.entries(of: expected, at: place, &decoding)?.compactMap { entry in
        let before = decoding.faults
        let owner = "vf \(entry.key.value)" + (place.owner.map { " of \($0)" } ?? "")
        guard let number = UInt32(entry.key.value), number <= last,
          entry.key.value == "\(number)"
        else {
          decoding.report(
            "\(place) takes \(expected), not \(quoted(entry.key.value))", at: entry.key.range)
          return nil
        }
        var draft = ManifestVirtualFunction(range: entry.key.range, number: number)
        table.decode(entry.value, as: owner, at: entry.key.range, into: &draft, &decoding)
        return decoding.faults == before ? draft : nil
      }
    }
  }()
}
