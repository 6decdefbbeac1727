/// What applies have found changed by somebody else, and how many of them in a row: it goes from
/// one apply to the next.
package struct FightLedger: Sendable, Hashable, Codable {
  package static let currentVersion = 1
  /// So many applies in a row that find the same value put back make a fight.
  package static let threshold = 3

  package var version = currentVersion
  package var rounds: [Round] = []

  package init() {}

  /// One value of somebody else's.
  package struct Round: Sendable, Hashable, Codable {
    /// As the plan names it.
    package var link: String
    package var attribute: Attribute
    package var layer: Layer
    package var value: String
    /// Tells one edit of a file from another.
    package var edit: String?
    /// How many applies in a row have found it and repaired it.
    package var applies: Int

    package init(
      link: String, attribute: Attribute, layer: Layer, value: String, edit: String? = nil,
      applies: Int
    ) {
      self.link = link
      self.attribute = attribute
      self.layer = layer
      self.value = value
      self.edit = edit
      self.applies = applies
    }

    package var isFight: Bool { applies >= FightLedger.threshold }

    func isAbout(_ difference: Difference, of link: String) -> Bool {
      self.link == link && attribute == difference.attribute && layer == difference.layer
        && value == difference.foreignValue && edit == difference.edit?.mark
    }
  }

  package func round(for difference: Difference, of link: String) -> Round? {
    rounds.first { $0.isAbout(difference, of: link) }
  }

  /// The ledger after an apply.
  ///
  /// - Parameters:
  ///   - plan: What the apply found.
  ///   - remaining: What it left as it was, which nobody can have put back.
  package func after(_ plan: Plan, remaining: Plan) -> FightLedger {
    var ledger = FightLedger()
    let left = Set(remaining.links.flatMap { link in link.differences.map { Key(link.name, $0) } })
    var seen: Set<Key> = []
    for link in plan.links {
      for row in link.differences where row.cause == .drift {
        let key = Key(link.name, row)
        guard seen.insert(key).inserted else { continue }
        let old = round(for: row, of: link.name)
        let applies = (old?.applies ?? 0) + (left.contains(key) ? 0 : 1)
        guard applies > 0 else { continue }
        ledger.rounds.append(
          Round(
            link: link.name, attribute: row.attribute, layer: row.layer, value: row.foreignValue,
            edit: row.edit?.mark, applies: applies))
      }
    }
    return ledger
  }

  private struct Key: Hashable {
    var link: String
    var attribute: Attribute
    var layer: Layer
    var value: String
    var edit: String?

    init(_ link: String, _ row: Difference) {
      self.link = link
      attribute = row.attribute
      layer = row.layer
      value = row.foreignValue
      edit = row.edit?.mark
    }
  }
}

extension Attribute: Decodable {}

extension Difference {
  /// What somebody else has made of it.
  package var foreignValue: String { now ?? "gone" }
}
