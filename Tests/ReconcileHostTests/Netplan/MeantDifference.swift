/// Where the two programs mean to differ: all of it, beside the guard file, which netplan lacks.
struct MeantDifference: Sendable {
  let place: String
  /// `nil`: whatever it says.
  let netplan: [String]?
  let ours: [String]
  let reason: String
  /// What else has to hold of the link.
  let condition: @Sendable (Comparison.Link) -> Bool

  static let all: [MeantDifference] = [
    // Defaults of netplan's own, which its manifests cannot be without.
    MeantDifference(
      ".link [Link] WakeOnLan", ["off"], [],
      "netplan turns it off unless asked; a manifest of ours leaves it to the NIC"),
    MeantDifference(
      ".link [Match] OriginalName", nil, [],
      "netplan says the MTU to udev, too; networkd is enough"
    ) {
      $0.netplan("MTUBytes") != []
        && $0.netplan(".link [Match] OriginalName") == $0.netplan(".network [Match] Name")
    },
    MeantDifference(
      ".network [Network] ConfigureWithoutCarrier", ["yes"], ["no"],
      "netplan's default for the links that it makes"
    ) { $0.netplan(".netdev [NetDev] Kind") != [] },
    MeantDifference(
      ".network [Match] Name", nil, [],
      "netplan asks for the new name beside the permanent address, which is enough alone"
    ) {
      let place = ".network [Match] PermanentMACAddress"
      return $0.ours(place) != [] && $0.ours(place) == $0.netplan(place)
        && $0.netplan(".network [Match] Name") == $0.ours(".link [Link] Name")
    },

    // What we do by design.
    MeantDifference(
      ".network [Network] KeepConfiguration", ["no"], ["static"],
      "without it a reload takes addresses away for a moment"),
    MeantDifference(
      ".network [Network] KeepConfiguration", ["no"], ["dhcp"],
      "without it a reload takes the lease away for a moment"
    ) { $0.ours(".network [Network] DHCP") != [] && $0.ours(".network [Address]") == [] },
    MeantDifference(
      ".network [Network] IPv6AcceptRA", ["yes, by default"], ["no"],
      "routers configure a host only where its manifest says so"),
    MeantDifference(
      ".network [Network] IPv6AcceptRA", ["yes, by default"], ["yes"],
      "networkd's default on a host that does not forward"
    ) { $0.netplan(".network [Network] LinkLocalAddressing").contains("ipv6") },
    MeantDifference(
      ".network [DHCPv6] WithoutRA", ["no"], ["solicit"],
      "without router advertisements nobody else starts DHCPv6"
    ) { $0.ours(".network [Network] IPv6AcceptRA") == ["no"] },
    MeantDifference(
      ".network [Network] LinkLocalAddressing", ["ipv6"], [],
      "a parent without addresses of its own is a trunk", condition: isTrunk),
    MeantDifference(
      ".network [Link] RequiredForOnline", ["yes"], ["carrier"],
      "a trunk never becomes routable, and boot would wait for that", condition: isTrunk),
    MeantDifference(
      ".link [Link] AlternativeNamesPolicy", [], ["database", "onboard", "path", "slot"],
      "the first .link stands alone, so it repeats what the system's own says"),
    MeantDifference(
      ".link [Link] MACAddressPolicy", [], ["persistent"],
      "the first .link stands alone, so it repeats what the system's own says"),
  ]

  private init(
    _ place: String, _ netplan: [String]?, _ ours: [String], _ reason: String,
    condition: @escaping @Sendable (Comparison.Link) -> Bool = { _ in true }
  ) {
    self.place = place
    self.netplan = netplan
    self.ours = ours
    self.reason = reason
    self.condition = condition
  }

  func covers(_ place: String, of link: Comparison.Link) -> Bool {
    place == self.place && link.ours(place) == ours
      && (netplan == nil || link.netplan(place) == netplan) && condition(link)
  }

  private static func isTrunk(_ link: Comparison.Link) -> Bool {
    link.ours(".network [Network] VLAN") != [] && link.ours(".network [Address]") == []
      && link.ours(".network [Network] DHCP") == []
  }
}
