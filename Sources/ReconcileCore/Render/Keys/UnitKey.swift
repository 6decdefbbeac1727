/// The kinds of file that configure links: two that systemd-networkd reads, and udev's.
package enum UnitFileKind: String, Sendable, Hashable, CaseIterable {
  case network
  case netdev
  case link

  /// The kind that a file's name says: `05-reconcile-vmbridge.netdev` is a netdev.
  package init?(fileName: String) {
    guard let dot = fileName.lastIndex(of: ".") else { return nil }
    self.init(rawValue: String(fileName[dot...].dropFirst()))
  }
}

/// A key of a unit file, by the section that it stands in.
package struct UnitKey: Sendable, Hashable {
  package var file: UnitFileKind
  package var section: String
  package var key: String

  package init(file: UnitFileKind, section: String, key: String) {
    self.file = file
    self.section = section
    self.key = key
  }
}

extension UnitKey: CustomStringConvertible {
  /// `LLDP= in [Network] of a .network file`.
  package var description: String { "\(key)= in [\(section)] of a .\(file) file" }
}
