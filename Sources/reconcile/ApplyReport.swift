import ReconcileCore
import ReconcileHost

/// Tells what an apply does, as it does it, and how it ended.
struct ApplyReport {
  let comparison: Comparison
  let isJSON: Bool
  let host: LiveHost

  func begin(_ plan: Plan) {
    guard !isJSON, !plan.isEmpty else { return }
    Terminal.print(text(of: plan) + "\n")
  }

  private func text(of plan: Plan) -> String {
    Colour.plan(PlanText(plan, heading: comparison.heading).whole(isVerbose: false))
  }

  /// On a terminal a step stands there while it runs; in a pipe it is one line when it is done.
  func show(_ event: Applier.Event) {
    guard !isJSON else { return }
    switch event {
    case .started(let step):
      if Terminal.isInteractive { Terminal.print("  ...       \(step.summary)") }
    case .finished(let step, let milliseconds):
      line(milliseconds, step.summary)
    case .waiting(let links):
      if Terminal.isInteractive {
        Terminal.print("  ...       wait for systemd-networkd: \(Self.list(links))")
      }
    case .waited(let milliseconds, let late):
      line(
        milliseconds,
        late.isEmpty
          ? "systemd-networkd is done"
          : "systemd-networkd is not done with \(Self.list(late)): judged by the kernel")
    }
  }

  private func line(_ milliseconds: Int64, _ text: String) {
    let time = "\(milliseconds)"
    let padding = String(repeating: " ", count: max(0, 6 - time.count))
    let start = Terminal.isInteractive ? "\r\u{1b}[K" : ""
    Terminal.print("\(start)\(padding)\(time) ms  \(text)\n")
  }

  private static func list(_ links: [String]) -> String {
    links.count > 8
      ? links.prefix(8).joined(separator: ", ") + " and \(links.count - 8) more"
      : links.joined(separator: ", ")
  }

  func end(_ outcome: Applier.Outcome) {
    let isUnchanged = outcome.steps == 0
    if isJSON {
      result(isUnchanged ? "nothing" : "applied", outcome.remaining, [])
    } else if isUnchanged {
      Terminal.print(
        outcome.remaining.isEmpty
          ? "Nothing to do: \(outcome.remaining.host) is what the manifest says. No change was made.\n"
          : "No change was made: what differs is left as it is, or out of reach.\n")
      fights(outcome.remaining)
    } else {
      if !outcome.remaining.isEmpty {
        Terminal.print("\n" + text(of: outcome.remaining))
      } else {
        Terminal.print(outcome.remaining.notes.map { "Note: \($0).\n" }.joined())
        fights(outcome.remaining)
      }
      if let made = outcome.made { Terminal.print("\n" + Self.times(made)) }
      let steps = outcome.steps == 1 ? "1 step" : "\(outcome.steps) steps"
      Terminal.print(
        "\nApplied and verified: changed in \(steps), generation \(outcome.generation).\n")
    }
  }

  private static func times(_ made: Applier.Made) -> String {
    let links = made.links == 1 ? "1 new link" : "\(made.links) new links"
    return "\(links) usable after \(made.usable) ms, done with by systemd-networkd after "
      + "\(made.adopted) ms.\n"
  }

  private func fights(_ plan: Plan) {
    Terminal.print(PlanText(plan, heading: comparison.heading).fights)
  }

  /// Where the bytes are that others had written into files of ours.
  func kept() {
    guard !isJSON else { return }
    Terminal.print(host.kept.map { "Kept what others had written: \($0.copy)\n" }.joined())
  }

  /// Where the files of others are that were taken over.
  func adopted(_ paths: [String]) {
    let text = paths.map { "Took over, and kept: \($0)\n" }.joined()
    if isJSON { Terminal.complain(text) } else { Terminal.print(text) }
  }

  func refused(_ refusal: Refusal) {
    if isJSON { result("refused", comparison.plan, []) }
    let flag = comparison.planner.adopts ? "--adopt " : ""
    let command = "reconcile apply \(flag)\(comparison.target.manifestPath)"
    Terminal.complain(
      refusal.text(manifest: comparison.target.manifestPath, command: command) + "\n")
  }

  func end(_ failure: Applier.Failure) {
    if isJSON { result("failed", failure.remaining ?? comparison.plan, failure.done) }
    var text = "\nerror: \(failure.reason)\n"
    if let step = failure.failed { text += "  while: \(step.summary)\n" }
    if failure.isHostUnchanged {
      text += "The host is unchanged.\n"
    } else {
      text += "\nWhat stands (\(failure.done.count) steps done, nothing was taken back):\n"
      text += Self.list(failure.done, as: "done      ")
      text += Self.list(failure.notDone.filter { !$0.isExpected }, as: "not done  ")
    }
    if let remaining = failure.remaining {
      text += "\nWhat still differs:\n"
      text += PlanText(remaining, heading: comparison.heading).whole(isVerbose: false)
    }
    if !failure.isHostUnchanged {
      text += "\nMend the cause, then run the apply again: it goes on from what stands.\n"
    }
    Terminal.complain(text)
  }

  /// The last steps are those that matter; `--json` has all of them.
  private static func list(_ steps: [Step], as word: String) -> String {
    let shown = steps.suffix(40)
    let earlier = steps.count - shown.count
    return (earlier > 0 ? "  \(word)\(earlier) steps before these\n" : "")
      + shown.map { "  \(word)\($0.summary)\n" }.joined()
  }

  private func result(_ word: String, _ plan: Plan, _ done: [Step]) {
    let document = ApplyDocument(
      result: word, done: done.map(\.summary), kept: host.kept, plan: comparison.plan,
      remaining: plan,
      heading: comparison.heading)
    if let text = try? prettyJSON(document) { Terminal.print(text + "\n") }
  }
}
