import Glibc

/// What tests take besides the package itself.
package enum Tools {
  /// Whether a test fails, rather than being skipped, where the machine lacks what it takes:
  /// `make test` sets RECONCILE_TEST_ALL, so that nothing goes untested without a word.
  package static let mustBeThere = getenv("RECONCILE_TEST_ALL") != nil
}
