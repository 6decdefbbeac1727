import Testing

/// Files in networkd's folders, and which of them the links of a host then have.
struct MatchCase: CustomTestStringConvertible {
  var name: String
  var files: [MatchFile]
  /// By link: the file that networkd says it uses, as `MatchFile.path(of:)` takes it; "none" for none.
  var chosen: [String: String]
  /// What networkd is started with.
  var environment: [String]

  init(
    _ name: String, _ files: [MatchFile], environment: [String] = [], _ chosen: [String: String]
  ) {
    self.name = name
    self.files = files
    self.environment = environment
    self.chosen = chosen
  }

  var testDescription: String { name }
}

/// A file, or what stands in its place.
struct MatchFile {
  enum Content {
    case text(String)
    case bytes([UInt8])
    /// A symbolic link.
    case link(to: String)
    case folder
  }

  var path: String
  var content: Content
  var mode: UInt16 = 0o644
  /// An account of the host.
  var group = "root"

  /// `10-a` is /etc/systemd/network/10-a.network, `run/10-a` its like below /run, `10-a/x` is
  /// /etc/systemd/network/10-a.network.d/x.conf; a path from the root is itself.
  static func path(of short: String) -> String {
    if short.hasPrefix("/") { return short }
    let folder = short.hasPrefix("run/") ? "/run" : "/etc"
    let name = short.hasPrefix("run/") ? short.dropFirst("run/".count) : short[...]
    let parts = name.split(separator: "/")
    return "\(folder)/systemd/network/\(parts[0]).network"
      + (parts.count > 1 ? ".d/\(parts[1]).conf" : "")
  }

  /// A file with these lines in its [Match].
  static func match(_ short: String, _ lines: String..., mode: UInt16 = 0o644) -> MatchFile {
    text(short, (["[Match]"] + lines + ["[Network]", "LinkLocalAddressing=no"]), mode: mode)
  }

  static func text(
    _ short: String, _ lines: [String], mode: UInt16 = 0o644, group: String = "root"
  ) -> MatchFile {
    MatchFile(
      path: path(of: short), content: .text(lines.map { $0 + "\n" }.joined()), mode: mode,
      group: group)
  }

  static func bytes(_ short: String, _ text: String, _ bytes: [UInt8], _ end: String) -> MatchFile {
    MatchFile(path: path(of: short), content: .bytes(Array(text.utf8) + bytes + Array(end.utf8)))
  }

  static func empty(_ short: String) -> MatchFile {
    MatchFile(path: path(of: short), content: .text(""))
  }

  static func link(_ short: String, to target: String) -> MatchFile {
    MatchFile(path: path(of: short), content: .link(to: target))
  }

  static func folder(_ short: String, mode: UInt16 = 0o755) -> MatchFile {
    MatchFile(path: path(of: short), content: .folder, mode: mode)
  }
}
