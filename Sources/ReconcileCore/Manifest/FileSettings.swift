extension FileSetting {
  /// Those of every interface.
  static let interface = [
    FileSetting(
      "lldp", .lldp, .word(LLDPReception.self),
      "Whether LLDP packets of neighbours are listened to, for 'networkctl lldp'.",
      unset: "routers-only", "Network.LLDP"),
    FileSetting(
      "emit-lldp", .emitLLDP, .word(LLDPEmission.self),
      "Whether LLDP packets are sent, and how far they go.", unset: "no", "Network.EmitLLDP"),
    FileSetting(
      "ignore-carrier", .ignoreCarrier, .flag,
      "Whether the link has its addresses and routes also without a carrier.", unset: "no",
      "Network.ConfigureWithoutCarrier"),
  ]

  /// Those below `dhcp-options`.
  static let dhcp = [
    FileSetting(
      "use-dns", .dhcpOptions, .flag, "Whether the DNS servers of the lease are used.",
      unset: "yes", "DHCPv4.UseDNS", "DHCPv6.UseDNS"),
    FileSetting(
      "use-ntp", .dhcpOptions, .flag, "Whether the time servers of the lease are used.",
      unset: "yes", "DHCPv4.UseNTP", "DHCPv6.UseNTP"),
    FileSetting(
      "use-domains", .dhcpOptions, .word(UseDomains.self),
      "Whether the domains of the lease are searched; with route they only route to its servers.",
      unset: "no", "DHCPv4.UseDomains", "DHCPv6.UseDomains"),
    FileSetting(
      "use-hostname", .dhcpOptions, .flag, "Whether the host takes the name that the lease has.",
      unset: "yes", "DHCPv4.UseHostname", "DHCPv6.UseHostname"),
    FileSetting(
      "use-mtu", .dhcpOptions, .flag, "Whether the link takes the MTU that the lease has.",
      unset: "no", "DHCPv4.UseMTU"),
    FileSetting(
      "use-routes", .dhcpOptions, .flag, "Whether the routes of the lease are used.",
      unset: "yes", "DHCPv4.UseRoutes"),
    FileSetting(
      "use-gateway", .dhcpOptions, .flag, "Whether the default route of the lease is used.",
      unset: "as use-routes", "DHCPv4.UseGateway"),
    FileSetting(
      "use-address", .dhcpOptions, .flag, "Whether the addresses of the lease are used.",
      unset: "yes", "DHCPv6.UseAddress"),
    FileSetting(
      "route-metric", .dhcpOptions, .count(0...UInt32.max), "The metric of the lease's routes.",
      unset: "1024", "DHCPv4.RouteMetric"),
    FileSetting(
      "route-table", .dhcpOptions, .count(1...UInt32.max), "The table of the lease's routes.",
      unset: "254, the main table", "DHCPv4.RouteTable", "DHCPv6.RouteTable"),
    FileSetting(
      "hostname", .dhcpOptions, .hostName, "The name that the server is told.",
      unset: "the host's own", "DHCPv4.Hostname", "DHCPv6.Hostname"),
    FileSetting(
      "send-hostname", .dhcpOptions, .flag, "Whether the server is told a name.", unset: "yes",
      "DHCPv4.SendHostname", "DHCPv6.SendHostname"),
    FileSetting(
      "client-identifier", .dhcpOptions, .word(DHCPIdentifier.self),
      "What the server knows the host by: the link's MAC, or a number made of the machine id.",
      unset: "duid", "DHCPv4.ClientIdentifier"),
    FileSetting(
      "iaid", .dhcpOptions, .count(0...UInt32.max),
      "The number of the link among those of the host, for the server.",
      unset: "derived from the link's name", "DHCPv4.IAID", "DHCPv6.IAID"),
    FileSetting(
      "rapid-commit", .dhcpOptions, .flag, "Whether two packets are enough for a lease.",
      unset: "yes", "DHCPv6.RapidCommit"),
    FileSetting(
      "without-ra", .dhcpOptions, .word(DHCPWithoutRA.self),
      "Whether DHCPv6 begins without a router advertisement, and what it asks for then.",
      unset: "solicit where accept-ra is no; else no", "DHCPv6.WithoutRA"),
  ]

  /// Those below `hardware` of a NIC, which udev sets when the NIC appears.
  static let hardware = [
    ofNIC(
      "wake-on-lan", .word(WakeOnLAN.self), "What wakes the host up by the NIC.", "WakeOnLan"),
    ofNIC(
      "receive-checksum-offload", .flag, "Whether the NIC checks the checksums of what comes in.",
      "ReceiveChecksumOffload"),
    ofNIC(
      "transmit-checksum-offload", .flag, "Whether the NIC makes the checksums of what goes out.",
      "TransmitChecksumOffload"),
    ofNIC(
      "tcp-segmentation-offload", .flag, "Whether the NIC cuts TCP into packets.",
      "TCPSegmentationOffload"),
    ofNIC(
      "tcp6-segmentation-offload", .flag, "Whether the NIC cuts TCP over IPv6 into packets.",
      "TCP6SegmentationOffload"),
    ofNIC(
      "generic-segmentation-offload", .flag,
      "Whether the kernel cuts into packets as late as it can.", "GenericSegmentationOffload"),
    ofNIC(
      "generic-receive-offload", .flag, "Whether the kernel joins packets that come in.",
      "GenericReceiveOffload"),
    ofNIC(
      "large-receive-offload", .flag,
      "Whether the NIC joins packets that come in; not for what is forwarded.",
      "LargeReceiveOffload"),
    ofNIC(
      "rx-ring", .count(1...UInt32.max), "How many packets wait to be read.", "RxBufferSize"),
    ofNIC(
      "tx-ring", .count(1...UInt32.max), "How many packets wait to be sent.", "TxBufferSize"),
    ofNIC(
      "transmit-queue-length", .count(0...4_294_967_294),
      "How many packets wait in the kernel to be sent.", "TransmitQueueLength"),
    ofNIC(
      "virtual-functions", .count(0...65535),
      "How many virtual functions (SR-IOV) the NIC is split into; the parts are below vfs.",
      "SR-IOVVirtualFunctions"),
  ]

  private static func ofNIC(
    _ word: String, _ type: ValueType<String>, _ summary: String, _ key: String
  ) -> FileSetting {
    FileSetting(
      word, .hardware, type, summary, unset: "what the driver does", "Link.\(key)", file: .link)
  }

  /// Those below `ra-options`.
  static let routerAdvertisement = [
    FileSetting(
      "use-dns", .raOptions, .flag, "Whether the DNS servers of the router are used.",
      unset: "yes", "IPv6AcceptRA.UseDNS"),
    FileSetting(
      "use-domains", .raOptions, .word(UseDomains.self),
      "Whether the domains of the router are searched; with route they only route to its servers.",
      unset: "no", "IPv6AcceptRA.UseDomains"),
    FileSetting(
      "use-gateway", .raOptions, .flag, "Whether the router is used for the default route.",
      unset: "yes", "IPv6AcceptRA.UseGateway"),
    FileSetting(
      "use-routes", .raOptions, .flag, "Whether further routes of the router are used.",
      unset: "yes", "IPv6AcceptRA.UseRoutePrefix"),
    FileSetting(
      "use-autonomous-prefix", .raOptions, .flag,
      "Whether the link gets addresses of the prefixes that the router has.", unset: "yes",
      "IPv6AcceptRA.UseAutonomousPrefix"),
    FileSetting(
      "use-mtu", .raOptions, .flag, "Whether IPv6 takes the MTU that the router tells.",
      unset: "yes", "IPv6AcceptRA.UseMTU"),
    FileSetting(
      "route-metric", .raOptions, .count(0...UInt32.max), "The metric of the router's routes.",
      unset: "1024; from systemd 254 on also 512 or 2048, by the router's preference",
      "IPv6AcceptRA.RouteMetric"),
    FileSetting(
      "route-table", .raOptions, .count(1...UInt32.max), "The table of the router's routes.",
      unset: "254, the main table", "IPv6AcceptRA.RouteTable"),
    FileSetting(
      "token", .raOptions, .token,
      "The low half of the addresses that are made of the router's prefixes, such as \"::1\".",
      unset: "made of the MAC", "IPv6AcceptRA.Token"),
  ]
}

/// WakeOnLan= of systemd.link(5), one of its words.
enum WakeOnLAN: String, Sendable, CaseIterable {
  case off
  case magic
  case phy
  case unicast
  case multicast
  case broadcast
  case arp
}

/// LLDP= of systemd.network(5).
enum LLDPReception: String, Sendable, CaseIterable {
  case no
  case yes
  case routersOnly = "routers-only"
}

/// EmitLLDP= of systemd.network(5).
enum LLDPEmission: String, Sendable, CaseIterable {
  case no
  case yes
  case nearestBridge = "nearest-bridge"
  case nonTPMRBridge = "non-tpmr-bridge"
  case customerBridge = "customer-bridge"
}

/// UseDomains= of systemd.network(5).
enum UseDomains: String, Sendable, CaseIterable {
  case no
  case yes
  case route
}

/// ClientIdentifier= of systemd.network(5), as far as all versions have it.
enum DHCPIdentifier: String, Sendable, CaseIterable {
  case mac
  case duid
}

/// WithoutRA= of systemd.network(5).
enum DHCPWithoutRA: String, Sendable, CaseIterable {
  case no
  case solicit
  case informationRequest = "information-request"
}

extension ValueType where Value == String {
  fileprivate static var flag: Self { ValueType<Bool>.boolean.map { $0 ? "yes" : "no" } }

  fileprivate static func count(_ range: ClosedRange<UInt32>) -> Self {
    ValueType<UInt32>.number(range).map { String($0) }
  }

  fileprivate static func word<Word>(_ words: Word.Type) -> Self
  where Word: RawRepresentable & CaseIterable & Sendable, Word.RawValue == String {
    ValueType<Word>.word.map(\.rawValue)
  }

  fileprivate static var hostName: Self {
    ValueType("a host's name such as hv01") { isHostName($0[...]) ? $0 : nil }
  }

  fileprivate static var token: Self {
    ValueType("the low half of an IPv6 address such as \"::1\"") { text in
      guard let address = IPAddress(text), address.family == .ipv6, address.value != 0,
        address.value >> 64 == 0
      else { return nil }
      return address.description
    }
  }
}
