/// What a plan says of a link or of a guest's interface; as JSON it is what it is in a plan.
package struct PlanEntry: Encodable, Sendable {
  let plan: LinkPlan

  package func encode(to encoder: any Encoder) throws {
    try PlanDocument.Link(plan).encode(to: encoder)
  }

  /// Its symbol and a word.
  var mark: String { PlanMark(plan)?.text ?? "" }
}
