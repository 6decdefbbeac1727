import Glibc
package import ReconcileCore

/// Reads Debian's /etc/network/interfaces with the files that it takes in.
package enum InterfacesFile {
  private static let path = "/etc/network/interfaces"

  /// - Returns: `nil` where the host has no such file.
  package static func read(_ paths: HostPaths) throws -> Ifupdown? {
    guard let file = try FileSnapshot.read(paths.root + path, limit: 1 << 20) else { return nil }
    return Ifupdown(file.text, name: path) { pattern in
      matches("\(paths.root)\(pattern.hasPrefix("/") ? "" : "/etc/network/")\(pattern)")
        .compactMap { path in
          let text = (try? FileSnapshot.read(path, limit: 1 << 20))??.text
          return text.map { .init(path: String(path.dropFirst(paths.root.count)), text: $0) }
        }
    }
  }

  /// The files that a pattern of the shell stands for, sorted.
  private static func matches(_ pattern: String) -> [String] {
    var found = glob_t()
    defer { globfree(&found) }
    guard Glibc.glob(pattern, 0, nil, &found) == 0 else { return [] }
    return (0..<Int(found.gl_pathc)).compactMap { number in
      found.gl_pathv[number].map { String(cString: $0) }
    }
  }
}
