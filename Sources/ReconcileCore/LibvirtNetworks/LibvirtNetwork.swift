/// A network of libvirt as it shall be.
package struct DesiredNetwork: Sendable, Hashable {
  package var name: String
  package var mode: GuestMode
  package var parents: [LinkName]
  package var startsAutomatically: Bool

  init(_ network: ManifestNetwork) {
    name = network.name
    mode = network.mode?.value ?? .bridge
    parents = network.parents.map(\.value)
    startsAutomatically = network.autostart?.value ?? true
  }

  /// What is remembered once it was applied.
  var values: [Attribute: [String]] {
    [
      .mode: [mode.rawValue], .parent: parents.map(\.text),
      .autostart: [startsAutomatically ? "yes" : "no"],
    ]
  }

  /// `<network>` that is this one.
  ///
  /// - Parameter base: One whose other settings stay.
  func element(on devices: [String], base: XMLElement?) -> XMLElement {
    var element = base ?? XMLElement("network", children: [XMLElement("name", text: name)])
    element.setChild(
      "forward",
      XMLElement(
        "forward", [.init("mode", mode.domainWord)],
        children: devices.map { XMLElement("interface", [.init("dev", $0)]) }))
    return element
  }
}

/// What is known of the networks of libvirt.
package enum NetworkObservation: Sendable, Hashable {
  case notAsked
  /// libvirt gave no answer, for that reason.
  case unknown(String)
  case networks([LibvirtNetwork])
}

/// A network of libvirt.
package struct LibvirtNetwork: Sendable, Hashable {
  package var uuid: String
  package var name: String
  package var startsAutomatically: Bool
  /// What it starts with; `nil` for a transient one.
  package var definition: Description?
  /// What it is while it runs.
  package var live: Description?

  /// `<network>`, as far as it matters here.
  package struct Description: Sendable, Hashable {
    /// `nil` where guests get no macvtaps: a bridge of libvirt's own, `nat`, `hostdev`, ….
    package var mode: GuestMode?
    package var devices: [String]
    package var element: XMLElement

    package init(_ element: XMLElement) {
      self.element = element
      let forward = element.child("forward")
      let hasBridge = element.child("bridge") != nil
      mode = hasBridge ? nil : forward?["mode"].flatMap(GuestMode.init(domainWord:))
      let interfaces = (forward?.children ?? []).filter { $0.name == "interface" }
      devices = interfaces.compactMap { $0["dev"] }
      if devices.isEmpty, let device = forward?["dev"] { devices = [device] }
    }
  }

  package init(
    uuid: String, name: String, startsAutomatically: Bool, definition: Description?,
    live: Description?
  ) {
    self.uuid = uuid
    self.name = name
    self.startsAutomatically = startsAutomatically
    self.definition = definition
    self.live = live
  }
}

/// A change of a network of libvirt.
package struct NetworkChange: Sendable, Hashable {
  package var network: String
  package var verb: Verb

  package enum Verb: Sendable, Hashable {
    /// Writes its definition, new or in place of the old one.
    case define(XMLElement, isNew: Bool)
    case setAutostart(Bool)
    case start
    /// Stops and starts it, which no running guest may notice.
    case restart
    case stop
    /// Takes its definition away.
    case undefine
  }

  /// Whether it takes the network away.
  package var isOfDeparture: Bool {
    switch verb {
    case .stop, .undefine: true
    case .define, .setAutostart, .start, .restart: false
    }
  }

  /// Whether it is done whole or not at all.
  package var isWhole: Bool {
    switch verb {
    case .define, .setAutostart, .start, .stop, .undefine: true
    case .restart: false
    }
  }
}

extension NetworkChange: CustomStringConvertible {
  package var description: String {
    switch verb {
    case .define: "define network \(network)"
    case .setAutostart(let isOn):
      "\(isOn ? "start" : "no longer start") network \(network) with libvirt"
    case .start: "start network \(network)"
    case .restart: "stop and start network \(network)"
    case .stop: "stop network \(network)"
    case .undefine: "take the definition of network \(network) away"
    }
  }
}
