import ArgumentParser
import ReconcileCore
import ReconcileHost

struct ValidateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "validate",
    abstract: "Check manifests; no host is asked.",
    discussion: """
      A folder stands for the *.yaml directly in it. A file without `version` is taken for a \
      fragment that others include: its syntax and types are checked, not what it refers to.
      Exits with 0, or with 3 if there is an error.

      --print writes the manifest that `include`, `without` and `vars` result in: YAML that reads \
      back to the same, with the file and line of each value. Problems go to standard error then.

      Example: reconcile validate manifests
      """)

  @Argument(help: ArgumentHelp("Manifests, or folders of them.", valueName: "path"))
  var paths: [String]

  @Flag(help: "Print the merged manifest with the place of each value; of one manifest.")
  var print = false

  func validate() throws {
    guard !print || paths.count == 1 else {
      throw ValidationError("--print takes one manifest")
    }
  }

  func run() throws {
    if print { return try printMerged() }
    var problems: [Problem] = []
    var files = 0
    for path in paths {
      let manifests = try ManifestFiles.manifests(in: path)
      for manifest in manifests ?? [path] {
        let read = ManifestFiles(of: manifest).read
        // What stands in the folder itself is a host's manifest and has a version.
        let result =
          manifests == nil
          ? ManifestLoader.check(path: manifest, read: read)
          : ManifestLoader.load(path: manifest, read: read)
        Terminal.print(result.problems.map { ProblemText.render($0) }.joined())
        problems += result.problems
        files += 1
      }
    }
    let count = "\(files) \(files == 1 ? "file" : "files") checked"
    let sum = ProblemText.summary(problems)
    Terminal.print("\(count): \(sum.isEmpty ? "no problems" : sum)\n")
    if problems.contains(where: { $0.severity == .error }) { throw Exit.invalid.code }
  }

  private func printMerged() throws {
    let path = paths[0]
    guard try ManifestFiles.manifests(in: path) == nil else {
      throw Stop(.usage, "error: \(path) is a folder; --print takes one manifest\n")
    }
    let result = ManifestLoader.check(path: path, read: ManifestFiles(of: path).read)
    Terminal.complain(ProblemText.render(result.problems))
    guard !result.problems.contains(where: { $0.severity == .error }) else {
      throw Exit.invalid.code
    }
    guard let text = result.mergedText else {
      throw Stop(.usage, "error: \(path) has no 'version'; --print takes a host's manifest\n")
    }
    Terminal.print(text)
  }
}
