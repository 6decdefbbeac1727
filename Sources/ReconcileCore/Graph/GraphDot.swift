/// A picture in the language of Graphviz.
package struct GraphDot: Sendable {
  let graph: Graph

  package init(_ graph: Graph) {
    self.graph = graph
  }

  package var text: String {
    var lines = [
      "digraph \"\(Self.escaped(graph.host))\" {",
      "  graph [rankdir=LR, bgcolor=\"#ffffff\"]",
      "  node [shape=box, fontname=\"monospace\", fontcolor=\"#1f2328\"]",
      "  edge [dir=none]",
    ]
    for (place, node) in graph.nodes.enumerated() {
      let label = node.lines.map { "\(Self.escaped($0))\\l" }.joined()
      let style = node.isForeign ? ", style=dashed" : ""
      lines.append(
        "  n\(place) [label=\"\(label)\", color=\"\(node.style.colour)\"\(style)]")
    }
    for (place, node) in graph.nodes.enumerated() {
      lines += node.lowers.map {
        "  n\($0) -> n\(place)\(node.isForeign ? " [style=dashed]" : "")"
      }
    }
    return lines.joined(separator: "\n") + "\n}\n"
  }

  /// In quotes; Graphviz reads entities of HTML there as well.
  static func escaped(_ text: String) -> String {
    text.withoutTreachery.unicodeScalars.map { scalar in
      switch scalar {
      case "\"", "\\": "\\\(scalar)"
      case "&": "&amp;"
      default: String(scalar)
      }
    }.joined()
  }
}
