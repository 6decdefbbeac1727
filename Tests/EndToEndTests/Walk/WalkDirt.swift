import Support
import ReconcileCore

/// What somebody does behind the program's back between two steps.
enum WalkDirt {
  /// A line of shell; it may fail where there is no such link any more.
  static func next(_ manifest: WalkManifest, _ random: inout SplitMix64) -> String {
    let name = random.pick(manifest.names)
    let kind = manifest.links[name]?.kind ?? .nic
    let unit = "/etc/systemd/network/05-reconcile-\(name)"
    var lines = [
      "ip link set \(name) mtu 1290", "ip link set \(name) address 02:00:00:00:00:99",
      "ip link set \(name) down", "ip link set \(name) down; ip link set \(name) up",
      "ip addr add 172.31.0.9/24 dev \(name)", "ip addr add fd31::9/64 dev \(name)",
      "ip addr flush dev \(name)", "ip -6 addr flush dev \(name) scope link",
      "ip -4 addr flush dev \(name)", "ip -6 addr flush dev \(name) scope global",
      "ip route del default", "ip -6 route del default",
      "ip route add 10.99.0.0/16 dev \(name)", "ip route flush dev \(name) proto static",
      "ip route add default dev \(name) metric 77", "ip link set \(name) nomaster",
      "ip link property add dev \(name) altname other-\(name)", "ip link set \(name) alias mine",
      "sed -i '$a # mine' \(unit).network; networkctl reload",
      "sed -i '/^Address=/d' \(unit).network; networkctl reload",
      "rm \(unit).network; networkctl reload", "rm \(unit).network", "rm \(unit).*",
      "touch -c \(unit).network", "touch -c \(unit).network; networkctl reload",
      "networkctl reconfigure \(name)", "networkctl reload",
      "/run/bin/restart-networkd", "/run/bin/restart-networkd --kill",
      "/run/bin/restart-networkd --kill stop; ip addr flush dev \(name); /run/bin/restart-networkd start",
      "echo 0 >/proc/sys/net/ipv4/ip_forward", "rm -r /run/reconcile",
    ]
    if kind.isVirtual {
      let others = manifest.names.filter { manifest.links[$0]?.kind.isVirtual == true }
      lines += [
        "ip link del \(name)", "ip link del \(name); networkctl reload", "rm \(unit).netdev",
        "ip link del \(name); rm \(unit).*", "sed -i '/^Mode=/d' \(unit).netdev; networkctl reload",
        "ip link del \(name); ip link del \(random.pick(others))",
      ]
    }
    lines += options(of: kind).map { "ip link set \(name) type \(kind) \($0)" }
    if let bridge = manifest.names.first(where: { manifest.links[$0]?.kind == .bridge }) {
      lines.append("ip link set \(name) master \(bridge)")
    }
    if let master = manifest.master(of: name), manifest.links[master]?.kind == .bridge {
      lines += [
        "ip link set \(name) type bridge_slave cost 99 hairpin on isolated on",
        "bridge vlan add dev \(name) vid 77; bridge vlan del dev \(name) vid 1",
      ]
    }
    return random.pick(lines)
  }

  private static func options(of kind: LinkKind) -> [String] {
    switch kind {
    case .macvlan, .macvtap: ["mode private", "mode vepa", "mode bridge", "bcqueuelen 77"]
    case .bridge:
      ["stp_state 1 priority 7", "ageing_time 500 vlan_filtering 1", "mcast_snooping 0"]
    case .bond: ["miimon 70", "xmit_hash_policy layer3+4", "resend_igmp 7 updelay 0"]
    case .vlan: ["loose_binding on", "reorder_hdr off gvrp on"]
    case .ipvlan: ["mode l3s", "private", "mode l2"]
    case .nic, .dummy, .vrf: []
    }
  }
}
