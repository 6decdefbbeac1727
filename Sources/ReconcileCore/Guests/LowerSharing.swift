/// Which interfaces of guests want a link for themselves that others are on, too.
///
/// It is asked of one host: the manifest may have guests of many, and only those that are here sit on
/// its links.
struct LowerSharing {
  private let planner: Planner
  private let macvlans: [LinkName: [DesiredLink]]
  /// What the guests have there, by the link that the kernel puts it on.
  private let attachments: [LinkName: [(name: String, attachment: DesiredAttachment)]]

  /// - Parameter guests: Those that are here.
  init(planner: Planner, guests: [DesiredGuest]) {
    self.planner = planner
    macvlans = Dictionary(
      grouping: planner.desired.links.filter { $0.kind.isMacvlan && $0.lower != nil }
    ) { $0.lower ?? $0.name }
    let attached = guests.flatMap { guest in
      guest.attachments.filter(\.isAttached).map { ("\(guest.name) \($0.name)", $0) }
    }
    attachments = Dictionary(grouping: attached) { Self.lower(of: $0.1, planner) }
      .mapValues { $0.map { (name: $0.0, attachment: $0.1) } }
  }

  /// On a macvlan the kernel puts it beside that.
  private static func lower(of attachment: DesiredAttachment, _ planner: Planner) -> LinkName {
    let parent = planner.byName[attachment.parent]
    return parent.flatMap { $0.kind.isMacvlan ? $0.lower : nil } ?? attachment.parent
  }

  /// Why the kernel will not have the interface there; `nil` where it will.
  func conflict(of attachment: DesiredAttachment) -> String? {
    let lower = Self.lower(of: attachment, planner)
    let links = macvlans[lower, default: []]
    if let owner = links.first(where: { $0.macvlanMode == .passthru }) {
      return "\(owner.name) has mode passthru on \(lower), which allows no other there"
    }
    let others = attachments[lower, default: []].filter { $0.attachment != attachment }
    if attachment.mode == .passthru {
      let other = links.first?.name.text ?? others.first?.name
      return other.map { "mode passthru allows no other on \(lower), and \($0) is there" }
    }
    return others.first { $0.attachment.mode == .passthru }
      .map { "\($0.name) has mode passthru on \(lower), which allows no other there" }
  }
}
