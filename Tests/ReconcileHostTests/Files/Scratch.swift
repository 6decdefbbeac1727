import Glibc
import SystemPackage

@testable import ReconcileHost

/// A folder for one test, gone when it ends.
enum Scratch {
  static func with<Result>(_ body: (String) async throws -> Result) async throws -> Result {
    var template = Array("/tmp/reconcile-test.XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else {
      throw SystemError(action: "make", path: "/tmp", errno: .ioError)
    }
    let path = template.withUnsafeBufferPointer { $0.baseAddress.map { String(cString: $0) } ?? "" }
    defer { remove(path) }
    return try await body(path)
  }

  static func write(_ text: String, to path: String, mode: mode_t = 0o644) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC, mode)
    let bytes = Array(text.utf8)
    _ = Glibc.write(descriptor, bytes, bytes.count)
    fchmod(descriptor, mode)
    close(descriptor)
  }

  /// Makes a folder and those above it.
  static func makeFolder(_ path: String) {
    var whole = ""
    for part in path.split(separator: "/") {
      whole += "/\(part)"
      mkdir(whole, 0o755)
    }
  }

  /// The names in a folder, hidden ones too.
  static func names(_ path: String) -> [String] { (try? Posix.list(path)) ?? [] }

  static func mode(_ path: String) -> mode_t {
    var status = stat()
    return lstat(path, &status) == 0 ? status.st_mode & 0o7777 : 0
  }

  private static func remove(_ path: String) {
    for name in names(path) {
      let child = "\(path)/\(name)"
      var status = stat()
      if lstat(child, &status) == 0, status.st_mode & S_IFMT == S_IFDIR {
        remove(child)
      } else {
        unlink(child)
      }
    }
    rmdir(path)
  }
}
