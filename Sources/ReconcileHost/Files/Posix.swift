import Glibc
import ReconcileCore
package import SystemPackage

/// A call of the system that failed, with what it was about.
package struct SystemError: Error, Sendable, CustomStringConvertible {
  package var action: String
  package var path: String
  package var errno: Errno

  package var description: String { "cannot \(action) \(path): \(errno)" }
}

/// The few calls of POSIX that swift-system has no word for, throwing what failed on what.
enum Posix {
  static func check(
    _ action: String, _ path: String, _ call: () -> CInt
  ) throws(SystemError) {
    while call() != 0 {
      guard errno == EINTR else {
        throw SystemError(action: action, path: path, errno: Errno(rawValue: errno))
      }
    }
  }

  static func rename(_ from: String, to: String) throws(SystemError) {
    try check("rename to", to) { Glibc.rename(from, to) }
  }

  /// A file that is not there any more counts as removed.
  static func unlink(_ path: String) throws(SystemError) {
    try check("remove", path) { Glibc.unlink(path) == 0 || errno == ENOENT ? 0 : -1 }
  }

  /// A new folder gets the mode whatever the umask; one that is there already keeps its own.
  static func makeDirectory(_ path: String, mode: mode_t) throws(SystemError) {
    try check("create", path) {
      mkdir(path, mode) == 0 ? chmod(path, mode) : errno == EEXIST ? 0 : -1
    }
  }

  /// Makes a folder and those above it.
  static func makeDirectories(_ path: String, mode: mode_t) throws(SystemError) {
    var whole = ""
    for part in path.split(separator: "/", omittingEmptySubsequences: false) {
      whole += part + "/"
      if !part.isEmpty { try makeDirectory(whole, mode: mode) }
    }
  }

  /// Makes a folder of a new name that only its owner may enter.
  static func makeTemporaryDirectory(in folder: String) throws(SystemError) -> String {
    var name = Array("\(folder)/XXXXXX".utf8CString)
    try check("create a folder in", folder) { mkdtemp(&name) == nil ? -1 : 0 }
    return String(decoding: name.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  /// Removes a folder without folders in it.
  static func removeFlatDirectory(_ path: String) {
    for name in (try? list(path)) ?? [] { try? unlink("\(path)/\(name)") }
    _ = rmdir(path)
  }

  static func synchronize(_ descriptor: FileDescriptor, _ path: String) throws(SystemError) {
    try check("write to disk", path) { fsync(descriptor.rawValue) }
  }

  /// Makes renames and removals in a folder survive a power cut.
  static func synchronizeFolder(_ path: String) throws(SystemError) {
    let folder = try open(path, .readOnly, options: [.directory])
    defer { try? folder.close() }
    try synchronize(folder, path)
  }

  /// New files get the modes that they are opened with meanwhile, in the whole process.
  static func withoutMask(_ body: () throws -> Void) rethrows {
    let mask = umask(0)
    defer { _ = umask(mask) }
    try body()
  }

  static func setMode(_ descriptor: FileDescriptor, _ mode: mode_t, _ path: String)
    throws(SystemError)
  {
    try check("set the mode of", path) { fchmod(descriptor.rawValue, mode) }
  }

  /// Opens a file; a child never inherits it.
  ///
  /// swift-system would first make a FilePath of each of the thousands of paths.
  ///
  /// - Parameter folder: Where a relative path begins, in place of the working directory.
  static func open(
    _ path: String, in folder: FileDescriptor? = nil, _ access: FileDescriptor.AccessMode,
    options: FileDescriptor.OpenOptions = [], permissions: FilePermissions? = nil
  ) throws(SystemError) -> FileDescriptor {
    let flags = access.rawValue | options.union(.closeOnExec).rawValue
    while true {
      let descriptor = openat(
        folder?.rawValue ?? AT_FDCWD, path, flags, permissions?.rawValue ?? 0)
      if descriptor >= 0 { return FileDescriptor(rawValue: descriptor) }
      guard errno == EINTR else {
        throw SystemError(action: "open", path: path, errno: Errno(rawValue: errno))
      }
    }
  }

  /// Nanoseconds on a clock.
  static func now(on clock: clockid_t) -> Int64 {
    var time = timespec()
    clock_gettime(clock, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }

  /// The names in a folder, sorted; none where it does not exist.
  static func list(_ path: String) throws(SystemError) -> [String] {
    guard let folder = opendir(path) else {
      if errno == ENOENT || errno == ENOTDIR { return [] }
      throw SystemError(action: "read", path: path, errno: Errno(rawValue: errno))
    }
    defer { closedir(folder) }
    var names: [String] = []
    while let entry = readdir(folder) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  /// The time in UTC: `20261122T130501Z`.
  static func stamp(_ time: Int64) -> String {
    var time = time_t(time)
    var parts = tm()
    gmtime_r(&time, &parts)
    return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 32) { buffer in
      let count = strftime(buffer.baseAddress, buffer.count, "%Y%m%dT%H%M%SZ", &parts)
      return String(decoding: buffer[..<count].map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
  }

  /// The target of a symbolic link.
  static func readLink(_ path: String) -> String? {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: 4096) { buffer in
      guard let base = buffer.baseAddress else { return nil }
      let count = readlink(path, base, 4095)
      guard count >= 0 else { return nil }
      return String(decoding: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
  }
}

/// A file as it was read: its text and what tells this version from another.
struct FileSnapshot {
  var text: String
  var identity: FileIdentity
  var mode: UInt16
  var owner: UInt32
  var group: UInt32

  /// Reads a whole regular file.
  ///
  /// - Parameters:
  ///   - limit: The most bytes that are read; a larger file counts as an error.
  ///   - followsLink: Else a symbolic link is `ELOOP`.
  /// - Returns: `nil` where it does not exist.
  /// - Throws: `SystemError` with what failed; a folder or a device is `EINVAL`.
  static func read(
    _ path: String, limit: Int = 1 << 24, followsLink: Bool = true
  ) throws(SystemError) -> FileSnapshot? {
    let found = try contents(of: path, limit: limit, followsLink: followsLink)
    guard let (bytes, status) = found else { return nil }
    return FileSnapshot(
      text: String(decoding: bytes, as: UTF8.self), identity: FileIdentity(status),
      mode: UInt16(status.st_mode & 0o7777), owner: status.st_uid, group: status.st_gid)
  }

  /// The bytes of a regular file, which need not be text; `nil` where it does not exist.
  static func bytes(
    of path: String, limit: Int = 1 << 24, followsLink: Bool = true
  ) throws(SystemError) -> (bytes: [UInt8], identity: FileIdentity)? {
    let found = try contents(of: path, limit: limit, followsLink: followsLink)
    guard let (bytes, status) = found else { return nil }
    return (bytes, FileIdentity(status))
  }

  /// The text of a file of /proc or /sys, whose size is not known before; `nil` where there is none.
  static func text(ofPseudoFile path: String) -> String? {
    bytes(ofPseudoFile: path).map { String(decoding: $0, as: UTF8.self) }
  }

  /// The bytes of such a file.
  static func bytes(ofPseudoFile path: String) -> [UInt8]? {
    guard let descriptor = try? Posix.open(path, .readOnly) else { return nil }
    defer { try? descriptor.close() }
    return try? contents(of: descriptor, path, size: 4095)
  }

  private static func contents(
    of path: String, limit: Int, followsLink: Bool = true
  ) throws(SystemError) -> (bytes: [UInt8], status: stat)? {
    let descriptor: FileDescriptor
    do {
      descriptor = try Posix.open(
        path, .readOnly, options: followsLink ? .nonBlocking : [.nonBlocking, .noFollow])
    } catch {
      if error.errno == .noSuchFileOrDirectory || error.errno == .notDirectory { return nil }
      throw error
    }
    defer { try? descriptor.close() }
    var status = stat()
    try Posix.check("read", path) { fstat(descriptor.rawValue, &status) }
    // A link to /dev/null is how a unit file is masked.
    let isNull = status.st_mode & S_IFMT == S_IFCHR && status.st_rdev == 0x103
    guard status.st_mode & S_IFMT == S_IFREG || isNull else {
      throw SystemError(action: "read", path: path, errno: .invalidArgument)
    }
    guard status.st_size <= limit else {
      throw SystemError(action: "read", path: path, errno: .fileTooLarge)
    }
    return (try contents(of: descriptor, path, size: Int(status.st_size)), status)
  }

  private static func contents(
    of descriptor: FileDescriptor, _ path: String, size: Int
  ) throws(SystemError) -> [UInt8] {
    var bytes: [UInt8] = []
    do {
      while true {
        // One byte more than the size, so that the second read of an unchanged file sees its end.
        let room = bytes.isEmpty ? size + 1 : 4096
        let chunk = try [UInt8](unsafeUninitializedCapacity: room) { buffer, count in
          count = try descriptor.read(into: UnsafeMutableRawBufferPointer(buffer))
        }
        if chunk.isEmpty { return bytes }
        if bytes.isEmpty { bytes = chunk } else { bytes += chunk }
        // A regular file that has given its size is at its end.
        if bytes.count == size, size < 4095 { return bytes }
      }
    } catch {
      throw SystemError(action: "read", path: path, errno: error as? Errno ?? .ioError)
    }
  }
}

extension FileIdentity {
  init(_ status: stat) {
    self.init(
      device: UInt64(status.st_dev), inode: UInt64(status.st_ino),
      modified: Int64(status.st_mtim.tv_sec) * 1_000_000_000 + Int64(status.st_mtim.tv_nsec),
      size: Int64(status.st_size))
  }

  /// The identity of a file, without reading it; `nil` where it does not exist.
  static func of(_ path: String) -> FileIdentity? {
    var status = stat()
    return stat(path, &status) == 0 ? FileIdentity(status) : nil
  }
}
