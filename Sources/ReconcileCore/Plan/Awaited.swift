extension Planner {
  /// A link that networkd configures anew in a reload.
  package struct Awaited: Sendable, Hashable {
    package var link: String
    /// Its name in the kernel.
    package var device: String
    /// The path of the .network that it shall use; `nil`: none.
    package var file: String?

    /// Whether something may keep networkd from being done that only a later step takes away, or
    /// nothing: without a carrier it waits for one.
    package var isHindered = false

    package init(link: String, device: String? = nil, file: String?, isHindered: Bool = false) {
      self.isHindered = isHindered
      self.link = link
      self.device = device ?? link
      self.file = file
    }
  }

  /// The links that an apply has to wait for after its reload.
  package func awaited(_ plan: Plan) -> [Awaited] {
    let stuck = Set(plan.links.filter { $0.problem != nil && $0.isOfLink }.map(\.name))
    let created = created(by: plan.steps.prefix { !$0.isLoad })
    let going = Set(
      plan.links.filter { $0.verb == .replace || $0.verb == .remove }.map(\.name))
    let configured = desired.links.compactMap { link -> Awaited? in
      let name = Ownership.fileName(link.name, "network")
      let path = "\(UnitOnDisk.ourFolder)/\(name)"
      guard !stuck.contains(link.name.text), link.isManaged else { return nil }
      if created.contains(link.name.text) { return Awaited(link: link.name.text, file: path) }
      guard let kernel = host.links[link.name.text] else { return nil }
      let isOwned = observed.networkd?.links[kernel.index]?.networkFile == path
      guard isReconfigured(link) || !isOwned else { return nil }
      let uppers = host.uppers[kernel.index, default: []].map(\.name)
      let others =
        link.children.map(\.name.text) + uppers
        + [link.name.text, link.master?.name.text]
        .compactMap { $0 }
      return Awaited(
        link: link.name.text, device: kernelName(link.name), file: path,
        isHindered: !kernel.hasCarrier || !going.isDisjoint(with: others))
    }
    let released = plan.links.filter { $0.verb == .remove && $0.kind == "nic" }
      .compactMap { link -> Awaited? in
        guard let kernel = host.links[link.name] else { return nil }
        return Awaited(link: link.name, file: heir(of: kernel)?.path)
      }
    return configured + released
  }

  /// The links that steps make: networkd takes them into care by itself, a little later.
  package func awaited(after steps: ArraySlice<Step>) -> [Awaited] {
    let created = created(by: steps)
    return desired.links.filter { created.contains($0.name.text) }.map {
      Awaited(
        link: $0.name.text,
        file: "\(UnitOnDisk.ourFolder)/\(Ownership.fileName($0.name, "network"))")
    }
  }

  private func created(by steps: ArraySlice<Step>) -> Set<String> {
    Set(
      steps.compactMap { step in
        if case .kernel(.createLink(let wanted)) = step.action { wanted.name } else { nil }
      })
  }
}
