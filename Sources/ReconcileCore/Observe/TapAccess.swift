/// The device node of a macvtap, /dev/tapN, as stat(2) shows it.
package struct TapNode: Sendable, Hashable {
  package var owner: UInt32
  package var group: UInt32
  /// The permission bits.
  package var mode: UInt16

  /// As the kernel makes it.
  package static let unowned = TapNode(owner: 0, group: 0, mode: 0o600)
  /// The mode of one that has an owner or a group.
  package static let sharedMode: UInt16 = 0o660

  package init(owner: UInt32, group: UInt32, mode: UInt16) {
    self.owner = owner
    self.group = group
    self.mode = mode
  }
}

/// The users and groups of the host that a manifest names, by what they are called there.
package struct Accounts: Sendable, Hashable {
  package var users: [String: UInt32] = [:]
  package var groups: [String: UInt32] = [:]

  package init() {}

  func user(_ name: String) -> UInt32? { Self.number(name, in: users) }
  func group(_ name: String) -> UInt32? { Self.number(name, in: groups) }

  func userName(_ number: UInt32) -> String { Self.name(number, in: users) }
  func groupName(_ number: UInt32) -> String { Self.name(number, in: groups) }

  private static func number(_ name: String, in accounts: [String: UInt32]) -> UInt32? {
    name == "root" ? 0 : UInt32(name) ?? accounts[name]
  }

  private static func name(_ number: UInt32, in accounts: [String: UInt32]) -> String {
    number == 0 ? "root" : accounts.filter { $0.value == number }.keys.min() ?? "\(number)"
  }
}

extension Desired {
  /// The users and groups that it names.
  package var tapOwners: (users: Set<String>, groups: Set<String>) {
    let taps = links.compactMap(\.tap)
    return (Set(taps.compactMap(\.owner)), Set(taps.compactMap(\.group)))
  }
}
