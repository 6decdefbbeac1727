extension LinkOption {
  /// IFLA_BR_* of linux/if_link.h.
  static let bridge: [LinkOption] = [
    LinkOption(
      .stp, .flag, "Whether the bridge takes part in the spanning tree protocol.", unset: "no",
      standard: .flag(false), unit: "Bridge.STP", kernel: .init(attribute: 5, coding: .u32),
      isAlwaysRendered: true),
    LinkOption(
      .priority, .number(0...65535), "The bridge's priority in the spanning tree; less is more.",
      unset: "32768", standard: .number(32768), unit: "Bridge.Priority",
      kernel: .init(attribute: 6, coding: .u16)),
    LinkOption(
      .forwardDelay, .time(2_000_000...30_000_000),
      "How long a port listens and learns before it forwards.", unset: "15s",
      standard: .time(15_000_000), unit: "Bridge.ForwardDelaySec",
      kernel: .init(attribute: 1, coding: .hundredths)),
    LinkOption(
      .helloTime, .time(1_000_000...10_000_000), "How often the root bridge says hello.",
      unset: "2s", standard: .time(2_000_000), unit: "Bridge.HelloTimeSec",
      kernel: .init(attribute: 2, coding: .hundredths)),
    LinkOption(
      .maxAge, .time(6_000_000...40_000_000),
      "How long a hello counts before the tree is built anew.", unset: "20s",
      standard: .time(20_000_000), unit: "Bridge.MaxAgeSec",
      kernel: .init(attribute: 3, coding: .hundredths)),
    LinkOption(
      .ageingTime, .time(0...1_000_000_000_000),
      "How long the bridge remembers behind which port an address is.", unset: "5min (300s)",
      standard: .time(300_000_000), unit: "Bridge.AgeingTimeSec",
      kernel: .init(attribute: 4, coding: .hundredths)),
    LinkOption(
      .vlanFiltering, .flag, "Whether ports carry only the VLANs that they are given.",
      unset: "no", standard: .flag(false), unit: "Bridge.VLANFiltering",
      kernel: .init(attribute: 7, coding: .u8)),
    LinkOption(
      .vlanProtocol, .words([Word("802.1q", 0x8100), Word("802.1ad", 0x88a8)]),
      "The tag that VLAN filtering goes by.", unset: "802.1q", standard: .word("802.1q"),
      unit: "Bridge.VLANProtocol", kernel: .init(attribute: 8, coding: .be16)),
    LinkOption(
      .defaultPVID, .number(0...4094), "The VLAN of packets without a tag, on new ports; 0: none.",
      unset: "1", standard: .number(1), unit: "Bridge.DefaultPVID",
      kernel: .init(attribute: 39, coding: .u16)),
    LinkOption(
      .groupForwardMask, .number(0...65535),
      "Which link-local groups (01:80:c2:00:00:0X) are forwarded: a bit for each X.",
      unset: "0", standard: .number(0), unit: "Bridge.GroupForwardMask",
      kernel: .init(attribute: 9, coding: .u16)),
    LinkOption(
      .multicastSnooping, .flag, "Whether multicast goes only to ports that asked for it.",
      unset: "yes", standard: .flag(true), unit: "Bridge.MulticastSnooping",
      kernel: .init(attribute: 23, coding: .u8)),
    LinkOption(
      .multicastQuerier, .flag, "Whether the bridge asks for multicast members itself.",
      unset: "no", standard: .flag(false), unit: "Bridge.MulticastQuerier",
      kernel: .init(attribute: 25, coding: .u8)),
    LinkOption(
      .multicastIGMPVersion, .number(2...3), "The version of IGMP that it asks with.",
      unset: "2", standard: .number(2), unit: "Bridge.MulticastIGMPVersion",
      kernel: .init(attribute: 43, coding: .u8)),
    LinkOption(
      .fdbMaxLearned, .number(0...UInt64(UInt32.max)),
      "How many addresses are learned at most; 0: no limit.", unset: "0", standard: .number(0),
      unit: "Bridge.FDBMaxLearned", kernel: .init(attribute: 49, coding: .u32)),
    LinkOption(
      .linkLocalLearning, .flag, "Whether addresses are learned from link-local packets.",
      unset: "yes", standard: .flag(true), unit: "Bridge.LinkLocalLearning",
      // BR_BOOLOPT_NO_LL_LEARN of linux/if_bridge.h.
      kernel: .init(attribute: 46, coding: .invertedBridgeBit(1))),
  ]

  /// What a port of a bridge has: IFLA_BRPORT_* of linux/if_link.h, [Bridge] of
  /// systemd.network(5).
  package static let bridgePort: [LinkOption] = [
    port(
      .portCost, .number(1...65535), "The cost of the port in the spanning tree.",
      unset: "what the kernel makes of its speed", unit: "Cost", 3, .u32),
    port(
      .portPriority, .number(0...63), "The priority of the port in the spanning tree.",
      unset: "32", standard: .number(32), unit: "Priority", 2, .u16),
    port(
      .portHairpin, .flag, "Whether a packet may leave by the port that it came in by.",
      unset: "no", standard: .flag(false), unit: "HairPin", 4, .u8),
    port(
      .portIsolated, .flag, "Whether the port reaches only ports that are not isolated.",
      unset: "no", standard: .flag(false), unit: "Isolated", 33, .u8),
    port(
      .portFastLeave, .flag, "Whether a member of a multicast group leaves at once.",
      unset: "no", standard: .flag(false), unit: "FastLeave", 7, .u8),
    port(
      .portLearning, .flag, "Whether the bridge learns addresses from the port.", unset: "yes",
      standard: .flag(true), unit: "Learning", 8, .u8),
    port(
      .portUnicastFlood, .flag, "Whether packets to unknown addresses go out by the port.",
      unset: "yes", standard: .flag(true), unit: "UnicastFlood", 9, .u8),
    port(
      .portMulticastFlood, .flag, "Whether multicast nobody asked for goes out by the port.",
      unset: "yes", standard: .flag(true), unit: "MulticastFlood", 27, .u8),
    port(
      .portMulticastToUnicast, .flag,
      "Whether multicast goes to each member as a packet of its own.", unset: "no",
      standard: .flag(false), unit: "MulticastToUnicast", 28, .u8),
    port(
      .portNeighborSuppression, .flag,
      "Whether the bridge answers for neighbours behind the port.", unset: "no",
      standard: .flag(false), unit: "NeighborSuppression", 32, .u8),
    port(
      .portProxyARP, .flag, "Whether the bridge answers ARP for those behind other ports.",
      unset: "no", standard: .flag(false), unit: "ProxyARP", 10, .u8),
    port(
      .portMulticastRouter,
      .words([
        Word("no", 0), Word("query", 1), Word("permanent", 2), Word("temporary", 3),
      ]), "Whether a multicast router is behind the port.", unset: "query",
      standard: .word("query"), unit: "MulticastRouter", 25, .u8),
  ]

  private static func port(
    _ attribute: Attribute, _ form: Form, _ summary: String, unset: String,
    standard: OptionValue? = nil, unit: String, _ number: UInt16, _ coding: Coding
  ) -> LinkOption {
    LinkOption(
      attribute, form, summary, unset: unset, standard: standard, unit: "Bridge.\(unit)",
      kernel: .init(attribute: number, coding: coding))
  }

  /// Its key in a manifest: below `port:` without the prefix.
  package var key: String {
    let name = attribute.rawValue
    return name.hasPrefix("port-") ? String(name.dropFirst(5)) : name
  }
}
