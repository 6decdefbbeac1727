/// Why a file below the manifests' folder could not be read.
package enum ReadFailure: Error, Sendable, Hashable {
  case missing
  /// A symbolic link leads out of the manifests' folder.
  case outside
  /// In the system's words: `Permission denied`.
  case other(String)
}

/// What came out of loading one manifest.
package struct LoadResult: Sendable {
  /// None if there is an error.
  package var manifest: Manifest?
  /// In the order of the text, the manifest's own file first, then its includes as they came.
  package var problems: [Problem]
  /// Every file that was read, in the same order.
  package var sources: [Source]
  /// What the manifest was made of, with includes merged and variables put in; none if there is an
  /// error.
  var merged: Node?
}

/// Turns a manifest with its includes into typed values, or into problems.
package enum ManifestLoader {
  /// Reads a file by its path; one that is larger than `YAMLLimits.bytes` may be cut behind that.
  package typealias Read = (_ path: String) -> Result<[UInt8], ReadFailure>

  /// Loads and checks the manifest of one host.
  ///
  /// - Parameters:
  ///   - path: Its folder is the manifests' folder, its stem the host's name.
  ///   - read: Gets `path` itself, and includes with the manifests' folder put in front.
  package static func load(path: String, read: Read) -> LoadResult {
    load(path, from: IncludeTree(folder: folder(of: path)), read: read)
  }

  private static func load(_ path: String, from files: IncludeTree, read: Read) -> LoadResult {
    var files = files
    guard let merged = files.load(path, read: read) else {
      return result(nil, files.problems, files)
    }
    var substitution = Substitution(of: merged, knowsAll: files.isComplete)
    let root = substitution.apply(to: merged)
    var decoding = Decoding()
    decoding.requiresKeys = files.isComplete
    decoding.knowsAllLinks = substitution.hasAllKeys
    let manifest = decode(root, host: stem(of: path), &decoding)
    var problems = files.problems + substitution.problems + decoding.problems
    if files.isComplete {
      let links = LinkGraph(
        manifest.links, faulty: decoding.faultyLinks, isComplete: decoding.knowsAllLinks)
      problems += Validation.problems(in: links) + Lint.problems(in: links)
      let machines = manifest.guests.filter { !$0.isContainer }
      problems += GuestValidation.problems(in: machines, on: links)
      problems += ContainerValidation.problems(
        in: manifest.guests.filter(\.isContainer), on: links)
      problems += NetworkValidation.problems(in: manifest.networks, on: links)
      problems += NetworkValidation.problems(in: machines, manifest.networks)
      problems += VersionCheck.problems(in: manifest, for: nil)
    }
    var result = result(manifest, problems.map(substitution.explained), files)
    if result.manifest != nil { result.merged = root }
    return result
  }

  /// Checks a manifest or, where the file has no `version`, a fragment.
  package static func check(path: String, read: Read) -> LoadResult {
    var files = IncludeTree(folder: folder(of: path))
    let root = files.loadAlone(path, read: read)
    guard let root, case .mapping(let entries) = root.content,
      !entries.contains(where: { $0.key.value == "version" })
    else { return load(path, from: files, read: read) }
    var substitution = Substitution(of: root, knowsAll: false)
    var decoding = Decoding()
    decoding.requiresKeys = false
    _ = decode(substitution.apply(to: root), host: stem(of: path), &decoding)
    let problems = files.problems + substitution.problems + decoding.problems
    return result(nil, problems.map(substitution.explained), files)
  }

  private static func decode(
    _ root: Node, host: String, _ decoding: inout Decoding
  ) -> Manifest {
    var draft = ManifestTables.Draft()
    ManifestTables.top.decode(
      root, as: nil, at: root.range.source.start, into: &draft, &decoding)
    return Manifest(
      host: host, links: LinkKind.allCases.flatMap { draft.links[$0] ?? [] },
      guests: draft.guests, guestTaps: draft.guestTaps, networks: draft.networks)
  }

  private static func result(
    _ manifest: Manifest?, _ problems: [Problem], _ files: IncludeTree
  ) -> LoadResult {
    let isValid = files.isComplete && !problems.contains { $0.severity == .error }
    return LoadResult(
      manifest: isValid ? manifest : nil,
      problems: problems.inTextOrder(of: files.sources), sources: files.sources)
  }

  /// With its separator; empty for a bare name.
  private static func folder(of path: String) -> String {
    String(path[..<(path.lastIndex(of: "/").map(path.index(after:)) ?? path.startIndex)])
  }

  private static func stem(of path: String) -> String {
    let name = path.dropFirst(folder(of: path).count)
    return String(name.hasSuffix(".yaml") ? name.dropLast(5) : name)
  }
}

extension [Problem] {
  /// Sorted by place; a problem that an alias brought twice is told once.
  fileprivate func inTextOrder(of sources: [Source]) -> [Problem] {
    var order: [ObjectIdentifier: Int] = [:]
    for (number, source) in sources.enumerated() { order[ObjectIdentifier(source)] = number }
    let keyed = enumerated().map { (place, problem) in
      let file = order[ObjectIdentifier(problem.range.source)] ?? sources.count
      return (key: (file, problem.range.start, place), problem: problem)
    }
    var told: Set<[String]> = []
    return keyed.sorted { $0.key < $1.key }.map(\.problem).filter {
      told.insert([$0.range.description, $0.message]).inserted
    }
  }
}
