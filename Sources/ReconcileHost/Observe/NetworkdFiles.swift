import ReconcileCore

/// Reads what networkd leaves in /run/systemd/netif.
enum NetworkdFiles {
  private static let links = "/run/systemd/netif/links"
  private static let leases = "/run/systemd/netif/leases"

  /// By interface index. The files outlive a killed daemon: look for the process first.
  static func readLinks() throws(SystemError) -> [Int32: NetworkdLink] {
    var states: [Int32: NetworkdLink] = [:]
    let leased = Set(try Posix.list(leases))
    for name in try Posix.list(links) {
      guard let index = Int32(name) else { continue }
      // networkd replaces these files at any time: one that has just gone is no error.
      guard let bytes = FileSnapshot.bytes(ofPseudoFile: "\(links)/\(name)") else { continue }
      var state = NetworkdLink(parsing: bytes)
      if leased.contains(name) { state.leasedAddress = leasedAddress("\(leases)/\(name)") }
      states[index] = state
    }
    return states
  }

  /// The state of one link and which writing of it this is.
  static func readLink(_ index: Int32) -> (identity: FileIdentity, state: NetworkdLink)? {
    guard let file = try? FileSnapshot.bytes(of: "\(links)/\(index)") else { return nil }
    return (file.identity, NetworkdLink(parsing: file.bytes))
  }

  private static func leasedAddress(_ path: String) -> IPAddress? {
    let text = FileSnapshot.text(ofPseudoFile: path) ?? ""
    let line = text.split(separator: "\n").first { $0.hasPrefix("ADDRESS=") }
    return line.flatMap { IPAddress($0.dropFirst("ADDRESS=".count)) }
  }
}
