/// A picture as a flowchart of Mermaid, which many web pages draw.
package struct GraphMermaid: Sendable {
  let graph: Graph

  package init(_ graph: Graph) {
    self.graph = graph
  }

  package var text: String {
    var lines = ["%% \(Self.comment(graph.host))", "flowchart LR"]
    for (place, node) in graph.nodes.enumerated() {
      let label = node.lines.map(Self.escaped).joined(separator: "<br/>")
      lines.append("  n\(place)[\"\(label)\"]")
    }
    for (place, node) in graph.nodes.enumerated() {
      lines += node.lowers.map { "  n\($0) \(node.isForeign ? "-.-" : "---") n\(place)" }
    }
    for style in Graph.Style.allCases {
      let places = graph.nodes.indices.filter { graph.nodes[$0].style == style }
      guard !places.isEmpty else { continue }
      lines.append("  classDef \(style.rawValue) fill:#ffffff,stroke:\(style.colour),color:#1f2328")
      lines.append("  class \(places.map { "n\($0)" }.joined(separator: ",")) \(style.rawValue)")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// All but what is a plain letter of a label everywhere becomes an entity of Mermaid's.
  static func escaped(_ text: String) -> String {
    text.withoutTreachery.unicodeScalars.enumerated().map { place, scalar in
      switch scalar {
      case "a"..."z", "A"..."Z", "0"..."9", " ", ".", ":", "/", ",", "(", ")": String(scalar)
      // At its beginning a line would become a list.
      case "-" where place > 0: "-"
      default: scalar.value < 0x80 ? "#\(scalar.value);" : String(scalar)
      }
    }.joined()
  }

  /// A comment ends with its line, and `{` would begin a directive.
  private static func comment(_ text: String) -> String {
    text.inASCII.filter { $0 != "{" && $0 != "}" }
  }
}
