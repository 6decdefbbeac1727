/// Something wrong in a manifest, with its place and what to do about it.
///
/// Problems are values, not thrown errors: one run reports all of them.
package struct Problem: Sendable {
  package enum Severity: String, Sendable {
    case error
    case warning
  }

  /// A second place that the message speaks of.
  package struct Note: Sendable {
    package var message: String
    package var range: SourceRange

    package init(_ message: String, at range: SourceRange) {
      self.message = message
      self.range = range
    }
  }

  package var severity: Severity
  /// The id of the lint that found it, for `allow:`; errors have none.
  package var lint: String?
  /// Lower case, no full stop, the thing named first.
  package var message: String
  package var range: SourceRange
  package var notes: [Note]
  package var help: String?

  package init(
    _ severity: Severity, _ message: String, at range: SourceRange, lint: String? = nil,
    notes: [Note] = [], help: String? = nil
  ) {
    self.severity = severity
    self.lint = lint
    self.message = message
    self.range = range
    self.notes = notes
    self.help = help
  }

  /// An error.
  package init(
    _ message: String, at range: SourceRange, notes: [Note] = [], help: String? = nil
  ) {
    self.init(.error, message, at: range, notes: notes, help: help)
  }
}
