/// One entry below `addresses:`.
package struct ManifestAddress: Sendable {
  package var address: Located<CIDR>
  package var options = AddressOptions()
}

/// The keys of an address that has more than its prefix length.
enum AddressTable {
  /// An address while it is read.
  struct Draft: Sendable {
    var address: Located<CIDR>?
    var label: Located<String>?
    var isPreferred: Located<Bool>?
    var makesPrefixRoute: Located<Bool>?
  }

  static let table = MappingTable<Draft>(
    keys: [
      Key(
        "address", .interfaceAddress, into: { $0.address = $1 },
        "The address with its prefix length.",
        unset: nil, goes: "[Address] Address="),
      Key(
        "label", .addressLabel, into: { $0.label = $1 },
        "A name of an IPv4 address for old programs, such as vmbridge:1.",
        unset: "the name of the link", goes: "[Address] Label="),
      Key(
        "preferred", .boolean, into: { $0.isPreferred = $1 },
        "Whether the host sends from it where nothing asks for another address.", unset: "yes",
        goes: "[Address] PreferredLifetime="),
      Key(
        "prefix-route", .boolean, into: { $0.makesPrefixRoute = $1 },
        "Whether the link has a route to the subnet of the address.", unset: "yes",
        goes: "[Address] AddPrefixRoute="),
    ])

  private static let mapping = table.type(
    "an address", such: "{address: 192.168.250.33/24, preferred: no}", start: { _ in Draft() },
    finish: finished)

  /// The address alone, or a mapping.
  static let type: ValueType<ManifestAddress> = {
    let plain = ValueType<CIDR>.interfaceAddress
    let words = Set(table.keys.map(\.name))
    return ValueType(
      expected: plain.expected, shape: .either([plain.shape, mapping.shape])
    ) { node, place, decoding in
      // An IPv6 address without quotes is a mapping to YAML.
      if case .mapping(let entries) = node.content,
        entries.contains(where: { words.contains($0.key.value) })
      {
        return mapping.read(node, place, &decoding)
      }
      return plain.read(node, place, &decoding).map {
        ManifestAddress(address: Located($0, at: node.range))
      }
    }
  }()

  private static func finished(
    _ draft: Draft, at place: Place, _ decoding: inout Decoding
  ) -> ManifestAddress? {
    guard let address = draft.address else { return nil }
    if let label = draft.label, address.value.family == .ipv6 {
      decoding.report("\(place): an IPv6 address has no label", at: label.range)
      return nil
    }
    var options = AddressOptions()
    options.label = draft.label?.value
    options.isPreferred = draft.isPreferred?.value ?? true
    options.makesPrefixRoute = draft.makesPrefixRoute?.value ?? true
    return ManifestAddress(address: address, options: options)
  }
}

extension ValueType where Value == String {
  /// IFA_LABEL: as long as the name of a link.
  fileprivate static var addressLabel: Self {
    ValueType("a label of at most 15 letters such as vmbridge:1") { text in
      let isPlain = text.utf8.allSatisfy { (0x21...0x7e).contains($0) }
      return (1...15).contains(text.utf8.count) && isPlain ? text : nil
    }
  }
}
