/// A picture as SVG: boxes in columns, and lines between them. It brings its own white ground, so
/// that it reads the same on a dark page.
package struct GraphSVG: Sendable {
  let graph: Graph
  private let layout: GraphLayout
  /// The lines of text in each box.
  private let texts: [[Text]]

  private struct Text {
    var text: String
    var isTitle = false
    var isStatus = false
  }

  /// In pixels, of a fixed-width letter of 12 pixels; no usual font has wider ones.
  private static let letter = 7.4
  private static let lineHeight = 17
  private static let padding = 10
  /// In letters; what is longer goes on in the next line.
  private static let longestLine = 44

  package init(_ graph: Graph) {
    self.graph = graph
    texts = graph.nodes.map { node in
      func lines(_ texts: [String], isTitle: Bool = false, isStatus: Bool = false) -> [Text] {
        texts.flatMap { Self.wrapped($0.withoutTreachery) }
          .map { Text(text: $0, isTitle: isTitle, isStatus: isStatus) }
      }
      return lines([node.title], isTitle: true) + lines(node.details)
        + lines(node.status, isStatus: true) + lines(node.remarks)
    }
    layout = GraphLayout(
      graph,
      sizes: texts.map { lines in
        let columns = lines.map { $0.text.columns }.max() ?? 0
        return (
          width: Int((Double(columns) * Self.letter).rounded(.up)) + 2 * Self.padding,
          height: lines.count * Self.lineHeight + 2 * Self.padding
        )
      })
  }

  /// Where each node's box is.
  var boxes: [GraphLayout.Box] { layout.boxes }
  var lines: [GraphLayout.Line] { layout.lines }

  package var text: String {
    let (width, height) = (layout.width, layout.height)
    var parts = [
      #"<?xml version="1.0" encoding="UTF-8"?>"#,
      #"<svg xmlns="http://www.w3.org/2000/svg" width="\#(width)" height="\#(height)""#
        + #" viewBox="0 0 \#(width) \#(height)" role="img""#
        + #" font-family="ui-monospace, 'DejaVu Sans Mono', Consolas, monospace" font-size="12">"#,
      "  <title>\(Self.escaped(graph.host.withoutTreachery))</title>",
      ##"  <rect width="\##(width)" height="\##(height)" fill="#ffffff"/>"##,
    ]
    parts += layout.lines.map(path)
    for place in graph.nodes.indices { parts += box(place) }
    return parts.joined(separator: "\n") + "\n</svg>\n"
  }

  /// Curves that leave and meet each box level, so that they stay between the columns.
  private func path(_ line: GraphLayout.Line) -> String {
    var course = "M\(line.points[0].x) \(line.points[0].y)"
    for (number, (from, to)) in zip(line.points, line.points.dropFirst()).enumerated() {
      if number.isMultiple(of: 2) {
        let half = (from.x + to.x) / 2
        course += " C\(half) \(from.y) \(half) \(to.y) \(to.x) \(to.y)"
      } else {
        course += " H\(to.x)"
      }
    }
    let dashes = graph.nodes[line.to].isForeign ? #" stroke-dasharray="5 4""# : ""
    return ##"  <path d="\##(course)" fill="none" stroke="#8c959f"\##(dashes)/>"##
  }

  private func box(_ place: Int) -> [String] {
    let node = graph.nodes[place]
    let box = layout.boxes[place]
    let colour = node.style.colour
    let thickness = node.mark == nil ? "1" : "2"
    let dashes = node.isForeign ? #" stroke-dasharray="5 4""# : ""
    var parts = [
      ##"  <rect x="\##(box.x)" y="\##(box.y)" width="\##(box.width)" height="\##(box.height)""##
        + ##" rx="6" fill="#ffffff" stroke="\##(colour)" stroke-width="\##(thickness)"\##(dashes)/>"##
    ]
    for (number, line) in texts[place].enumerated() {
      let y = box.y + Self.padding + number * Self.lineHeight + 12
      let fill = line.isStatus ? colour : "#1f2328"
      let weight = line.isTitle ? #" font-weight="bold""# : ""
      parts.append(
        ##"  <text x="\##(box.x + Self.padding)" y="\##(y)" fill="\##(fill)"\##(weight)"##
          + ##" xml:space="preserve">\##(Self.escaped(line.text))</text>"##)
    }
    return parts
  }

  /// In XML, between quotes and outside of them.
  static func escaped(_ text: String) -> String {
    text.unicodeScalars.map { scalar in
      switch scalar {
      case "&": "&amp;"
      case "<": "&lt;"
      case ">": "&gt;"
      case "\"": "&quot;"
      case "'": "&#39;"
      default: String(scalar)
      }
    }.joined()
  }

  /// Lines that fit into a box, broken at blanks where there are any.
  static func wrapped(_ text: String) -> [String] {
    var lines: [String] = []
    var line = ""
    for word in text.split(separator: " ", omittingEmptySubsequences: false) {
      var word = String(word)
      if !line.isEmpty, line.columns + 1 + word.columns > longestLine {
        lines.append(line)
        line = ""
      }
      while word.columns > longestLine {
        var head = ""
        while let letter = word.first, head.columns + String(letter).columns <= longestLine {
          head.append(word.removeFirst())
        }
        // A single letter may have more parts than a line has room for.
        if head.isEmpty { head.append(word.removeFirst()) }
        lines.append(head)
      }
      line += line.isEmpty ? word : " \(word)"
    }
    return lines + [line]
  }
}

extension String {
  /// How many letters of a fixed width it is as wide as, at most.
  var columns: Int { unicodeScalars.reduce(0) { $0 + ($1.value < 0x1100 ? 1 : 2) } }
}
