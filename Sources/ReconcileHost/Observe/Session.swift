import Glibc
import ReconcileCore

/// The SSH session in which the command runs.
struct Session: Hashable {
  /// The address at the other end.
  var client: IPAddress
  /// The address of this host by which the session came in.
  var local: IPAddress

  /// The session of this process.
  ///
  /// sshd leaves it in SSH_CONNECTION; sudo(8) takes that away, so the environments of the
  /// processes above are looked at too.
  static func current() -> Session? {
    var pid = getpid()
    for _ in 0..<32 where pid > 1 {
      if let environment = FileSnapshot.text(ofPseudoFile: "/proc/\(pid)/environ"),
        let session = Session(environment: environment)
      {
        return session
      }
      guard let status = FileSnapshot.text(ofPseudoFile: "/proc/\(pid)/stat"),
        let end = status.lastIndex(of: ")"),
        let parent = status[end...].split(separator: " ").dropFirst(2).first.flatMap({ Int32($0) })
      else { return nil }
      pid = parent
    }
    return nil
  }

  /// Reads `SSH_CONNECTION=client client-port server server-port`.
  init?(environment: String) {
    let entry = environment.split(separator: "\0").first { $0.hasPrefix("SSH_CONNECTION=") }
    let words = entry?.dropFirst("SSH_CONNECTION=".count).split(separator: " ") ?? []
    guard words.count == 4, let client = Self.address(words[0]), let local = Self.address(words[2])
    else { return nil }
    self.client = client
    self.local = local
  }

  /// A link-local address carries its link: fe80::1%enp4s0.
  private static func address(_ word: Substring) -> IPAddress? {
    IPAddress(word.prefix { $0 != "%" })
  }
}
