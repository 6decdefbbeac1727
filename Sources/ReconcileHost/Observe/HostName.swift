import Glibc

/// The name of a host up to its first dot, by which it finds its manifest.
package enum HostName {
  /// Of the machine that the program runs on.
  package static var running: String? {
    var name = utsname()
    uname(&name)
    return withUnsafeBytes(of: name.nodename) {
      short(String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self))
    }
  }

  /// Of a tree: the first line of its hostname(5) that is no comment; `nil` where it has none.
  package static func read(_ paths: HostPaths) throws -> String? {
    let lines = try FileSnapshot.read(paths.hostName, limit: 1 << 16)?.text.split(separator: "\n")
    return lines?.lazy.filter { !$0.hasPrefix("#") }.compactMap(short).first
  }

  /// What could lead out of the manifests' folder is no name of a host.
  private static func short(_ name: some StringProtocol) -> String? {
    let label = name.drop(while: \.isWhitespace).prefix { $0 != "." && !$0.isWhitespace }
    return label.isEmpty || label.contains("/") ? nil : String(label)
  }
}
