extension UnitKeys {
  /// The keys of .network files in systemd-networkd 247 to 262; `parsed` says what the marks mean.
  static let networkKeys = """
    [Match] Architecture* BSSID* Credential*:252 Driver* Firmware*:249 Host* KernelCommandLine*
      KernelVersion*>Version Kind*:251 MACAddress* MachineTag*:262 Name* Path* PermanentMACAddress*
      Property* SSID* Type* Version*:258 Virtualization* WLANInterfaceType*
    [Address]+ AddPrefixRoute Address AutoJoin Broadcast DuplicateAddressDetection HomeAddress Label
      ManageTemporaryAddress NFTSet*:255 NetLabel:252 Peer PreferredLifetime PrefixRoute
      RouteMetric:249 Scope
    [BFIFO]+ Handle LimitBytes Parent
    [BandMultiQueueing]+ Handle:257 Parent:257
    [Bridge] AllowPortToBeRoot Cost FastLeave HairPin Isolated:251 Learning Locked:258
      MACAuthenticationBypass:258 MulticastFlood MulticastRouter MulticastToUnicast
      NeighborSuppression Priority ProxyARP ProxyARPWiFi UnicastFlood UseBPDU VLANTunnel:258
    [BridgeFDB]+ AssociatedWith Destination MACAddress OutgoingInterface:249 VLANId VNI
    [BridgeMDB]+ MulticastGroupAddress VLANId
    [BridgeVLAN]+ EgressUntagged* PVID VLAN*
    [CAKE]+ AckFilter:253 AutoRateIngress:250 Bandwidth CompensationMode:250 FirewallMark:250
      FlowIsolationMode:250 Handle MPUBytes:250 NAT:250 OverheadBytes Parent
      PriorityQueueingPreset:250 RTTSec:253 SplitGSO:250 UseRawPacketSize:250 Wash:250
    [CAN] BitRate BusErrorReporting:248 ClassicDataLengthCode:250 DataBitRate
      DataPhaseBufferSegment1:250 DataPhaseBufferSegment2:250 DataPropagationSegment:250
      DataSamplePoint DataSyncJumpWidth:250 DataTimeQuantaNSec:250 FDMode FDNonISO ListenOnly
      Loopback:250 OneShot:250 PhaseBufferSegment1:250 PhaseBufferSegment2:250 PresumeACK:250
      PropagationSegment:250 RestartSec SamplePoint SyncJumpWidth:250 Termination TimeQuantaNSec:250
      TripleSampling
    [ClassfulMultiQueueing]+ Handle:257 Parent:257
    [ControlledDelay]+ CEThresholdSec ECN Handle IntervalSec PacketLimit Parent TargetSec
    [DHCP] Anonymize>DHCPv4.Anonymize ClientIdentifier>DHCPv4.ClientIdentifier CriticalConnection
      DUIDRawData>DHCPv4.DUIDRawData DUIDType>DHCPv4.DUIDType ForceDHCPv6PDOtherInformation!250
      Hostname>DHCPv4.Hostname IAID>DHCPv4.IAID ListenPort>DHCPv4.ListenPort
      RapidCommit:252>DHCPv6.RapidCommit RequestBroadcast>DHCPv4.RequestBroadcast RouteMetric
      RouteTable>DHCPv4.RouteTable SendHostname>DHCPv4.SendHostname UseDNS UseDomainName>UseDomains
      UseDomains UseHostname>DHCPv4.UseHostname UseMTU>DHCPv4.UseMTU UseNTP
      UseRoutes>DHCPv4.UseRoutes UseTimezone>DHCPv4.UseTimezone UserClass*>DHCPv4.UserClass
      VendorClassIdentifier>DHCPv4.VendorClassIdentifier
    [DHCPPrefixDelegation] Announce:250 Assign:250 ManageTemporaryAddress:250 NFTSet*:255
      NetLabel:252 RouteMetric:250 SubnetId:250 Token*:250 UplinkInterface:250
    [DHCPRelay] AgentAddress:261 CircuitId:261 ExtraOption*:261 GatewayAddress:261
      InterfacePriority:261 VirtualSubnetSelection:261
    [DHCPServer] BindToInterface:249!261 BootFilename:251 BootServerAddress:251 BootServerName:251
      DNS* DefaultLeaseTimeSec Domain:259 EmitDNS EmitDomain:259 EmitLPR EmitNTP EmitPOP3 EmitRouter
      EmitSIP EmitSMTP EmitTimezone IPv6OnlyPreferredSec:255 LPR* LocalLeaseDomain:259
      MaxLeaseTimeSec NTP* POP3* PersistLeases:256 PoolOffset PoolSize RapidCommit:255
      RelayAgentCircuitId:249 RelayAgentRemoteId:249 RelayTarget:249 Router:250 SIP* SMTP*
      SendOption* SendVendorOption* ServerAddress:249 Timezone UplinkInterface:249
    [DHCPServerStaticLease]+ Address:249 Hostname:259 MACAddress:249
    [DHCPv4] AllowList* Anonymize BOOTP:258 BlackList*>DenyList ClientIdentifier CriticalConnection
      DUIDRawData DUIDType DenyList* FallbackLeaseLifetimeSec Hostname IAID IPServiceType
      IPv6OnlyMode:255 InitialAdvertisedReceiveWindow:255 InitialCongestionWindow:255 Label:250
      ListenPort MUDURL MaxAttempts NFTSet*:255 NetLabel:252 QuickAck:253 RapidCommit:255
      RequestAddress:255 RequestBroadcast RequestOptions* RouteMTUBytes RouteMetric RouteTable
      RoutesToDNS RoutesToNTP:249 SendDecline SendHostname SendOption* SendRelease SendVendorOption*
      ServerPort:256 SocketPriority:253 UnassignedSubnetPolicy:257 Use6RD:250 UseCaptivePortal:254
      UseDNR:257 UseDNS UseDomainName>UseDomains UseDomains UseGateway UseHostname UseMTU UseNTP
      UseRoutes UseSIP UseTimezone UserClass* VendorClassIdentifier
    [DHCPv6] DUIDRawData:249 DUIDType:249 ForceDHCPv6PDOtherInformation!250 Hostname:255 IAID:249
      MUDURL NFTSet*:255 NetLabel:252 PrefixDelegationHint RapidCommit:252 RequestOptions*
      RouteMetric RouteTable:261 SendHostname:255 SendOption* SendRelease:253 SendVendorOption*
      UnassignedSubnetPolicy:257 UseAddress:248 UseCaptivePortal:254 UseDNR:257 UseDNS
      UseDelegatedPrefix:250 UseDomains:249 UseHostname:248 UseNTP UseSIP:258 UserClass*
      VendorClass* WithoutRA
    [DHCPv6PrefixDelegation] Announce>DHCPPrefixDelegation.Announce
      Assign>DHCPPrefixDelegation.Assign
      ManageTemporaryAddress:248>DHCPPrefixDelegation.ManageTemporaryAddress
      RouteMetric:249>DHCPPrefixDelegation.RouteMetric SubnetId>DHCPPrefixDelegation.SubnetId
      Token*>DHCPPrefixDelegation.Token
    [DeficitRoundRobinScheduler]+ Handle Parent
    [DeficitRoundRobinSchedulerClass]+ ClassId Parent QuantumBytes
    [EnhancedTransmissionSelection]+ Bands Handle Parent PriorityMap* QuantumBytes* StrictBands
    [FairQueueing]+ Buckets CEThresholdSec FlowLimit Handle InitialQuantum>InitialQuantumBytes
      InitialQuantumBytes MaximumRate OrphanMask Pacing PacketLimit Parent Quantum>QuantumBytes
      QuantumBytes
    [FairQueueingControlledDelay]+ CEThresholdSec ECN Flows Handle IntervalSec
      MemoryLimit>MemoryLimitBytes MemoryLimitBytes PacketLimit Parent Quantum>QuantumBytes
      QuantumBytes TargetSec
    [FlowQueuePIE]+ Handle PacketLimit Parent
    [GenericRandomEarlyDetection]+ DefaultVirtualQueue GenericRIO Handle Parent VirtualQueues
    [HeavyHitterFilter]+ Handle PacketLimit Parent
    [HierarchyTokenBucket]+ DefaultClass Handle Parent RateToQuantum
    [HierarchyTokenBucketClass]+ BufferBytes CeilBufferBytes CeilRate ClassId MTUBytes OverheadBytes
      Parent Priority QuantumBytes Rate
    [IPv6AcceptRA] BlackList*>PrefixDenyList DHCPv6Client DenyList*>PrefixDenyList NFTSet*:255
      NetLabel:252 PrefixAllowList*:248 PrefixDenyList*:248 QuickAck:253 RouteAllowList*:248
      RouteDenyList*:248 RouteMetric:249 RouteTable RouterAllowList*:248 RouterDenyList*:248
      Token*:250 UseAutonomousPrefix UseCaptivePortal:254 UseDNR:257 UseDNS UseDomains
      UseGateway:250 UseHopLimit:255 UseICMP6RateLimit:255!256 UseMTU:250 UseOnLinkPrefix
      UsePREF64:255 UseReachableTime:256 UseRedirect:256 UseRetransmissionTime:256
      UseRoutePrefix:250
    [IPv6AddressLabel]+ Label Prefix
    [IPv6PREF64Prefix]+ LifetimeSec:255 Prefix:255
    [IPv6Prefix]+ AddressAutoconfiguration Assign OnLink PreferredLifetimeSec Prefix RouteMetric:249
      Token*:250 ValidLifetimeSec
    [IPv6PrefixDelegation] DNS*>IPv6SendRA.DNS DNSLifetimeSec>IPv6SendRA.DNSLifetimeSec
      Domains*>IPv6SendRA.Domains EmitDNS>IPv6SendRA.EmitDNS EmitDomains>IPv6SendRA.EmitDomains
      Managed>IPv6SendRA.Managed OtherInformation>IPv6SendRA.OtherInformation
      RouterLifetimeSec>IPv6SendRA.RouterLifetimeSec RouterPreference>IPv6SendRA.RouterPreference
    [IPv6RoutePrefix]+ LifetimeSec Preference:258 Route
    [IPv6SendRA] DNS* DNSLifetimeSec Domains* EmitDNS EmitDomains HomeAgent:255
      HomeAgentLifetimeSec:255 HomeAgentPreference:255 HopLimit:255 Managed OtherInformation
      ReachableTimeSec:256 RetransmitSec:255 RouterLifetimeSec RouterPreference UplinkInterface:250
    [LLDP] MUDURL
    [Link] ARP ActivationPolicy:248 AllMulticast Group MACAddress MTUBytes Multicast Promiscuous:248
      RequiredFamilyForOnline:249 RequiredForOnline Unmanaged
    [MobileNetwork] APN:260 AllowRoaming:260 AllowedAuthenticationMechanisms*:260 IPFamily:260
      OperatorId:260 PIN:260 Password:260 RouteMetric:260 UseGateway:260 User:260
    [Neighbor]+ Address LinkLayerAddress MACAddress>LinkLayerAddress
    [Network] ActiveSlave Address* BatmanAdvanced:248 BindCarrier* Bond Bridge
      ConfigureWithoutCarrier DHCP DHCPPrefixDelegation:250 DHCPRelay:261 DHCPServer
      DHCPv6PrefixDelegation>DHCPPrefixDelegation DNS* DNSDefaultRoute DNSOverTLS DNSSEC
      DNSSECNegativeTrustAnchors* DefaultRouteOnDevice Description Domains* EmitLLDP Gateway*
      IPForward!256>IPv4Forwarding IPMasquerade IPVLAN* IPVTAP* IPoIB*:250 IPv4AcceptLocal
      IPv4DuplicateAddressDetectionTimeoutSec:258 IPv4Forwarding:256 IPv4LL IPv4LLRoute
      IPv4LLStartAddress:252 IPv4ProxyARP IPv4ProxyARPPrivateVLAN:256 IPv4ReversePathFilter:255
      IPv4RouteLocalnet:248 IPv4SrcValidMark:261 IPv6AcceptRA
      IPv6AcceptRouterAdvertisements>IPv6AcceptRA IPv6DuplicateAddressDetection IPv6Forwarding:256
      IPv6HopLimit IPv6LinkLocalAddressGenerationMode IPv6MTUBytes IPv6PrefixDelegation>IPv6SendRA
      IPv6PrivacyExtensions IPv6ProxyNDP IPv6ProxyNDPAddress*>ProxyNeighbor
      IPv6RetransmissionTimeSec:256 IPv6SendRA IPv6StableSecretAddress:249
      IPv6Token*>IPv6AcceptRA.Token IgnoreCarrierLoss KeepConfiguration KeepMaster:250 L2TP!251 LLDP
      LLMNR LinkLocalAddressing MACVLAN* MACVTAP* MACsec* MPLSRouting:258 MulticastDNS
      MulticastIGMPVersion:257 NTP* PrimarySlave ProxyARP>IPv4ProxyARP ProxyNeighbor*:262 Tunnel*
      UseDomains:256 VLAN* VRF VXLAN* Xfrm*
    [NetworkEmulator]+ DelayJitterSec DelaySec DuplicateRate Handle LossRate PacketLimit Parent
    [NextHop]+ Blackhole:248 Family:248 Gateway Group*:249 Id OnLink:248
    [PFIFO]+ Handle PacketLimit Parent
    [PFIFOFast]+ Handle Parent
    [PFIFOHeadDrop]+ Handle PacketLimit Parent
    [PIE]+ Handle PacketLimit Parent
    [QDisc]+ Handle Parent
    [QuickFairQueueing]+ Handle Parent
    [QuickFairQueueingClass]+ ClassId MaxPacketBytes Parent Weight
    [Route]+ Destination FastOpenNoCookie Gateway GatewayOnLink GatewayOnlink>GatewayOnLink
      HopLimit:255 IPv6Preference InitialAdvertisedReceiveWindow InitialCongestionWindow MTUBytes
      Metric MultiPathRoute* NextHop:248 PreferredSource Protocol QuickAck Scope Source
      TCPAdvertisedMaximumSegmentSize:248 TCPCongestionControlAlgorithm:252
      TCPRetransmissionTimeoutSec:255 TTLPropagate!256 Table Type
    [RoutingPolicyRule]+ DestinationPort Family FirewallMark From GoTo:257 IPProtocol
      IncomingInterface InvertRule L3MasterDevice:256 OutgoingInterface Priority SourcePort
      SuppressInterfaceGroup:250 SuppressPrefixLength Table To Type:248 TypeOfService User
    [SR-IOV]+ LinkState MACAddress MACSpoofCheck QualityOfService QueryReceiveSideScaling Trust
      VLANId VLANProtocol VirtualFunction
    [StochasticFairBlue]+ Handle PacketLimit Parent
    [StochasticFairnessQueueing]+ Handle Parent PerturbPeriodSec
    [TokenBucketFilter]+ Burst>BurstBytes BurstBytes Handle LatencySec LimitBytes
      LimitSize>LimitBytes MPUBytes MTUBytes Parent PeakRate Rate
    [TrafficControlQueueingDiscipline]+ NetworkEmulatorDelayJitterSec>NetworkEmulator.DelayJitterSec
      NetworkEmulatorDelaySec>NetworkEmulator.DelaySec
      NetworkEmulatorDuplicateRate>NetworkEmulator.DuplicateRate
      NetworkEmulatorLossRate>NetworkEmulator.LossRate
      NetworkEmulatorPacketLimit>NetworkEmulator.PacketLimit Parent>QDisc.Parent
    [TrivialLinkEqualizer]+ Handle Id Parent
    """
}
