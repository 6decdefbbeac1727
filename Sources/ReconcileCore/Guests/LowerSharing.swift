/// Which interfaces of guests want a link for themselves that others are on, too.
///
/// It is asked of one host: the manifest may have guests of many, and only those that are here sit on
/// its links.
struct LowerSharing {
  private let planner: Planner
  private let macvlans: [LinkName: [DesiredLink]]
  /// What the guests have there, by the link that the kernel puts it on.
  private let attachments: [LinkName: [(name: String, attachment: DesiredAttachment)]]
  /// Those that are virtual functions, by what they are.
  private let functions: [String: [(name: String, attachment: DesiredAttachment)]]

  /// - Parameter guests: Those that are here.
  init(planner: Planner, guests: [DesiredGuest]) {
    self.planner = planner
    macvlans = Dictionary(
      grouping: planner.desired.links.filter { $0.kind.isMacvlan && $0.lower != nil }
    ) { $0.lower ?? $0.name }
    var attachments: [LinkName: [(name: String, attachment: DesiredAttachment)]] = [:]
    var functions: [String: [(name: String, attachment: DesiredAttachment)]] = [:]
    for guest in guests {
      for attachment in guest.attachments where attachment.isAttached {
        if attachment.virtualFunction != nil {
          functions[attachment.parentText ?? "", default: []].append(
            ("\(guest.name) \(attachment.name)", attachment))
        }
        guard let lower = Self.lower(of: attachment, planner) else { continue }
        attachments[lower, default: []].append(("\(guest.name) \(attachment.name)", attachment))
      }
    }
    self.attachments = attachments
    self.functions = functions
  }

  /// On a macvlan the kernel puts it beside that; `nil`: whatever its network chooses.
  private static func lower(of attachment: DesiredAttachment, _ planner: Planner) -> LinkName? {
    guard let parent = attachment.parent, attachment.virtualFunction == nil else { return nil }
    return planner.byName[parent].flatMap { $0.kind.isMacvlan ? $0.lower : nil } ?? parent
  }

  /// Why the kernel will not have the interface there; `nil` where it will.
  func conflict(of attachment: DesiredAttachment) -> String? {
    if attachment.virtualFunction != nil {
      return functions[attachment.parentText ?? ""]?.first { $0.attachment != attachment }
        .map { "\($0.name) has that virtual function" }
    }
    guard let lower = Self.lower(of: attachment, planner) else { return nil }
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
