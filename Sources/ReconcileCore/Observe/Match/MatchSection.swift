/// The [Match] sections of a .network and its drop-ins, as networkd keeps them in memory.
///
/// Keys are joined by and, the words of one by or; see `PatternList` for negation.
struct MatchSection: Sendable {
  private var names = PatternList()
  private var kinds = PatternList()
  private var types = PatternList()
  private var drivers = PatternList()
  private var paths = PatternList()
  private var addresses: Set<[UInt8]> = []
  private var permanentAddresses: Set<[UInt8]> = []
  private var properties: [Property] = []
  private var wirelessTypes = PatternList()
  private var ssids = PatternList()
  private var bssids: Set<[UInt8]> = []
  private(set) var conditions: [HostCondition.Kind: HostCondition] = [:]

  private struct Property: Sendable {
    var isNegated: Bool
    var key: String
    var pattern: String
  }

  /// - Parameter file: With its drop-ins.
  init(_ file: UnitFile, version: NetworkdVersion) {
    for section in file.sections where section.name == "Match" {
      for entry in section.entries where version.knowsInMatch(entry.key) { read(entry) }
    }
  }

  private mutating func read(_ entry: UnitFile.Entry) {
    switch entry.key {
    case "Name": Self.append(entry.value, .plain, to: &names) { LinkNameRule.isValid($0) }
    case "Kind": Self.append(entry.value, .quoted, to: &kinds)
    case "Type": Self.append(entry.value, .quoted, to: &types)
    case "Driver": Self.append(entry.value, .quoted, to: &drivers)
    case "Path": Self.append(entry.value, .quoted, to: &paths)
    case "WLANInterfaceType": Self.append(entry.value, .quoted, to: &wirelessTypes)
    case "SSID": Self.append(entry.value, .quoted, to: &ssids)
    case "MACAddress": Self.append(entry.value, to: &addresses)
    case "PermanentMACAddress": Self.append(entry.value, to: &permanentAddresses)
    case "BSSID": Self.append(entry.value, to: &bssids)
    case "Property": appendProperties(entry.value)
    default:
      guard let kind = HostCondition.Kind(rawValue: entry.key) else { return }
      // The last assignment counts alone.
      conditions[kind] = entry.value.isEmpty ? nil : HostCondition(kind, entry.value)
    }
  }

  private static func append(
    _ value: String, _ style: Words.Style, to list: inout PatternList,
    where isValid: (String) -> Bool = { _ in true }
  ) {
    guard !value.isEmpty else { return list = PatternList() }
    let areNegated = value.hasPrefix("!")
    let words = Words.split(areNegated ? value.dropFirst() : value[...], style)
    list.append(words.filter(isValid), areNegated: areNegated)
  }

  private static func append(_ value: String, to set: inout Set<[UInt8]>) {
    guard !value.isEmpty else { return set = [] }
    set.formUnion(Words.split(value, .plain).compactMap(HardwareAddress.bytes))
  }

  private mutating func appendProperties(_ value: String) {
    guard !value.isEmpty else { return properties = [] }
    let isNegated = value.hasPrefix("!")
    for word in Words.split(isNegated ? value.dropFirst() : value[...], .escaped) {
      guard let equals = word.firstIndex(of: "=") else { continue }
      let key = word[..<equals]
      guard key.first?.isNumber == false,
        key.utf8.allSatisfy({ $0 == UInt8(ascii: "_") || Character(Unicode.Scalar($0)).isAlnum })
      else { continue }
      properties.append(
        Property(
          isNegated: isNegated, key: String(key),
          pattern: String(word[word.index(after: equals)...]))
      )
    }
  }

  /// networkd passes over a file whose [Match] says nothing that it knows.
  /// Conditions are something: alone they match all links.
  var isEmpty: Bool {
    [names, kinds, types, drivers, paths, wirelessTypes, ssids].allSatisfy(\.isEmpty)
      && addresses.isEmpty && permanentAddresses.isEmpty && bssids.isEmpty && properties.isEmpty
      && conditions.isEmpty
  }

  // MARK: Links

  /// Whether all holds that rtnetlink can tell.
  func holdsInKernel(for link: KernelLink) -> Bool {
    isNamed(link) && kinds.holds(for: link.kind) && isAddressed(link)
      // As for a wired link: what a wireless one is associated with is not looked at.
      && wirelessTypes.holds(for: nil) && ssids.holds(for: nil)
      && (bssids.isEmpty || bssids.contains(HardwareAddress.zero))
  }

  private func isAddressed(_ link: KernelLink) -> Bool {
    if !addresses.isEmpty {
      guard let address = link.mac, addresses.contains(address.bytes) else { return false }
    }
    guard !permanentAddresses.isEmpty else { return true }
    // A link that has an address and no permanent one says by ethtool that it is all zeros.
    guard link.mac != nil else { return false }
    return permanentAddresses.contains(link.permanentMAC?.bytes ?? HardwareAddress.zero)
  }

  /// One name that is let through is enough, so that a negated word seldom keeps a NIC with
  /// alternative names away.
  private func isNamed(_ link: KernelLink) -> Bool {
    names.isEmpty || names.holds(for: link.name)
      || link.alternativeNames.contains { names.holds(for: $0) }
  }

  var asksDriver: Bool { !drivers.isEmpty }
  var asksProperties: Bool { !types.isEmpty || !paths.isEmpty || !properties.isEmpty }

  func holds(for link: KernelLink, _ device: LinkDevice?) -> Bool {
    holdsInKernel(for: link)
      && (types.isEmpty || types.holds(for: link.networkType(device)))
      && drivers.holds(for: device?.driver)
      && paths.holds(for: device?.properties["ID_PATH"])
      && properties.allSatisfy { property in
        let value = device?.properties[property.key]
        return (value.map { glob(property.pattern, matches: $0) } ?? false) != property.isNegated
      }
  }
}

/// The addresses in [Match], of any kind of link.
enum HardwareAddress {
  static let zero = [UInt8](repeating: 0, count: 6)

  /// Reads `3c:ec:ef:00:00:01`, `3c-ec-ef-0-0-1` or `3cec.ef00.0001`, or an IP address for a tunnel.
  static func bytes(_ text: String) -> [UInt8]? {
    if let address = IPAddress(text) { return address.bytes }
    guard let separator = text.first(where: { !$0.isHexDigit }), ".:-".contains(separator) else {
      return nil
    }
    let width = separator == "." ? 2 : 1
    var bytes: [UInt8] = []
    for part in text.split(separator: separator, omittingEmptySubsequences: false) {
      guard (1...2 * width).contains(part.utf8.count), part.allSatisfy(\.isHexDigit),
        let value = UInt16(part, radix: 16)
      else { return nil }
      bytes += width == 2 ? [UInt8(value >> 8), UInt8(value & 0xff)] : [UInt8(value)]
    }
    return [4, 6, 16, 20].contains(bytes.count) ? bytes : nil
  }
}

/// What networkd takes for the name of a link, or for a pattern of one.
enum LinkNameRule {
  static func isValid(_ name: String) -> Bool {
    let bytes = name.utf8
    return (1..<128).contains(bytes.count) && ![".", "..", "all", "default"].contains(name)
      && bytes.allSatisfy { (33...126).contains($0) && !":/%".utf8.contains($0) }
      && !bytes.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
  }
}

extension Character {
  fileprivate var isAlnum: Bool { isASCII && (isLetter || isNumber) }
}
