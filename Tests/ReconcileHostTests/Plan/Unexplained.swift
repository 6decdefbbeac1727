@testable import ReconcileCore

extension Plan {
  /// The steps of which no row tells: nobody who reads the plan would expect them.
  ///
  /// - Parameter record: What was applied before, where links that leave have their parents.
  func unexplained(since record: AppliedRecord?) -> [String] {
    let told = Set(links.filter { !$0.differences.isEmpty || $0.problem != nil }.map(\.name))
    // The file of a parent names those on it.
    let parents = Set(
      links.filter { told.contains($0.name) }.compactMap {
        $0.parent ?? record?.links[$0.name]?.values[.parent]?.first
      })
    return steps.compactMap { step in
      switch step.action {
      case .kernel(let change):
        step.link.map(told.contains) == true ? nil : "\(change)"
      case .expected(let change):
        step.link.map(told.contains) == true ? nil : "\(change)"
      case .write(let file):
        explains(file.name, told.union(parents)) ? nil : "write \(file.name)"
      case .removeFile(let name): explains(name, told) ? nil : "remove \(name)"
      case .network(let change): step.link.map(told.contains) == true ? nil : "\(change)"
      case .guest(let change): step.link.map(told.contains) == true ? nil : "\(change)"
      case .adopt(let unit): step.link.map(told.contains) == true ? nil : "adopt \(unit.path)"
      case .reload, .restart: told.isEmpty ? "\(step.action)" : nil
      }
    }
  }

  private func explains(_ file: String, _ told: Set<String>) -> Bool {
    told.contains(file) || Ownership.link(ofFile: file).map(told.contains) == true
  }
}
