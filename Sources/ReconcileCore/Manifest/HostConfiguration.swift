/// /etc/reconcile/config.yaml: the host's own policy, which never comes from git.
package struct HostConfiguration: Sendable {
  /// The folder of the manifests.
  package var manifests: Located<String>?
  /// The stem of the manifest's file; the hostname up to its first dot where it is not set.
  package var host: Located<String>?
  /// The worst impact of an apply without `--allow`.
  package var allow: Located<Permission>?
  /// Whether an apply may restart systemd-networkd to make it forget old .netdev files.
  package var restartNetworkd: Located<RestartPolicy>?

  package init() {}

  static let table = MappingTable<HostConfiguration>(
    keys: [
      Key(
        "manifests", .path, into: { $0.manifests = $1 }, "The folder of the manifests.",
        unset: "the manifest has to be named on the command line"),
      Key(
        "host", .hostName, into: { $0.host = $1 },
        "The name of this host's manifest, without .yaml.",
        unset: "the hostname up to its first dot"),
      Key(
        "allow", .permission, into: { $0.allow = $1 },
        "The worst impact of an apply without --allow; with ,removals behind it most links may go.",
        unset: "address"),
      Key(
        "restart-networkd", .word, into: { $0.restartNetworkd = $1 },
        "Whether an apply restarts systemd-networkd to make it forget how a link was.",
        unset: "never"),
    ])

  /// Reads the file's bytes.
  ///
  /// - Returns: `nil` for the configuration if one of the problems is an error.
  package static func load(
    _ bytes: [UInt8], name: String
  ) -> (configuration: HostConfiguration?, problems: [Problem]) {
    let document = YAMLDocument(bytes, name: name)
    var decoding = Decoding()
    var configuration = HostConfiguration()
    if let root = document.root {
      table.decode(root, as: nil, at: document.source.start, into: &configuration, &decoding)
    }
    let problems = document.problems + decoding.problems
    let isValid = !problems.contains { $0.severity == .error }
    return (isValid ? configuration : nil, problems)
  }
}

/// When an apply restarts systemd-networkd: up to systemd 256 only then does the daemon forget what
/// a .netdev said that it has read once.
package enum RestartPolicy: String, Sendable, Hashable, CaseIterable {
  case never
  case whenNeeded = "when-needed"
}

extension ValueType<Permission> {
  fileprivate static var permission: Self {
    Self("an impact such as flap, or flap,removals", shape: .words(Permission.words)) {
      text throws(Complaint) in
      guard let permission = Permission(text) else {
        let words = text.split(separator: ",").map(String.init)
        let wrong = words.first { !Permission.words.contains($0) } ?? text
        throw Complaint(
          "is not one of \(alternatives(Permission.words)), nor an impact with ,removals",
          help: Suggestion.help(for: wrong, among: Permission.words))
      }
      return permission
    }
  }
}

extension ValueType<String> {
  fileprivate static var path: Self {
    Self("an absolute path such as /var/lib/reconcile/checkout/manifests") {
      $0.hasPrefix("/") ? $0 : nil
    }
  }

  /// It becomes a part of a path.
  fileprivate static var hostName: Self {
    Self("a host's name such as hv01") { text in
      let isPlain = text.allSatisfy { character in
        character.isASCII && (character.isLetter || character.isNumber || "._-".contains(character))
      }
      guard isPlain, let first = text.first, first != ".", first != "-" else { return nil }
      return text
    }
  }
}
