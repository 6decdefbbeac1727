/// An inventory of NICs for people: plain ASCII.
package struct NICText: Sendable {
  private let inventory: NICInventory

  package init(_ inventory: NICInventory) {
    self.inventory = inventory
  }

  package var whole: String {
    guard !inventory.nics.isEmpty else { return "This host has no NIC.\n" + missing }
    return table + missing + offer
  }

  private var table: String {
    let head = [
      "NIC", "PERMANENT MAC", "DRIVER", "PATH", "PORT", "SPEED", "CARRIER", "MANIFEST",
      "ALSO CALLED",
    ]
    let rows = inventory.nics.map { nic in
      [
        nic.name, nic.permanentMAC?.description, nic.facts.driver, nic.facts.path, nic.facts.port,
        nic.facts.speed.map(Self.speed), nic.hasCarrier ? "yes" : "no", nic.id.map { "nics.\($0)" },
        nic.alternativeNames.isEmpty ? nil : nic.alternativeNames.joined(separator: " "),
      ].map { Self.plain($0 ?? "-") }
    }
    return tableText([head] + rows)
  }

  private var missing: String {
    guard !inventory.missing.isEmpty else { return "" }
    return "\nThe manifest names, and this host lacks\n"
      + inventory.missing.map { "  nics.\($0.id): \(Self.plain($0.reason))\n" }.joined()
  }

  /// The NICs by what stays theirs, to be put into a manifest.
  private var offer: String {
    "\nTo know them by what is theirs, whatever the kernel calls them:\n\nnics:\n"
      + inventory.nics.map { nic in
        "  \(Self.plain(nic.id ?? nic.name)):\n    match: \(Self.plain(nic.match.text))\n"
      }.joined()
  }

  /// In the units that NICs are sold by.
  private static func speed(_ megabits: UInt32) -> String {
    megabits >= 1000 && megabits.isMultiple(of: 1000) ? "\(megabits / 1000)G" : "\(megabits)M"
  }

  /// Drivers and udev may say anything; a terminal shall get nothing but text.
  private static func plain(_ text: String) -> String {
    String(
      decoding: text.utf8.map { (0x20..<0x7f).contains($0) ? $0 : UInt8(ascii: "?") },
      as: UTF8.self)
  }
}
