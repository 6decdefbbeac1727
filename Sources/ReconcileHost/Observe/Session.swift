import Glibc
import ReconcileCore

/// The SSH session in which the command runs.
enum Session {
  /// The address of this host by which the session came in.
  ///
  /// sshd leaves it in SSH_CONNECTION; sudo(8) takes that away, so the environments of the
  /// processes above are looked at too.
  static func localAddress() -> IPAddress? {
    var pid = getpid()
    for _ in 0..<32 where pid > 1 {
      if let environment = FileSnapshot.text(ofPseudoFile: "/proc/\(pid)/environ"),
        let address = address(in: environment)
      {
        return address
      }
      guard let status = FileSnapshot.text(ofPseudoFile: "/proc/\(pid)/stat"),
        let end = status.lastIndex(of: ")"),
        let parent = status[end...].split(separator: " ").dropFirst(2).first.flatMap({ Int32($0) })
      else { return nil }
      pid = parent
    }
    return nil
  }

  /// `SSH_CONNECTION=client client-port server server-port`.
  static func address(in environment: String) -> IPAddress? {
    let entry = environment.split(separator: "\0").first { $0.hasPrefix("SSH_CONNECTION=") }
    let words = entry?.dropFirst("SSH_CONNECTION=".count).split(separator: " ") ?? []
    guard words.count == 4 else { return nil }
    // A link-local address carries its link: fe80::1%enp4s0.
    return IPAddress(words[2].prefix { $0 != "%" })
  }
}
