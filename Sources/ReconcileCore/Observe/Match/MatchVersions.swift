extension NetworkdVersion {
  /// The keys of [Match] by the version that brought them; those not here are older than any that
  /// is supported. networkd passes over a key that it does not know.
  private static let matchKeys = [
    "Name": 0, "MACAddress": 0, "PermanentMACAddress": 0, "Path": 0, "Driver": 0, "Type": 0,
    "Property": 0, "WLANInterfaceType": 0, "SSID": 0, "BSSID": 0, "Host": 0, "Virtualization": 0,
    "KernelCommandLine": 0, "KernelVersion": 0, "Architecture": 0, "Firmware": 249, "Kind": 251,
    "Credential": 252, "Version": 258, "MachineTag": 262,
  ]

  /// Whether the key means something in a [Match].
  func knowsInMatch(_ key: String) -> Bool {
    Self.matchKeys[key].map { number >= $0 } ?? false
  }

  /// Whether a link that udev gives to another manager, by ID_NET_MANAGED_BY, is left to it (255).
  var heedsManagedBy: Bool { number >= 255 }
}
