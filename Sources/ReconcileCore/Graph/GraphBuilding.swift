extension Graph {
  /// The picture of a host beside its manifest.
  package init(_ planner: Planner, _ plan: Plan) {
    var building = GraphBuilding(planner: planner, plan: plan)
    building.addLinks()
    building.addDepartures()
    building.addForeignLinks()
    building.nameLinks()
    building.addGuests()
    building.addContainers()
    self = building.graph
  }
}

/// A picture while it is drawn.
struct GraphBuilding {
  let planner: Planner
  let plans: [String: LinkPlan]
  var graph: Graph
  /// Links of the manifest, and those that left it, by their ids.
  var places: [String: Int] = [:]
  /// Links that are there, by index.
  var live: [Int32: Int] = [:]
  /// Links that are there, by their names in the kernel.
  private(set) var placesByName: [String: Int] = [:]

  init(planner: Planner, plan: Plan) {
    self.planner = planner
    plans = Dictionary(
      plan.links.map { ("\($0.kind) \($0.name)", $0) }, uniquingKeysWith: { first, _ in first })
    graph = Graph(host: plan.host)
  }

  var host: HostIndex { planner.host }

  mutating func addLinks() {
    for link in planner.desired.links {
      let kernel = host.links[link.name.text]
      var node = Graph.Node(kind: link.kind.rawValue, name: link.name.text)
      node.details = LinkFacts(link: link, kernel: kernel, host: host).details
      node.take(plans[node.title])
      places[link.name.text] = graph.add(node)
      if let kernel { live[kernel.index] = places[link.name.text] }
    }
    for link in planner.desired.links {
      guard let place = places[link.name.text] else { continue }
      if let lower = (link.parent?.text).flatMap({ places[$0] }) { graph.put(place, on: lower) }
      // A master carries what its members bring.
      if let master = (link.master?.name.text).flatMap({ places[$0] }) {
        graph.put(master, on: place)
      }
    }
  }

  /// When all links are in the picture.
  mutating func nameLinks() {
    for (index, place) in live { if let name = host.names[index] { placesByName[name] = place } }
  }

  /// What was ours and is not in the manifest.
  mutating func addDepartures() {
    var departed: [(place: Int, kernel: KernelLink)] = []
    for former in planner.departed where places[former.name] == nil {
      guard let kernel = host.links[former.name] else { continue }
      var node = Graph.Node(kind: former.kind, name: former.name)
      node.details = LinkFacts(link: nil, kernel: kernel, host: host).details
      node.take(plans[node.title])
      let place = graph.add(node)
      places[former.name] = place
      live[kernel.index] = live[kernel.index] ?? place
      departed.append((place, kernel))
    }
    for (place, kernel) in departed { connect(place, kernel) }
  }

  /// Puts a link that is there on what it stands on, and its master on it.
  private mutating func connect(_ place: Int, _ kernel: KernelLink) {
    if let below = kernel.footing.flatMap({ live[$0] }) { graph.put(place, on: below) }
    if let master = kernel.master.flatMap({ live[$0] }) { graph.put(master, on: place) }
  }

  /// What others have put on links of the picture.
  mutating func addForeignLinks() {
    var open = live.keys.sorted()[...]
    while let index = open.popFirst() {
      guard let kernel = host.byIndex[index], let place = live[index] else { continue }
      let master = kernel.master.flatMap { host.byIndex[$0] }
      let stacked = host.standing(on: kernel)
      // Others' ports of a bridge hang on it, as guests do.
      for upper in stacked + [master].compactMap({ $0 }) + host.members[index, default: []]
      // The host's ends of guests are told beside the guests.
      where live[upper.index] == nil && host.taps.guests[upper.index] == nil {
        var node = Graph.Node(kind: upper.kind ?? "nic", name: upper.name)
        node.details = LinkFacts(link: nil, kernel: upper, host: host).details
        node.isForeign = true
        live[upper.index] = graph.add(node)
        open.append(upper.index)
      }
      for upper in stacked { if let other = live[upper.index] { graph.put(other, on: place) } }
      if let other = master.flatMap({ live[$0.index] }), graph.nodes[other].isForeign {
        graph.put(other, on: place)
      }
      for port in host.members[index, default: []] {
        guard let other = live[port.index], graph.nodes[other].isForeign else { continue }
        graph.put(other, on: place)
      }
    }
  }
}

extension Graph.Node {
  /// More of them would hide the picture; the plan has all.
  private static let mostRows = 5

  /// Takes over what a plan says of it.
  mutating func take(_ plan: LinkPlan?) {
    guard let plan else { return }
    mark = PlanMark(plan)
    if let problem = plan.problem {
      remarks = [problem.text]
    } else if plan.verb != .add {
      // What is added says it all in its details.
      // Both descriptions of a guest mostly differ alike.
      var rows: [String] = []
      for row in plan.differences.map({ "\($0.attribute.rawValue) \($0.transition)" })
      where !rows.contains(row) {
        rows.append(row)
      }
      remarks = Array(rows.prefix(Self.mostRows))
      if rows.count > Self.mostRows { remarks.append("and \(rows.count - Self.mostRows) more") }
    }
  }
}
