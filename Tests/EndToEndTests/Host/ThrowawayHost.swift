import Foundation
import ReconcileCore
import Support
import Testing

/// A host with the real kernel and the real systemd-networkd, thrown away with this value.
///
/// Its folders are reached below `/proc/PID/root`, its programs by nsenter(1).
final class ThrowawayHost {
  /// Whether hosts can be booted here.
  static let isPossible = geteuid() == 0 || Tools.mustBeThere

  private let shell: pid_t
  private let input: CInt
  /// The host's first process, as this machine counts.
  private let pid: String

  private static let repository = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().path

  /// The program under test: built beside the tests.
  static let program = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
    .deletingLastPathComponent().appending(path: "reconcile").path

  /// A file of the repository.
  static func path(_ relative: String) -> String { "\(repository)/\(relative)" }

  /// - Parameter opensTaps: Whether `/dev/tapN` of a macvtap of the host is surely its own.
  init(nics: [String] = ["enp4s0"], machineID: String? = nil, opensTaps: Bool = false) async throws
  {
    var command = [Self.path("Tests/Hosts/throwaway-host")]
    for nic in nics { command += ["--nic", nic] }
    if let machineID { command += ["--machine-id", machineID] }
    if opensTaps { command.append("--taps") }
    command.append("--serve")

    await Places.take()
    var isUp = false
    defer { if !isUp { Places.giveBack() } }
    var ends: [CInt] = [0, 0]
    // Not a pipe: its end must not slip into a program that another test starts meanwhile.
    let kind = CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
    guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else {
      throw Execution.Failure(description: "socketpair: error \(errno)")
    }
    input = ends[1]
    let output = try Execution.file()
    let errors = try Execution.file()
    defer {
      close(ends[0])
      close(output)
      close(errors)
    }
    shell = try Execution.start(command, input: ends[0], output: output, errors: errors)
    var words: [Substring] = []
    do {
      try await waitUntil("a host is up") { [shell] in
        words = Execution.text(of: output).split(whereSeparator: \.isWhitespace)
        return words.count == 2 || waitpid(shell, nil, WNOHANG) != 0
      }
      guard words.first == "ready" else {
        throw Execution.Failure(description: "no host: \(Execution.text(of: errors))")
      }
    } catch {
      close(input)
      _ = await Execution.wait(for: shell)
      throw error
    }
    pid = String(words[1])
    isUp = true
  }

  deinit {
    close(input)
    _ = Execution.status(of: shell)
    Places.giveBack()
  }

  // MARK: Programs

  /// Runs a program in the host, however it ends.
  func execute(_ command: [String]) async throws -> Execution {
    try await Execution.of(entering(command))
  }

  /// Runs a program in the host; fails if it does.
  @discardableResult
  func run(_ command: String...) async throws -> String {
    let execution = try await execute(command)
    guard execution.status == 0 else { throw Execution.Failure(description: "\(execution)") }
    return execution.output
  }

  /// Runs a line of shell in the host; fails if it does.
  @discardableResult
  func sh(_ script: String) async throws -> String {
    try await run("sh", "-ec", script)
  }

  func entering(_ command: [String]) -> [String] {
    // As a command of throwaway-host itself would find its programs.
    let path =
      "PATH=/run/bin:\(ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/usr/sbin")"
    return ["nsenter", "-t", pid, "-n", "-m", "-p", "-u", "-i", "--", "env", path] + command
  }

  /// A namespace of the host: `net`, `mnt`, …
  func outerNamespace(_ kind: String) -> String { "/proc/\(pid)/ns/\(kind)" }

  // MARK: Files

  /// The path of a file of the host, as this machine sees it.
  func outer(_ path: String) -> String { "/proc/\(pid)/root\(path)" }

  func read(_ path: String) throws -> String {
    try String(contentsOfFile: outer(path), encoding: .utf8)
  }

  func exists(_ path: String) -> Bool { access(outer(path), F_OK) == 0 }

  func write(_ text: String, to path: String) throws {
    try text.write(toFile: outer(path), atomically: false, encoding: .utf8)
  }

  /// Which writing of a file this is.
  struct FileIdentity: Equatable {
    var inode: UInt64
    var seconds: Int
    var nanoseconds: Int
    var mode: UInt32
  }

  func identity(of path: String) throws -> FileIdentity {
    var status = stat()
    guard stat(outer(path), &status) == 0 else {
      throw Execution.Failure(description: "no file \(path) in the host")
    }
    return FileIdentity(
      inode: UInt64(status.st_ino), seconds: status.st_mtim.tv_sec,
      nanoseconds: status.st_mtim.tv_nsec, mode: status.st_mode & 0o7777)
  }

  /// The files in the unit folder that are ours, with which writing each is.
  func unitFiles() throws -> [String: FileIdentity] {
    let folder = "/etc/systemd/network"
    let names = try FileManager.default.contentsOfDirectory(atPath: outer(folder))
      .filter { $0.hasPrefix("05-reconcile-") || $0.hasPrefix("06-reconcile-") }
    return try Dictionary(
      uniqueKeysWithValues: names.map { ($0, try identity(of: "\(folder)/\($0)")) })
  }

  // MARK: The daemon

  static let log = "/run/networkd.log"

  /// Restarts the daemon, also without giving it time to end in order.
  func restartNetworkd(killing: Bool = false) async throws {
    try await sh("/run/bin/restart-networkd \(killing ? "--kill" : "")")
  }

  /// Until the daemon has done what it has to do for links.
  func waitUntilConfigured(_ links: String...) async throws {
    for link in links {
      try await waitUntil("networkd has configured \(link)") {
        try await execute(["networkctl", "list", link]).output.contains(" configured")
      }
    }
  }

  func networkdVersion() async throws -> NetworkdVersion {
    let words = try await run("networkctl", "--version").split(separator: " ")
    return NetworkdVersion(try #require(words.dropFirst().first.flatMap { Int($0) }))
  }

  // MARK: The program under test

  static let manifest = "/run/hv01.yaml"

  /// Writes the host's manifest.
  func write(_ manifest: String) throws {
    try write(manifest, to: Self.manifest)
  }

  /// Runs the program with the host's manifest.
  func reconcile(_ arguments: String...) async throws -> Execution {
    try await reconcile(arguments)
  }

  func reconcile(_ arguments: [String]) async throws -> Execution {
    try await execute([Self.program, arguments[0], Self.manifest] + arguments.dropFirst())
  }
}
