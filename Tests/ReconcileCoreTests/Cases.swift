import Support

@testable import ReconcileCore

extension Files {
  static let tests = package + "/Tests/ReconcileCoreTests"
  static let cases = tests + "/Cases"

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
