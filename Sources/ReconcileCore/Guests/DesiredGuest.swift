/// A guest as it shall be, all defaults filled in.
package struct DesiredGuest: Sendable {
  package var name: String
  package var uuid: String?
  package var attachments: [DesiredAttachment]

  package init(_ guest: ManifestGuest) {
    name = guest.name
    uuid = guest.uuid?.value
    attachments = guest.interfaces.map { DesiredAttachment($0, of: guest) }
  }

  func isMeant(by domain: Domain) -> Bool {
    uuid.map { $0 == domain.uuid } ?? (name == domain.name)
  }
}

/// One interface of a guest as it shall be.
package struct DesiredAttachment: Sendable, Hashable {
  package var name: String
  package var isAttached: Bool
  /// `nil`: the network's.
  package var parent: LinkName?
  /// The libvirt network that it is attached to, in place of a parent.
  package var network: String?
  package var mac: MACAddress
  package var mode: MacvlanMode
  package var model: String
  /// `nil`: what libvirt chooses.
  package var target: String?
  package var link: GuestLinkState
  /// `nil`: what it has.
  package var trustsGuest: Bool?
  package var inbound: Bandwidth?
  package var outbound: Bandwidth?

  init(_ interface: ManifestAttachment, of guest: ManifestGuest) {
    name = interface.name
    isAttached = (interface.state ?? guest.state)?.value != .detached
    parent = interface.parent?.value
    network = interface.network?.value
    mac = interface.mac?.value ?? .ofGuest(guest.name, interface: interface.name)
    mode = interface.mode?.value ?? .bridge
    model = interface.model?.value ?? "virtio"
    target = interface.target?.value.text
    link = interface.link?.value ?? .up
    trustsGuest = interface.trustsGuest?.value
    inbound = interface.inbound
    outbound = interface.outbound
  }
}

extension MacvlanMode {
  /// libvirt's word.
  var domainWord: String { self == .passthru ? "passthrough" : rawValue }
}

extension MACAddress {
  /// The address of a guest's interface that is given none: 52:54:00, which qemu and libvirt use, and
  /// the lower three bytes of SipHash-2-4 of `GUEST/INTERFACE` under the key `reconcile guests`. It
  /// is the same on every host.
  static func ofGuest(_ guest: String, interface: String) -> MACAddress {
    // The key's bytes as two little-endian words.
    let key: (UInt64, UInt64) = (0x6c69_636e_6f63_6572, 0x7374_7365_7567_2065)
    let hash = sipHash24(Array("\(guest)/\(interface)".utf8), key: key)
    return MACAddress(value: 0x5254_0000_0000 | hash & 0xff_ffff)
  }
}

extension DesiredAttachment {
  /// The element of an interface that is this one.
  ///
  /// - Parameter base: An interface whose other settings stay.
  package func element(on device: String, base: XMLElement? = nil) -> XMLElement {
    var element = base ?? XMLElement("interface")
    element["type"] = network == nil ? "direct" : "network"
    if let trustsGuest = trustsGuest ?? (base == nil && model == "virtio" ? true : nil) {
      element["trustGuestRxFilters"] = trustsGuest ? "yes" : "no"
    }
    element.setChild("mac", XMLElement("mac", [.init("address", mac.description)]))
    let source =
      network.map { [XMLElement.Attribute("network", $0)] }
      ?? [.init("dev", device), .init("mode", mode.domainWord)]
    element.setChild("source", XMLElement("source", source))
    if let target { element.setChild("target", XMLElement("target", [.init("dev", target)])) }
    element.setChild("model", XMLElement("model", [.init("type", model)]))
    let hasLink = link == .down || element.child("link") != nil
    element.setChild(
      "link", hasLink ? XMLElement("link", [.init("state", link.rawValue)]) : nil)
    let limits = [inbound?.element("inbound"), outbound?.element("outbound")].compactMap { $0 }
    element.setChild(
      "bandwidth", limits.isEmpty ? nil : XMLElement("bandwidth", children: limits))
    return element
  }

  /// What an interface that is made anew leaves to libvirt.
  package static func withoutPlace(_ element: XMLElement) -> XMLElement {
    var element = element
    for name in ["alias", "address"] { element.setChild(name, nil) }
    // What it was lent by a network of libvirt's, it asks that for again.
    if let source = element.child("source"), source["network"] != nil {
      element["type"] = "network"
      element.setChild(
        "source",
        XMLElement(
          "source", source.attributes.filter { ["network", "portgroup"].contains($0.name) }))
    }
    // A name of libvirt's own is not asked for again.
    if element.child("target")?["dev"]?.hasPrefix("macvtap") ?? false {
      element.setChild("target", nil)
    }
    return element
  }
}
