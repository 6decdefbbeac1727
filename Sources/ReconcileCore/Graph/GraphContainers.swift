extension GraphBuilding {
  /// The containers of the manifest, each on all its parents.
  mutating func addContainers() {
    for container in planner.desired.containers where !container.links.isEmpty {
      var node = Graph.Node(kind: "container", name: container.name)
      node.take(container.plan(among: plans))
      node.details.append(ContainerStatus(container, planner, plans: plans).state)
      let kinds = container.links.map(\.kind.rawValue).filter { $0 != "macvlan" }
      node.details += Set(kinds).sorted()
      let place = graph.add(node)
      for link in container.links {
        if let lower = placesByName[link.parent.text] ?? places[link.parent.text] {
          graph.put(place, on: lower)
        }
      }
    }
  }
}
