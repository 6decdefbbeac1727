/// The keys of an entry below `guests:`.
enum GuestTable {
  static let summary =
    "The guests and what they are attached to, by the name of the libvirt domain. One that is not "
    + "defined here is elsewhere: all hosts can include one list."

  static let table = MappingTable<ManifestGuest>(keys: [
    Key(
      "manager", .word, into: { $0.manager = $1 },
      "Who starts it: libvirt, or systemd-nspawn, to which a container's interfaces go by its "
        + "settings file, as far as nobody else has written one.",
      unset: "libvirt"),
    Key(
      "uuid", .uuid, into: { $0.uuid = $1 },
      "The UUID of the domain, which then may have any name.",
      unset: "found by its name"),
    Key(
      "state", .word, into: { $0.state = $1 },
      "Whether the guest has its interfaces; 'detached' cuts it off.", unset: "attached"),
    Key(
      "interfaces", AttachmentTable.type, whole: { $0.interfaces = $1 },
      "The guest's interfaces on links of this host, by a name of your own.", unset: "none"),
  ])

  static let type = table.named(
    "a mapping with the name of each guest as a key",
    owner: { "guest \(quoted($0))" },
    isName: ValueType<String>.domainName
  ) { ManifestGuest(range: $0.range, name: $0.value) }
}

/// The keys of an entry below `interfaces:` of a guest.
enum AttachmentTable {
  static let table = MappingTable<ManifestAttachment>(
    keys: keys,
    instead: ["mtu": "it has the MTU of its parent: write it for that link"])

  private static let keys: [Key<ManifestAttachment>] = [
    Key(
      "parent", .linkName, into: { $0.parent = $1 }, "The id of the link that it is attached to.",
      unset: "what network says", goes: "<source dev=>"),
    Key(
      "vf", .number(0...VirtualFunctionTable.last), into: { $0.virtualFunction = $1 },
      "The virtual function of the parent, a NIC with SR-IOV, that the guest gets for itself: as it "
        + "is, or by a macvtap with 'mode: passthru'. What 'vfs' of the NIC says of its VLAN, rate and "
        + "so on holds; it may say nothing.",
      unset: "a macvtap on the parent", goes: "<interface type=hostdev>"),
    Key(
      "kind", .word, into: { $0.kind = $1 },
      "What a container of systemd-nspawn gets; others have macvtaps.", unset: "macvlan",
      goes: "[Network] MACVLAN=, IPVLAN= of the container"),
    Key(
      "network", .networkName, into: { $0.network = $1 },
      "The libvirt network of the manifest that it is attached to, which has parents and mode.",
      unset: "what parent says", goes: "<source network=>"),
    Key(
      "mac", .mac, into: { $0.mac = $1 }, "The interface's Ethernet address.",
      unset: "derived from the names of guest and interface: it stays when the guest moves",
      goes: "<mac address=>"),
    Key(
      "mode", .word, into: { $0.mode = $1 },
      "How it shares the parent with others; libvirt calls passthru passthrough.", unset: "bridge",
      goes: "<source mode=>"),
    Key(
      "model", .model, into: { $0.model = $1 }, "The device that the guest sees.", unset: "virtio",
      goes: "<model type=>"),
    Key(
      "target", .linkName, into: { $0.target = $1 }, "The name of the macvtap on the host.",
      unset: "what libvirt chooses at each start", goes: "<target dev=>"),
    Key(
      "link", .word, into: { $0.link = $1 }, "Whether the guest sees a cable plugged in.",
      unset: "up", goes: "<link state=>"),
    Key(
      "trust-guest-rx-filters", .boolean, into: { $0.trustsGuest = $1 },
      "Whether the host follows the guest's filters: IPv6 and multicast need it, and the guest may "
        + "then change its address.",
      unset: "yes for a new interface of model virtio, else what it has",
      goes: "trustGuestRxFilters="),
    Key(
      "inbound", BandwidthTable.type, whole: { $0.inbound = $1 },
      "The most that the guest may receive.", unset: "no limit", goes: "<inbound>"),
    Key(
      "outbound", BandwidthTable.type, whole: { $0.outbound = $1 },
      "The most that the guest may send.", unset: "no limit", goes: "<outbound>"),
    Key(
      "state", .word, into: { $0.state = $1 },
      "Whether the guest has this interface; 'detached' takes it away.", unset: "attached"),
  ]

  static let type = table.named(
    "a mapping with a name of your own for each interface as a key",
    owner: { "interface \(quoted($0))" }, isName: .attachmentName,
    start: { ManifestAttachment(range: $0.range, name: $0.value) },
    missing: { interface in
      interface.parent == nil && interface.network == nil
        ? (
          "parent",
          "'parent' takes the name of a link such as enp4s0, 'network' that of a libvirt network"
        ) : nil
    })
}

/// The keys of a bandwidth.
enum BandwidthTable {
  struct Draft: Sendable {
    var average: Located<UInt32>?
    var peak: Located<UInt32>?
    var burst: Located<UInt32>?
  }

  static let table = MappingTable<Draft>(keys: [
    Key(
      "average", .number(1...UInt32.max), into: { $0.average = $1 },
      "In the long run, in kilobytes a second.", unset: nil),
    Key(
      "peak", .number(1...UInt32.max), into: { $0.peak = $1 },
      "For a moment, in kilobytes a second.", unset: "as average"),
    Key(
      "burst", .number(1...UInt32.max), into: { $0.burst = $1 },
      "How many kilobytes may go at peak speed.", unset: "what libvirt chooses"),
  ])

  static let type = table.type(
    "a bandwidth", such: "{average: 10000}", start: { _ in Draft() },
    finish: { draft, _, _ in
      draft.average.map {
        Bandwidth(average: $0.value, peak: draft.peak?.value, burst: draft.burst?.value)
      }
    })
}

extension ValueType where Value == String {
  /// What libvirt takes for the name of a domain: one line without a slash.
  fileprivate static var domainName: Self {
    ValueType("the name of a guest such as web1") { text throws(Complaint) in
      if text.utf8.contains(UInt8(ascii: "/")) { throw Complaint("has a '/'") }
      guard text.utf8.count <= 255 else { throw Complaint("is longer than 255 bytes") }
      return text.isEmpty || text.contains(where: \.isNewline) ? nil : text
    }
  }

  /// A short word of plain signs.
  private static func plainWord(_ expected: String) -> Self {
    ValueType(expected, shape: .string(pattern: "^[A-Za-z0-9._-]{1,64}$")) {
      text throws(Complaint) in
      let isPlain = text.utf8.allSatisfy { byte in
        (97...122).contains(byte) || (65...90).contains(byte) || (48...57).contains(byte)
          || "._-".utf8.contains(byte)
      }
      guard isPlain else {
        throw Complaint("has other letters than 'a' to 'z', digits, '.', '_', '-'")
      }
      return (1...64).contains(text.utf8.count) ? text : nil
    }
  }

  fileprivate static var attachmentName: Self { plainWord("a name such as lan") }

  /// Digits as libvirt prints them.
  fileprivate static var uuid: Self {
    ValueType("a UUID such as 3969dfc3-eb52-486c-b6e8-f26c43c5f3d7") { text in
      let parts = text.split(separator: "-", omittingEmptySubsequences: false)
      let isHex = text.utf8.allSatisfy { byte in
        (48...57).contains(byte) || (97...102).contains(byte) || (65...70).contains(byte)
          || byte == UInt8(ascii: "-")
      }
      return isHex && parts.map(\.utf8.count) == [8, 4, 4, 4, 12] ? text.lowercased() : nil
    }
  }

  /// libvirt and qemu know many, and refuse what they do not.
  fileprivate static var model: Self {
    plainWord("the name of a device such as virtio or e1000e")
  }
}
