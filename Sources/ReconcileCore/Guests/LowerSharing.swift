/// Which interfaces of guests the kernel does not have beside what else is on their links.
///
/// It is asked of one host: the manifest may have guests of many, and only those that are here sit on
/// its links.
struct LowerSharing {
  private let planner: Planner
  /// By the link that the kernel puts them on.
  private var users: [LinkName: [User]] = [:]

  private struct User {
    var name: String
    var use: LowerUse
    /// Of a guest.
    var attachment: DesiredAttachment?
  }

  /// - Parameter guests: Those that are here.
  init(planner: Planner, guests: [DesiredGuest]) {
    self.planner = planner
    for link in planner.desired.links {
      guard let lower = link.lower, let use = link.lowerUse else { continue }
      users[lower, default: []].append(User(name: link.name.text, use: use))
    }
    for guest in guests {
      for attachment in guest.attachments where attachment.isAttached {
        guard let lower = lower(of: attachment) else { continue }
        users[lower, default: []].append(
          User(
            name: "\(guest.name) \(attachment.name)", use: attachment.lowerUse,
            attachment: attachment))
      }
    }
    for container in planner.desired.containers {
      for link in container.links {
        users[lower(of: link), default: []].append(
          User(name: "container \(container.name)", use: link.kind.lowerUse))
      }
    }
  }

  /// `nil`: whatever its network chooses.
  private func lower(of attachment: DesiredAttachment) -> LinkName? {
    attachment.parent.map { lower(on: $0, .macvtap) }
  }

  private func lower(of link: DesiredContainer.Link) -> LinkName {
    // By its name in the kernel.
    let parent = planner.desired.links.first { ($0.newName ?? $0.name) == link.parent }
    return lower(on: parent?.name ?? link.parent, link.kind.linkKind)
  }

  /// On a macvlan the kernel puts it beside that.
  private func lower(on parent: LinkName, _ kind: LinkKind) -> LinkName {
    planner.byName[parent].flatMap { kind.isFlattened(on: $0.kind) ? $0.lower : nil } ?? parent
  }

  /// Why the kernel will not have the interface there; `nil` where it will.
  func conflict(of attachment: DesiredAttachment) -> String? {
    guard let lower = lower(of: attachment) else { return nil }
    return users[lower, default: []].lazy.filter { $0.attachment != attachment }.compactMap {
      attachment.lowerUse.conflict(with: $0.use, of: $0.name, on: lower.text)
    }.first
  }
}
