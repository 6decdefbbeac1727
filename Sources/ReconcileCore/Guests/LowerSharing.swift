/// Which interfaces of guests the kernel does not have beside what else is on their links, or libvirt
/// beside another's virtual function.
///
/// It is asked of one host: the manifest may have guests of many, and only those that are here sit on
/// its links.
struct LowerSharing {
  private let planner: Planner
  /// By the link that the kernel puts them on.
  private var users: [LinkName: [User]] = [:]
  /// Those that have a virtual function, by its words in the manifest.
  private var functions: [String: [User]] = [:]

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
        let user = User(
          name: "\(guest.name) \(attachment.name)", use: attachment.lowerUse, attachment: attachment
        )
        if attachment.virtualFunction != nil {
          functions[attachment.parentText ?? "", default: []].append(user)
        }
        guard let lower = lower(of: attachment) else { continue }
        users[lower, default: []].append(user)
      }
    }
    for container in planner.desired.containers {
      for link in container.links {
        users[lower(of: link), default: []].append(
          User(name: "container \(container.name)", use: link.kind.lowerUse))
      }
    }
  }

  /// `nil`: whatever its network chooses, or a virtual function whose link the manifest does not have.
  private func lower(of attachment: DesiredAttachment) -> LinkName? {
    guard attachment.virtualFunction != nil else {
      return attachment.parent.map { lower(on: $0, .macvtap) }
    }
    guard let link = planner.slot(of: attachment)?.link else { return nil }
    return planner.id(ofKernelName: link)
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

  /// Why the interface cannot be there; `nil` where it can.
  func conflict(of attachment: DesiredAttachment) -> String? {
    let others = functions[attachment.parentText ?? "", default: []]
    if let other = others.first(where: { $0.attachment != attachment }) {
      return "\(other.name) has that virtual function"
    }
    guard let lower = lower(of: attachment) else { return nil }
    if attachment.isHostDevice {
      return "\(lower) of the manifest is that virtual function, and goes when the guest gets it"
    }
    return users[lower, default: []].lazy.filter { $0.attachment != attachment }.compactMap {
      reason(attachment, beside: $0, on: lower)
    }.first
  }

  private func reason(
    _ attachment: DesiredAttachment, beside user: User, on lower: LinkName
  ) -> String? {
    if user.attachment?.isHostDevice ?? false {
      return "\(user.name) has the virtual function that \(lower) is"
    }
    return attachment.lowerUse.conflict(with: user.use, of: user.name, on: lower.text)
  }
}
