extension LinkOption {
  /// IFLA_BOND_* of linux/if_link.h and what bond_options.c lets change.
  static let bond: [LinkOption] = [
    LinkOption(
      .mode,
      .words([
        Word("balance-rr", 0), Word("active-backup", 1), Word("balance-xor", 2),
        Word("broadcast", 3), Word("802.3ad", 4), Word("balance-tlb", 5), Word("balance-alb", 6),
      ]), "How the members share the traffic.", unset: "balance-rr", standard: .word("balance-rr"),
      unit: "Bond.Mode", kernel: .init(attribute: 1, coding: .u8), change: .replace,
      isAlwaysRendered: true),
    LinkOption(
      .miiInterval, .time(0...longest),
      "How often the carrier of each member is looked at, such as 100ms; 0s is never.",
      unset: "100ms in modes 802.3ad, balance-tlb and balance-alb, else never",
      unit: "Bond.MIIMonitorSec", kernel: .init(attribute: 3, coding: .milliseconds)),
    LinkOption(
      .upDelay, .time(0...longest),
      "How long a member has a carrier before it is used; a multiple of mii-interval.",
      unset: "0s", standard: .time(0), unit: "Bond.UpDelaySec",
      kernel: .init(attribute: 4, coding: .milliseconds)),
    LinkOption(
      .downDelay, .time(0...longest),
      "How long a member has no carrier before it is left; a multiple of mii-interval.",
      unset: "0s", standard: .time(0), unit: "Bond.DownDelaySec",
      kernel: .init(attribute: 5, coding: .milliseconds)),
    LinkOption(
      .transmitHashPolicy,
      .words([
        Word("layer2", 0), Word("layer3+4", 1), Word("layer2+3", 2), Word("encap2+3", 3),
        Word("encap3+4", 4), Word("vlan+srcmac", 5),
      ]), "What decides which member a packet takes.", unset: "layer2", standard: .word("layer2"),
      unit: "Bond.TransmitHashPolicy", kernel: .init(attribute: 14, coding: .u8)),
    LinkOption(
      .lacpRate, .words([Word("slow", 0), Word("fast", 1)]),
      "How often the partner shall send LACP packets: every 30 seconds or every second.",
      unset: "slow", standard: .word("slow"), unit: "Bond.LACPTransmitRate",
      kernel: .init(attribute: 21, coding: .u8), change: .down, modes: ["802.3ad"]),
    LinkOption(
      .minLinks, .number(0...UInt64(UInt32.max)),
      "How many members need a carrier before the bond has one.", unset: "0",
      standard: .number(0), unit: "Bond.MinLinks", kernel: .init(attribute: 18, coding: .u32)),
    LinkOption(
      .adSelect, .words([Word("stable", 0), Word("bandwidth", 1), Word("count", 2)]),
      "When another LACP aggregator is chosen.", unset: "stable", standard: .word("stable"),
      unit: "Bond.AdSelect", kernel: .init(attribute: 22, coding: .u8), change: .down,
      modes: ["802.3ad"]),
    LinkOption(
      .adActorSystemPriority, .number(1...65535), "The priority of this system in LACP.",
      unset: "65535", standard: .number(65535), unit: "Bond.AdActorSystemPriority",
      kernel: .init(attribute: 24, coding: .u16), change: .down, modes: ["802.3ad"]),
    LinkOption(
      .adUserPortKey, .number(0...1023), "The upper bits of the LACP port key.", unset: "0",
      standard: .number(0), unit: "Bond.AdUserPortKey",
      kernel: .init(attribute: 25, coding: .u16), change: .down, modes: ["802.3ad"]),
    LinkOption(
      .adActorSystem, .mac, "The system's address in LACP.", unset: "that of the bond",
      unit: "Bond.AdActorSystem", kernel: .init(attribute: 26, coding: .mac), change: .down,
      modes: ["802.3ad"]),
    LinkOption(
      .primary, .link, "The member that is used while it has a carrier.", unset: "none", unit: nil,
      kernel: .init(attribute: 11, coding: .link),
      modes: ["active-backup", "balance-tlb", "balance-alb"]),
    LinkOption(
      .primaryReselect, .words([Word("always", 0), Word("better", 1), Word("failure", 2)]),
      "When the primary member is taken again after a failure.", unset: "always",
      standard: .word("always"), unit: "Bond.PrimaryReselectPolicy",
      kernel: .init(attribute: 12, coding: .u8),
      modes: ["active-backup", "balance-tlb", "balance-alb"]),
    LinkOption(
      .failOverMAC, .words([Word("none", 0), Word("active", 1), Word("follow", 2)]),
      "Whose address the bond has in mode active-backup.", unset: "none", standard: .word("none"),
      unit: "Bond.FailOverMACPolicy", kernel: .init(attribute: 13, coding: .u8), change: .replace,
      modes: ["active-backup"]),
    LinkOption(
      .arpInterval, .time(0...longest),
      "How often the arp-targets are asked whether they are there, in place of mii-interval.",
      unset: "never", standard: .time(0), unit: "Bond.ARPIntervalSec",
      kernel: .init(attribute: 7, coding: .milliseconds),
      modes: ["balance-rr", "active-backup", "balance-xor", "broadcast"]),
    LinkOption(
      .arpTargets, .arpTargets, "The IPv4 addresses that are asked, at most \(mostARPTargets).",
      unset: "none",
      standard: .addresses([]),
      unit: "Bond.ARPIPTargets", kernel: .init(attribute: 8, coding: .addresses),
      modes: ["balance-rr", "active-backup", "balance-xor", "broadcast"]),
    LinkOption(
      .arpValidate,
      .words([Word("none", 0), Word("active", 1), Word("backup", 2), Word("all", 3)]),
      "Which members' ARP answers are checked.", unset: "none", standard: .word("none"),
      unit: "Bond.ARPValidate", kernel: .init(attribute: 9, coding: .u32),
      modes: ["balance-rr", "active-backup", "balance-xor", "broadcast"]),
    LinkOption(
      .arpAllTargets, .words([Word("any", 0), Word("all", 1)]),
      "How many of the arp-targets have to answer.", unset: "any", standard: .word("any"),
      unit: "Bond.ARPAllTargets", kernel: .init(attribute: 10, coding: .u32),
      modes: ["active-backup"]),
    LinkOption(
      .arpMissedMax, .number(1...255), "How many ARP probes may fail before a member is down.",
      unset: "2", standard: .number(2), unit: "Bond.ARPMissedMax",
      kernel: .init(attribute: 30, coding: .u8),
      modes: ["balance-rr", "active-backup", "balance-xor", "broadcast"]),
    LinkOption(
      .resendIGMP, .number(0...255), "How many IGMP reports are sent after a failure.",
      unset: "1", standard: .number(1), unit: "Bond.ResendIGMP",
      kernel: .init(attribute: 15, coding: .u32)),
    LinkOption(
      .gratuitousARP, .number(0...255),
      "How many gratuitous ARP and neighbour advertisements are sent after a failure.",
      unset: "1", standard: .number(1), unit: "Bond.GratuitousARP",
      kernel: .init(attribute: 16, coding: .u8)),
    LinkOption(
      .peerNotifyDelay, .time(0...300_000_000),
      "The time between two of those; a multiple of mii-interval.", unset: "0s", standard: .time(0),
      unit: "Bond.PeerNotifyDelaySec",
      kernel: .init(attribute: 28, coding: .milliseconds)),
    LinkOption(
      .allMembersActive, .flag, "Whether packets that come in on an unused member are taken.",
      unset: "no", standard: .flag(false), unit: "Bond.AllSlavesActive",
      kernel: .init(attribute: 17, coding: .u8)),
    LinkOption(
      .learnPacketInterval, .time(1_000_000...2_147_483_647_000_000),
      "How often each member's switch is taught, in modes balance-tlb and balance-alb. networkd "
        + "never says it to the kernel: after each boot the next apply does.",
      unset: "1s", standard: .time(1_000_000), unit: "Bond.LearnPacketIntervalSec",
      kernel: .init(attribute: 19, coding: .seconds)),
    LinkOption(
      .packetsPerMember, .number(0...65535),
      "How many packets go over a member before the next one; 0 chooses by chance.",
      unset: "1", standard: .number(1), unit: "Bond.PacketsPerSlave",
      kernel: .init(attribute: 20, coding: .u32), modes: ["balance-rr"]),
    LinkOption(
      .dynamicTransmitLoadBalancing, .flag, "Whether flows move by load in mode balance-tlb.",
      unset: "yes", standard: .flag(true), unit: "Bond.DynamicTransmitLoadBalancing",
      kernel: .init(attribute: 27, coding: .u8), change: .down, modes: ["balance-tlb"]),
  ]

  /// BOND_MAX_ARP_TARGETS of linux/if_bonding.h.
  static let mostARPTargets = 16

  /// The modes in which the kernel looks at the carriers also where nothing says so, and how often
  /// in microseconds (bond_option_mode_set).
  static let modesWithMII: Set = ["802.3ad", "balance-tlb", "balance-alb"]
  static let standardMII: UInt64 = 100_000

  /// INT_MAX milliseconds in microseconds, as bond_options.c bounds most times.
  private static let longest: UInt64 = 2_147_483_647_000
}
