/// What an apply may do: the worst impact, and whether most links may leave at once.
///
/// Written as `flap`, `isolation,removals` or `removals`.
package struct Permission: Sendable, Hashable {
  /// `nil`: not said.
  package var impact: Impact?
  package var removals: Bool

  package init(impact: Impact? = nil, removals: Bool = false) {
    self.impact = impact
    self.removals = removals
  }

  package init?(_ text: String) {
    self.init()
    for word in text.split(separator: ",", omittingEmptySubsequences: false) {
      if word == "removals", !removals {
        removals = true
      } else if let impact = Impact(rawValue: String(word)), self.impact == nil {
        self.impact = impact
      } else {
        return nil
      }
    }
  }

  /// All words that it takes.
  package static let words = Impact.allCases.map(\.rawValue) + ["removals"]

  /// This one, and what it leaves open from another.
  package func or(_ other: Permission) -> Permission {
    Permission(impact: impact ?? other.impact, removals: removals || other.removals)
  }
}

extension Permission: CustomStringConvertible {
  package var description: String {
    ([impact?.rawValue].compactMap { $0 } + (removals ? ["removals"] : [])).joined(separator: ",")
  }
}

/// How many of the links that were applied a plan lets go.
package struct Removals: Sendable, Hashable {
  package var removed: Int
  package var all: Int

  /// More than half of them, or all: seldom meant, and the mark of a manifest gone wrong.
  package var isMost: Bool { removed > 0 && (removed * 2 > all || removed == all) }
}
