/// All that a plan says of a link in a word, beside its symbol.
package struct PlanMark: Sendable, Hashable {
  package var symbol: Symbol
  package var word: String

  package enum Symbol: String, Sendable, Hashable, CaseIterable {
    case add = "+"
    case change = "~"
    case replace = "-/+"
    case remove = "-"
    case conflict = "!"
    case unknown = "?"
  }

  package init(_ symbol: Symbol, _ word: String) {
    self.symbol = symbol
    self.word = word
  }

  package var text: String { "\(symbol.rawValue) \(word)" }
}

extension PlanMark {
  /// What a plan says of a link, or of a guest's interface.
  init?(_ plan: LinkPlan) {
    switch plan.problem {
    case .conflict?: self.init(.conflict, "conflict")
    case .unknown?: self.init(.unknown, "unknown")
    case nil:
      guard !plan.differences.isEmpty else { return nil }
      let causes = [Cause.drift, .change].filter { !plan.differences($0).isEmpty }
      let isReplaced = causes.contains { plan.symbol(in: $0) == Symbol.replace.rawValue }
      let verb: LinkPlan.Verb = plan.verb == .replace && !isReplaced ? .change : plan.verb
      var words = causes.contains(.drift) ? ["drift"] : []
      if verb != .change || causes.contains(.change) { words.insert(verb.rawValue, at: 0) }
      self.init(verb.symbol, words.joined(separator: ", "))
    }
  }
}

extension LinkPlan.Verb {
  fileprivate var symbol: PlanMark.Symbol {
    switch self {
    case .add: .add
    case .change: .change
    case .replace: .replace
    case .remove: .remove
    }
  }
}
