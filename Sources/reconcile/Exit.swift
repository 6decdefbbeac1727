import ArgumentParser

/// The exit codes, the same for every command.
enum Exit: Int32 {
  /// Nothing to do, or done.
  case done = 0
  /// Failed; the host is unchanged.
  case failed = 1
  /// Differences; or done but for what the report names.
  case differences = 2
  /// The manifest is invalid.
  case invalid = 3
  /// Refused: over the allowed impact, in conflict, or not trusted.
  case refused = 4
  /// Written and not verified: a person is needed.
  case unverified = 6
  /// EX_USAGE of sysexits.h.
  case usage = 64
  /// EX_TEMPFAIL: try again later.
  case tryAgain = 75

  var code: ExitCode { ExitCode(rawValue) }

  static let table = """
    EXIT CODES
      0   nothing to do, or done
      1   failed; the host is unchanged
      2   differences (plan, audit), or done but for what the report names
      3   the manifest is invalid
      4   refused: over the allowed impact, or in conflict with something foreign
      6   written and not verified; the report says what stands
      64  wrong usage
      75  try again later: another apply is running
    """
}

/// An end that is told on stderr.
struct Stop: Error {
  var exit: Exit
  var message: String

  init(_ exit: Exit, _ message: String) {
    self.exit = exit
    self.message = message
  }
}
