/// What the system's own .link says, and a .link of ours therefore, too: udev reads no more than one.
enum LinkFileDefaults {
  /// Where no name is given.
  static let naming = UnitFile.Entry(
    key: "NamePolicy", value: "keep kernel database onboard slot path")

  /// Besides.
  static func others(in version: NetworkdVersion) -> [UnitFile.Entry] {
    let names = "database onboard slot path" + (version.namesByMAC ? " mac" : "")
    return [
      UnitFile.Entry(key: "AlternativeNamesPolicy", value: names),
      UnitFile.Entry(key: "MACAddressPolicy", value: "persistent"),
    ]
  }
}
