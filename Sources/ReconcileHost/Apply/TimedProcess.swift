import Subprocess
import Synchronization
import SystemPackage

/// Runs a program within a time limit.
enum TimedProcess {
  struct Failure: Error, CustomStringConvertible {
    var description: String
    /// Whether the program was ended at the limit: what it was asked for may be done all the same.
    var isNoAnswer = false
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
          let result = try await Subprocess.run(
            .name(program), arguments: Arguments(arguments), platformOptions: ownGroup,
            input: .string(input), output: .string(limit: 1 << 27), error: .string(limit: 1 << 20))
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
      throw Failure(
        description: "\(command) gave no answer within \(limit.text)", isNoAnswer: true)
    }
    guard end.status.isSuccess else {
      let message = end.message.split(whereSeparator: \.isNewline).joined(separator: "; ")
      throw Failure(description: "\(command): \(end.status) \(message)")
    }
    return end.output
  }

  /// Its own process group, which ends with it at the limit.
  private static var ownGroup: PlatformOptions {
    var options = PlatformOptions()
    options.processGroupID = 0
    options.teardownSequence = [
      .send(signal: .kill, toProcessGroup: true, allowedDurationToNextStep: .zero)
    ]
    return options
  }
}

/// A program that does many things in turn, and says when it has done each.
extension TimedProcess {
  struct Transcript: Sendable {
    /// What it has printed and complained of.
    var text: String
    var end: End

    enum End: Sendable, Hashable {
      case exited(String)
      /// It said nothing for so long, and was ended.
      case silent(Duration)
    }
  }

  /// Runs a program for as long as it goes on saying something.
  static func transcript(
    of program: String, _ arguments: [String], silence limit: Duration
  ) async throws(Failure) -> Transcript {
    let heard = Heard()
    do {
      let end = try await withThrowingTaskGroup { group in
        group.addTask { try await listen(to: program, arguments, heard) }
        group.addTask {
          // Counted in steps: while this process stands still it hears nobody, and the time does
          // not count.
          let step = Duration.milliseconds(100)
          var (last, silence) = (heard.count, Duration.zero)
          while silence < limit {
            try await Task.sleep(for: step)
            let count = heard.count
            silence = count == last ? silence + step : .zero
            last = count
          }
          return .silent(limit)
        }
        defer { group.cancelAll() }
        return try await group.next() ?? .silent(limit)
      }
      return Transcript(text: heard.text, end: end)
    } catch {
      throw Failure(description: "cannot run \(program): \(error)")
    }
  }

  private static func listen(
    to program: String, _ arguments: [String], _ heard: Heard
  ) async throws -> Transcript.End {
    let result = try await Subprocess.run(
      .name(program), arguments: Arguments(arguments), platformOptions: ownGroup, input: .none,
      output: .sequence, error: .combinedWithOutput
    ) { execution in
      for try await buffer in execution.standardOutput {
        buffer.withUnsafeBytes { heard.add($0) }
      }
    }
    return .exited("\(result.terminationStatus)")
  }

  /// What a program has said so far.
  private final class Heard: Sendable {
    private let bytes = Mutex<[UInt8]>([])

    func add(_ more: UnsafeRawBufferPointer) { bytes.withLock { $0 += more } }

    var count: Int { bytes.withLock { $0.count } }
    var text: String { bytes.withLock { String(decoding: $0, as: UTF8.self) } }
  }
}

extension Duration {
  /// To the tenth of a second: `3.5 s`, `30 s`.
  var text: String {
    let tenths = Int(self / .milliseconds(100))
    let rest = tenths % 10
    return "\(tenths / 10)\(rest == 0 ? "" : ".\(rest)") s"
  }
}
