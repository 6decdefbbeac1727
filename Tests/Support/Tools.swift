import Glibc

/// What tests take besides the package itself.
package enum Tools {
  /// Whether a test fails, rather than being skipped, where the machine lacks what it takes:
  /// `make test` sets RECONCILE_TEST_ALL, so that nothing goes untested without a word.
  package static let mustBeThere = getenv("RECONCILE_TEST_ALL") != nil

  /// Whether a program is installed.
  package static func has(_ program: String) -> Bool {
    let folders = getenv("PATH").map { String(cString: $0) } ?? "/usr/bin:/usr/sbin"
    return folders.split(separator: ":").contains { access("\($0)/\(program)", X_OK) == 0 }
  }
}
