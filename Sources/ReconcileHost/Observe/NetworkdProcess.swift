import Glibc
import ReconcileCore

/// Finds the systemd-networkd of this network namespace and asks what can be asked without it.
struct NetworkdProcess {
  let pid: Int32
  /// When it started, in ticks since the boot: no two processes share both number and start, and no
  /// step of a clock changes it.
  let startTicks: Int64
  /// The same in nanoseconds since the epoch, as the clock has it now: for a look at files' times.
  let started: Int64

  /// By the unit's control group, else, outside of systemd, by a look at all processes.
  static func find() -> NetworkdProcess? {
    let unit = "/system.slice/systemd-networkd.service/cgroup.procs"
    for tree in ["/sys/fs/cgroup", "/sys/fs/cgroup/systemd", "/sys/fs/cgroup/unified"] {
      guard let text = FileSnapshot.text(ofPseudoFile: tree + unit) else { continue }
      for line in text.split(separator: "\n") {
        if let pid = Int32(line), let process = NetworkdProcess(pid: pid) { return process }
      }
    }
    for name in (try? Posix.list("/proc")) ?? [] {
      if let pid = Int32(name), let process = NetworkdProcess(pid: pid) { return process }
    }
    return nil
  }

  init(pid: Int32, startTicks: Int64, started: Int64) {
    (self.pid, self.startTicks, self.started) = (pid, startTicks, started)
  }

  /// A container may run a networkd of its own: only one in our network namespace counts.
  private init?(pid: Int32) {
    // The kernel keeps 15 bytes of a name.
    guard FileSnapshot.text(ofPseudoFile: "/proc/\(pid)/comm") == "systemd-network\n",
      Posix.readLink("/proc/\(pid)/ns/net") == Posix.readLink("/proc/self/ns/net"),
      let startTicks = Self.startTicks(ofRunning: pid)
    else { return nil }
    self.pid = pid
    self.startTicks = startTicks
    let sinceBoot = startTicks * (1_000_000_000 / Int64(sysconf(Int32(_SC_CLK_TCK))))
    started = Posix.now(on: CLOCK_REALTIME) - Posix.now(on: CLOCK_BOOTTIME) + sinceBoot
  }

  /// Whether it is still this process.
  var isRunning: Bool { Self.startTicks(ofRunning: pid) == startTicks }

  /// The processor time that it has used, in ticks: it grows while the daemon works.
  var ticksAtWork: Int64? {
    guard let text = FileSnapshot.text(ofPseudoFile: "/proc/\(pid)/stat"),
      let user = Self.field(14, of: text), let system = Self.field(15, of: text)
    else { return nil }
    return user + system
  }

  private static func startTicks(ofRunning pid: Int32) -> Int64? {
    FileSnapshot.text(ofPseudoFile: "/proc/\(pid)/stat").flatMap(startTicks)
  }

  static func startTicks(_ status: String) -> Int64? { field(22, of: status) }

  /// A field of proc_pid_stat(5), from the fourth on; the name in the second may hold blanks and
  /// parentheses.
  ///
  /// - Returns: `nil` for a process that has ended and that nobody has waited for.
  private static func field(_ number: Int, of status: String) -> Int64? {
    guard let end = status.lastIndex(of: ")") else { return nil }
    let fields = status[end...].split(separator: " ")
    guard fields.count > number - 2, !["Z", "X"].contains(fields[1]) else { return nil }
    return Int64(fields[number - 2])
  }

  /// The version by the library that the process has mapped: an upgraded package on disk says
  /// nothing about the daemon that still runs.
  var version: NetworkdVersion? {
    guard let maps = FileSnapshot.text(ofPseudoFile: "/proc/\(pid)/maps") else { return nil }
    let newline = UInt8(ascii: "\n")
    return maps.utf8.split(separator: newline).lazy.compactMap(Self.version).first
  }

  /// The version of the package in a tree, for when nothing runs.
  static func installedVersion(root: String) -> NetworkdVersion? {
    var folders = ["/usr/lib/systemd", "/lib/systemd"]
    for lib in ["/usr/lib", "/lib"] {
      let triplets = ((try? Posix.list(root + lib)) ?? []).filter { $0.contains("-linux-") }
      folders += triplets.map { "\(lib)/\($0)/systemd" }
    }
    folders.append("/usr/lib64/systemd")
    for folder in folders {
      for name in (try? Posix.list(root + folder)) ?? [] {
        if let version = version(ofLibrary: name[...].utf8) { return version }
      }
    }
    return nil
  }

  /// Of a path such as `/usr/lib/systemd/libsystemd-shared-252.so`, or
  /// `libsystemd-shared-257.7-1.fc42.so`.
  ///
  /// Of bytes: the daemon maps a hundred libraries, and characters are dear.
  private static func version(ofLibrary path: Substring.UTF8View) -> NetworkdVersion? {
    let mark = "libsystemd-shared-".utf8
    let name = path.lastIndex(of: UInt8(ascii: "/")).map { path[$0...].dropFirst() } ?? path
    guard name.starts(with: mark) else { return nil }
    let digits = name.dropFirst(mark.count).prefix { (48...57).contains($0) }
    return Int(Substring(digits)).map { NetworkdVersion($0) }
  }
}
