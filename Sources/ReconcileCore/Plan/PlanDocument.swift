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
    var layer: Layer
    var cause: Cause
    var impact: Impact
    var foreign: Bool
    var isDefault: Bool

    private enum CodingKeys: String, CodingKey {
      case attribute, now, after, layer, cause, impact, foreign, isDefault = "default"
    }
  }

  package struct StepEntry: Encodable, Sendable {
    /// `rtnetlink`, `networkd` or `file`.
    var mechanism: String
    var link: String?
    var text: String
  }

  private enum CodingKeys: String, CodingKey {
    case format, version, host, manifest, systemd, generation, isEmpty = "empty", impact, links
    case steps, notes
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
        attribute: row.attribute, now: row.now, after: row.after, layer: row.layer,
        cause: row.cause, impact: row.impact, foreign: row.isForeign,
        isDefault: row.isDefault)
    }
    switch link.problem {
    case .conflict(let text): conflict = text
    case .unknown(let text): unknown = text
    case nil: break
    }
  }
}

extension PlanDocument.StepEntry {
  init(_ step: Step) {
    link = step.link
    mechanism = step.mechanism
    text = step.summary
  }
}
