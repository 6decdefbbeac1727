import Testing

@testable import ReconcileCore
@testable import ReconcileHost

/// A picture as SVG, judged by where its boxes and lines are.
struct Drawing {
  let graph: Graph
  let svg: GraphSVG

  init(_ graph: Graph) {
    self.graph = graph
    svg = GraphSVG(graph)
  }

  func expectTidy(sourceLocation: SourceLocation = #_sourceLocation) {
    #expect(overlaps == [], sourceLocation: sourceLocation)
    #expect(crossedBoxes == [], sourceLocation: sourceLocation)
    for (place, node) in graph.nodes.enumerated() {
      let box = svg.boxes[place]
      #expect(box.x > 0 && box.y > 0, sourceLocation: sourceLocation)
      for lower in node.lowers {
        let other = svg.boxes[lower]
        #expect(other.x + other.width < box.x, sourceLocation: sourceLocation)
      }
    }
  }

  /// The nodes whose boxes have a place in common.
  private var overlaps: [String] {
    let boxes = svg.boxes
    return boxes.indices.flatMap { one in
      boxes.indices.filter { $0 > one }.filter { other in
        boxes[one].x < boxes[other].x + boxes[other].width
          && boxes[other].x < boxes[one].x + boxes[one].width
          && boxes[one].y < boxes[other].y + boxes[other].height
          && boxes[other].y < boxes[one].y + boxes[one].height
      }
      .map { "\(graph.nodes[one].title) and \(graph.nodes[$0].title)" }
    }
  }

  /// The boxes that a line goes through. Between two columns there is none, so that only the level
  /// parts count.
  private var crossedBoxes: [String] {
    svg.lines.flatMap { line in
      zip(line.points, line.points.dropFirst()).enumerated().filter { !$0.offset.isMultiple(of: 2) }
        .flatMap { _, part in
          svg.boxes.indices.filter { place in
            let box = svg.boxes[place]
            return part.0.x < box.x + box.width && box.x < part.1.x && box.y < part.0.y
              && part.0.y < box.y + box.height
          }
        }
        .map { "\(graph.nodes[line.to].title) through \(graph.nodes[$0].title)" }
    }
  }
}
