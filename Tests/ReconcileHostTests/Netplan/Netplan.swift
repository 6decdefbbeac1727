import Foundation
import Testing

@testable import ReconcileCore

/// Another program that makes files for systemd-networkd of a description of a host.
enum Netplan {
  /// Where it is; users' PATH often lacks Debian's folder for it.
  static let path = ((ProcessInfo.processInfo.environment["PATH"] ?? "") + ":/usr/sbin")
    .split(separator: ":").map { "\($0)/netplan" }
    .first { FileManager.default.isExecutableFile(atPath: $0) }

  /// What `netplan generate` makes of a host: the files for networkd, and the .link files.
  ///
  /// Its rules for udev are left out: they rename a NIC as its .link file does.
  static func files(_ manifest: String) async throws -> [UnitFile] {
    try await Scratch.with { root in
      Scratch.makeFolder("\(root)/etc/netplan")
      Scratch.write(manifest, to: "\(root)/etc/netplan/host.yaml", mode: 0o600)
      let program = Process()
      program.executableURL = URL(filePath: try #require(path))
      program.arguments = ["generate", "--root-dir", root]
      let output = Pipe()
      (program.standardInput, program.standardOutput) = (nil, output)
      program.standardError = output
      try program.run()
      let text = try output.fileHandleForReading.readToEnd() ?? Data()
      program.waitUntilExit()
      try #require(program.terminationStatus == 0, "\(String(decoding: text, as: UTF8.self))")
      let folder = URL(filePath: "\(root)/run/systemd/network")
      return try Scratch.names(folder.path()).sorted().map { name in
        let text = try String(contentsOf: folder.appending(path: name), encoding: .utf8)
        return UnitFile(name: name, parsing: text)
      }
    }
  }
}
