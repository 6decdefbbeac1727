import CLinux
import Glibc

/// A network namespace of this thread alone, for tests against the real kernel.
///
/// The work is synchronous, so it stays on one thread; sockets that it opens, programs that it
/// starts and /proc/sys/net belong to the namespace, which goes when the work is done.
enum Namespace {
  /// CLONE_NEWNET of linux/sched.h.
  private static let network: CInt = 0x4000_0000

  struct Failure: Error {
    var call: String
    var number: CInt
  }

  /// Root that may make a namespace and has iproute2.
  static let isAvailable =
    geteuid() == 0 && (try? run { try? shell("ip -V > /dev/null") }) != nil

  static func run<Result>(_ body: () throws -> Result) throws -> Result {
    let former = open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC)
    guard former >= 0 else { throw Failure(call: "open", number: errno) }
    defer { close(former) }
    guard unshare(network) == 0 else { throw Failure(call: "unshare", number: errno) }
    defer { precondition(setns(former, network) == 0, "cannot leave the test's namespace") }
    return try body()
  }

  /// Runs a shell script and returns what it wrote; fails if it does.
  @discardableResult
  static func shell(_ script: String) throws -> String {
    guard let stream = popen("set -e; \(script)", "r") else {
      throw Failure(call: "popen", number: errno)
    }
    var text: [UInt8] = []
    while case let byte = fgetc(stream), byte != EOF { text.append(UInt8(truncatingIfNeeded: byte)) }
    let status = pclose(stream)
    guard status == 0 else { throw Failure(call: script, number: status) }
    return String(decoding: text, as: UTF8.self)
  }
}
