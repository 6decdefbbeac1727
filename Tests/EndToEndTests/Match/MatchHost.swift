import CLinux
import Foundation
import ReconcileCore
import Testing

@testable import ReconcileHost

/// A host on which cases of files are tried one after the other.
struct MatchHost {
  let host: ThrowawayHost

  /// - Parameter setup: Makes the links of the host.
  init(_ setup: String) async throws {
    host = try await ThrowawayHost()
    try await host.sh("/run/bin/restart-networkd stop; \(setup)")
  }

  /// Puts the files of a case in place, starts networkd and compares what it says with what we say
  /// and with what the case says.
  func check(_ match: MatchCase, sourceLocation: SourceLocation = #_sourceLocation) async throws {
    try await host.sh(
      """
      chmod 755 /etc/systemd/network
      rm -rf /etc/systemd/network/* /run/systemd/network/* /run/systemd/netif
      mkdir -p /run/systemd/network
      """)
    for file in match.files { try await put(file) }
    try await host.sh("env \(match.environment.joined(separator: " ")) /run/bin/restart-networkd")
    let links = try await host.indices()
    let reported = try await reported(links)
    let computed = try await computed()
    for (link, file) in reported.sorted(by: { $0.key < $1.key }) {
      #expect(
        computed[link] == file, "\(match.name): \(link)", sourceLocation: sourceLocation)
    }
    for (link, file) in match.chosen {
      let path = file == "none" ? file : MatchFile.path(of: file)
      #expect(
        reported[link] == path, "\(match.name): \(link), by networkd",
        sourceLocation: sourceLocation)
    }
  }

  private func put(_ file: MatchFile) async throws {
    let path = host.outer(file.path)
    let folder = String(file.path[..<(file.path.lastIndex(of: "/") ?? file.path.endIndex)])
    try await host.run("mkdir", "-p", file.content.isFolder ? file.path : folder)
    switch file.content {
    case .text(let text): try host.write(text, to: file.path)
    case .bytes(let bytes): try Data(bytes).write(to: URL(filePath: path))
    case .link(let target):
      try await host.run("ln", "-s", target, file.path)
      return
    case .folder: break
    }
    chmod(path, mode_t(file.mode))
    if file.group != "root" { try await host.run("chgrp", file.group, file.path) }
  }

  /// What networkd says of each link, "none" where it has no file for it.
  private func reported(_ links: [String: Int]) async throws -> [String: String] {
    var reported: [String: String] = [:]
    for (name, index) in links {
      let path = "/run/systemd/netif/links/\(index)"
      var state = NetworkdLink()
      try await waitUntil("networkd has judged \(name)") {
        guard let text = try? host.read(path) else { return false }
        state = NetworkdLink(parsing: Array(text.utf8))
        return !["pending", "initialized", nil].contains(state.administrativeState)
      }
      reported[name] = state.networkFile ?? "none"
    }
    return reported
  }

  /// What we say of each link.
  private func computed() async throws -> [String: String] {
    let networkd = try host.read("/run/networkd.pid").trimmingCharacters(
      in: .whitespacesAndNewlines)
    return try await host.inside {
      var socket = try RouteSocket()
      let links = try KernelState.read(over: &socket).links
      let units = try UnitFolders.read(root: "")
      let version = NetworkdProcess.installedVersion(root: "") ?? NetworkdVersion(252)
      let demand = UnitMatch(units, version: version).demand(for: links)
      let facts = MatchFacts(demand, links: links, networkd: Int32(networkd))
      let match = UnitMatch(units, facts: facts, version: version)
      return Dictionary(
        uniqueKeysWithValues: links.map { link in
          // networkd reports no file for a link that it leaves alone.
          let file = match.winner(for: link).flatMap { $0.isUnmanaged ? nil : $0 }
          return (link.name, file?.unit.path ?? "none")
        })
    }
  }
}

extension MatchFile.Content {
  fileprivate var isFolder: Bool { if case .folder = self { true } else { false } }
}

extension ThrowawayHost {
  /// The interface indices of all links, by name.
  func indices() async throws -> [String: Int] {
    let lines = try await run("ip", "-o", "link").split(separator: "\n")
    let pairs = lines.compactMap { line -> (String, Int)? in
      let words = line.split(separator: " ")
      guard let index = Int(words[0].dropLast()) else { return nil }
      return (String(words[1].prefix { $0 != ":" && $0 != "@" }), index)
    }
    return Dictionary(uniqueKeysWithValues: pairs)
  }

  /// Runs a body in a thread of its own within the namespaces of the host.
  func inside<Result: Sendable>(
    _ body: @escaping @Sendable () throws -> Result
  ) async throws -> Result {
    let namespaces = ["mnt", "net", "uts"].map { outerNamespace($0) }
    return try await withCheckedThrowingContinuation { continuation in
      Thread.detachNewThread {
        continuation.resume(
          with: Swift.Result {
            // CLONE_FS: a thread that shares its working folder cannot leave its mounts.
            guard unshare(0x200) == 0 else { throw Execution.Failure(description: "unshare") }
            let files = namespaces.map { open($0, O_RDONLY | O_CLOEXEC) }
            defer { for file in files { close(file) } }
            for file in files where setns(file, 0) != 0 {
              throw Execution.Failure(description: "setns: error \(errno)")
            }
            return try body()
          })
      }
    }
  }
}
