import Support
import Testing

@testable import ReconcileCore
@testable import ReconcileHost

@Suite struct GraphTests {
  /// What libvirt and the kernel take for a name, and what each format would take for its own.
  static let hostile = [
    #"<script>alert("1")</script>"#, "]]> & &amp; &#38; 'x'", #"\N \l \" \\"#, #""];n9["evil"#,
    "#quot;#35;", "<br/>", "- list", "1. list", "`code` *b* _i_ ~~s~~", "%%{init: {}}%%",
    "line\nfeed\r\t\u{0}\u{1b}[31m", "\u{202e}txt.exe\u{2066}",
    "b\u{fc}ro \u{6771}\u{4eac} \u{1f600}",
    "\u{ffff}\u{feff}", "", " ", String(repeating: "long", count: 60), "end; }", "|pipe| {brace}",
  ]

  private static var hostileGraph: Graph {
    var graph = Graph(host: hostile.joined(separator: "%%"))
    let nic = graph.add(Graph.Node(kind: "nic", name: "enp4s0"))
    for name in hostile {
      var node = Graph.Node(kind: "guest", name: name)
      node.details = [name]
      node.remarks = [name]
      node.isForeign = true
      graph.put(graph.add(node), on: nic)
    }
    return graph
  }

  private static let isXMLReadable = Tools.mustBeThere || (try? LibXML()) != nil

  @Test(.enabled(if: isXMLReadable, "libxml2 reads"))
  func `SVG is XML that says what the names are`() throws {
    let graph = Self.hostileGraph
    let svg = GraphSVG(graph).text
    let root = try LibXML().parse(svg)
    #expect(root.name == "svg")
    #expect(root.child("title")?.text == graph.host.withoutTreachery)
    #expect(Set(root.children.map(\.name)) == ["title", "rect", "path", "text"])
    #expect(root.children.filter { $0.name == "rect" }.count == graph.nodes.count + 1)
    let texts = root.children.filter { $0.name == "text" }.map(\.text)
    let wanted = graph.nodes.flatMap(\.lines).flatMap { GraphSVG.wrapped($0.withoutTreachery) }
    #expect(texts.sorted() == wanted.sorted())
    Drawing(graph).expectTidy()
  }

  @Test(.enabled(if: isXMLReadable, "libxml2 reads"))
  func `the SVG of each case is XML, and every letter is within its box`() async throws {
    for name in Files.names(in: GraphCaseTests.folder) {
      let graph = try await GraphCaseTests.graph(name)
      let root = try LibXML().parse(GraphSVG(graph).text)
      let boxes = GraphSVG(graph).boxes
      #expect(root["width"].flatMap { Int($0) } ?? 0 > boxes.map { $0.x + $0.width }.max() ?? 0)
      #expect(root["height"].flatMap { Int($0) } ?? 0 > boxes.map { $0.y + $0.height }.max() ?? 0)
      for text in root.children where text.name == "text" {
        let x = try #require(text["x"].flatMap { Int($0) })
        let y = try #require(text["y"].flatMap { Int($0) })
        let end = x + text.text.columns * 75 / 10
        #expect(
          boxes.contains {
            $0.x < x && end < $0.x + $0.width && $0.y + 10 < y && y + 4 < $0.y + $0.height
          }, "\(name): \(text.text)")
      }
    }
  }

  @Test func `a label of Mermaid is nothing but its text`() throws {
    for name in Self.hostile {
      let label = GraphMermaid.escaped(name)
      let plain = label.unicodeScalars.filter { $0.value < 0x80 }
      #expect(plain.allSatisfy { !#""<>&`*_~|{}[]\%!+?"#.unicodeScalars.contains($0) }, "\(label)")
      #expect(!label.hasPrefix("-"))
      #expect(Self.unescaped(mermaid: label) == name.withoutTreachery)
    }
    let lines = GraphMermaid(Self.hostileGraph).text.split(separator: "\n")
    #expect(lines[0].hasPrefix("%% ") && !lines[0].contains("{"))
    #expect(lines[1] == "flowchart LR")
    for line in lines.dropFirst(2) {
      let isKnown =
        line.wholeMatch(of: #/  n\d+\["(?:[^"<>\[\]]|<br/>)*"\]/#) != nil
        || line.wholeMatch(of: #/  n\d+ (?:---|-\.-) n\d+/#) != nil
        || line.wholeMatch(of: #/  classDef [a-z]+ [a-z0-9:#,]+/#) != nil
        || line.wholeMatch(of: #/  class [n0-9,]+ [a-z]+/#) != nil
      #expect(isKnown, "\(line)")
    }
  }

  @Test func `a label of Graphviz is nothing but its text`() throws {
    for name in Self.hostile {
      let label = GraphDot.escaped(name)
      #expect(Self.unescaped(dot: label) == name.withoutTreachery, "\(label)")
    }
    let lines = GraphDot(Self.hostileGraph).text.split(separator: "\n")
    for line in lines.dropFirst().dropLast() {
      let isKnown =
        line.wholeMatch(
          of: #/  n\d+ \[label="(?:[^"\\]|\\.)*", color="\#[0-9a-f]{6}"(?:, style=dashed)?\]/#)
        != nil
        || line.wholeMatch(of: #/  n\d+ -> n\d+(?: \[style=dashed\])?/#) != nil
        || line.wholeMatch(of: #/  (?:graph|node|edge) \[.*\]/#) != nil
      #expect(isKnown, "\(line)")
    }
    #expect(lines.last == "}")
  }

  @Test func `the tree is ASCII, with one line for each node`() {
    let graph = Self.hostileGraph
    let text = GraphText(graph).text
    #expect(text.utf8.allSatisfy { $0 == 0x0a || (0x20..<0x7f).contains($0) })
    let lines = text.split(separator: "\n")
    #expect(lines.filter { $0.contains("-- guest ") }.count == Self.hostile.count)
  }

  @Test func `what stands on two is drawn once`() {
    var graph = Graph(host: "hv01")
    let nics = ["enp4s0", "enp5s0"].map { graph.add(Graph.Node(kind: "nic", name: $0)) }
    let bond = graph.add(Graph.Node(kind: "bond", name: "bond0"))
    let vlan = graph.add(Graph.Node(kind: "vlan", name: "storage"))
    for nic in nics { graph.put(bond, on: nic) }
    graph.put(vlan, on: bond)
    #expect(
      GraphText(graph).text == """
        hv01

        nic enp4s0
        `-- bond bond0
            `-- vlan storage

        nic enp5s0
        `-- bond bond0  (above)

        """)
  }

  /// What is and what shall be may contradict each other.
  @Test func `nothing stands on itself`() {
    var graph = Graph(host: "hv01")
    let places = ["a", "b", "c"].map { graph.add(Graph.Node(kind: "vlan", name: $0)) }
    graph.put(places[1], on: places[0])
    graph.put(places[2], on: places[1])
    graph.put(places[0], on: places[2])
    graph.put(places[0], on: places[0])
    graph.put(places[1], on: places[0])
    #expect(graph.nodes.map(\.lowers) == [[], [0], [1]])
    Drawing(graph).expectTidy()
  }

  @Test func `an empty picture is one`() {
    let graph = Graph(host: "hv01")
    #expect(GraphText(graph).text == "hv01\n")
    #expect(GraphSVG(graph).text.hasSuffix("</svg>\n"))
  }

  @Test func `boxes and lines keep apart on hosts of any shape`() {
    var generator = SplitMix64(seed: SplitMix64.seed)
    for _ in 0..<60 {
      var graph = Graph(host: "hv01")
      let count = 1 + generator.below(40)
      for number in 0..<count {
        var node = Graph.Node(kind: "macvlan", name: "mv\(number)")
        node.details = (0..<generator.below(6)).map { "192.0.2.\($0)/24" }
        let place = graph.add(node)
        guard number > 0 else { continue }
        for _ in 0..<generator.below(4) { graph.put(place, on: generator.below(number)) }
      }
      Drawing(graph).expectTidy()
    }
  }

  @Test func `a thousand links are drawn at once`() {
    var graph = Graph(host: "hv01")
    let nic = graph.add(Graph.Node(kind: "nic", name: "enp4s0"))
    for number in 0..<500 {
      let vlan = graph.add(Graph.Node(kind: "vlan", name: "v\(number)"))
      graph.put(vlan, on: nic)
      graph.put(graph.add(Graph.Node(kind: "macvlan", name: "m\(number)")), on: vlan)
    }
    let start = ContinuousClock.now
    #expect(!GraphSVG(graph).text.isEmpty)
    #expect(ContinuousClock.now - start < .seconds(60))
  }

  private static func unescaped(mermaid label: String) -> String {
    label.replacing(#/#(\d+);/#) { match in
      UInt32(match.1).flatMap { Unicode.Scalar($0) }.map { String($0) } ?? ""
    }
  }

  private static func unescaped(dot label: String) -> String {
    label.replacing(#/\\(.)/#) { String($0.1) }.replacing("&amp;", with: "&")
  }
}
