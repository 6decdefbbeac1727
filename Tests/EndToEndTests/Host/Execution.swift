import Foundation

/// How a program ended.
struct Execution: CustomStringConvertible {
  var command: [String]
  /// The exit status; a signal counts from 128.
  var status: Int32
  var output: String
  var errors: String

  var description: String {
    "$ \(command.joined(separator: " "))\n\(output)\(errors)[exit \(status)]"
  }

  struct Failure: Error, CustomStringConvertible {
    var description: String
  }

  /// Runs a program to its end.
  static func of(_ command: [String]) async throws -> Execution {
    // Files, not pipes: a daemon that keeps one open makes nobody wait.
    let output = try file()
    let errors = try file()
    defer {
      close(output)
      close(errors)
    }
    let child = try start(command, input: nil, output: output, errors: errors)
    return Execution(
      command: command, status: await wait(for: child), output: text(of: output),
      errors: text(of: errors))
  }

  /// An empty file without a name.
  static func file() throws -> CInt {
    var template = Array("/tmp/output-XXXXXX".utf8CString)
    let file = mkstemp(&template)
    guard file >= 0 else { throw Failure(description: "mkstemp: error \(errno)") }
    unlink(template)
    _ = fcntl(file, F_SETFD, FD_CLOEXEC)
    return file
  }

  /// All that was written to such a file so far.
  static func text(of file: CInt) -> String {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65536)
    while case let count = pread(file, &buffer, buffer.count, off_t(bytes.count)), count > 0 {
      bytes += buffer[..<count]
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Starts a program; without an input it reads /dev/null.
  static func start(
    _ command: [String], input: CInt?, output: CInt, errors: CInt
  ) throws -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    if let input {
      posix_spawn_file_actions_adddup2(&actions, input, 0)
    } else {
      posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    }
    posix_spawn_file_actions_adddup2(&actions, output, 1)
    posix_spawn_file_actions_adddup2(&actions, errors, 2)
    var child: pid_t = 0
    var arguments: [UnsafeMutablePointer<CChar>?] = command.map { strdup($0) } + [nil]
    defer { for argument in arguments { free(argument) } }
    let number = posix_spawnp(&child, command[0], &actions, nil, &arguments, environ)
    guard number == 0 else {
      throw Failure(description: "cannot start \(command): error \(number)")
    }
    return child
  }

  /// Waits in a thread of its own: the few that run all tests have better things to do.
  static func wait(for child: pid_t) async -> Int32 {
    await withCheckedContinuation { continuation in
      Thread.detachNewThread { continuation.resume(returning: status(of: child)) }
    }
  }

  /// Blocks until a program has ended.
  static func status(of child: pid_t) -> Int32 {
    var status: CInt = 0
    while waitpid(child, &status, 0) < 0, errno == EINTR {}
    let signal = status & 0x7f
    return signal == 0 ? (status >> 8) & 0xff : 128 + signal
  }
}

/// Calls a condition every few milliseconds until it holds; `seconds` are those of a real processor.
func waitUntil(
  _ what: String, seconds: Double = 10, _ condition: () async throws -> Bool
) async throws {
  let seconds = seconds * Machine.patience
  let end = ContinuousClock.now + .seconds(seconds)
  while try await !condition() {
    guard ContinuousClock.now < end else {
      throw Execution.Failure(description: "waited \(seconds) s in vain until \(what)")
    }
    try await Task.sleep(for: .milliseconds(10))
  }
}
