extension LinkOption {
  /// IFLA_VLAN_* of linux/if_link.h; VLAN_FLAG_* of linux/if_vlan.h.
  static let vlan: [LinkOption] = [
    LinkOption(
      .id, .number(0...4094), "The VLAN's number.", unset: nil, unit: "VLAN.Id",
      kernel: .init(attribute: 1, coding: .u16), change: .replace),
    LinkOption(
      .vlanProtocol, .words([Word("802.1q", 0x8100), Word("802.1ad", 0x88a8)]),
      "The tag that its packets have.", unset: "802.1q", standard: .word("802.1q"),
      unit: "VLAN.Protocol", kernel: .init(attribute: 5, coding: .be16), change: .replace),
    flag(.gvrp, "Whether the VLAN is announced by GVRP.", false, "GVRP", 0x2),
    flag(.mvrp, "Whether the VLAN is announced by MVRP.", false, "MVRP", 0x8),
    flag(
      .looseBinding, "Whether it stays up while its parent is down.", false, "LooseBinding", 0x4),
    flag(
      .reorderHeader, "Whether the tag is hidden from programs that capture packets.", true,
      "ReorderHeader", 0x1),
  ]

  private static func flag(
    _ attribute: Attribute, _ summary: String, _ standard: Bool, _ unit: String, _ bit: UInt32
  ) -> LinkOption {
    LinkOption(
      attribute, .flag, summary, unset: standard ? "yes" : "no", standard: .flag(standard),
      unit: "VLAN.\(unit)", kernel: .init(attribute: 2, coding: .vlanFlag(bit)))
  }

  /// IFLA_MACVLAN_* of linux/if_link.h.
  static let macvlan =
    macvtap("MACVLAN") + [
      LinkOption(
        .broadcastQueueLength,
        // networkd takes the largest of 32 bits for none.
        .number(0...UInt64(UInt32.max - 1)),
        "How many broadcast packets wait for the links on the same parent; the largest counts.",
        unset: "1000", standard: .number(1000), unit: "MACVLAN.BroadcastMulticastQueueLength",
        kernel: .init(attribute: 7, coding: .u32))
    ]

  /// What a macvtap shares of them: networkd gives it no queue length.
  static func macvtap(_ section: String = "MACVTAP") -> [LinkOption] {
    [
      LinkOption(
        .mode, .words(MacvlanMode.allCases.map { Word($0.rawValue, UInt64($0.number)) }),
        "Whom the link can reach on the same parent.",
        unset: "bridge (the kernel's own default is vepa)", standard: .word("bridge"),
        unit: "\(section).Mode", kernel: .init(attribute: 1, coding: .u32),
        isAlwaysRendered: true),
      LinkOption(
        .sourceMACs, .macs, "In mode source the addresses whose packets the link gets.",
        unset: "none", standard: .macs([]), unit: "\(section).SourceMACAddress",
        kernel: .init(attribute: 5, coding: .macvlanSources), modes: ["source"]),
    ]
  }

  /// IFLA_IPVLAN_* of linux/if_link.h: both are of all ipvlans on one parent.
  static let ipvlan: [LinkOption] = [
    LinkOption(
      .mode,
      .words([Word("l2", 0, unit: "L2"), Word("l3", 1, unit: "L3"), Word("l3s", 2, unit: "L3S")]),
      "The layer that packets are told apart by.", unset: "l2 (the kernel's own default is l3)",
      standard: .word("l2"), unit: "IPVLAN.Mode", kernel: .init(attribute: 1, coding: .u16),
      isAlwaysRendered: true),
    LinkOption(
      .isolation, .words([Word("bridge", 0), Word("private", 1), Word("vepa", 2)]),
      "Whom the link can reach on the same parent.", unset: "bridge", standard: .word("bridge"),
      unit: "IPVLAN.Flags", kernel: .init(attribute: 2, coding: .u16)),
  ]

  /// IFLA_VRF_* of linux/if_link.h.
  static let vrf: [LinkOption] = [
    LinkOption(
      .table, .number(1...UInt64(UInt32.max)), "The routing table of the VRF.", unset: nil,
      unit: "VRF.Table", kernel: .init(attribute: 1, coding: .u32), change: .replace)
  ]
}
