/// What a link has as a port of a bridge.
package struct BridgePort: Sendable {
  package var range: SourceRange
  package var options: [Attribute: Located<OptionValue>] = [:]
  /// The VLANs that the port carries.
  package var vlans: [Located<VLANRange>] = []
  /// The VLAN of packets that come in without a tag.
  package var pvid: Located<UInt32>?
  /// The VLANs that leave without a tag; `nil`: that of `pvid`.
  package var untagged: [Located<VLANRange>]?

  fileprivate subscript(option: Attribute) -> Located<OptionValue>? {
    get { options[option] }
    set { options[option] = newValue }
  }

  static let type = table.type(
    "port settings", such: "{pvid: 10, vlans: [20-29]}", start: { BridgePort(range: $0.range) },
    finish: { port, _, _ -> BridgePort? in port })

  static let table = MappingTable<BridgePort>(
    keys: LinkOption.bridgePort.map { option in
      Key(
        option.key, option.valueType, into: { $0[option.attribute] = $1 }, option.explanation,
        unset: option.unset, goes: option.unit?.description)
    } + [
      Key(
        "vlans", listOf: .vlans, into: { $0.vlans = $1 },
        "The VLANs that the port carries with their tags: numbers and ranges.",
        unset: "the bridge's default-pvid alone", goes: "[BridgeVLAN] VLAN="),
      Key(
        "pvid", .number(1...4094), into: { $0.pvid = $1 },
        "The VLAN of packets that come in without a tag.",
        unset: "the bridge's default-pvid, unless vlans or untagged are given",
        goes: "[BridgeVLAN] PVID="),
      Key(
        "untagged", ValueType.vlans.located.list, whole: { $0.untagged = $1 },
        "The VLANs that leave without a tag; [] for none.",
        unset: "that of pvid", goes: "[BridgeVLAN] EgressUntagged="),
    ])
}

/// One VLAN or several in a row: `10` or `20-29`.
package struct VLANRange: Sendable, Hashable, CustomStringConvertible {
  package var first: UInt16
  package var last: UInt16

  package init(_ first: UInt16, _ last: UInt16) {
    self.first = first
    self.last = last
  }

  package init?(_ text: some StringProtocol) {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard (1...2).contains(parts.count),
      parts.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy { (48...57).contains($0) } }),
      let first = UInt16(parts[0]), let last = UInt16(parts[parts.count - 1]), first <= last,
      first >= 1, last <= 4094
    else { return nil }
    self.init(first, last)
  }

  package var description: String { first == last ? "\(first)" : "\(first)-\(last)" }
}

extension ValueType where Value == VLANRange {
  static var vlans: Self {
    ValueType(
      "a VLAN from 1 to 4094, or a range such as 20-29",
      shape: .either([.integer(1...4094), .string(pattern: Pattern.vlans)])
    ) { VLANRange($0) }
  }
}
