import Subprocess
import SystemPackage

/// Runs a program within a time limit.
enum TimedProcess {
  struct Failure: Error, CustomStringConvertible {
    var description: String
  }

  static func run(
    _ program: String, _ arguments: [String], input: String = "", within limit: Duration
  ) async throws(Failure) {
    _ = try await output(of: program, arguments, input: input, within: limit)
  }

  /// What the program prints.
  static func output(
    of program: String, _ arguments: [String], input: String = "", within limit: Duration
  ) async throws(Failure) -> String {
    let end: (status: TerminationStatus, output: String, message: String)?
    do {
      end = try await withThrowingTaskGroup { group in
        group.addTask {
          var options = PlatformOptions()
          // Its own process group, which ends with it at the limit.
          options.processGroupID = 0
          options.teardownSequence = [
            .send(signal: .kill, toProcessGroup: true, allowedDurationToNextStep: .zero)
          ]
          let result = try await Subprocess.run(
            .name(program), arguments: Arguments(arguments), platformOptions: options,
            input: .string(input), output: .string(limit: 1 << 27), error: .string(limit: 4096))
          return Optional(
            (
              status: result.terminationStatus, output: result.standardOutput,
              message: result.standardError
            ))
        }
        group.addTask {
          try await Task.sleep(for: limit)
          return nil
        }
        defer { group.cancelAll() }
        return try await group.next() ?? nil
      }
    } catch {
      throw Failure(description: "cannot run \(program): \(error)")
    }
    let command = ([program] + arguments).joined(separator: " ")
    guard let end else {
      throw Failure(description: "\(command) gave no answer within \(limit)")
    }
    guard end.status.isSuccess else {
      let message = end.message.split(whereSeparator: \.isNewline).joined(separator: "; ")
      throw Failure(description: "\(command): \(end.status) \(message)")
    }
    return end.output
  }
}
