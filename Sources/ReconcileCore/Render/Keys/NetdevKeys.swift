extension UnitKeys {
  /// The keys of .netdev files in systemd-networkd 247 to 262; `parsed` says what the marks mean.
  static let netdevKeys = """
    [Match] Architecture* Credential*:252 Firmware*:249 Host* KernelCommandLine*
      KernelVersion*>Version MachineTag*:262 Version*:258 Virtualization*
    [BareUDP]=bareudp DestinationPort EtherType MinSourcePort:257
    [BatmanAdvanced]=batadv Aggregation:248 BridgeLoopAvoidance:248 DistributedArpTable:248
      Fragmentation:248 GatewayBandwidthDown:249 GatewayBandwidthUp:249
      GatewayBandwithDown:248>GatewayBandwidthDown GatewayBandwithUp:248>GatewayBandwidthUp
      GatewayMode:248 HopPenalty:248 OriginatorIntervalSec:248 RoutingAlgorithm:248
    [Bond]=bond ARPAllTargets ARPIPTargets* ARPIntervalSec ARPMissedMax:256 ARPValidate
      AdActorSystem AdActorSystemPriority AdSelect AdUserPortKey AllSlavesActive DownDelaySec
      DynamicTransmitLoadBalancing FailOverMACPolicy GratuitousARP LACPTransmitRate
      LearnPacketIntervalSec MIIMonitorSec MinLinks Mode PacketsPerSlave PeerNotifyDelaySec:256
      PrimaryReselectPolicy ResendIGMP TransmitHashPolicy UpDelaySec
    [Bridge]=bridge AgeingTimeSec DefaultPVID FDBMaxLearned:257 ForwardDelaySec GroupForwardMask
      HelloTimeSec LinkLocalLearning:258 MaxAgeSec MulticastIGMPVersion MulticastQuerier
      MulticastSnooping Priority STP VLANFiltering VLANProtocol
    [FooOverUDP]=fou Encapsulation Local Peer PeerPort Port Protocol
    [GENEVE]=geneve DestinationPort FlowLabel IPDoNotFragment Id InheritInnerProtocol:254 Remote TOS
      TTL UDP6ZeroCheckSumRx>UDP6ZeroChecksumRx UDP6ZeroCheckSumTx>UDP6ZeroChecksumTx
      UDP6ZeroChecksumRx UDP6ZeroChecksumTx UDPChecksum
    [HSR]=hsr Ports*:258 Protocol:258 Supervision:258
    [IPVLAN]=ipvlan Flags Mode
    [IPVTAP]=ipvtap Flags Mode
    [IPoIB]=ipoib IgnoreUserspaceMulticastGroups:250 Mode:250 PartitionKey:250
    [L2TP]=l2tp EncapsulationType Local PeerTunnelId Remote TunnelId UDP6CheckSumRx>UDP6ChecksumRx
      UDP6CheckSumTx>UDP6ChecksumTx UDP6ChecksumRx:258 UDP6ChecksumTx:258 UDPCheckSum>UDPChecksum
      UDPChecksum:258 UDPDestinationPort UDPSourcePort
    [L2TPSession]+=l2tp Layer2SpecificHeader Name PeerSessionId SessionId
    [MACVLAN]=macvlan BroadcastMulticastQueueLength:248 BroadcastQueueThreshold:256 Mode
      SourceMACAddress*
    [MACVTAP]=macvtap Mode SourceMACAddress*
    [MACsec]=macsec Encrypt Port
    [MACsecReceiveAssociation]+=macsec Activate Key KeyFile KeyId MACAddress PacketNumber Port
    [MACsecReceiveChannel]+=macsec MACAddress Port
    [MACsecTransmitAssociation]+=macsec Activate Key KeyFile KeyId PacketNumber UseForEncoding
    [NetDev] Description Kind MACAddress MTUBytes Name
    [Peer]=veth MACAddress Name
    [Tap]=tap Group KeepCarrier:252 MultiQueue OneQueue!247 PacketInfo User VNetHeader
    [Tun]=tun Group KeepCarrier:252 MultiQueue OneQueue!247 PacketInfo User VNetHeader
    [Tunnel]=ipip,gre,gretap,erspan,ip6gre,ip6gretap,ip6tnl,sit,vti,vti6 AllowLocalRemote
      AssignToLoopback CopyDSCP DiscoverPathMTU ERSPANDirection:252 ERSPANHardwareId:252 ERSPANIndex
      ERSPANVersion:252 Encapsulation EncapsulationLimit External:251 FOUDestinationPort
      FOUSourcePort FooOverUDP IPv6FlowLabel IPv6RapidDeploymentPrefix ISATAP IgnoreDontFragment:254
      Independent InputKey Key Local Mode OutputKey Remote SerializeTunneledPackets TOS TTL
    [VLAN]=vlan EgressQOSMaps*:248 GVRP Id IngressQOSMaps*:248 LooseBinding MVRP Protocol:248
      ReorderHeader
    [VRF]=vrf Table TableId>Table
    [VXCAN]=vxcan Peer
    [VXLAN]=vxlan ARPProxy>ReduceARPProxy DestinationPort External:258 FDBAgeingSec FlowLabel
      GenericProtocolExtension Group GroupPolicyExtension IPDoNotFragment Id>VNI Independent
      L2MissNotification L3MissNotification Local MacLearning MaximumFDBEntries PortRange
      ReduceARPProxy Remote RemoteChecksumRx RemoteChecksumTx RouteShortCircuit TOS TTL
      UDP6ZeroCheckSumRx>UDP6ZeroChecksumRx UDP6ZeroCheckSumTx>UDP6ZeroChecksumTx UDP6ZeroChecksumRx
      UDP6ZeroChecksumTx UDPCheckSum>UDPChecksum UDPChecksum VNI VNIFilter:258
    [WLAN]=wlan PhysicalDevice:251 Type:251 WDS:251
    [WireGuard]=wireguard FirewallMark FwMark>FirewallMark ListenPort PrivateKey PrivateKeyFile
      RouteMetric:250 RouteTable:250
    [WireGuardPeer]+=wireguard AllowedIPs* Endpoint PersistentKeepalive PresharedKey
      PresharedKeyFile PublicKey PublicKeyFile:257 RouteMetric:250 RouteTable:250
    [Xfrm]=xfrm Independent InterfaceId
    """
}
