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
      domains.append(try Self.domain(name, try words.next(), of: words))
    } else {
      let side = try words.next()
      let sides = try words.wanted(
        side == "both"
          ? GuestChange.Side.allCases : GuestChange.Side(rawValue: side).map { [$0] })
      let interface = try Self.interface(&words)
      try words.change(&domains, where: { $0.name == name }) { domain in
        for side in sides {
          if side == .live { domain.live?.append(interface) }
          if side == .definition { domain.definition?.append(interface) }
        }
      }
    }
    guests = .domains(domains)
  }

  private static func domain(
    _ name: String, _ state: String, of words: LineWords
  ) throws -> Domain {
    let states: [String: Domain.State] = [
      "running": .running, "paused": .paused, "off": .shutOff, "transient": .running,
    ]
    return Domain(
      uuid: "00000000-0000-4000-8000-\(name)", name: name,
      state: try words.wanted(states[state]), definition: state == "transient" ? nil : [],
      live: state == "off" ? nil : [])
  }

  private static func interface(_ words: inout LineWords) throws -> DomainInterface {
    let (mac, source) = (try words.mac(), try words.next())
    let (mode, model) = (try words.next(), try words.next())
    let target = words.nextIfAny().map { XMLElement("target", [.init("dev", $0)]) }
    return DomainInterface(
      XMLElement(
        "interface", [.init("type", "direct")],
        children: [
          XMLElement("mac", [.init("address", mac.description)]),
          XMLElement("source", [.init("dev", source), .init("mode", mode)]),
          XMLElement("model", [.init("type", model)]),
        ] + [target].compactMap { $0 }))
  }
}
