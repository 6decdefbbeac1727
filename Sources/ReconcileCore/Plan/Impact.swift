/// What an observer on the wire or in a guest would notice of a change, the least first.
package enum Impact: String, Sendable, Hashable, Comparable, CaseIterable, Codable {
  /// Nothing in use is lost.
  case none
  /// Addresses or routes of one link are taken away or exchanged.
  case address
  /// The carrier or every address of a link is lost for a moment.
  case flap
  /// A running guest, or host and guests between them, lose traffic.
  case guests
  /// The host may no longer be reached.
  case isolation

  private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }

  mutating func raise(to other: Impact) { self = max(self, other) }

  package static func < (left: Self, right: Self) -> Bool { left.rank < right.rank }
}

/// An attribute of a link as plans name it.
///
/// The raw values are words of the manifest where it has one.
package enum Attribute: String, Sendable, Hashable, CaseIterable, Encodable {
  case host
  case link
  case kind
  case match
  case setName = "set-name"
  case parent
  case master
  case mode
  case id
  case table
  case vlanProtocol = "protocol"
  case mtu
  case mac
  case state
  case linkLocal = "link-local"
  case address
  case addressOptions = "address-options"
  case gateway
  case route
  case forwarding
  case dhcp
  case dhcpOptions = "dhcp-options"
  case acceptRA = "accept-ra"
  case raOptions = "ra-options"
  case hardware
  case ipv6Privacy = "ipv6-privacy"
  case ipv6MTU = "ipv6-mtu"
  case ipv6AddressGeneration = "ipv6-address-generation"
  case lldp
  case emitLLDP = "emit-lldp"
  case ignoreCarrier = "ignore-carrier"
  case dns
  case search
  case ntp
  case requiredForOnline = "required-for-online"
  case activationPolicy = "activation-policy"
  /// KeepConfiguration= of systemd.network(5), which no manifest says.
  case keepConfiguration = "keep-configuration"
  case description
  case management
  case networkd
  case managed
  // The options of a bond.
  case miiInterval = "mii-interval"
  case upDelay = "up-delay"
  case downDelay = "down-delay"
  case transmitHashPolicy = "transmit-hash-policy"
  case lacpRate = "lacp-rate"
  case minLinks = "min-links"
  case adSelect = "ad-select"
  case adActorSystemPriority = "ad-actor-system-priority"
  case adUserPortKey = "ad-user-port-key"
  case adActorSystem = "ad-actor-system"
  case primary
  case primaryReselect = "primary-reselect"
  case failOverMAC = "fail-over-mac"
  case arpInterval = "arp-interval"
  case arpTargets = "arp-targets"
  case arpValidate = "arp-validate"
  case arpAllTargets = "arp-all-targets"
  case arpMissedMax = "arp-missed-max"
  case resendIGMP = "resend-igmp"
  case gratuitousARP = "gratuitous-arp"
  case peerNotifyDelay = "peer-notify-delay"
  case allMembersActive = "all-members-active"
  case learnPacketInterval = "learn-packet-interval"
  case packetsPerMember = "packets-per-member"
  case dynamicTransmitLoadBalancing = "dynamic-transmit-load-balancing"
  // Of a bridge.
  case stp
  case priority
  case forwardDelay = "forward-delay"
  case helloTime = "hello-time"
  case maxAge = "max-age"
  case ageingTime = "ageing-time"
  case vlanFiltering = "vlan-filtering"
  case defaultPVID = "default-pvid"
  case groupForwardMask = "group-forward-mask"
  case multicastSnooping = "multicast-snooping"
  case multicastQuerier = "multicast-querier"
  case multicastIGMPVersion = "multicast-igmp-version"
  case fdbMaxLearned = "fdb-max-learned"
  case linkLocalLearning = "link-local-learning"
  // Of a port of a bridge.
  case portCost = "port-cost"
  case portPriority = "port-priority"
  case portHairpin = "port-hairpin"
  case portIsolated = "port-isolated"
  case portFastLeave = "port-fast-leave"
  case portLearning = "port-learning"
  case portUnicastFlood = "port-unicast-flood"
  case portMulticastFlood = "port-multicast-flood"
  case portMulticastToUnicast = "port-multicast-to-unicast"
  case portNeighborSuppression = "port-neighbor-suppression"
  case portProxyARP = "port-proxy-arp"
  case portMulticastRouter = "port-multicast-router"
  /// A VLAN that a port carries: `10`, `10 untagged` or `10 pvid untagged`.
  case portVLAN = "port-vlan"
  /// A virtual function of a NIC and what it has: `3 vlan 10 trust no`.
  case virtualFunction = "vf"
  // Of a VLAN.
  case gvrp
  case mvrp
  case looseBinding = "loose-binding"
  case reorderHeader = "reorder-header"
  // Of a macvlan or macvtap.
  case sourceMACs = "source-macs"
  case broadcastQueueLength = "broadcast-queue-length"
  // Of a macvtap and its /dev/tapN.
  case allMulticast = "all-multicast"
  /// Whether the host has IPv6 on the tap of a guest.
  case hostIPv6 = "ipv6"
  case owner
  case group
  case tapMode = "tap-mode"
  // Of an ipvlan.
  case isolation
  /// The links on a parent: lines of its file, shown below those links.
  case children
  case file
  case rule
  /// What networkd remembers.
  case memory
  // Of a libvirt network.
  case autostart
  // Of a guest's interface.
  case interface
  case network
  case model
  case target
  case guestLink = "cable"
  case trustGuest = "trust-guest-rx-filters"
  case inbound
  case outbound
}

/// The layer in which the host differs from the manifest.
package enum Layer: String, Sendable, Hashable, Codable {
  /// The files in /etc/systemd/network.
  case file
  /// What systemd-networkd has loaded.
  case networkd
  /// The links in the kernel.
  case kernel
  /// What libvirt starts a guest with.
  case definition
  /// What a running guest has.
  case live

  package var isOfGuest: Bool { self == .definition || self == .live }
}

/// Why the host differs from the manifest.
package enum Cause: String, Sendable, Hashable, Codable {
  /// Somebody else changed what was applied.
  case drift
  /// The manifest says something else than what was applied.
  case change
}
