import Subprocess
import SystemPackage

/// Runs networkctl(1) within a time limit.
enum Networkctl {
  struct Failure: Error, CustomStringConvertible {
    var description: String
  }

  /// A daemon that hangs keeps networkctl waiting for 50 s; a healthy one answers in 10 ms.
  private static let limit = Duration.seconds(15)

  /// Tells networkd to read its files again; tries twice, for a reload may meet another one.
  static func reload() async throws(Failure) {
    do {
      try await run("reload")
    } catch {
      try? await Task.sleep(for: .milliseconds(200))
      try await run("reload")
    }
  }

  private static func run(_ verb: String) async throws(Failure) {
    let end: (status: TerminationStatus, message: String)?
    do {
      end = try await withThrowingTaskGroup { group in
        group.addTask {
          var options = PlatformOptions()
          // Its own process group, so that nothing it has started outlives the limit.
          options.processGroupID = 0
          let result = try await Subprocess.run(
            .name("networkctl"), arguments: [verb], platformOptions: options,
            output: .discarded, error: .string(limit: 4096))
          return Optional(
            (status: result.terminationStatus, message: result.standardError))
        }
        group.addTask {
          try await Task.sleep(for: limit)
          return nil
        }
        defer { group.cancelAll() }
        return try await group.next() ?? nil
      }
    } catch {
      throw Failure(description: "cannot run networkctl: \(error)")
    }
    guard let end else {
      throw Failure(description: "networkctl \(verb) gave no answer within \(limit)")
    }
    guard end.status.isSuccess else {
      let message = end.message.split(whereSeparator: \.isNewline).joined(separator: "; ")
      throw Failure(description: "networkctl \(verb): \(end.status) \(message)")
    }
  }
}
