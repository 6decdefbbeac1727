/// What one host's network shall be, as written: typed values that know their place.
///
/// Defaults are not filled in here; `Desired` does that.
package struct Manifest: Sendable {
  /// The host's name: the stem of the manifest's file.
  package var host: String
  /// The links in the order of the text: NICs first, then macvlans.
  package var links: [ManifestLink]

  package init(host: String, links: [ManifestLink]) {
    self.host = host
    self.links = links
  }
}

/// One entry below `nics:` or `macvlans:`.
///
/// An immutable object rather than a value: each check passes over all links, and a copy of all
/// the settings for each would cost more than the checks.
package final class ManifestLink: Sendable {
  /// The id, which is the kernel's name of the link.
  package let name: LinkName
  /// Where the id is written.
  package let range: SourceRange
  package let kind: Kind
  package let settings: InterfaceSettings

  package enum Kind: Sendable {
    case nic
    case macvlan(MacvlanSettings)
  }

  package init(name: LinkName, range: SourceRange, kind: Kind, settings: InterfaceSettings) {
    self.name = name
    self.range = range
    self.kind = kind
    self.settings = settings
  }
}

/// The keys that only a macvlan has.
package struct MacvlanSettings: Sendable {
  package var parent: Located<LinkName>
  package var mode: Located<MacvlanMode>?

  package init(parent: Located<LinkName>, mode: Located<MacvlanMode>?) {
    self.parent = parent
    self.mode = mode
  }
}

/// The keys that every interface has.
package struct InterfaceSettings: Sendable {
  package var description: Located<String>?
  /// In bytes, 68 to 65535.
  package var mtu: Located<UInt32>?
  package var mac: Located<MACAddress>?
  package var addresses: [Located<CIDR>] = []
  /// At most one for each family.
  package var gateway: [Located<IPAddress>] = []
  package var routes: [ManifestRoute] = []
  package var dns: [Located<IPAddress>] = []
  /// Search domains; `~name` is a routing domain, as in Domains= of systemd.network(5).
  package var search: [Located<String>] = []
  package var ntp: [Located<String>] = []
  package var dhcp: Located<Families>?
  package var acceptRA: Located<Bool>?
  package var ipv6Privacy: Located<IPv6Privacy>?
  package var linkLocal: Located<Families>?
  package var forwarding: Located<Families>?
  package var requiredForOnline: Located<OnlineRequirement>?
  package var activationPolicy: Located<ActivationPolicy>?
  /// Whether the host is managed through this link.
  package var management: Located<Bool>?
  /// The ids of the lints that do not apply to this link.
  package var allow: [Located<String>] = []

  package init() {}
}

/// One entry below `routes:`.
package struct ManifestRoute: Sendable {
  package var range: SourceRange
  /// `default` takes its family from `via`.
  package var to: Located<CIDR>
  package var via: Located<IPAddress>?
  package var table: Located<UInt32>?
  package var metric: Located<UInt32>?
  /// The preferred source address.
  package var source: Located<IPAddress>?
  package var scope: Located<RouteScope>?
  package var type: Located<RouteType>?
  package var onLink: Located<Bool>?

  package init(range: SourceRange, to: Located<CIDR>) {
    self.range = range
    self.to = to
  }
}
