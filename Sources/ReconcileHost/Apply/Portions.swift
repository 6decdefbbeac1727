import ReconcileCore

/// The files of a plan in portions that networkd can take, each with a reload of its own.
///
/// networkd asks the kernel about all links that a reload concerns at once, and gives up for good
/// those whose answer it has not come to within 25 s. A link takes it about 16 ms (252).
enum Portions {
  /// The links of a portion, which are done with in a third of that time.
  static let size = 500

  /// The steps of a plan, with reloads among the files where there are many.
  static func divided(_ steps: [Step], size: Int = size) -> [Step] {
    // A restart reads all files at once, whatever came before it.
    guard let load = steps.firstIndex(where: { $0.action == .reload }) else { return steps }
    let files = steps[..<load]
    guard files.count(where: \.configuresLink) > size else { return steps }
    // A parent's file must find the .netdev files of all its children.
    var divided = files.filter { !$0.configuresLink }
    for (count, step) in files.filter(\.configuresLink).enumerated() {
      if count > 0, count.isMultiple(of: size) { divided.append(steps[load]) }
      divided.append(step)
    }
    return divided + steps[load...]
  }

  /// The links to wait for after a reload: those whose files do not come later.
  static func awaited(
    _ all: [Planner.Awaited], before later: ArraySlice<Step>
  ) -> [Planner.Awaited] {
    let links = Set(later.filter(\.isFile).compactMap(\.link))
    return all.filter { !links.contains($0.link) }
  }
}

extension Step {
  fileprivate var configuresLink: Bool {
    switch action {
    case .write(let file): file.name.hasSuffix(".network")
    case .removeFile(let name): name.hasSuffix(".network")
    case .adopt, .kernel, .expected, .guest, .network, .reload, .restart: false
    }
  }
}
