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
  /// The virtual function of the parent that it is.
  package var virtualFunction: UInt32?
  /// Whether the guest gets that itself, and no macvtap on it.
  package var isHostDevice: Bool
  /// The libvirt network that it is attached to, in place of a parent.
  package var network: String?
  package var mac: MACAddress
  package var mode: GuestMode
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
    isAttached = interface.isAttached(in: guest)
    parent = interface.parent?.value
    virtualFunction = interface.virtualFunction?.value
    isHostDevice = interface.isHostDevice
    network = interface.network?.value
    mac = interface.mac(in: guest)
    mode = interface.mode?.value ?? (virtualFunction == nil ? .bridge : .passthru)
    model = interface.model?.value ?? "virtio"
    target = interface.target?.value.text
    link = interface.link?.value ?? .up
    trustsGuest = interface.trustsGuest?.value
    inbound = interface.inbound
    outbound = interface.outbound
  }
}

extension DesiredAttachment {
  /// libvirt's word for what it is.
  var type: String {
    if network != nil { return "network" }
    return isHostDevice ? "hostdev" : "direct"
  }

  /// How people call the way it is attached; `nil`: as its network says.
  var modeText: String? {
    if network != nil { return nil }
    return isHostDevice ? "hostdev" : mode.rawValue
  }

  /// What it is attached to, in the words of the manifest.
  var parentText: String? {
    guard let virtualFunction, let parent else { return parent?.text ?? network }
    return "\(parent) vf \(virtualFunction)"
  }
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
  /// - Parameters:
  ///   - device: The link, or the PCI address of the virtual function.
  ///   - vlan: That of the virtual function, which libvirt takes away unless it is told; `nil`: what
  ///     `base` has.
  ///   - base: An interface whose other settings stay, as far as one of this type and model can have
  ///     them.
  package func element(
    on device: String, vlan: UInt32? = nil, base: XMLElement? = nil
  ) -> XMLElement {
    var element = base ?? XMLElement("interface")
    let former = base == nil ? type : DomainInterface(element).type
    if former != type {
      // A virtual function brings its own device, and libvirt its own driver for it.
      let kept =
        [former, type].contains("hostdev") ? ["mac", "boot", "rom"] : Self.childrenOfAnyType
      element.children.removeAll { !kept.contains($0.name) }
    }
    // Another device may want a place of another kind.
    if !isHostDevice, element.child("model")?["type"] != model { element.setChild("address", nil) }
    element["type"] = type
    element["managed"] = isHostDevice ? "yes" : nil
    if let vlan {
      let tag = XMLElement("tag", [.init("id", String(vlan))])
      element.setChild("vlan", vlan == 0 ? nil : XMLElement("vlan", children: [tag]))
    }
    if isHostDevice {
      element["trustGuestRxFilters"] = nil
      element.setChild("mac", XMLElement("mac", [.init("address", mac.description)]))
      element.setChild(
        "source", PCIAddress(device).map { XMLElement("source", children: [$0.element]) })
      return element
    }
    if let trustsGuest = trustsGuest ?? (base == nil && model == "virtio" ? true : nil) {
      element["trustGuestRxFilters"] = trustsGuest ? "yes" : "no"
    }
    element.setChild("mac", XMLElement("mac", [.init("address", mac.description)]))
    if let network {
      // Of the same network it may have a part of its own, by 'portgroup'.
      let source = element.child("source").flatMap { $0["network"] == network ? $0 : nil }
      element.setChild("source", source ?? XMLElement("source", [.init("network", network)]))
    } else {
      element.setChild(
        "source", XMLElement("source", [.init("dev", device), .init("mode", mode.domainWord)]))
    }
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

  /// What an interface of one type has that one of any other can have.
  private static let childrenOfAnyType: Set<String> = [
    "mac", "model", "driver", "boot", "rom", "address",
  ]

  /// What an interface that is made anew leaves to libvirt, and to whoever has its slot by now.
  package static func withoutPlace(_ element: XMLElement) -> XMLElement {
    var element = withoutGenerated(element)
    element.setChild("address", nil)
    return element
  }

  /// The names that libvirt gave are not asked for again; those of people begin with `ua-`.
  package static func withoutGenerated(_ element: XMLElement) -> XMLElement {
    var element = element
    // What it was lent by a network of libvirt's, it asks that for again.
    if let source = element.child("source"), source["network"] != nil {
      element["type"] = "network"
      element.setChild(
        "source",
        XMLElement(
          "source", source.attributes.filter { ["network", "portgroup"].contains($0.name) }))
    }
    if !(element.child("alias")?["name"]?.hasPrefix("ua-") ?? false) {
      element.setChild("alias", nil)
    }
    if element.child("target")?["dev"].flatMap(GuestTarget.reservedPrefix) != nil {
      element.setChild("target", nil)
    }
    return element
  }
}

/// The names of guests' ends on the host.
enum GuestTarget {
  /// What libvirt keeps for itself: it drops such a name when the domain is defined.
  static func reservedPrefix(of name: String) -> String? {
    ["vnet", "vif", "macvtap", "macvlan"].first { name.hasPrefix($0) }
  }
}
