import Testing

@testable import ReconcileCore
@testable import ReconcileHost

/// A host in memory, as applies have left it, and what happens to it then.
struct HostStory {
  let host = SimulatedHost()
  private static let version = NetworkdVersion(252)

  static func desired(_ manifest: String) throws -> Desired {
    let text = "version: 1\n" + manifest
    let result = ManifestLoader.load(path: "hv01.yaml") { _ in .success(Array(text.utf8)) }
    #expect(result.problems.filter { $0.severity == .error }.map { ProblemText.render($0) } == [])
    return try Desired(#require(result.manifest))
  }

  @discardableResult
  func apply(_ manifest: String) async throws -> Planner {
    let desired = try Self.desired(manifest)
    let planner = Planner(
      desired: desired, observed: try host.observe(), version: Self.version)
    let applier = Applier(
      host: host, desired: desired, version: Self.version, allowed: .isolation, report: { _ in })
    #expect(try await applier.apply(planner).remaining.isEmpty)
    return planner
  }

  /// The plan for a manifest, once the observation has been changed.
  func plan(
    _ manifest: String, mayRestart: Bool = false,
    after change: (inout Observation) throws -> Void = { _ in }
  ) throws -> Plan {
    var observed = try host.observe()
    try change(&observed)
    return Planner(
      desired: try Self.desired(manifest), observed: observed, version: Self.version,
      mayRestart: mayRestart
    ).plan()
  }
}

extension Observation {
  /// Adds a link that somebody else has made.
  mutating func add(
    _ name: String, _ kind: String?, on lower: String? = nil, in master: String? = nil
  ) {
    var link = KernelLink(index: Int32(500 + (kernel?.links.count ?? 0)), name: name)
    link.kind = kind
    link.flags = 0x1_0001
    link.lower = lower.flatMap(index)
    kernel?.links.append(link)
    if let master { join(name, to: master) }
  }

  /// Makes a link a member of another.
  mutating func join(_ name: String, to master: String) {
    guard let place = kernel?.links.firstIndex(where: { $0.name == name }),
      let other = kernel?.links.first(where: { $0.name == master })
    else { return }
    kernel?.links[place].master = other.index
    kernel?.links[place].portKind = other.kind
  }

  mutating func addDefaultRoute(on link: String, origin: UInt8 = KernelRoute.Origin.boot) {
    var route = KernelRoute(destination: CIDR.everything(.ipv4))
    route.gateway = IPAddress("10.9.9.1")
    route.link = index(link)
    route.origin = origin
    kernel?.routes.append(route)
  }

  func index(_ name: String) -> Int32? { kernel?.links.first { $0.name == name }?.index }
}

extension Plan {
  func rows(_ link: String, _ attribute: Attribute) -> [Difference] {
    links.filter { $0.name == link }.flatMap(\.differences).filter { $0.attribute == attribute }
  }
}
