/// A container of systemd-nspawn: what the manifest says of its links, and whether it runs.
package struct ContainerStatus: Encodable, Sendable {
  package private(set) var name: String
  /// Whether systemd-machined knows it.
  var runs: Bool
  var links: [Link]
  /// Its settings, as a plan says of them; none where nothing differs.
  var plan: PlanEntry?

  struct Link: Encodable, Sendable {
    var kind: String
    var parent: String
  }

  /// - Parameter plans: By kind and name.
  init(_ container: DesiredContainer, _ planner: Planner, plans: [String: LinkPlan]) {
    name = container.name
    runs = planner.observed.machines.contains(container.name)
    links = container.links.map { Link(kind: $0.kind.rawValue, parent: $0.parent.text) }
    plan = container.plan(among: plans).map(PlanEntry.init)
  }

  var state: String { runs ? "running" : "not running" }
}

extension DesiredContainer {
  /// What a plan says of it: of settings of somebody else's, or of its file.
  func plan(among plans: [String: LinkPlan]) -> LinkPlan? {
    plans["container \(name)"] ?? plans["file \(fileName)"]
  }
}
