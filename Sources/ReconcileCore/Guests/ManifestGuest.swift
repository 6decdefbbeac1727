/// One entry below `guests:`.
package struct ManifestGuest: Sendable {
  package var range: SourceRange
  /// The name of the libvirt domain, or of the container.
  package var name: String
  package var manager: Located<GuestManager>?
  /// Finds the domain instead of its name.
  package var uuid: Located<String>?
  package var state: Located<AttachmentState>?
  package var interfaces: [ManifestAttachment] = []

  var isContainer: Bool { manager?.value == .nspawn }
}

/// One entry below `interfaces:` of a guest.
package struct ManifestAttachment: Sendable {
  package var range: SourceRange
  /// Its key, which nothing but the manifest and the address that is made of it knows.
  package var name: String
  package var parent: Located<LinkName>?
  /// The virtual function of the parent that it is.
  package var virtualFunction: Located<UInt32>?
  /// What a container gets.
  package var kind: Located<ContainerLinkKind>?
  /// The libvirt network that it is attached to, in place of a parent.
  package var network: Located<String>?
  package var mac: Located<MACAddress>?
  package var mode: Located<GuestMode>?
  package var model: Located<String>?
  package var target: Located<LinkName>?
  package var link: Located<GuestLinkState>?
  package var trustsGuest: Located<Bool>?
  package var inbound: Bandwidth?
  package var outbound: Bandwidth?
  package var state: Located<AttachmentState>?
}

extension ManifestAttachment {
  func isAttached(in guest: ManifestGuest) -> Bool {
    (state ?? guest.state)?.value != .detached
  }

  func title(in guest: ManifestGuest) -> String { "interface '\(name)' of guest '\(guest.name)'" }

  /// Whether the guest gets the function itself, and no macvtap on it.
  var isHostDevice: Bool { virtualFunction != nil && mode?.value != .passthru }

  func mac(in guest: ManifestGuest) -> MACAddress {
    mac?.value ?? .ofGuest(guest.name, interface: name)
  }
}

/// Whether a guest has what the manifest says.
package enum AttachmentState: String, Sendable, Hashable, CaseIterable, Codable {
  case attached
  case detached
}

/// How a guest shares a parent with others: libvirt's modes of a macvtap.
package enum GuestMode: String, Sendable, Hashable, CaseIterable, Codable {
  case bridge
  case vepa
  case `private`
  case passthru

  /// libvirt's word.
  var domainWord: String { self == .passthru ? "passthrough" : rawValue }

  init?(domainWord: String) {
    guard let mode = Self.allCases.first(where: { $0.domainWord == domainWord }) else { return nil }
    self = mode
  }
}

/// `<link state=…>` of a domain's interface: the guest sees it as the cable.
package enum GuestLinkState: String, Sendable, Hashable, CaseIterable, Codable {
  case up
  case down
}

/// `<inbound>` and `<outbound>` of a domain's interface, as libvirt has them.
package struct Bandwidth: Sendable, Hashable {
  /// In kilobytes a second.
  package var average: UInt32
  /// In kilobytes a second.
  package var peak: UInt32?
  /// In kilobytes.
  package var burst: UInt32?

  package init(average: UInt32, peak: UInt32? = nil, burst: UInt32? = nil) {
    self.average = average
    self.peak = peak
    self.burst = burst
  }
}

extension Bandwidth: CustomStringConvertible {
  package var description: String {
    "\(average) KB/s" + (peak.map { ", peak \($0)" } ?? "") + (burst.map { ", burst \($0)" } ?? "")
  }
}
