/// How an apply ended, as JSON. Fields are only ever added.
package struct ApplyDocument: Encodable, Sendable {
  package var format = "reconcile/apply"
  package var version = 1
  /// `nothing`, `applied`, `refused` or `failed`.
  package var result: String
  /// What stands after a failure.
  package var done: [String]
  package var plan: PlanDocument
  package var remaining: PlanDocument

  package init(
    result: String, done: [String], plan: Plan, remaining: Plan, heading: PlanText.Heading
  ) {
    self.result = result
    self.done = done
    self.plan = PlanDocument(plan, format: "reconcile/plan", heading: heading)
    self.remaining = PlanDocument(remaining, format: "reconcile/plan", heading: heading)
  }
}
