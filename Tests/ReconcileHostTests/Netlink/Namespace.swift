import Support
import CLinux
import Glibc
import ReconcileCore

@testable import ReconcileHost

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
    Tools.mustBeThere || geteuid() == 0 && (try? run { try? shell("ip -V > /dev/null") }) != nil

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
    while case let byte = fgetc(stream), byte != EOF {
      text.append(UInt8(truncatingIfNeeded: byte))
    }
    let status = pclose(stream)
    guard status == 0 else { throw Failure(call: script, number: status) }
    return String(decoding: text, as: UTF8.self)
  }
}

extension Namespace {
  /// A namespace with a loopback and a NIC `enp4s0`, up, whose switch port is `sw0`.
  static func withNIC(_ body: (inout RouteSocket) throws -> Void) throws {
    try run {
      try shell(
        """
        ip link set lo up
        ip link add enp4s0 address 02:00:00:00:00:01 type veth peer name sw0
        ip link set sw0 up; ip link set enp4s0 up
        """)
      var socket = try RouteSocket()
      try body(&socket)
    }
  }

  static func makeMacvlan(_ name: String, _ socket: inout RouteSocket) throws(NetlinkError) {
    try socket.perform(
      .createLink(
        LinkSpecification(
          macvlan: name, lower: "enp4s0", mode: .bridge, mac: nil, mtu: nil,
          addressGenerationMode: 1)))
  }

  /// Starts a shell in a process group of its own.
  static func start(_ script: String) throws -> pid_t {
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    posix_spawnattr_setpgroup(&attributes, 0)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))
    var child: pid_t = 0
    var arguments: [UnsafeMutablePointer<CChar>?] =
      ["sh", "-c", script].map { (text: String) in strdup(text) } + [nil]
    defer { for argument in arguments { free(argument) } }
    let status = posix_spawn(&child, "/bin/sh", nil, &attributes, &arguments, environ)
    guard status == 0 else { throw Failure(call: "posix_spawn", number: status) }
    return child
  }

  /// Ends what `start` started, with all its children.
  static func end(_ child: pid_t) {
    kill(-child, SIGKILL)
    waitpid(child, nil, 0)
  }
}

extension Namespace {
  /// The lines of `ip monitor` about links, addresses and routes while the body runs.
  static func events(_ body: () throws -> Void) throws -> [String] {
    let directory = try shell("mktemp -d").split(separator: "\n").joined()
    let file = "\(directory)/events"
    let monitor = try start("exec ip -o monitor link address route > \(file)")
    defer {
      end(monitor)
      _ = try? shell("rm -r \(directory)")
    }
    // The monitor listens, or has heard all, once it has heard of an address made for that.
    func mark(_ address: String) throws {
      for _ in 0..<500 {
        try shell("ip addr add \(address) dev lo; ip addr del \(address) dev lo")
        usleep(10_000)
        if try shell("cat \(file)").contains("Deleted 1: lo    inet \(address)") { return }
      }
      throw Failure(call: "ip monitor", number: ETIMEDOUT)
    }
    try mark("127.7.7.1/32")
    try body()
    try mark("127.7.7.2/32")
    return try shell("cat \(file)").split(separator: "\n").map(String.init)
      .filter { !$0.contains("127.7.7.") }
  }
}
