/// A sign of a mistake that can be meant: a warning, silenced per link by `allow: [id]`.
package struct Lint: Sendable {
  package let id: String
  /// What it warns of, for the reference.
  package let summary: String
  private let find: @Sendable (LinkGraph) -> [Finding]
  private let findOnHost: @Sendable (Manifest, Planner) -> [Finding]

  struct Finding {
    /// The link that may allow it.
    var link: ManifestLink
    var message: String
    var range: SourceRange
    var notes: [Problem.Note] = []
    var help: String
  }

  /// - Parameters:
  ///   - find: What the manifest alone shows.
  ///   - findOnHost: What only shows beside the host.
  init(
    id: String, summary: String, find: @escaping @Sendable (LinkGraph) -> [Finding] = { _ in [] },
    findOnHost: @escaping @Sendable (Manifest, Planner) -> [Finding] = { _, _ in [] }
  ) {
    self.id = id
    self.summary = summary
    self.find = find
    self.findOnHost = findOnHost
  }

  package static let all = ofManifest + ofHost

  static func problems(in links: LinkGraph) -> [Problem] {
    all.flatMap { lint in lint.find(links).compactMap(lint.problem) }
  }

  /// The lints that take a look at the host.
  package static func problems(in manifest: Manifest, on planner: Planner) -> [Problem] {
    all.flatMap { lint in lint.findOnHost(manifest, planner).compactMap(lint.problem) }
  }

  private func problem(_ finding: Finding) -> Problem? {
    guard !finding.link.settings.allow.contains(where: { $0.value == id }) else { return nil }
    return Problem(
      .warning, finding.message, at: finding.range, lint: id, notes: finding.notes,
      help: "\(finding.help), or write 'allow: [\(id)]' if it is meant")
  }
}
