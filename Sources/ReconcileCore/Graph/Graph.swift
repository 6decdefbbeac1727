/// The picture of a host: what stands on what, as it is and as it shall be.
///
/// A value without a form; each format makes a text of it.
package struct Graph: Sendable, Hashable {
  package var host: String
  package private(set) var nodes: [Node] = []

  /// A link, or an interface of a guest.
  package struct Node: Sendable, Hashable {
    /// `nic`, `macvlan`, `guest`, …
    package var kind: String
    /// Libvirt and the kernel take nearly any: each format escapes it.
    package var name: String
    /// A few words each: its mode, its addresses.
    package var details: [String] = []
    /// What a plan says of it.
    package var mark: PlanMark?
    /// The plan's rows, or why there are none.
    package var remarks: [String] = []
    /// Whether neither the manifest nor what was applied has it.
    package var isForeign = false
    /// What it stands on, as places in `nodes`.
    package fileprivate(set) var lowers: [Int] = []

    package init(kind: String, name: String) {
      self.kind = kind
      self.name = name
    }

    package var title: String { "\(kind) \(name)" }
  }

  package init(host: String) {
    self.host = host
  }

  /// - Returns: Its place.
  package mutating func add(_ node: Node) -> Int {
    nodes.append(node)
    return nodes.count - 1
  }

  /// Puts a node on another, unless that already stands on it: what is and what shall be may
  /// contradict each other.
  package mutating func put(_ upper: Int, on lower: Int) {
    guard !nodes[upper].lowers.contains(lower), !reaches(from: lower, upper) else { return }
    nodes[upper].lowers.append(lower)
  }

  private func reaches(from node: Int, _ wanted: Int) -> Bool {
    var open = [node]
    var seen = Set(open)
    while let next = open.popLast() {
      if next == wanted { return true }
      for lower in nodes[next].lowers where seen.insert(lower).inserted { open.append(lower) }
    }
    return false
  }

  /// What stands on each node, in the order of the nodes.
  var uppers: [[Int]] {
    var uppers = [[Int]](repeating: [], count: nodes.count)
    for (place, node) in nodes.enumerated() {
      for lower in node.lowers { uppers[lower].append(place) }
    }
    return uppers
  }

  /// What stands on nothing.
  var roots: [Int] { nodes.indices.filter { nodes[$0].lowers.isEmpty } }
}

extension Graph.Node {
  /// All that is told of it, line by line, in the order of importance.
  var lines: [String] { [title] + details + status + remarks }

  /// In words, for a reader without colours.
  var status: [String] { [mark?.text, isForeign ? "foreign" : nil].compactMap { $0 } }
}

extension String {
  /// With each character that acts without being seen made visible.
  var withoutTreachery: String {
    guard unicodeScalars.contains(where: \.isTreacherous) else { return self }
    return unicodeScalars.map { $0.isTreacherous ? $0.escaped(asASCII: true) : String($0) }.joined()
  }

  /// In plain ASCII, for a serial console.
  var inASCII: String {
    unicodeScalars.map { scalar in
      (0x20..<0x7f).contains(scalar.value) ? String(scalar) : scalar.escaped(asASCII: true)
    }.joined()
  }
}
