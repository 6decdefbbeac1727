/// Where the boxes of a picture are, and the lines between them: in columns, each box to the right
/// of all that it stands on.
///
/// The way of Sugiyama: columns, an order in each that crosses few lines, then places. A line that
/// passes a column has a place of its own there, so that it goes through no box.
struct GraphLayout {
  private(set) var boxes: [Box]
  private(set) var lines: [Line] = []
  private(set) var width = 2 * margin
  private(set) var height = 2 * margin

  /// The place of the node of the same number.
  struct Box: Hashable {
    var x = 0
    var y = 0
    var width = 0
    var height = 0

    var middle: Int { y + height / 2 }
  }

  /// From a node to what stands on it.
  struct Line: Hashable {
    var from: Int
    var to: Int
    /// Where it begins, where it enters and leaves each column on its way, and where it ends.
    var points: [Point]
  }

  struct Point: Hashable {
    var x: Int
    var y: Int
  }

  static let margin = 16
  private static let betweenColumns = 56
  private static let betweenBoxes = 14
  private static let sweeps = 8

  /// What has a place in a column: a node, or a line that passes.
  private struct Slot {
    var size: (width: Int, height: Int)
    var column: Int
    var lowers: [Int] = []
    var uppers: [Int] = []
    /// The middle.
    var y = 0.0
  }

  init(_ graph: Graph, sizes: [(width: Int, height: Int)]) {
    boxes = sizes.map { Box(width: $0.width, height: $0.height) }
    let depths = Self.depths(graph)
    var slots = graph.nodes.indices.map { Slot(size: sizes[$0], column: depths[$0]) }
    var ways: [(from: Int, to: Int, slots: [Int])] = []
    for (upper, node) in graph.nodes.enumerated() {
      for lower in node.lowers {
        var way = [lower]
        for column in depths[lower] + 1..<depths[upper] {
          slots.append(Slot(size: (0, 0), column: column))
          way.append(slots.count - 1)
        }
        way.append(upper)
        for (left, right) in zip(way, way.dropFirst()) {
          slots[left].uppers.append(right)
          slots[right].lowers.append(left)
        }
        ways.append((lower, upper, way))
      }
    }
    var columns = Self.columns(slots)
    Self.order(&columns, slots)
    Self.place(&slots, columns)
    let edges = arrange(slots, columns)
    lines = ways.map { way in
      let points = way.slots.flatMap { slot -> [Point] in
        let (left, right) = edges[slots[slot].column]
        if slot == way.from { return [Point(x: right, y: boxes[slot].middle)] }
        if slot == way.to { return [Point(x: left, y: boxes[slot].middle)] }
        let y = Int(slots[slot].y.rounded())
        return [Point(x: left, y: y), Point(x: right, y: y)]
      }
      return Line(from: way.from, to: way.to, points: points)
    }
  }

  /// The longest way from something that stands on nothing.
  private static func depths(_ graph: Graph) -> [Int] {
    var depths = [Int](repeating: 0, count: graph.nodes.count)
    var waiting = graph.nodes.map(\.lowers.count)
    var open = graph.roots[...]
    let uppers = graph.uppers
    while let next = open.popFirst() {
      for upper in uppers[next] {
        depths[upper] = max(depths[upper], depths[next] + 1)
        waiting[upper] -= 1
        if waiting[upper] == 0 { open.append(upper) }
      }
    }
    return depths
  }

  /// The slots of each column, those of one tree beside each other.
  private static func columns(_ slots: [Slot]) -> [[Int]] {
    var columns = [[Int]](repeating: [], count: (slots.map(\.column).max() ?? -1) + 1)
    var seen: Set<Int> = []
    func visit(_ slot: Int) {
      guard seen.insert(slot).inserted else { return }
      columns[slots[slot].column].append(slot)
      slots[slot].uppers.forEach(visit)
    }
    for slot in slots.indices where slots[slot].lowers.isEmpty { visit(slot) }
    return columns
  }

  /// Puts each slot near the mean of its neighbours, to and fro, as long as lines cross less.
  private static func order(_ columns: inout [[Int]], _ slots: [Slot]) {
    var best = columns
    var fewest = crossings(columns, slots)
    for sweep in 0..<sweeps where fewest > 0 {
      let isForth = sweep.isMultiple(of: 2)
      var places = self.places(columns, count: slots.count)
      for column in isForth ? Array(columns.indices) : columns.indices.reversed() {
        let keys = columns[column].map { slot -> Double in
          let near = isForth ? slots[slot].lowers : slots[slot].uppers
          guard !near.isEmpty else { return Double(places[slot]) }
          return near.reduce(0) { $0 + Double(places[$1]) } / Double(near.count)
        }
        let sorted = keys.indices.sorted { (keys[$0], $0) < (keys[$1], $1) }
        columns[column] = sorted.map { columns[column][$0] }
        for (place, slot) in columns[column].enumerated() { places[slot] = place }
      }
      let count = crossings(columns, slots)
      if count < fewest { (best, fewest) = (columns, count) }
    }
    columns = best
  }

  private static func places(_ columns: [[Int]], count: Int) -> [Int] {
    var places = [Int](repeating: 0, count: count)
    for column in columns {
      for (place, slot) in column.enumerated() { places[slot] = place }
    }
    return places
  }

  private static func crossings(_ columns: [[Int]], _ slots: [Slot]) -> Int {
    let places = places(columns, count: slots.count)
    return columns.reduce(0) { sum, column in
      // The far ends in the order of the near ones: each pair the wrong way round is a crossing.
      let ends = column.flatMap { slot in slots[slot].uppers.map { places[$0] }.sorted() }
      return sum + inversions(ends)
    }
  }

  private static func inversions(_ values: [Int]) -> Int {
    guard values.count > 1 else { return 0 }
    let middle = values.count / 2
    let (left, right) = (Array(values[..<middle]), Array(values[middle...]))
    var count = inversions(left) + inversions(right)
    let sorted = left.sorted()
    for value in right {
      var (low, high) = (0, sorted.count)
      while low < high {
        let half = (low + high) / 2
        if sorted[half] > value { high = half } else { low = half + 1 }
      }
      count += sorted.count - low
    }
    return count
  }

  /// Puts each slot as near as it gets to the mean of its neighbours without leaving the order.
  private static func place(_ slots: inout [Slot], _ columns: [[Int]]) {
    for column in columns { settle(column, wishes: column.map { _ in 0 }, &slots) }
    for sweep in 0..<sweeps {
      let isBack = sweep.isMultiple(of: 2)
      for column in isBack ? columns.reversed() : columns {
        let wishes = column.map { slot -> Double in
          let near = isBack ? slots[slot].uppers : slots[slot].lowers
          guard !near.isEmpty else { return slots[slot].y }
          return near.reduce(0) { $0 + slots[$1].y } / Double(near.count)
        }
        settle(column, wishes: wishes, &slots)
      }
    }
    let top = slots.map { $0.y - Double($0.size.height) / 2 }.min() ?? 0
    for slot in slots.indices { slots[slot].y += Double(margin) - top }
  }

  /// The places in this order, with room between them, whose squared distances from the wishes are
  /// the least: neighbours that are too near become a block, which goes to the mean of its wishes.
  private static func settle(_ column: [Int], wishes: [Double], _ slots: inout [Slot]) {
    var offset = 0.0
    var offsets: [Double] = []
    for (number, slot) in column.enumerated() {
      if number > 0 {
        let heights = slots[column[number - 1]].size.height + slots[slot].size.height
        offset += Double(heights) / 2 + Double(betweenBoxes)
      }
      offsets.append(offset)
    }
    var blocks: [(sum: Double, count: Int)] = []
    for (wish, offset) in zip(wishes, offsets) {
      blocks.append((wish - offset, 1))
      while let last = blocks.last, let other = blocks.dropLast().last,
        other.sum / Double(other.count) >= last.sum / Double(last.count)
      {
        blocks.removeLast(2)
        blocks.append((other.sum + last.sum, other.count + last.count))
      }
    }
    var number = 0
    for block in blocks {
      for _ in 0..<block.count {
        slots[column[number]].y = block.sum / Double(block.count) + offsets[number]
        number += 1
      }
    }
  }

  /// From middles to whole numbers.
  ///
  /// - Returns: Where each column begins and ends.
  private mutating func arrange(
    _ slots: [Slot], _ columns: [[Int]]
  ) -> [(left: Int, right: Int)] {
    var left = Self.margin
    var edges: [(left: Int, right: Int)] = []
    for column in columns {
      let right = left + (column.map { slots[$0].size.width }.max() ?? 0)
      edges.append((left, right))
      left = right + Self.betweenColumns
    }
    for place in boxes.indices {
      let edge = edges[slots[place].column]
      boxes[place].x = edge.left
      // All boxes of a column are alike, so that lines begin where they seem to.
      boxes[place].width = edge.right - edge.left
      boxes[place].y = Int((slots[place].y - Double(boxes[place].height) / 2).rounded())
    }
    width = (edges.last?.right ?? Self.margin) + Self.margin
    height = (boxes.map { $0.y + $0.height }.max() ?? Self.margin) + Self.margin
    return edges
  }
}
