/// What is known of the guests of a host.
package enum GuestObservation: Sendable, Hashable {
  /// Nothing in the manifest or on the host made anybody ask.
  case notAsked
  /// libvirt gave no answer, for that reason.
  case unknown(String)
  case domains([Domain])
}

/// A domain of libvirt.
package struct Domain: Sendable, Hashable {
  package var uuid: String
  package var name: String
  package var state: State
  /// The interfaces of its persistent definition; `nil` for a transient domain, which has none.
  package var definition: [DomainInterface]?
  /// The interfaces that it has now; `nil` while it does not run.
  package var live: [DomainInterface]?
  /// Whether a guest agent is connected, which tells the guest's own addresses.
  package var hasAgent = false

  /// virDomainState, as far as it matters here.
  package enum State: String, Sendable, Hashable {
    case running
    case paused
    case shutOff = "shut off"
    /// Crashed, going down, or suspended by itself.
    case other
  }

  package init(
    uuid: String, name: String, state: State, definition: [DomainInterface]?,
    live: [DomainInterface]?
  ) {
    self.uuid = uuid
    self.name = name
    self.state = state
    self.definition = definition
    self.live = live
  }

  /// `nil` where the domain has no such description.
  func interfaces(_ side: GuestChange.Side) -> [DomainInterface]? {
    switch side {
    case .live: live
    case .definition: definition
    }
  }
}

/// `<interface>` of a domain.
package struct DomainInterface: Sendable, Hashable {
  /// `direct`, `bridge`, `network`, …
  package var type: String
  package var mac: MACAddress?
  /// The link on the host, or the libvirt network.
  package var source: String?
  /// As libvirt writes it: `passthrough`.
  package var mode: String?
  package var model: String?
  package var target: String?
  package var link: GuestLinkState
  package var trustsGuest: Bool
  package var inbound: Bandwidth?
  package var outbound: Bandwidth?
  /// The tag that a virtual function has by it; 0: none.
  package var vlan: UInt32
  /// All of it, to be changed where it has to be.
  package var element: XMLElement

  package init(_ element: XMLElement) {
    self.element = element
    let source = element.child("source")
    // While the guest runs, libvirt tells what its network gave it, and names the network besides.
    type = source?["network"] == nil ? element["type"] ?? "" : "network"
    mac = element.child("mac")?["address"].flatMap { MACAddress($0) }
    self.source =
      source?["network"] ?? source?["dev"] ?? source?["bridge"]
      ?? source?.child("address").flatMap(PCIAddress.init)?.description
    mode = source?["mode"]
    model = element.child("model")?["type"]
    target = element.child("target")?["dev"]
    link = element.child("link")?["state"].flatMap(GuestLinkState.init) ?? .up
    trustsGuest = element["trustGuestRxFilters"] == "yes"
    let bandwidth = element.child("bandwidth")
    vlan = element.child("vlan")?.child("tag")?["id"].flatMap { UInt32($0) } ?? 0
    inbound = bandwidth?.child("inbound").flatMap(Bandwidth.init)
    outbound = bandwidth?.child("outbound").flatMap(Bandwidth.init)
  }
}

extension DomainInterface {
  /// The link, or the place of the virtual function, that it is on, also where a network of libvirt
  /// has chosen it for a running guest; `nil` for other types.
  var device: String? {
    switch type {
    case "direct", "hostdev": source
    case "network": element.child("source")?["dev"]
    default: nil
    }
  }
}

extension Bandwidth {
  fileprivate init?(_ element: XMLElement) {
    func number(_ name: String) -> UInt32? { element[name].flatMap { UInt32($0) } }
    guard let average = number("average") else { return nil }
    self.init(average: average, peak: number("peak"), burst: number("burst"))
  }

  func element(_ name: String) -> XMLElement {
    var element = XMLElement(name, [.init("average", String(average))])
    element["peak"] = peak.map { String($0) }
    element["burst"] = burst.map { String($0) }
    return element
  }
}

extension XMLElement {
  /// Whether it is the `<channel>` of a guest agent that has answered libvirt.
  package var isConnectedAgent: Bool {
    guard name == "channel", let target = child("target") else { return false }
    return target["name"] == "org.qemu.guest_agent.0" && target["state"] == "connected"
  }
}
