import Support
import Testing

@testable import ReconcileCore

@Suite struct UnitKeysTests {
  private func status(_ key: UnitKey, _ version: Int) -> UnitKeys.Status {
    UnitKeys.status(of: key, in: NetworkdVersion(version))
  }

  private func network(_ section: String, _ key: String) -> UnitKey {
    UnitKey(file: .network, section: section, key: key)
  }

  @Test func `a key is known from the version on that brought it`() {
    let forwarding = network("Network", "IPv4Forwarding")
    #expect(status(forwarding, 255) == .newer(since: 256))
    #expect(status(forwarding, 256) == .known)
    #expect(status(forwarding, 262) == .known)
    #expect(status(network("Network", "LLDP"), 247) == .known)
    let eee = UnitKey(file: .link, section: "EnergyEfficientEthernet", key: "Enable")
    #expect(status(eee, 257) == .newer(since: 258))
    #expect(status(eee, 258) == .known)
    let queue = UnitKey(file: .netdev, section: "MACVLAN", key: "BroadcastQueueThreshold")
    #expect(status(queue, 252) == .newer(since: 256))
  }

  @Test func `a key that a version passes over is gone`() {
    let forward = network("Network", "IPForward")
    #expect(status(forward, 255) == .known)
    #expect(
      status(forward, 256) == .gone(since: 256, instead: network("Network", "IPv4Forwarding")))
    let limit = network("IPv6AcceptRA", "UseICMP6RateLimit")
    #expect(status(limit, 254) == .newer(since: 255))
    #expect(status(limit, 255) == .known)
    #expect(status(limit, 256) == .gone(since: 256, instead: nil))
    let offload = UnitKey(file: .link, section: "Link", key: "UDPSegmentationOffload")
    #expect(status(offload, 247) == .gone(since: 247, instead: nil))
  }

  @Test func `without a host only what no version has is wrong`() {
    #expect(UnitKeys.status(of: network("Network", "IPForward"), in: nil) == .known)
    #expect(UnitKeys.status(of: network("Network", "ProxyNeighbor"), in: nil) == .known)
    #expect(
      UnitKeys.status(of: network("Network", "LLPD"), in: nil)
        == .unknown(closest: network("Network", "LLDP")))
  }

  @Test func `an older spelling is found for an older version`() {
    func spelling(_ key: UnitKey, _ version: Int) -> UnitKey? {
      UnitKeys.spelling(of: key, in: NetworkdVersion(version))
    }
    let token = network("IPv6AcceptRA", "Token")
    #expect(spelling(token, 249) == network("Network", "IPv6Token"))
    #expect(spelling(token, 250) == token)
    #expect(
      spelling(network("Network", "ProxyNeighbor"), 261)
        == network("Network", "IPv6ProxyNDPAddress"))
    #expect(
      spelling(network("DHCPPrefixDelegation", "SubnetId"), 249)
        == network("DHCPv6PrefixDelegation", "SubnetId"))
    #expect(
      spelling(UnitKey(file: .netdev, section: "L2TP", key: "UDPChecksum"), 257)
        == UnitKey(file: .netdev, section: "L2TP", key: "UDPCheckSum"))
    // IPForward= took other values and spoke of the whole host.
    #expect(spelling(network("Network", "IPv4Forwarding"), 252) == nil)
    #expect(spelling(network("Address", "NFTSet"), 252) == nil)
  }

  @Test(arguments: [
    ("Network", "MTUBytes", "Link", "MTUBytes"), ("Link", "lldp", "Network", "LLDP"),
    ("Network", "Adress", "Network", "Address"), ("Network", "RapidComit", "", ""),
    ("Network", "UseReachableTime", "IPv6AcceptRA", "UseReachableTime"),
    ("Network", "Colour", "", ""),
  ])
  func `what was meant is found`(section: String, key: String, near: String, name: String) {
    let meant = near.isEmpty ? nil : network(near, name)
    #expect(status(network(section, key), 262) == .unknown(closest: meant))
  }

  @Test func `a key of another kind of file is found there`() {
    let meant = UnitKey(file: .link, section: "Link", key: "WakeOnLan")
    #expect(status(network("Link", "WakeOnLan"), 262) == .unknown(closest: meant))
  }

  @Test func `sections say what they are`() {
    #expect(UnitKeys.isRepeated(section: "Route", in: .network))
    #expect(UnitKeys.isRepeated(section: "SR-IOV", in: .link))
    #expect(!UnitKeys.isRepeated(section: "Network", in: .network))
    #expect(UnitKeys.hasSection("MobileNetwork", in: .network))
    #expect(!UnitKeys.hasSection("MobileNetwork", in: .netdev))
    #expect(UnitKeys.kinds(ofNetdevSection: "MACVLAN") == ["macvlan"])
    #expect(UnitKeys.kinds(ofNetdevSection: "Tunnel").contains("ip6tnl"))
    #expect(UnitKeys.kinds(ofNetdevSection: "NetDev") == [])
    #expect(UnitKeys.isList(network("Network", "DNS")))
    #expect(!UnitKeys.isList(network("Network", "LLDP")))
  }

  @Test(arguments: UnitFileKind.allCases)
  func `the table holds together`(file: UnitFileKind) {
    let keys = UnitKeys.all(file)
    #expect(keys.count > 100)
    for key in keys {
      // Each key lives in some supported version, or is passed over in all of them.
      let states = (NetworkdVersion.oldest...NetworkdVersion.newest).map { status(key, $0) }
      let isAlwaysGone = status(key, 247) == .gone(since: 247, instead: nil)
      #expect(states.contains(.known) || isAlwaysGone, "\(key)")
      let newest = UnitKeys.newest(of: key)
      #expect(UnitKeys.newest(of: newest) == newest, "\(key)")
      #expect(status(newest, 262) == .known || newest == key, "\(key)")
      #expect(UnitKeys.isList(newest) == UnitKeys.isList(key), "\(key)")
      #expect(key.key.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") })
    }
  }

  /// Everything that the renderer writes is in the table, for the version that it writes it for.
  @Test(arguments: NetworkdVersion.oldest...NetworkdVersion.newest)
  func `the renderer writes no key that the version lacks`(version: Int) throws {
    let manifests = try RenderedCaseTests.manifests(for: version)
    #expect(manifests.count >= 12)
    for manifest in manifests {
      for file in Renderer(version: NetworkdVersion(version)).files(Desired(manifest))
      where Ownership.isUnit(file.name) {
        let kind = try #require(UnitFileKind(fileName: file.name))
        for section in file.sections {
          for entry in section.entries {
            let key = UnitKey(file: kind, section: section.name, key: entry.key)
            #expect(status(key, version) == .known, "\(key)")
          }
        }
      }
    }
  }
}
