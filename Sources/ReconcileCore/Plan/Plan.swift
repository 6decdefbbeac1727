/// What separates a host from its manifest, and the steps that close the gap.
///
/// `plan`, `apply`, `audit`, the check after an apply and the JSON output all use this one value.
package struct Plan: Sendable {
  package var host: String
  /// Sorted as the manifest has them; links that left it stand last.
  package var links: [LinkPlan]
  /// In the order in which they are carried out.
  package var steps: [Step]
  /// What will hold only after somebody else has acted: never a difference.
  package var notes: [String]
  package var removals = Removals(removed: 0, all: 0)
  /// What somebody else puts back after each apply.
  package var fights: [Fight] = []

  /// Whether the host is what the manifest says, as far as it can be told.
  package var isEmpty: Bool { links.allSatisfy { $0.differences.isEmpty && $0.problem == nil } }
  package var impact: Impact { links.map(\.impact).max() ?? .none }

  /// Whether something foreign is in the way.
  package var hasConflict: Bool { links.contains(where: \.isInConflict) }

  /// The same plan with what somebody else has changed, and nothing else.
  package var driftAlone: Plan {
    var plan = self
    plan.steps = []
    plan.notes = []
    plan.links = links.compactMap { link in
      var link = link
      link.differences = link.differences.compactMap(\.drift)
      // What cannot be judged any more, or is somebody else's now, was not so when it was applied.
      if !link.isKnown { link.problem = nil }
      return link.differences.isEmpty && link.problem == nil ? nil : link
    }
    return plan
  }

  package func links(above allowed: Impact) -> [LinkPlan] { links.filter { $0.impact > allowed } }
}

/// The part of a plan for one link.
package struct LinkPlan: Sendable, Hashable {
  package var name: String
  /// `nic`, `macvlan`, or `host` for what belongs to no link of the manifest.
  package var kind: String
  package var parent: String?
  package var verb: Verb
  package var differences: [Difference] = []
  /// Whether it was applied before.
  package var isKnown = false
  /// What keeps the link from being reconciled.
  package var problem: LinkProblem?
  /// The entry of the manifest, line by line, that would keep what an apply would take away.
  package var keep: [String] = []

  package init(name: String, kind: String, parent: String? = nil, verb: Verb) {
    self.name = name
    self.kind = kind
    self.parent = parent
    self.verb = verb
  }

  /// Whether it is about a link, and not about a guest, a network of libvirt, or the host.
  var isOfLink: Bool { LinkKind(rawValue: kind) != nil }

  package enum Verb: String, Sendable, Hashable, Codable {
    case add
    case change
    case replace
    case remove
  }

  package var impact: Impact { differences.map(\.impact).max() ?? .none }

  /// The running guests that it cuts.
  package var guests: [String] { Set(differences.flatMap(\.guests)).sorted() }

  var isInConflict: Bool { if case .conflict = problem { true } else { false } }

  package func differences(_ cause: Cause) -> [Difference] {
    differences.filter { $0.cause == cause }
  }
}

/// Why a link cannot be reconciled.
package enum LinkProblem: Sendable, Hashable {
  /// Something foreign stands in the way: `!` in a plan.
  case conflict(String)
  /// It cannot be observed or does not exist yet: `?` in a plan.
  case unknown(String)

  package var text: String {
    switch self {
    case .conflict(let text), .unknown(let text): text
    }
  }
}

/// One value that is not what it shall be.
package struct Difference: Sendable, Hashable {
  package var attribute: Attribute
  /// `nil`: it is not there.
  package var now: String?
  /// `nil`: it goes.
  package var after: String?
  package var layer: Layer
  package var cause: Cause
  package var impact: Impact
  /// The running guests that it cuts; a tap that is nobody's by its own name.
  package var guests: [String] = []
  /// Whether somebody else made what goes.
  package var isForeign: Bool
  /// Whether neither the manifest nor the files before it say so: it is a default of ours.
  package var isDefault = false
  /// What was applied, where somebody else and the manifest have both changed it since.
  package var applied: String?
  /// What has become of a file of ours.
  package var edit: FileEdit?
  /// Whether it is told and nothing is done about it, for somebody else would only undo it.
  package var isWithheld = false

  package init(
    _ attribute: Attribute, now: String?, after: String?, layer: Layer, cause: Cause,
    impact: Impact = .none, isForeign: Bool = false
  ) {
    self.attribute = attribute
    self.now = now
    self.after = after
    self.layer = layer
    self.cause = cause
    self.impact = impact
    self.isForeign = isForeign
  }
}

extension Difference {
  /// The part of somebody else: back to what was applied.
  fileprivate var drift: Difference? {
    guard let applied else { return cause == .drift ? self : nil }
    var drift = self
    (drift.cause, drift.after, drift.applied) = (.drift, applied, nil)
    return drift
  }
}

/// One step of an apply.
package struct Step: Sendable, Hashable {
  package var action: Action
  /// The link that it is for; none for the reload.
  package var link: String?
  /// Whether it need not wait until networkd is done with the reload.
  package var isEarly = false

  package init(_ action: Action, for link: String?, isEarly: Bool = false) {
    self.action = action
    self.link = link
    self.isEarly = isEarly
  }

  package enum Action: Sendable, Hashable {
    /// By rtnetlink, now.
    case kernel(KernelChange)
    /// By systemd-networkd on its own account, from the file that it reloads.
    case expected(KernelChange)
    case write(UnitFile)
    case removeFile(String)
    /// Takes a file of somebody else away, keeping a copy.
    case adopt(UnitOnDisk)
    /// By libvirt.
    case guest(GuestChange)
    /// By libvirt.
    case network(NetworkChange)
    case reload
    /// systemd-networkd is restarted, in place of a reload, to forget what it remembers.
    case restart
  }
}

extension Step {
  /// Whether networkd reads its files by it.
  package var isLoad: Bool { action == .reload || action == .restart }
}
