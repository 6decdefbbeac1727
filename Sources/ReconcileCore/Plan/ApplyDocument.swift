/// How an apply ended, as JSON. Fields are only ever added.
package struct ApplyDocument: Encodable, Sendable {
  package var format = "reconcile/apply"
  package var version = 1
  /// `nothing`, `applied`, `refused` or `failed`.
  package var result: String
  /// What stands after a failure.
  package var done: [String]
  /// Where the bytes are that others had written into files of ours.
  package var kept: [KeptFile]
  package var plan: PlanDocument
  package var remaining: PlanDocument

  package init(
    result: String, done: [String], kept: [KeptFile], plan: Plan, remaining: Plan,
    heading: PlanText.Heading
  ) {
    self.result = result
    self.done = done
    self.kept = kept
    self.plan = PlanDocument(plan, format: "reconcile/plan", heading: heading)
    self.remaining = PlanDocument(remaining, format: "reconcile/plan", heading: heading)
  }
}

/// What others had written into a file of ours, kept before an apply replaced or removed it.
package struct KeptFile: Encodable, Sendable, Hashable {
  package var file: String
  /// Where its bytes are now.
  package var copy: String

  package init(file: String, copy: String) {
    self.file = file
    self.copy = copy
  }
}
