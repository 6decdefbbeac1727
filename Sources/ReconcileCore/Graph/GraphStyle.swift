extension Graph {
  /// How a box stands out; its words say the same.
  enum Style: String, CaseIterable {
    case plain
    case foreign
    case add
    case change
    case replace
    case remove
    case conflict
    case unknown

    /// Readable on white.
    var colour: String {
      switch self {
      case .plain: "#57606a"
      case .foreign: "#6e7781"
      case .add: "#1a7f37"
      case .change: "#9a6700"
      case .replace, .remove, .conflict: "#cf222e"
      case .unknown: "#8250df"
      }
    }
  }
}

extension Graph.Node {
  var style: Graph.Style {
    switch mark?.symbol {
    case nil: isForeign ? .foreign : .plain
    case .add: .add
    case .change: .change
    case .replace: .replace
    case .remove: .remove
    case .conflict: .conflict
    case .unknown: .unknown
    }
  }
}
