/// The mode of a macvlan or macvtap (`ip-link(8)`).
package enum MacvlanMode: String, Sendable, Hashable, CaseIterable, Codable {
  case bridge
  case vepa
  case `private`
  case passthru
  case source

  /// The kernel's number: `enum macvlan_mode` in linux/if_link.h.
  package var number: UInt32 {
    switch self {
    case .private: 1
    case .vepa: 2
    case .bridge: 4
    case .passthru: 8
    case .source: 16
    }
  }
}

/// A choice of address families: `no`, `yes`, `ipv4` or `ipv6`, as networkd's DHCP= has it.
package enum Families: String, Sendable, Hashable, CaseIterable, Codable {
  case no
  case yes
  case ipv4
  case ipv6

  package func contains(_ family: AddressFamily) -> Bool {
    switch self {
    case .no: false
    case .yes: true
    case .ipv4: family == .ipv4
    case .ipv6: family == .ipv6
    }
  }
}

/// IPv6PrivacyExtensions= of systemd.network(5).
package enum IPv6Privacy: String, Sendable, Hashable, CaseIterable, Codable {
  case no
  case yes
  case preferPublic = "prefer-public"
}

extension IPv6Privacy {
  /// net.ipv6.conf.LINK.use_tempaddr.
  package var number: Int32 {
    switch self {
    case .no: 0
    case .preferPublic: 1
    case .yes: 2
    }
  }
}

/// IPv6LinkLocalAddressGenerationMode= of systemd.network(5).
package enum IPv6AddressGeneration: String, Sendable, Hashable, CaseIterable, Codable {
  case eui64
  case none
  case stablePrivacy = "stable-privacy"
  case random

  /// IFLA_INET6_ADDR_GEN_MODE: `enum in6_addr_gen_mode` of linux/if_link.h.
  package var number: UInt8 {
    switch self {
    case .eui64: 0
    case .none: 1
    case .stablePrivacy: 2
    case .random: 3
    }
  }

  package init?(number: UInt8) {
    guard let mode = Self.allCases.first(where: { $0.number == number }) else { return nil }
    self = mode
  }
}

/// ActivationPolicy= of systemd.network(5).
package enum ActivationPolicy: String, Sendable, Hashable, CaseIterable, Codable {
  case up
  case alwaysUp = "always-up"
  case manual
  case down
  case alwaysDown = "always-down"
  case bound

  /// Whether networkd brings the link up.
  package var bringsUp: Bool { self == .up || self == .alwaysUp }
}

/// RequiredForOnline= of systemd.network(5): a boolean or the least operational state.
package enum OnlineRequirement: String, Sendable, Hashable, CaseIterable, Codable {
  case no
  case yes
  case noCarrier = "no-carrier"
  case dormant
  case degradedCarrier = "degraded-carrier"
  case carrier
  case degraded
  case enslaved
  case routable
}

/// Scope= of a route (`ip-route(8)`, rtnetlink(7)).
package enum RouteScope: String, Sendable, Hashable, CaseIterable, Codable {
  case global
  case site
  case link
  case host
  case nowhere

  /// RT_SCOPE_* in linux/rtnetlink.h.
  package var number: UInt8 {
    switch self {
    case .global: 0
    case .site: 200
    case .link: 253
    case .host: 254
    case .nowhere: 255
    }
  }
}

/// What a policy rule does with a packet: Type= of [RoutingPolicyRule] (`ip-rule(8)`).
package enum RuleAction: String, Sendable, Hashable, CaseIterable, Codable {
  /// Looks its route up in a table.
  case table
  case blackhole
  case unreachable
  case prohibit

  /// FR_ACT_* in linux/fib_rules.h.
  package var number: UInt8 {
    switch self {
    case .table: 1
    case .blackhole: 6
    case .unreachable: 7
    case .prohibit: 8
    }
  }
}

/// Family= of [RoutingPolicyRule] in systemd.network(5).
package enum RuleFamily: String, Sendable, Hashable, CaseIterable, Codable {
  case ipv4
  case ipv6
  case both
}

/// Type= of a route (`ip-route(8)`, rtnetlink(7)).
package enum RouteType: String, Sendable, Hashable, CaseIterable, Codable {
  case unicast
  case local
  case blackhole
  case unreachable
  case prohibit

  /// RTN_* in linux/rtnetlink.h.
  package var number: UInt8 {
    switch self {
    case .unicast: 1
    case .local: 2
    case .blackhole: 6
    case .unreachable: 7
    case .prohibit: 8
    }
  }

  /// Whether the kernel binds such a route to a link.
  package var hasLink: Bool { Self.hasLink(number) }

  /// The same of any RTN_*, also of those that no manifest has, such as `throw` (9).
  package static func hasLink(_ number: UInt8) -> Bool { !(6...9).contains(number) }
}

/// What becomes of addresses and routes on a link that neither the manifest nor a lease brought.
package enum ForeignAddresses: String, Sendable, Hashable, CaseIterable, Codable {
  case remove
  case keep
}

/// What becomes of interfaces of guests on links of the manifest that it does not name.
package enum ForeignGuests: String, Sendable, Hashable, CaseIterable, Codable {
  case keep
  case remove
}

/// What is done about a value that somebody else puts back after each apply.
package enum FightPolicy: String, Sendable, Hashable, CaseIterable, Codable {
  case repair
  case report
}
