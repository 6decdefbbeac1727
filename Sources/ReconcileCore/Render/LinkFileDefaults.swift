/// What the system's own .link says, and a .link of ours therefore, too: udev reads no more than one.
enum LinkFileDefaults {
  /// Where no name is given.
  static let naming = UnitFile.Entry(
    key: "NamePolicy", value: "keep kernel database onboard slot path")

  static let others = [
    UnitFile.Entry(key: "AlternativeNamesPolicy", value: "database onboard slot path"),
    UnitFile.Entry(key: "MACAddressPolicy", value: "persistent"),
  ]
}
