import ReconcileCore

/// Asks and changes libvirt by virsh(1), a few processes for all guests together.
struct Virsh {
  struct Failure: Error, CustomStringConvertible {
    var description: String
  }

  /// The system's own libvirtd or virtqemud.
  static let connection = ["--connect", "qemu:///system", "--quiet"]
  /// For all that a plan asks.
  private static let patience = Duration.seconds(4)
  /// For a guest's agent, which may hang with its guest.
  private static let agentPatience = Duration.seconds(2)
  /// For one change; a guest may take its time to let an interface go.
  static let changing = Duration.seconds(30)
  /// Linux takes no more in one argument (MAX_ARG_STRLEN).
  static let longestScript = 100_000

  let xml: LibXML

  init() throws(LibXML.Failure) {
    xml = try LibXML()
  }

  // MARK: Looking

  /// All domains with their interfaces.
  func domains() async throws -> [Domain] {
    let end = ContinuousClock.now + Self.patience
    let lists = try await sections(
      [
        "list --all --uuid", "list --all --uuid --persistent", "list --uuid --state-running",
        "list --uuid --state-paused", "list --uuid --all --state-shutoff",
      ], until: end
    ).map(Self.uuids)
    let (running, paused, shutOff) = (Set(lists[2]), Set(lists[3]), Set(lists[4]))
    let all = try await descriptions(
      of: lists[0], live: Set(lists[0]).subtracting(shutOff), persistent: Set(lists[1]), until: end,
      parse: parse)
    return all.map { described in
      let uuid = described.uuid
      let state: Domain.State =
        running.contains(uuid)
        ? .running : paused.contains(uuid) ? .paused : shutOff.contains(uuid) ? .shutOff : .other
      var domain = Domain(
        uuid: uuid, name: described.name, state: state,
        definition: described.definition.map(\.interfaces), live: described.live.map(\.interfaces))
      domain.hasAgent = described.live?.devices.contains(where: \.isConnectedAgent) ?? false
      return domain
    }
  }

  /// All networks.
  func networks() async throws -> [LibvirtNetwork] {
    let end = ContinuousClock.now + Self.patience
    let lists = try await sections(
      [
        "net-list --all --uuid", "net-list --all --uuid --persistent", "net-list --uuid",
        "net-list --all --uuid --autostart",
      ], until: end
    ).map(Self.uuids)
    let automatic = Set(lists[3])
    let all = try await descriptions(
      of: lists[0], kind: "net-", live: Set(lists[2]), persistent: Set(lists[1]), until: end,
      parse: { try xml.parse($0) })
    return all.map { described in
      LibvirtNetwork(
        uuid: described.uuid, name: described.name,
        startsAutomatically: automatic.contains(described.uuid),
        definition: described.definition.map(LibvirtNetwork.Description.init),
        live: described.live.map(LibvirtNetwork.Description.init))
    }
  }

  /// What libvirt says of a domain or a network.
  private struct Described {
    var uuid: String
    var name: String
    var live: XMLElement?
    var definition: XMLElement?
  }

  /// Both descriptions of each, without those that have gone while we looked.
  ///
  /// - Parameter kind: What the names of commands begin with that are not for domains.
  private func descriptions(
    of uuids: [String], kind: String = "", live: Set<String>, persistent: Set<String>,
    until end: ContinuousClock.Instant, parse: (String) throws -> XMLElement
  ) async throws -> [Described] {
    var sides: [(uuid: String, side: GuestChange.Side)] = []
    for uuid in uuids {
      if live.contains(uuid) { sides.append((uuid, .live)) }
      if persistent.contains(uuid) { sides.append((uuid, .definition)) }
    }
    let texts = try await sections(
      sides.map { "\(kind)dumpxml \($0.side == .live ? "" : "--inactive ")\($0.uuid)" }, until: end)
    let gone = try await gone(
      zip(sides, texts).filter { $1.isBlank }.map(\.0.uuid), by: "\(kind)list --all --uuid")
    var described: [String: Described] = [:]
    for ((uuid, side), text) in zip(sides, texts) where !gone.contains(uuid) {
      let root = try parse(text)
      guard let name = root.child("name")?.text else {
        throw Failure(description: "libvirt gives no name to \(uuid)")
      }
      var both = described[uuid] ?? Described(uuid: uuid, name: name)
      switch side {
      case .live: both.live = root
      case .definition: both.definition = root
      }
      described[uuid] = both
    }
    return uuids.compactMap { described[$0] }
  }

  /// Those without a description that have gone while we looked.
  ///
  /// - Parameter listing: The command that lists those that are there.
  private func gone(_ silent: [String], by listing: String) async throws -> Set<String> {
    guard !silent.isEmpty else { return [] }
    let list = try await ask(listing)
    if let uuid = silent.first(where: { list.contains($0) }) {
      throw Failure(description: "libvirt does not describe \(uuid)")
    }
    return Set(silent)
  }

  /// The addresses that a guest itself tells of; it may tell of any.
  func agentAddresses(of uuid: String) async throws -> [GuestAddress] {
    // libvirt lets nobody ask an agent who may only read.
    let text = try await TimedProcess.output(
      of: "virsh", Self.connection + ["domifaddr", uuid, "--source", "agent", "--full"],
      within: Self.agentPatience)
    return GuestAddress.all(inTable: text)
  }

  /// The interfaces that running domains have now.
  func liveInterfaces(of uuids: [String]) async throws -> [[XMLElement]] {
    let texts = try await sections(
      uuids.map { "dumpxml \($0)" }, until: ContinuousClock.now + Self.patience)
    return try texts.map { text in
      text.isBlank ? [] : try parse(text).devices.filter { $0.name == "interface" }
    }
  }

  private func parse(_ text: String) throws(LibXML.Failure) -> XMLElement {
    try xml.parse(text) { path in
      switch path.count {
      case 2: path[1] == "name" || path[1] == "devices"
      case 3: path[1] == "devices" && (path[2] == "interface" || path[2] == "channel")
      case 4: path[2] == "interface" || path[2] == "channel" && path[3] == "target"
      default: path.count > 4 && path[2] == "interface"
      }
    }
  }

  /// What stands between the outputs of commands: no text of a guest can hold it by chance, nor by
  /// intent.
  static func mark() -> String { "reconcile-\(UInt64.random(in: .min ... .max))" }

  /// The outputs of several commands of virsh, which one process carries out.
  private func sections(
    _ commands: [String], until end: ContinuousClock.Instant
  ) async throws -> [String] {
    let mark = Self.mark()
    var texts: [String] = []
    var rest = commands[...]
    while !rest.isEmpty {
      var script = ""
      var count = 0
      while let command = rest.first, script.utf8.count + command.utf8.count < Self.longestScript {
        script += "\(command); echo \(mark); "
        count += 1
        rest = rest.dropFirst()
      }
      let output = try await ask(script, within: end - .now)
      // By bytes: characters of megabytes take their time.
      var parts = output.utf8.split(separator: mark.utf8, omittingEmptySubsequences: false)
      guard parts.count == count + 1 else {
        throw Failure(description: "virsh stopped half-way")
      }
      parts.removeLast()
      texts += parts.map { String(Substring($0)) }
    }
    return texts
  }

  private func ask(_ script: String, within limit: Duration = patience) async throws -> String {
    do {
      return try await TimedProcess.output(
        of: "virsh", Self.connection + ["--readonly", script], within: limit)
    } catch {
      // A script is nothing to read at three in the morning.
      let reason = error.description.replacing(script, with: "…")
      throw Failure(description: "libvirt does not answer: \(reason)")
    }
  }

  /// Only what virsh printed as a UUID goes back to it.
  private static func uuids(_ list: String) -> [String] {
    list.split(separator: "\n").map { $0.filter { !$0.isWhitespace } }.filter { line in
      !line.isEmpty
        && line.utf8.allSatisfy { $0 == 0x2d || (48...57).contains($0) || (97...102).contains($0) }
    }
  }

  // MARK: Changing

  func perform(_ change: NetworkChange) async throws {
    let name = change.network
    switch change.verb {
    case .define(let element, _):
      try await run("net-define", ["/dev/stdin"], input: try xml.text(of: element))
    case .setAutostart(let isOn):
      try await run("net-autostart", [name] + (isOn ? [] : ["--disable"]))
    case .start: try await run("net-start", [name])
    case .restart:
      try await run("net-destroy", [name])
      try await run("net-start", [name])
    case .stop: try await run("net-destroy", [name])
    case .undefine: try await run("net-undefine", [name])
    }
  }

  private func run(_ command: String, _ arguments: [String], input: String = "") async throws {
    try await TimedProcess.run(
      "virsh", Self.connection + [command] + arguments, input: input, within: Self.changing)
  }
}

extension String {
  fileprivate var isBlank: Bool { utf8.allSatisfy { $0 == 0x0a || $0 == 0x20 } }
}

extension XMLElement {
  /// Those of a domain.
  fileprivate var devices: [XMLElement] { child("devices")?.children ?? [] }

  fileprivate var interfaces: [DomainInterface] {
    devices.filter { $0.name == "interface" }.map(DomainInterface.init)
  }
}
