/// A picture as a tree, in plain ASCII. What stands on several things is drawn on the first of them,
/// and named on the others.
package struct GraphText: Sendable {
  let graph: Graph

  package init(_ graph: Graph) {
    self.graph = graph
  }

  package var text: String {
    var lines = [graph.host.inASCII]
    var drawn: Set<Int> = []
    let uppers = graph.uppers
    /// - Parameters:
    ///   - lead: What stands before the node itself.
    ///   - rest: What stands before all that belongs to it.
    func draw(_ place: Int, lead: String, rest: String) {
      let node = graph.nodes[place]
      guard drawn.insert(place).inserted else {
        lines.append("\(lead)\(node.title.inASCII)  (above)")
        return
      }
      let status = node.status.map { "[\($0)]" }
      lines.append(lead + ([node.title] + node.details + status).joined(separator: "  ").inASCII)
      let last = uppers[place].indices.last
      let bar = last == nil ? "    " : "|   "
      lines += node.remarks.map { "\(rest)\(bar)\($0.inASCII)" }
      for (number, upper) in uppers[place].enumerated() {
        let isLast = number == last
        draw(
          upper, lead: rest + (isLast ? "`-- " : "|-- "), rest: rest + (isLast ? "    " : "|   "))
      }
    }
    for root in graph.roots {
      lines.append("")
      draw(root, lead: "", rest: "")
    }
    return lines.joined(separator: "\n") + "\n"
  }
}
