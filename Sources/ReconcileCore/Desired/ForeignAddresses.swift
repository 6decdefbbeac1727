extension DesiredLink {
  /// Whether the manifest leaves an address that it does not list to whoever added it.
  ///
  /// - Parameter wasOurs: Whether an apply has added it.
  func keeps(_ address: CIDR, wasOurs: Bool) -> Bool {
    keepAddresses.contains { $0.covers(address) }
      // The kernel's own are for link-local to say.
      || foreignAddresses == .keep && !wasOurs && !address.address.isLinkLocal
  }

  /// Whether anything on the link is left to others.
  var keepsAddresses: Bool { foreignAddresses == .keep || !keepAddresses.isEmpty }
}

extension CIDR {
  /// Whether an entry of `keep-addresses` means an address: a network means all in it, one with
  /// host bits that address alone.
  fileprivate func covers(_ other: CIDR) -> Bool {
    self == network ? contains(other.address) : self == other
  }
}
