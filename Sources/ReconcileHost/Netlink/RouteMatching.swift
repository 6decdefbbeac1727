import CLinux
import ReconcileCore

extension KernelRoute {
  /// The route as a dump will show it.
  init(_ specification: RouteSpecification, link: Int32?) {
    self.init(destination: specification.destination.network)
    table = specification.table
    origin = specification.origin
    type = specification.type
    gateway = specification.gateway
    source = specification.source
    isOnLink = specification.isOnLink
    metrics = specification.metrics
    self.link = link
    // IPv6 has no scopes, and IP6_RT_PRIO_USER for 0.
    scope = family == .ipv4 ? specification.scope : 0
    metric = family == .ipv6 && specification.metric == 0 ? 1024 : specification.metric
  }

  /// The link, but for IPv6 blackholes and the like, which say `lo` without meaning it.
  private var boundLink: Int32? { RouteType.hasLink(type) ? link : nil }

  func hasKey(of other: Self) -> Bool {
    destination == other.destination && table == other.table && metric == other.metric
      && trafficClass == other.trafficClass && sender == other.sender
  }

  /// Whether it leads to the same gateway on the same link, or to none.
  func leadsWhere(_ other: Self) -> Bool {
    gateway == other.gateway && boundLink == other.boundLink
      && RouteType.hasLink(type) == RouteType.hasLink(other.type)
  }

  /// Whether nothing that can be asked for differs.
  func isInAll(_ other: Self) -> Bool {
    hasKey(of: other) && leadsWhere(other) && type == other.type && scope == other.scope
      && source == other.source && origin == other.origin && isOnLink == other.isOnLink
      && metrics == other.metrics
  }

  /// Whether it differs in no more than where it leads, as the legs of one route do.
  func isAlike(_ other: Self) -> Bool {
    hasKey(of: other) && type == other.type && scope == other.scope && source == other.source
      && origin == other.origin && nextHopObject == other.nextHopObject
  }

  /// Whether NLM_F_REPLACE with `other` would take it away if it comes first.
  func isReplaced(by other: Self) -> Bool {
    family == .ipv4 || hasSiblings == other.hasSiblings
  }

  /// rt6_qualify_for_ecmp(): IPv6 routes that the kernel joins to one.
  private var hasSiblings: Bool {
    gateway != nil && origin != Origin.ra && nextHopObject == nil
  }

  /// Whether RTM_DELROUTE for `other` would take it away if it comes first.
  func isDeleted(with other: Self) -> Bool {
    type == other.type && scope == other.scope
      && (origin == other.origin || isMultipath && family == .ipv6)
      && (other.link == nil || link == other.link)
      && (gateway == other.gateway || other.gateway == nil && family == .ipv4)
      && (other.source == nil || source == other.source)
  }
}

extension [KernelRoute] {
  /// Each route once, by its first leg.
  var heads: [KernelRoute] {
    indices.compactMap { position in
      let route = self[position]
      guard route.isMultipath, position > 0 else { return route }
      let previous = self[position - 1]
      return previous.isMultipath && previous.isAlike(route) ? nil : route
    }
  }
}
