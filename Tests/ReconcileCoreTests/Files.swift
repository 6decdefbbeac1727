import Glibc

@testable import ReconcileCore

/// Files beside the tests, read without Foundation.
enum Files {
  static let tests = String(#filePath.dropLast("/Files.swift".count))
  static let cases = tests + "/Cases"
  static let package = tests.split(separator: "/").dropLast(2).reduce("") { $0 + "/" + $1 }

  /// Whether golden files are written anew; the tests fail all the same.
  static let isRecording = getenv("RECORD") != nil

  static func names(in folder: String) -> [String] {
    guard let directory = opendir(folder) else { return [] }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if !name.hasPrefix(".") { names.append(name) }
    }
    return names.sorted()
  }

  static func bytes(_ path: String) -> [UInt8]? {
    guard let file = fopen(path, "r") else { return nil }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65536)
    while true {
      let count = fread(&buffer, 1, buffer.count, file)
      guard count > 0 else { return bytes }
      bytes += buffer[..<count]
    }
  }

  static func text(_ path: String) -> String? {
    bytes(path).map { String(decoding: $0, as: UTF8.self) }
  }

  static func write(_ text: String, to path: String) {
    guard let file = fopen(path, "w") else { return }
    defer { fclose(file) }
    let bytes = Array(text.utf8)
    fwrite(bytes, 1, bytes.count, file)
  }

  /// Loads a manifest of a folder; paths in messages are relative to that folder.
  static func load(_ path: String, in folder: String) -> LoadResult {
    ManifestLoader.load(path: path) { path in
      bytes(folder + "/" + path).map { .success($0) } ?? .failure(.missing)
    }
  }
}

/// Loads a manifest of texts by their paths.
func load(_ texts: [String: String], path: String = "hv01.yaml") -> LoadResult {
  ManifestLoader.load(path: path) { path in
    texts[path].map { .success(Array($0.utf8)) } ?? .failure(.missing)
  }
}
