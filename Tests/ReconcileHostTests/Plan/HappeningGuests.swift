@testable import ReconcileCore

extension Happening {
  /// What libvirt has and says.
  func happen(
    _ verb: String, _ words: inout LineWords, to guests: inout GuestObservation
  ) throws {
    if verb == "no-libvirt" {
      guests = .unknown("libvirt does not answer: \(try words.all().joined(separator: " "))")
      return
    }
    var domains: [Domain] = if case .domains(let domains) = guests { domains } else { [] }
    let name = try words.next()
    if verb == "domain" {
      domains.append(try Self.domain(name, &words))
    } else {
      let side = try words.next()
      let sides = try words.wanted(
        side == "both"
          ? GuestChange.Side.allCases : GuestChange.Side(rawValue: side).map { [$0] })
      let paths = sides.map { $0 == .live ? \Domain.live : \.definition }
      let gone = verb == "no-interface" ? try words.mac() : nil
      let interface: DomainInterface? =
        switch verb {
        case "no-interface": nil
        case "hostdev": try Self.hostDevice(&words)
        case "network-interface": try Self.networkInterface(&words)
        default: try Self.interface(&words)
        }
      try words.change(&domains, where: { $0.name == name }) { domain in
        for path in paths {
          if let interface { domain[keyPath: path]?.append(interface) }
          if let gone { domain[keyPath: path]?.removeAll { $0.mac == gone } }
        }
      }
    }
    guests = .domains(domains)
  }

  /// What libvirt has of networks: `network NAME LAYER TYPE DEVICE…`, all of that layer anew.
  func happen(
    _ verb: String, _ words: inout LineWords, to observation: inout NetworkObservation
  ) throws {
    if verb == "no-networks" {
      observation = .unknown("libvirt does not answer: \(try words.all().joined(separator: " "))")
      return
    }
    guard case .networks(var networks) = observation else { throw words.error }
    let (name, layer, type) = (try words.next(), try words.next(), try words.next())
    var devices: [String] = []
    while let device = words.nextIfAny() { devices.append(device) }
    var root = XMLElement("network", children: [XMLElement("name", text: name)])
    if type == "nat" { root.setChild("bridge", XMLElement("bridge", [.init("name", "virbr0")])) }
    root.setChild(
      "forward",
      XMLElement(
        "forward", [.init("mode", type)],
        children: devices.map { XMLElement("interface", [.init("dev", $0)]) }))
    let description = LibvirtNetwork.Description(root)
    let place = networks.firstIndex { $0.name == name } ?? networks.endIndex
    if place == networks.endIndex {
      networks.append(
        LibvirtNetwork(
          uuid: "00000000-0000-4000-8000-\(place)", name: name, startsAutomatically: false,
          definition: nil, live: nil))
    }
    switch (layer, type) {
    case ("live", "stopped"): networks[place].live = nil
    case ("live", _): networks[place].live = description
    case ("definition", _): networks[place].definition = description
    default: throw words.error
    }
    observation = .networks(networks)
  }

  private static func domain(_ name: String, _ words: inout LineWords) throws -> Domain {
    let state = try words.next()
    let states: [String: Domain.State] = [
      "running": .running, "paused": .paused, "suspended": .other, "off": .shutOff,
      "transient": .running,
    ]
    return Domain(
      uuid: words.nextIfAny() ?? "00000000-0000-4000-8000-\(name)", name: name,
      state: try words.wanted(states[state]), definition: state == "transient" ? nil : [],
      live: state == "off" ? nil : [])
  }

  private static func networkInterface(_ words: inout LineWords) throws -> DomainInterface {
    let (mac, network) = (try words.mac(), try words.next())
    let device = words.nextIfAny() ?? "vmbridge"
    return DomainInterface(
      XMLElement(
        "interface", [.init("type", "network")],
        children: [
          XMLElement("mac", [.init("address", mac.description)]),
          XMLElement(
            "source", [.init("network", network)] + (device == "none" ? [] : [.init("dev", device)])
          ),
          XMLElement("model", [.init("type", "virtio")]),
        ]))
  }

  private static func hostDevice(_ words: inout LineWords) throws -> DomainInterface {
    let (mac, address) = (try words.mac(), try words.wanted(PCIAddress(words.next())))
    var element = XMLElement(
      "interface", [.init("type", "hostdev"), .init("managed", "yes")],
      children: [
        XMLElement("mac", [.init("address", mac.description)]),
        XMLElement("source", children: [address.element]),
      ])
    if let vlan = words.nextIfAny() {
      element.setChild(
        "vlan", XMLElement("vlan", children: [XMLElement("tag", [.init("id", vlan)])]))
    }
    return DomainInterface(element)
  }

  private static func interface(_ words: inout LineWords) throws -> DomainInterface {
    let (mac, source) = (try words.mac(), try words.next())
    let (mode, model) = (try words.next(), try words.next())
    var element = XMLElement(
      "interface", [.init("type", "direct")],
      children: [
        XMLElement("mac", [.init("address", mac.description)]),
        XMLElement("source", [.init("dev", source), .init("mode", mode)]),
        XMLElement("model", [.init("type", model)]),
      ])
    while let word = words.nextIfAny() {
      let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
      let value = try words.wanted(parts.last)
      switch parts.count == 1 && word != "trusted" ? "target" : parts[0] {
      case "trusted": element["trustGuestRxFilters"] = "yes"
      case "slot":
        element.setChild(
          "address", XMLElement("address", [.init("type", "pci"), .init("slot", value)]))
      case "alias": element.setChild("alias", XMLElement("alias", [.init("name", value)]))
      case "target": element.setChild("target", XMLElement("target", [.init("dev", value)]))
      case "bridge":
        element["type"] = "bridge"
        element.setChild("source", XMLElement("source", [.init("bridge", value)]))
      case "with": element.setChild(value, XMLElement(value))
      default: throw words.error
      }
    }
    return DomainInterface(element)
  }
}
