import Support
import Testing

@testable import ReconcileCore

/// No input may crash the program, whatever it is. `SEED=n` repeats a run.
@Suite struct RandomManifestTests {
  private func check(_ bytes: [UInt8]) {
    let result = ManifestLoader.load(path: "hv01.yaml") { path in
      path == "hv01.yaml" ? .success(bytes) : .failure(.missing)
    }
    let text = ProblemText.render(result.problems)
    let hasError = result.problems.contains { $0.severity == .error }
    // Either there is a manifest, or an error says why not.
    if (result.manifest == nil) != hasError { Issue.record("\(text)\n\(bytes)") }
  }

  @Test func `random bytes are refused, not crashed upon`() {
    let seed = SplitMix64.seed
    print("SEED=\(seed)")
    var random = SplitMix64(seed: seed)
    for _ in 0..<5000 {
      let count = Int.random(in: 0...200, using: &random)
      check((0..<count).map { _ in UInt8.random(in: 0...255, using: &random) })
    }
    let alphabet = Array("[]{}:,-?&*!|>'\"%@`#~ \n\tab1\\<.$/".utf8)
    for _ in 0..<5000 {
      let count = Int.random(in: 0...200, using: &random)
      check((0..<count).map { _ in alphabet.randomElement(using: &random) ?? 0 })
    }
  }

  @Test func `changed manifests are read or refused`() throws {
    let seed = SplitMix64.seed
    print("SEED=\(seed)")
    var random = SplitMix64(seed: seed)
    let folder = Files.cases + "/broken/"
    let texts =
      Files.names(in: folder).compactMap { Files.bytes(folder + $0 + "/manifest.yaml") }
      + [try #require(Files.bytes(Files.package + "/manifests/hv01.yaml"))]
    let small = texts.filter { $0.count < 2000 }
    for _ in 0..<5000 {
      guard var bytes = small.randomElement(using: &random) else { return }
      for _ in 0..<Int.random(in: 1...4, using: &random) where !bytes.isEmpty {
        let place = Int.random(in: 0..<bytes.count, using: &random)
        switch Int.random(in: 0..<4, using: &random) {
        case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
        case 1: bytes.remove(at: place)
        case 2: bytes.insert(contentsOf: bytes[place...].prefix(20), at: 0)
        default: bytes.removeSubrange(place..<min(place + 20, bytes.count))
        }
      }
      check(bytes)
    }
  }
}
