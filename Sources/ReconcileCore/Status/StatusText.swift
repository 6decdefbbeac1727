/// A host's status as a person reads it, in plain ASCII.
package struct StatusText: Sendable {
  let status: HostStatus

  package init(_ status: HostStatus) {
    self.status = status
  }

  // MARK: All of the host

  package var whole: String {
    var words = [status.host, status.manifest, "systemd \(status.systemd)"]
    if let generation = status.generation { words.append("generation \(generation)") }
    return words.joined(separator: "  ").inASCII + "\n\n" + state + links + guests + containers
      + others
  }

  private var state: String {
    tableText([
      ["applied", status.applied ?? "never"],
      ["networkd", status.networkd ? "runs" : "does not run"],
      ["host", verdict],
    ])
  }

  private var verdict: String {
    if status.isEmpty { return "is what the manifest says" }
    return status.isDrifted
      ? "has drifted: 'reconcile audit' tells how, 'reconcile plan' all that differs"
      : "differs: 'reconcile plan' tells how"
  }

  private var links: String {
    guard !status.links.isEmpty else { return "" }
    let rows = status.links.map { link in
      [
        link.name, link.kind, link.state.rawValue, link.addresses.global.joined(separator: " "),
        link.plan.map(\.mark) ?? "",
      ]
    }
    return "\n" + Self.table(["LINK", "KIND", "STATE", "ADDRESSES", "DIFFERS"], rows)
  }

  private var guests: String {
    guard !status.guests.isEmpty else { return "" }
    let rows = status.guests.flatMap { guest -> [[String]] in
      let state = guest.state.rawValue
      guard !guest.interfaces.isEmpty else { return [[guest.name, "", state, "", "", ""]] }
      return guest.interfaces.map { interface in
        let side = interface.live ?? interface.definition ?? interface.declared
        return [
          guest.name, interface.name ?? "", state, side?.parent ?? "",
          interface.live?.tap ?? "", interface.plan.map(\.mark) ?? interface.foreignness,
        ]
      }
    }
    return "\n" + Self.table(["GUEST", "INTERFACE", "STATE", "PARENT", "TAP", "DIFFERS"], rows)
  }

  private var containers: String {
    let rows = status.containers.flatMap { container in
      container.links.map {
        [container.name, $0.kind, container.state, $0.parent, container.plan.map(\.mark) ?? ""]
      }
    }
    guard !rows.isEmpty else { return "" }
    return "\n" + Self.table(["CONTAINER", "KIND", "STATE", "PARENT", "DIFFERS"], rows)
  }

  private var others: String {
    var text = ""
    if !status.others.isEmpty {
      text += "\nBesides\n"
      for other in status.others {
        let problem = other.plan.problem.map { ": \($0.text)" } ?? ""
        text += "  \(other.mark)  \(other.plan.title)\(problem)".inASCII + "\n"
      }
    }
    if !status.fights.isEmpty {
      let links = status.fights.map { "\($0.link) (\($0.attribute.rawValue))" }
      text += "\n" + "Fights: \(links.joined(separator: ", "))".inASCII + "\n"
    }
    return text
  }

  private static func table(_ head: [String], _ rows: [[String]]) -> String {
    tableText([head] + rows.map { $0.map { $0.isEmpty ? "-" : $0.inASCII } })
  }

  // MARK: One link or guest

  package var details: String {
    (status.links.map(link) + status.guests.map(guest) + status.containers.map(container)
      + status.others.map { "\($0.plan.title)".inASCII + "\n" + differences($0) })
      .joined(separator: "\n")
  }

  private func container(_ container: ContainerStatus) -> String {
    "container \(container.name)  \(container.state)".inASCII + "\n\n"
      + Self.indented(container.links.map { [$0.kind, "on \($0.parent)"] }, by: 2)
      + differences(container.plan)
  }

  private func link(_ link: LinkStatus) -> String {
    var rows: [[String]] = [["state", link.state.rawValue]]
    if let description = link.description { rows.append(["description", description]) }
    if let name = link.kernelName, let index = link.index {
      rows.append(["kernel", "\(name), index \(index)"])
    }
    if let lower = link.lower { rows.append(["lower", lower]) }
    if let master = link.master { rows.append(["master", master]) }
    rows += link.options.sorted { $0.key < $1.key }.map { [$0.key, $0.value] }
    if let mac = link.mac { rows.append(["mac", mac]) }
    if let mtu = link.mtu { rows.append(["mtu", String(mtu)]) }
    rows += link.addresses.enumerated().map { [$0.offset == 0 ? "addresses" : "", $0.element] }
    if let tap = link.tap { rows += [["tap", tap.path], ["qemu", tap.qemu]] }
    return "\(link.kind) \(link.name)".inASCII + "\n\n" + Self.indented(rows, by: 2)
      + differences(link.plan)
  }

  private func guest(_ guest: GuestStatus) -> String {
    var text =
      ["guest \(guest.name)", guest.state.rawValue, guest.uuid].compactMap { $0 }
      .joined(separator: "  ").inASCII + "\n"
    if let reason = guest.reason { text += "\n  ? unknown  \(reason.inASCII)\n" }
    for interface in guest.interfaces {
      let title = interface.name ?? interface.mac ?? "an interface"
      let foreign = interface.declared == nil ? ", which is not in the manifest" : ""
      text += "\n  \(title.inASCII)\(foreign)\n" + sides(interface) + differences(interface.plan)
    }
    return text
  }

  private func sides(_ interface: GuestStatus.Interface) -> String {
    let sides = [
      ("declared", interface.declared), ("live", interface.live),
      ("definition", interface.definition),
    ].filter { $0.1 != nil }
    func row(_ name: String, _ value: KeyPath<GuestStatus.Side, String?>) -> [String] {
      [name] + sides.map { $0.1?[keyPath: value] ?? "-" }
    }
    var rows = [[""] + sides.map(\.0)]
    rows += [row("parent", \.parent), row("mode", \.mode), row("mac", \.mac)]
    rows += [
      row("model", \.model), row("tap", \.tap), ["cable"] + sides.map { $0.1?.cable ?? "-" },
    ]
    var text = Self.indented(rows, by: 4)
    if let source = interface.source {
      text += Self.indented(
        [["addresses", interface.addresses.joined(separator: " ") + " (\(source.rawValue))"]], by: 4
      )
    }
    return text
  }

  private func differences(_ entry: PlanEntry?) -> String {
    guard let entry else { return "" }
    let plan = entry.plan
    var text = "\n  \(entry.mark)"
    if let problem = plan.problem { text += "  \(problem.text.inASCII)" }
    if !plan.differences.isEmpty { text += "  impact: \(plan.impact.rawValue)" }
    let rows = plan.differences.map { row in
      [row.cause.rawValue, row.attribute.rawValue, row.transition, row.layer.rawValue]
    }
    return text + "\n" + Self.indented(rows, by: 4)
  }

  private static func indented(_ rows: [[String]], by width: Int) -> String {
    let blanks = String(repeating: " ", count: width)
    return tableText(rows.map { $0.map(\.inASCII) }).split(separator: "\n")
      .map { "\(blanks)\($0)\n" }.joined()
  }
}

extension [String] {
  fileprivate var global: [String] { filter { !(CIDR($0)?.address.isEveryLinksOwn ?? false) } }
}

extension GuestStatus.Interface {
  fileprivate var foreignness: String { declared == nil ? "foreign" : "" }
}
