/// Which tap of the host is whose.
///
/// A tap is known by its Ethernet address and the link that the kernel has it on: libvirt gives
/// names anew at each start. Only where a guest has changed the address, which it may if it is
/// trusted, the name tells that this run of it was given.
struct GuestTaps: Sendable {
  /// The running guests by the index of their tap.
  let guests: [Int32: String]
  private let taps: [Interface: KernelLink]

  /// An interface of a running guest.
  private struct Interface: Hashable {
    var uuid: String
    var mac: MACAddress?
    var target: String?

    init(_ interface: DomainInterface, of domain: Domain) {
      (uuid, mac, target) = (domain.uuid, interface.mac, interface.target)
    }
  }

  init(_ guests: GuestObservation, _ links: [KernelLink]) {
    guard case .domains(let domains) = guests else {
      (self.guests, taps) = ([:], [:])
      return
    }
    let interfaces = domains.flatMap { domain in (domain.live ?? []).map { (domain, $0) } }
    let byName = Dictionary(links.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    let macvtaps = Dictionary(
      grouping: links.filter { $0.kind == "macvtap" && $0.mac != nil }, by: \.mac)
    var owners: [Int32: String] = [:]
    var taps: [Interface: KernelLink] = [:]
    for (domain, interface) in interfaces where interface.type != "hostdev" {
      guard let device = interface.device else { continue }
      let lower = byName[device]?.macvlanLower
      let tap = macvtaps[interface.mac]?.first { tap in
        owners[tap.index] == nil && (lower == nil || tap.lower == lower)
      }
      guard let tap else { continue }
      owners[tap.index] = domain.name
      taps[Interface(interface, of: domain)] = tap
    }
    for (domain, interface) in interfaces where taps[Interface(interface, of: domain)] == nil {
      guard let tap = interface.target.flatMap({ byName[$0] }), tap.isTap, owners[tap.index] == nil
      else { continue }
      owners[tap.index] = domain.name
      taps[Interface(interface, of: domain)] = tap
    }
    self.guests = owners
    self.taps = taps
  }

  func tap(of interface: DomainInterface, of domain: Domain) -> KernelLink? {
    taps[Interface(interface, of: domain)]
  }
}

extension KernelLink {
  var isTap: Bool { kind == "macvtap" || kind == "tun" }

  /// The link that the kernel puts a macvtap on whose source is this one.
  var macvlanLower: Int32? { kind == "macvlan" || kind == "macvtap" ? lower : index }
}

extension Observation {
  /// Whether a macvtap that is not ours is on a link of the manifest, or on one that was applied,
  /// however far below, or one of its virtual functions has no link here: it may be a guest's.
  package func mayHaveGuests(on desired: Desired) -> Bool {
    let wanted = desired.links.map { (name: $0.name.text, kind: $0.kind.rawValue) }
    let applied = (record?.links ?? [:]).map { (name: $0.key, kind: $0.value.kind) }
    let known = wanted + applied
    let ownTaps = Set(known.filter { $0.kind == LinkKind.macvtap.rawValue }.map(\.name))
    let taps = (kernel?.links ?? []).filter { $0.kind == "macvtap" && !ownTaps.contains($0.name) }
    guard !taps.isEmpty || !virtualFunctions.isEmpty else { return false }
    // Which NICs are meant is yet to be asked.
    if desired.asksForNICFacts { return true }
    let host = HostIndex(self, desired)
    let ours = Set(known.compactMap { host.links[$0.name]?.index })
    let functions = virtualFunctions.filter { ours.contains($0.key) }.flatMap(\.value)
    let tapped = Set(taps.compactMap(\.lower).compactMap { host.names[$0] })
    if functions.contains(where: { $0.link.map(tapped.contains) ?? true }) { return true }
    var open = taps.map(\.index)
    var seen = Set(open)
    while let index = open.popLast() {
      if ours.contains(index) { return true }
      guard let link = host.byIndex[index] else { continue }
      let lower = link.lowerNamespace == nil ? [link.lower].compactMap { $0 } : []
      let below = lower + host.members[index, default: []].map(\.index)
      open += below.filter { seen.insert($0).inserted }
    }
    return false
  }
}
