/// A plan for programs: the same value as the text, as JSON. Fields are only ever added.
package struct PlanDocument: Encodable, Sendable {
  package var format: String
  package var version = 1
  package var host: String
  package var manifest: String
  package var systemd: Int
  package var generation: Int?
  package var isEmpty: Bool
  package var impact: Impact
  package var links: [Link]
  package var steps: [StepEntry]
  package var notes: [String]
  package var fights: [FightEntry]

  package struct Link: Encodable, Sendable {
    var name: String
    var kind: String
    var parent: String?
    /// `add`, `change`, `replace` or `remove`.
    var verb: LinkPlan.Verb
    var impact: Impact
    var differences: [Row]
    var conflict: String?
    var unknown: String?
  }

  package struct Row: Encodable, Sendable {
    var attribute: Attribute
    var now: String?
    var after: String?
    /// What was applied, where somebody else and the manifest have both changed it since.
    var applied: String?
    var layer: Layer
    var cause: Cause
    var impact: Impact
    /// The running guests that it cuts.
    var guests: [String]
    var foreign: Bool
    var isDefault: Bool
    /// Whether it is reported and not repaired: see `fights`.
    var withheld: Bool
    /// Of a file of ours that somebody else has edited or deleted: the unified diff from what was
    /// applied to what is there.
    var diff: String?
    /// When what is there was last written, as RFC 3339 has it.
    var modified: String?
    /// The user id of its owner.
    var owner: UInt32?

    private enum CodingKeys: String, CodingKey {
      case attribute, now, after, applied, layer, cause, impact, guests, foreign, isDefault =
        "default"
      case withheld, diff, modified, owner
    }
  }

  package struct FightEntry: Encodable, Sendable {
    var link: String
    var attribute: Attribute
    var layer: Layer
    /// What somebody else puts there.
    var value: String
    /// How many applies in a row have found it.
    var applies: Int
    /// The managers of the link that may have done it.
    var suspects: [String]
    /// Whether the next apply repairs it all the same.
    var repaired: Bool
  }

  package struct StepEntry: Encodable, Sendable {
    /// `rtnetlink`, `networkd` or `file`.
    var mechanism: String
    var link: String?
    var text: String
  }

  private enum CodingKeys: String, CodingKey {
    case format, version, host, manifest, systemd, generation, isEmpty = "empty", impact, links
    case steps, notes, fights
  }

  /// - Parameter format: `reconcile/plan` or `reconcile/audit`.
  package init(_ plan: Plan, format: String, heading: PlanText.Heading) {
    self.format = format
    host = plan.host
    manifest = heading.manifest
    systemd = heading.version.number
    generation = heading.generation
    isEmpty = plan.isEmpty
    impact = plan.impact
    links = plan.links.map(Link.init)
    steps = plan.steps.map(StepEntry.init)
    notes = plan.notes
    fights = plan.fights.map(FightEntry.init)
  }
}

extension PlanDocument.Link {
  init(_ link: LinkPlan) {
    name = link.name
    kind = link.kind
    parent = link.parent
    verb = link.verb
    impact = link.impact
    differences = link.differences.map { row in
      PlanDocument.Row(
        attribute: row.attribute, now: row.now, after: row.after, applied: row.applied,
        layer: row.layer,
        cause: row.cause, impact: row.impact, guests: row.guests, foreign: row.isForeign,
        isDefault: row.isDefault,
        withheld: row.isWithheld,
        diff: row.edit.map { $0.lines.map { $0 + "\n" }.joined() },
        modified: row.edit?.modified?.machineText, owner: row.edit?.owner)
    }
    switch link.problem {
    case .conflict(let text): conflict = text
    case .unknown(let text): unknown = text
    case nil: break
    }
  }
}

extension PlanDocument.FightEntry {
  init(_ fight: Fight) {
    link = fight.link
    attribute = fight.attribute
    layer = fight.layer
    value = fight.value
    applies = fight.applies
    suspects = fight.suspects
    repaired = fight.isRepaired
  }
}

extension PlanDocument.StepEntry {
  init(_ step: Step) {
    link = step.link
    mechanism = step.mechanism
    text = step.summary
  }
}
